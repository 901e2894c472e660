"""Tells a lead that a voice is generated when that voice left by itself, after it had waited for an answer."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from services.outbox import Leaving, Outbox
from services.records import Changes
from services.trouble import Trouble
from services.voice import disclosure

LATELY_MS: Final = 4 * 86_400_000
"""A voice that was written before that is not told of any more: nobody would know which one is meant."""


class Shelf(disclosure.Shelf, Protocol):
    """What is read of the store here."""

    def untold(self, since: int) -> list[str]: ...


class Disclosing:
    """`look` when something changed, `run` for ever. Which lines are owed is read from the log, so none is forgotten
    where a program ends. The line waits for no desk in particular: whoever is first in the log sends it, so that
    several desks tell once."""

    def __init__(
        self,
        store: Shelf,
        outbox: Outbox,
        now: Callable[[], int],
        report: Callable[[BaseException], None],
    ) -> None:
        self._store, self._outbox, self._now, self._report = store, outbox, now, report
        self._look = asyncio.Event()
        self._look.set()  # what the program before this one still owed
        self._cannot: set[tuple[str, str]] = set()

    def look(self, changes: Changes) -> None:
        """Messages changed: a voice may be among them."""
        if changes.messages or changes.everything:
            self._look.set()

    async def run(self) -> None:
        """Write the line wherever it is owed."""
        while True:
            await self._look.wait()
            self._look.clear()
            if disclosure.line(self._store):
                for conversation in self._store.untold(self._now() - LATELY_MS):
                    await self._tell(conversation)

    async def _tell(self, conversation: str) -> None:
        """What cannot be told now is tried again whenever something changes; a person reads why once."""
        try:
            await self._outbox.disclosure(conversation, leaving=Leaving(at=self._now()))
        except Trouble as trouble:
            if (conversation, trouble.code) not in self._cannot:
                self._cannot.add((conversation, trouble.code))
                self._report(trouble)
