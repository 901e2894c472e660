"""Puts the voices and files that this desk sends where every other desk can fetch them, and says so in the log."""

import logging
from collections.abc import Callable, Container, Coroutine, Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from services.outbox import facts
from services.outbox.pauses import Pauses
from services.records import Media
from services.store import Store
from services.trouble import Trouble

AT_ONCE: Final = 2
"""Files that travel at the same time; what a person waits for goes before them."""
_AGAIN_S: Final = 30.0
_FOR_GOOD: Final = ("body.too_large", "media.type_refused", "media.hash_wrong")

log = logging.getLogger(__name__)


class Shares(Protocol):
    """Files of this desk, given to the relay for another one."""

    def path(self, sha256: str) -> Path | None: ...
    async def share(self, sha256: str, mime: str) -> None: ...


class Sharing:
    """Knows from the log what still has to be shared, so that neither a restart nor a day offline forgets a file. What
    can still be undone is not shared; what the relay does not answer is tried again without a word."""

    def __init__(self, store: Store, files: Shares, device: str, now: Callable[[], int]) -> None:
        self._store, self._files, self._device, self._now = store, files, device, now
        self._taken: set[str] = set()
        """What is under way, was shared, or never can be."""
        self._pauses = Pauses(now)

    def due(self, busy: Container[str]) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        """What may travel now, by a name of its own; none whose name is in `busy`."""
        places = AT_ONCE
        for message, media in self._store.unshared(self._device):
            key = f"share {message}"
            if key in busy:
                places -= 1
            elif places > 0 and message not in self._taken and self._pauses.until(message) <= self._now():
                self._taken.add(message)
                places -= 1
                yield key, self._share(message, media)

    def again(self) -> None:
        """The relay is there again: what failed before need not wait any longer."""
        self._pauses = Pauses(self._now)

    async def _share(self, message: str, media: Media) -> None:
        if not media.sha256 or self._files.path(media.sha256) is None:
            return
        try:
            await self._files.share(media.sha256, media.mime)
        except Trouble as trouble:
            log.info("the file of message %s is not shared yet: %s", message, trouble.code)
            if trouble.code not in _FOR_GOOD:
                self._pauses.begin(message, _AGAIN_S)
                self._taken.discard(message)
            return
        await self._store.publish(facts.shared(message))
