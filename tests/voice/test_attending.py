"""Voices that arrive are written down unasked by one desk alone, and only as far as the agency wants it."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from services.entries import Draft
from services.records import Changes, Media, Message
from services.trouble import Trouble
from services.voice.attending import Attending, claim, minutes_of

pytestmark = pytest.mark.asyncio

VOICE = Message("v1", "c", 1, "in", "audio", "", 0, 0, media=Media("audio/ogg", voice=True))


class Log:
    """What two desks see of one log: the first claim counts."""

    def __init__(self) -> None:
        self.minutes: Any = 2
        self.seconds = 30.0
        self.claims: list[tuple[str, str]] = []
        self.paid: list[str] = []
        self.refusal: Trouble | None = None


class Desk:
    def __init__(self, log: Log, device: str, *, key: bool = True) -> None:
        self.log, self.device, self.told = log, device, list[str]()
        self.attending = Attending(
            self, self, self.fetch, device, lambda: key, lambda error: self.told.append(str(error))  # type: ignore[arg-type]
        )  # fmt: skip
        self.message_known = VOICE

    def agency(self) -> dict[str, Any]:
        return {"transcribe_minutes": self.log.minutes}

    def message(self, identifier: str) -> Message | None:
        return self.message_known

    def first_begun(self, message: str, attempt: int) -> str | None:
        return next((device for name, device in self.log.claims if claim(name) == message), None)

    async def publish(self, *drafts: Draft) -> Changes:
        self.log.claims += [(each.body["message"], self.device) for each in drafts]
        return Changes()

    async def fetch(self, message: str) -> None:
        self.message_known = replace(VOICE, media=Media("audio/ogg", voice=True, seconds=self.log.seconds))

    async def transcribe(self, message: str) -> None:
        if self.log.refusal is not None:
            raise self.log.refusal
        self.log.paid.append(self.device)


async def lived(*desks: Desk, rounds: int = 3) -> None:
    """A voice arrives on every desk, and each follows the log."""
    running = [asyncio.create_task(each.attending.run()) for each in desks]
    changes = Changes(arrived=frozenset({"v1"}), messages=frozenset({"v1"}))
    for _ in range(rounds):
        for each in desks:
            each.attending.look(changes)
            changes = changes if each is not desks[-1] else Changes(messages=frozenset({"v1"}))
        for _ in range(20):
            await asyncio.sleep(0)
    for task in running:
        task.cancel()


async def test_one_desk_pays() -> None:
    log = Log()
    one, other, keyless = Desk(log, "one"), Desk(log, "other"), Desk(log, "none", key=False)
    await lived(one, other, keyless)
    assert log.paid == ["one"]
    assert {device for _, device in log.claims} == {"one", "other"}


@pytest.mark.parametrize("minutes", [0, None, "2", True, -1])
async def test_nothing_is_paid_where_nobody_asked_for_it(minutes: Any) -> None:
    log = Log()
    log.minutes = minutes
    desk = Desk(log, "one")
    await lived(desk)
    assert (log.paid, log.claims, minutes_of({"transcribe_minutes": minutes})) == ([], [], 0)


async def test_a_voice_that_is_too_long_is_left_alone() -> None:
    log = Log()
    log.seconds = 121.0
    await lived(Desk(log, "one"))
    assert log.paid == []


async def test_what_a_person_has_to_mend_is_told_once() -> None:
    log = Log()
    log.refusal = Trouble("hearing.quota")
    desk = Desk(log, "one")
    await lived(desk)
    await lived(desk)
    assert desk.told == ["hearing.quota"]
