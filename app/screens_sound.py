"""The pictures of sound: a recording while it comes in and once it is there, and a voice that plays on elsewhere."""

import math
from array import array
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic

from app.hands import click_conversation, until
from app.office import Office

Take = Callable[[Office, str], Awaitable[None]]
_RATE = 48_000


class Spoken:
    """A microphone into which somebody speaks, or so it looks."""

    name = "Micrófono USB"

    def __init__(self) -> None:
        self._since, self._given = monotonic(), 0

    def read(self) -> bytes:
        """What was said since the last time."""
        until_now = int((monotonic() - self._since) * _RATE)
        frames, self._given = range(self._given, until_now), until_now
        return array("h", map(_said, frames)).tobytes()

    def lost(self) -> bool:
        return False

    def close(self) -> None: ...


async def sound(office: Office, take: Take) -> None:
    """In an open conversation where a voice can be sent, and in another one."""
    deck, conversation = office.composer.booth.deck, office.conversation.conversation
    assert conversation is not None
    deck.recorder.open_source = Spoken
    office.actions.run("composer.record")
    await until(lambda: deck.tape is not None and deck.recorder.peaks.ms > 4_000)
    await take(office, "recording")
    deck.finish()
    await until(lambda: deck.tape is not None and deck.tape.phase == "ready")
    deck.cut(600, 3_400)
    await until(lambda: deck.tape is not None and deck.tape.phase == "ready")
    await take(office, "recorded")
    assert deck.tape is not None
    deck.hearing.toggle(deck.tape)
    await until(lambda: office.player.position_ms > 1_000)
    office.player.pause()
    other = next(each for each in office.inbox.ids() if each != conversation.id)
    await until(partial(click_conversation, office.inbox.rows, other))
    await take(office, "mini-player")
    office.player.stop()
    office.window.open_conversation(conversation.id)  # answered: it may have left the list
    deck.throw_away()
    office.composer.go_to("text")


def _said(frame: int) -> int:
    at = frame / _RATE
    loud = 0.5 + 0.5 * math.sin(at * 9) * math.sin(at * 2.3)
    return int(9_000 * loud * math.sin(2 * math.pi * 180 * at))
