"""That a voice is generated is told once a month to each lead, also where that voice left by itself."""

import asyncio
import time
from typing import Any

import pytest
from msgspec.structs import replace

from services.outbox import Leaving
from services.records import Changes, Contact, Conversation, Media, Message
from services.voice.disclosing import Disclosing
from services.voice.disclosure import MONTH_MS, due, told_at
from tests.outbox.agency import Agency, Desk, word
from tests.outbox.test_outbox import kept

pytestmark = pytest.mark.asyncio


async def test_it_goes_before_the_first_voice_and_not_again(here: Desk, providers: Agency) -> None:
    house, told = here.house, word()
    lead = await here.until_lead("Lucía")
    assert await house.outbox.disclosure(lead.id) == "", "nothing is told where nobody wrote a line"
    await house.agency.change(voice_line=f"{told}: voz generada, {{nombre}}. Soy {{agente}}.")
    try:
        clip = kept(here, 7)
        assert await house.outbox.disclosure(lead.id, clip.sha256) == "", "a recording is no generated voice"
        await house.voice_record.voice_made(clip.sha256, at=1, credits=1)
        later = Leaving(at=(hour := int(time.time() * 1000) + 3_600_000))
        undone = await house.outbox.disclosure(lead.id, clip.sha256, later)
        assert undone
        assert await house.outbox.disclosure(lead.id, clip.sha256, later) == "", "it goes then already"
        sooner = await house.outbox.disclosure(lead.id, clip.sha256, Leaving(at=hour - 1_800_000))
        assert sooner, "a voice that leaves before that line has to be told of by itself"
        assert await house.outbox.withdraw(sooner)
        assert await house.outbox.withdraw(undone)
        assert told_at(house.store, lead.contact) is None, "what was taken back was not told"
        line = await house.outbox.disclosure(lead.id, clip.sha256)
        assert line != undone
        await here.until_state(line, "sent", "delivered", "read")
        assert here.message(line).text == f"{told}: voz generada, Lucía. Soy {house.desk.member.name}."
        assert await house.outbox.disclosure(lead.id, clip.sha256) == ""
        assert told_at(house.store, lead.contact) == here.message(line).at
        assert len(providers.received(told)) == 1
    finally:
        await house.agency.change(voice_line=None)


class Shelf:
    """A store in which a voice lies that waited for its answer."""

    def __init__(self) -> None:
        self.line: Any = "Voz generada"
        self.told: tuple[int, int | None] = (0, None)
        media = Media("audio/ogg", "a" * 64, voice=True)
        self.voice = Message(
            "v1", "c1", 1, "out", "audio", "", 1000, 1000, media, "sent", origin="desk", extra={"answered": 900}
        )

    def agency(self) -> dict[str, Any]:
        return {"voice_line": self.line}

    def conversation(self, identifier: str) -> Conversation | None:
        return Conversation("c1", "ana", "whatsapp", "1", "Ana", "", "", "text", "in", 0)

    def contact(self, identifier: str) -> Contact:
        return Contact("ana", "Ana Paz", ())

    def disclosures(self, contact: str, by: int | None = None) -> tuple[int, int | None]:
        return self.told

    def message(self, identifier: str) -> Message | None:
        return self.voice

    def generated(self, clip: str) -> bool:
        return True


async def test_after_a_month_it_is_told_again_under_another_id() -> None:
    shelf = Shelf()
    first = due(shelf, "c1", "Martín", 5000)
    assert first is not None
    assert due(shelf, "c1", "Martín", 5000) == first, "two desks that tell at once write one message"
    shelf.told = (1, 5000)
    assert due(shelf, "c1", "Martín", 5000 + MONTH_MS - 1) is None
    later = due(shelf, "c1", "Martín", 5000 + MONTH_MS)
    assert later is not None
    assert later[0] != first[0]
    for line in ("", "  ", None, 3):
        shelf.line = line
        assert due(shelf, "c1", "Martín", 5000 + MONTH_MS) is None


async def test_a_voice_that_left_by_itself_is_followed_by_the_line() -> None:
    asked: list[tuple[str, int | None]] = []

    class Outbox:
        async def disclosure(self, conversation: str, clip: str = "", leaving: Any = None) -> str:
            asked.append((conversation, leaving.at))
            return ""

    shelf = Shelf()
    disclosing = Disclosing(shelf, Outbox(), lambda: 5000, lambda error: None)  # type: ignore[arg-type]
    changes = Changes(messages=frozenset({"v1"}))
    disclosing.look(changes)
    for other in (
        replace(shelf.voice, state="queued"), replace(shelf.voice, extra={}), replace(shelf.voice, kind="text"),
        replace(shelf.voice, at=-10 * MONTH_MS),
    ):  # fmt: skip
        shelf.voice = other
        disclosing.look(changes)
    running = asyncio.create_task(disclosing.run())
    while not asked:
        await asyncio.sleep(0)
    running.cancel()
    assert asked == [("c1", 5000)]
