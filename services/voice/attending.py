"""Has the voices that arrive written down unasked, where the agency wants that: each by one desk only."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol
from uuid import uuid4

from services.entries import Draft
from services.records import Changes, Message
from services.trouble import Trouble
from services.voice.transcribe import Transcriber

LONGEST: Final = 10
"""Minutes of a voice that may be written down unasked, at most."""
CLAIM: Final = "voice.asked"
"""The fact that a desk is about to have a voice written down: the first in the log does it."""


class Shelf(Protocol):
    """What is read and written of the store here."""

    def agency(self) -> dict[str, Any]: ...

    def message(self, identifier: str) -> Message | None: ...

    def first_begun(self, message: str, attempt: int) -> str | None: ...

    async def publish(self, *drafts: Draft) -> Changes: ...


class Attending:
    """`look` at what changed, `run` for ever. A trouble ends nothing: the voice can still be asked for by hand; what a
    person has to mend is told once, until a voice was written down again."""

    def __init__(
        self, store: Shelf, transcriber: Transcriber, fetch: Callable[[str], Awaitable[Any]], device: str,
        can: Callable[[], bool], report: Callable[[BaseException], None],
    ) -> None:  # fmt: skip
        self._store, self._transcriber, self._fetch = store, transcriber, fetch
        self._device, self._can, self._report = device, can, report
        self._asked: set[str] = set()
        self._mine: asyncio.Queue[str] = asyncio.Queue()
        self._told = ""

    def look(self, changes: Changes) -> None:
        """Claim what arrived, and take up what this desk was first to claim."""
        for each in list(self._asked):
            first = self._store.first_begun(claim(each), 1)
            if first is not None:
                self._asked.discard(each)
                if first == self._device:
                    self._mine.put_nowait(f"do {each}")
        for each in changes.arrived if self._can() and minutes_of(self._store.agency()) else ():
            if _is_wanted(self._store.message(each)):
                self._asked.add(each)
                self._mine.put_nowait(f"claim {each}")

    async def run(self) -> None:
        while True:
            what, _, message = (await self._mine.get()).partition(" ")
            try:
                if what == "claim":
                    await self._store.publish(Draft(uuid4().hex, CLAIM, {"message": message}))
                else:
                    await self._write(message)
            except Trouble as trouble:
                if self._told != trouble.code:
                    self._told = trouble.code
                    self._report(trouble)

    async def _write(self, message: str) -> None:
        """Only once the file is here its length is known: WhatsApp does not tell it."""
        await self._fetch(message)
        found = self._store.message(message)
        seconds = found.media.seconds if found is not None and found.media is not None else None
        if _is_wanted(found) and (seconds or 0.0) <= minutes_of(self._store.agency()) * 60:
            await self._transcriber.transcribe(message)
            self._told = ""


def claim(message: str) -> str:
    """Under which name a claim stands among what was begun."""
    return f"voice {message}"


def minutes_of(values: dict[str, Any]) -> int:
    """Up to how many minutes a voice is written down unasked; 0 for never."""
    told = values.get("transcribe_minutes")
    return max(0, min(LONGEST, told)) if isinstance(told, int) and not isinstance(told, bool) else 0


def _is_wanted(message: Message | None) -> bool:
    """A lead's voice that nobody had written down."""
    if message is None or message.kind != "audio" or message.direction != "in" or message.media is None:
        return False
    return not message.text and not message.deleted and message.transcript is None
