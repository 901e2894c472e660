"""That a voice is generated is told once a month to each lead, also where that voice left by itself."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from services.outbox import Leaving
from services.records import Changes, Contact, Conversation
from services.trouble import Trouble
from services.voice.disclosing import Disclosing
from services.voice.disclosure import MONTH_MS, due, told_at
from tests.outbox.agency import Agency, Desk, agency, desk, word
from tests.outbox.conftest import Opening
from tests.outbox.test_outbox import kept
from tests.outbox.test_waiting import closed_lead

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
    """A store with a line, and what was told."""

    def __init__(self) -> None:
        self.line: Any = "Voz generada"
        self.told: tuple[int, int | None] = (0, None)

    def agency(self) -> dict[str, Any]:
        return {"voice_line": self.line}

    def conversation(self, identifier: str) -> Conversation | None:
        return Conversation("c1", "ana", "whatsapp", "1", "Ana", "", "", "text", "in", 0)

    def contact(self, identifier: str) -> Contact:
        return Contact("ana", "Ana Paz", ())

    def disclosures(self, contact: str, by: int | None = None) -> tuple[int, int | None]:
        return self.told


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


async def test_a_voice_that_left_by_itself_is_followed_by_the_line_also_after_a_restart(
    opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first program ends after the voice left and before the line was written; two desks find that, and one line
    goes."""
    told = word()
    with agency(tmp_path / "practice") as providers:
        with monkeypatch.context() as dying:
            dying.setattr(Disclosing, "_tell", never)
            async with opening(providers.told, "here") as here:
                await here.house.agency.change(voice_line=f"{told}: voz generada")
                lead, who = await closed_lead(here, providers)
                clip = kept(here, 71)
                await here.house.voice_record.voice_made(clip.sha256, at=1, credits=1)
                waits = Leaving(answer_by=int(time.time() * 1000) + 3_600_000)
                voice = await here.house.outbox.voice(lead.id, clip, "hola", leaving=waits)
                await here.listener.until(lambda: here.house.store.position().pending == 0)
                assert here.house.store.untold(0) == [], "it has not left"
                providers.ask("POST", f"/leads/{who}/write", json={"kind": "quick", "text": "Escuchar audio"})
                await here.until_state(voice, "sent", "delivered", "read", "played")
                await here.listener.until(lambda: here.house.store.position().pending == 0)
                assert here.house.store.untold(0) == [lead.id]
        assert not providers.received(told)
        async with (
            desk(await providers.another("Sofía Bianchi", keys=True), tmp_path / "other") as other,
            opening(providers.told, "here") as again,
        ):
            for each in (again, other):
                store = each.house.store
                await each.listener.until(lambda store=store: told_at(store, lead.contact))
                line = next(one for one in reversed(store.messages(lead.id)) if told in one.text)
                await each.until_state(line.id, "sent", "delivered", "read")
                assert store.untold(0) == []
        assert len(providers.received(told)) == 1


async def never(disclosing: Disclosing, conversation: str) -> None:
    """Of a program that ends before it gets there."""


async def test_a_line_that_cannot_go_is_tried_again_and_said_once() -> None:
    tried, said = 0, []

    class Owing(Shelf):
        def untold(self, since: int) -> list[str]:
            return ["c1"]

    class Outbox:
        async def disclosure(self, conversation: str, clip: str = "", leaving: Any = None) -> str:
            nonlocal tried
            tried += 1
            raise Trouble("whatsapp.window_closed")

    disclosing = Disclosing(Owing(), Outbox(), lambda: 5000, said.append)  # type: ignore[arg-type]
    running = asyncio.create_task(disclosing.run())
    for n in (1, 2):
        while tried < n:
            await asyncio.sleep(0)
        disclosing.look(Changes(messages=frozenset({"v1"})))
    running.cancel()
    assert [each.code for each in said] == ["whatsapp.window_closed"]
