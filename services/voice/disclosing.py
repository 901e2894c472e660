"""Tells a lead that a voice is generated when that voice left by itself, after it had waited for an answer."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from services.outbox import Leaving, Outbox
from services.records import Changes, Message
from services.store.waits import ANSWERED
from services.trouble import Trouble
from services.voice import disclosure

LATELY_MS: Final = 4 * 86_400_000
"""A voice that was written before that is none of ours: an old log is being read."""
MANY: Final = 50
"""More changed messages than this are a log being read; the desk that sends such a voice sees it alone."""
_LEFT: Final = ("sent", "delivered", "read", "played")


class Shelf(disclosure.Shelf, Protocol):
    """What is read of the store here."""

    def message(self, identifier: str) -> Message | None: ...

    def generated(self, clip: str) -> bool: ...


class Disclosing:
    """`look` at what changed, `run` for ever. The line waits for no desk in particular: whoever is first in the log
    sends it, so that several desks tell once."""

    def __init__(
        self,
        store: Shelf,
        outbox: Outbox,
        now: Callable[[], int],
        report: Callable[[BaseException], None],
    ) -> None:
        self._store, self._outbox, self._now, self._report = store, outbox, now, report
        self._found: asyncio.Queue[str] = asyncio.Queue()

    def look(self, changes: Changes) -> None:
        """Some messages changed: is one of them such a voice?"""
        if len(changes.messages) <= MANY and disclosure.line(self._store):
            for each in changes.messages:
                if (found := self._store.message(each)) is not None and self._left_by_itself(found):
                    self._found.put_nowait(found.conversation)

    async def run(self) -> None:
        """Write the line wherever it is due."""
        while True:
            conversation = await self._found.get()
            try:
                await self._outbox.disclosure(conversation, leaving=Leaving(at=self._now()))
            except Trouble as trouble:
                self._report(trouble)

    def _left_by_itself(self, message: Message) -> bool:
        if message.kind != "audio" or message.origin != "desk" or message.state not in _LEFT:
            return False
        waited, media = ANSWERED in message.extra, message.media
        lately = self._now() - message.at < LATELY_MS
        return (
            waited and lately and media is not None and bool(media.sha256) and self._store.generated(media.sha256 or "")
        )
