"""What one desk had written down or kept in the library, another one reads and hears without paying for it again."""

import pytest

from services.library_records import LibraryVoice
from tests.outbox.agency import Agency, word
from tests.outbox.conftest import Opening
from tests.outbox.test_outbox import kept

pytestmark = pytest.mark.asyncio


async def test_another_desk_hears_the_very_bytes_and_reads_the_words(providers: Agency, opening: Opening) -> None:
    async with (
        opening(providers.told, "one") as one,
        opening(await providers.another("Sofía", keys=True), "two") as two,
    ):
        clip = kept(one, 61)
        entry = await one.house.library.keep(LibraryVoice("", word(), "greeting", "Hola", None, "v1"), clip)
        await two.listener.until(lambda: any(each.id == entry.id for each in two.house.store.library()))
        (found,) = two.house.library.found(entry.name)
        assert two.house.media.path(clip.sha256) is None
        take = await two.house.library.take(found)
        assert take.clip.sha256 == clip.sha256
        assert not two.house.library.was_heard(found), "whoever sends it hears it first"

        lead = await one.until_lead("Delfina")

        def voices() -> list[str]:
            return [each.id for each in one.house.store.messages(lead.id) if each.kind == "audio" and not each.text]

        await one.listener.until(voices)
        newest = voices()[-1]
        written = await one.house.transcriber.transcribe(newest)
        await two.listener.until(lambda: two.house.store.transcript(newest) is not None)
        providers.fault("quota", "elevenlabs", "/v1/speech-to-text", count=None)
        assert await two.house.transcriber.transcribe(newest) == written
        assert two.house.store.search(written.text.split()[-1])
        assert two.house.store.message(newest).transcript == written  # type: ignore[union-attr]
