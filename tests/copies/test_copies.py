"""Copies: what is put in comes out elsewhere, nothing of it can be read, changed or cut, and no key is in it."""

import asyncio
import io
import os
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.copies import copies
from services.copies.copies import Cancelled, Facts, restore
from services.copies.vault import CHUNK, Effort, Opening, Sealing
from services.entries import Draft
from services.store import Store
from services.trouble import Trouble

PHRASE = "cabildo y juramento 2340"
QUICK = Effort(1, 64)
FACTS = Facts("https://relay.example", {"id": "ten_1", "name": "Ribera Norte"}, {"id": "mem_1", "name": "Martín"}, 7)


def nothing(done: int, whole: int) -> None:
    """Progress that nobody looks at."""


def sealed(data: bytes, phrase: str = PHRASE) -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, phrase, QUICK)
    sealing.write(data)
    sealing.finish()
    return file.getvalue()


def opened(data: bytes, phrase: str = PHRASE) -> bytes:
    return io.BufferedReader(Opening(io.BytesIO(data), phrase)).read()


def code(work: Callable[[], object]) -> str:
    with pytest.raises(Trouble) as told:
        work()
    return told.value.code


@given(st.binary(max_size=300), st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]))
@settings(max_examples=30, deadline=None)
def test_what_was_sealed_comes_out(start: bytes, more: int) -> None:
    data = start + bytes(more)
    assert opened(sealed(data)) == data


@pytest.mark.parametrize("spelled", ["Núñez y Cabildo", "Nu\u0301n\u0303ez y Cabildo", "  Núñez y Cabildo "])
def test_a_phrase_is_the_same_however_it_is_typed(spelled: str) -> None:
    assert opened(sealed(b"x", "Núñez y Cabildo"), spelled) == b"x"


def test_a_phrase_that_is_short_or_another_one_is_refused() -> None:
    assert code(lambda: sealed(b"x", "  corta ")) == "copy.weak_passphrase"
    assert code(lambda: opened(sealed(b"x"), "otra frase larga")) == "copy.wrong_passphrase"


def test_no_byte_of_it_can_be_changed() -> None:
    whole = sealed(os.urandom(2 * CHUNK + 50))
    for at in [*range(62), 70, len(whole) // 2, len(whole) - 1]:
        torn = bytearray(whole)
        torn[at] ^= 1
        assert code(lambda torn=bytes(torn): opened(torn)).startswith("copy."), at


@pytest.mark.parametrize("left", [0, 10, 61, 62, 70, CHUNK + 100, 2 * CHUNK + 96, -1])
def test_it_can_neither_be_cut_nor_lengthened(left: int) -> None:
    whole = sealed(bytes(2 * CHUNK + 50))
    assert code(lambda: opened(whole[:left])).startswith("copy.")
    assert code(lambda: opened(whole + b"x")) == "copy.damaged"


def test_a_file_cannot_ask_for_all_memory() -> None:
    whole = bytearray(sealed(b"x"))
    whole[34:38] = b"\xff\xff\xff\xff"
    assert code(lambda: opened(bytes(whole))) == "copy.not_one"
    assert code(lambda: opened(b"STRATO copy 2\n" + bytes(whole))) == "copy.newer"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk as it lies on the disk, at work: its database is open and holds what is not in its file yet."""
    directory = tmp_path / "here" / "desks" / "ten_1"
    (directory / "voice" / "clips" / "ab").mkdir(parents=True)
    (directory / "voice" / "clips" / "ab" / "ab12.ogg").write_bytes(b"OggS" * 60_000)
    (directory / "media").mkdir()
    (directory / "media" / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    (directory / "drafts.json").write_text("{}")
    (directory / "desk.json").write_text('{"device": "dev_1"}')
    return directory


def copied(desk: Path, target: Path, *, media: bool = True) -> Path:
    copies.write(desk, FACTS, target, PHRASE, media=media, progress=nothing, stop=threading.Event(), effort=QUICK)
    return target


def elsewhere(tmp_path: Path) -> Callable[[str], Path]:
    return lambda tenant: tmp_path / "there" / "desks" / tenant


def test_a_desk_at_work_opens_on_another_computer(desk: Path, tmp_path: Path) -> None:
    async def work() -> None:
        store = Store.open(desk, "dev_1", lambda changes: None, now=lambda: 1000)
        await store.publish(Draft("d1", "reply.saved", {"reply": "r1", "name": "hola", "text": "Hola {nombre}"}))
        copied(desk, tmp_path / "a.strato")
        await store.close()
        facts = restore(tmp_path / "a.strato", PHRASE, elsewhere(tmp_path), nothing, threading.Event())
        assert facts == FACTS
        there = Store.open(tmp_path / "there" / "desks" / "ten_1", "dev_2", lambda changes: None, now=lambda: 1000)
        assert [each.name for each in there.quick_replies()] == ["hola"]
        assert [each.id for each in there.pending_drafts()] == ["d1"]
        await there.close()

    asyncio.run(work())
    found = {each.relative_to(tmp_path / "there").as_posix() for each in (tmp_path / "there").rglob("*.*")}
    assert {"desks/ten_1/voice/clips/ab/ab12.ogg", "desks/ten_1/media/foto.jpg", "desks/ten_1/drafts.json"} <= found
    assert "desks/ten_1/desk.json" not in found, "two computers would take themselves for one device"
    assert not [each for each in desk.iterdir() if each.name.startswith(".copy")]


def test_nothing_of_it_can_be_read(desk: Path, tmp_path: Path) -> None:
    data = copied(desk, tmp_path / "a.strato").read_bytes()
    assert not [each for each in (b"Ribera", b"relay.example", b"OggS", b"drafts") if each in data]


def test_files_of_messages_can_be_left_out(desk: Path, tmp_path: Path) -> None:
    copied(desk, tmp_path / "a.strato", media=False)
    restore(tmp_path / "a.strato", PHRASE, elsewhere(tmp_path), nothing, threading.Event())
    assert not (tmp_path / "there" / "desks" / "ten_1" / "media").exists()


def test_an_agency_that_is_here_is_not_written_over(desk: Path, tmp_path: Path) -> None:
    copied(desk, tmp_path / "a.strato")
    stop = threading.Event()
    assert code(lambda: restore(tmp_path / "a.strato", PHRASE, lambda _: desk, nothing, stop)) == "copy.already_here"
    assert (desk / "drafts.json").read_text() == "{}"


def test_what_is_cut_short_leaves_nothing(desk: Path, tmp_path: Path) -> None:
    whole = copied(desk, tmp_path / "a.strato").read_bytes()
    (tmp_path / "a.strato").write_bytes(whole[: len(whole) - 100])
    place = elsewhere(tmp_path)
    assert code(lambda: restore(tmp_path / "a.strato", PHRASE, place, nothing, threading.Event())) == "copy.damaged"
    assert not list((tmp_path / "there").rglob("*.ogg"))


def test_giving_up_leaves_nothing(desk: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        copies.write(desk, FACTS, tmp_path / "a.strato", PHRASE, media=True, progress=nothing, stop=stop, effort=QUICK)
    assert not list(tmp_path.glob("*strato*"))


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "a/../../evil", "C:evil", "desk.json", "in-use.lock"])
def test_a_copy_made_by_somebody_else_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    inside = io.BytesIO()
    with tarfile.open(fileobj=inside, mode="w|") as tar:
        for each, data in (("strato.json", msgspec.json.encode(FACTS)), (name, b"x")):
            entry = tarfile.TarInfo(each)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    (tmp_path / "a.strato").write_bytes(sealed(inside.getvalue()))
    place = elsewhere(tmp_path)
    assert code(lambda: restore(tmp_path / "a.strato", PHRASE, place, nothing, threading.Event())) == "copy.damaged"
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["a.strato"]


def test_a_link_in_a_copy_is_not_followed(tmp_path: Path) -> None:
    inside = io.BytesIO()
    with tarfile.open(fileobj=inside, mode="w|") as tar:
        entry = tarfile.TarInfo("strato.json")
        entry.size = len(told := msgspec.json.encode(FACTS))
        tar.addfile(entry, io.BytesIO(told))
        link = tarfile.TarInfo("media")
        link.type, link.linkname = tarfile.SYMTYPE, "/"
        tar.addfile(link)
    (tmp_path / "a.strato").write_bytes(sealed(inside.getvalue()))
    place = elsewhere(tmp_path)
    assert code(lambda: restore(tmp_path / "a.strato", PHRASE, place, nothing, threading.Event())) == "copy.damaged"


def test_a_copy_of_a_later_version_says_so(tmp_path: Path) -> None:
    inside = io.BytesIO()
    with tarfile.open(fileobj=inside, mode="w|") as tar:
        entry = tarfile.TarInfo("strato.json")
        entry.size = len(told := b'{"version": 99}')
        tar.addfile(entry, io.BytesIO(told))
    (tmp_path / "a.strato").write_bytes(sealed(inside.getvalue()))
    place = elsewhere(tmp_path)
    assert code(lambda: restore(tmp_path / "a.strato", PHRASE, place, nothing, threading.Event())) == "copy.newer"
