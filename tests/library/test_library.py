"""The audio library: kept under a name for every desk, found by its words, taken away and had back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace

from services.entries import Welcome
from services.library_records import LibraryVoice
from services.store import Store
from services.trouble import Trouble
from services.voice.clips import Clips
from services.voice.library import Library
from services.voice.record import VoiceRecord
from services.voice.sound import Sound

pytestmark = pytest.mark.asyncio
HELLO = LibraryVoice(
    "", "Saludo  de la mañana", "greeting", "Buen día, soy Martín.", None, "v1", "m1", {"speed": 1.1}, "Buen día"
)
FOR_EACH = LibraryVoice("", "Ficha", "pitch", "{nombre}, te cuento de {propiedad}", None, "v1", "m1")


class Files:
    """Shared files of the agency."""

    def __init__(self, clips: Clips) -> None:
        self.clips, self.shared = clips, list[str]()

    async def bring(self, sha256: str) -> Path:
        found = self.clips.find(sha256)
        assert found is not None
        return found

    async def share(self, sha256: str, mime: str) -> None:
        self.shared.append(sha256)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store.open(tmp_path / "s", "desk", lambda changes: None, lambda: 1000)
    await opened.apply(Welcome("e", 0))
    yield opened
    await opened.close()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(Clips(tmp_path / "v"))


@pytest.fixture
def library(store: Store, files: Files) -> Library:
    return Library(store, files, files.clips, "m1", "Martín", lambda: 1000)


async def test_a_fixed_one_is_shared_found_without_accents_and_heard_by_each_for_itself(
    library: Library, store: Store, files: Files
) -> None:
    clip = files.clips.keep(b"OggS hello", Sound("audio/ogg", 3.0, bytes(4)))
    kept = await library.keep(HELLO, clip)
    assert files.shared == [clip.sha256]
    assert kept.name == "Saludo de la mañana"
    assert library.all() == [kept]
    assert kept.media is not None
    assert kept.media.wave == bytes(4)
    assert [each.id for each in library.found("manana saludo", "greeting")] == [kept.id]
    assert library.found("manana", "closing") == []
    assert library.found("martin") == [kept]
    assert not library.was_heard(kept)
    await VoiceRecord(store, "m2", "Sofía").voice_heard(clip.sha256, at=1)
    assert not library.was_heard(kept), "another one's ears are not mine"
    await VoiceRecord(store, "m1", "Martín").voice_heard(clip.sha256, at=1)
    assert library.was_heard(kept)


async def test_one_with_variables_has_no_clip_and_is_spoken_by_its_voice(library: Library, files: Files) -> None:
    clip = files.clips.keep(b"OggS x", Sound("audio/ogg", 3.0, b""))
    kept = await library.keep(FOR_EACH, clip)
    assert kept.media is None
    assert files.shared == []
    assert (kept.voice, kept.model) == ("v1", "m1")


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (replace(HELLO, name="  ¡! "), "library.bad_name"),
        (replace(HELLO, name="x" * 61), "library.bad_name"),
        (replace(FOR_EACH, name="FICHA"), "library.name_taken"),
        (replace(HELLO, text=""), "message.empty"),
        (HELLO, "voice.nothing_to_say"),
    ],
)
async def test_what_cannot_be_kept_is_said(library: Library, entry: LibraryVoice, code: str) -> None:
    await library.keep(FOR_EACH)
    with pytest.raises(Trouble) as told:
        await library.keep(entry)
    assert told.value.code == code


async def test_it_is_renamed_taken_away_and_had_back(library: Library) -> None:
    kept = await library.keep(FOR_EACH)
    other = await library.keep(replace(kept, name="Ficha corta", shelf="other"))
    assert library.all() == [other]
    assert other.id == kept.id
    await library.remove(other)
    assert library.all() == []
    await library.put_back(other)
    assert library.all() == [other]
