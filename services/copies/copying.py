"""Copies made and opened off the loop: how far they are is told on it, and giving up ends the work."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from services.copies import copies
from services.copies.copies import Cancelled, Facts, Progress

T = TypeVar("T")


class Copying:
    """Copies of one desk. `relay`, `tenant` and `member` are those of the desk."""

    def __init__(
        self, directory: Path, relay: str, tenant: dict[str, str], member: dict[str, str], now: Callable[[], int]
    ) -> None:
        self._directory, self._now = directory, now
        self._relay, self._tenant, self._member = relay, tenant, member

    async def write(self, target: Path, passphrase: str, *, media: bool, progress: Progress) -> int:
        """See `copies.write`; a cancelled call leaves nothing."""
        facts = Facts(self._relay, self._tenant, self._member, self._now())
        return await _off_the_loop(
            lambda told, stop: copies.write(
                self._directory, facts, target, passphrase, media=media, progress=told, stop=stop
            ),
            progress,
        )


async def bring(source: Path, passphrase: str, place: Callable[[str], Path], progress: Progress) -> Facts:
    """See `copies.restore`; a cancelled call leaves nothing."""
    return await _off_the_loop(lambda told, stop: copies.restore(source, passphrase, place, told, stop), progress)


async def _off_the_loop(work: Callable[[Progress, threading.Event], T], progress: Progress) -> T:
    loop, stop = asyncio.get_running_loop(), threading.Event()

    def told(done: int, whole: int) -> None:
        loop.call_soon_threadsafe(progress, done, whole)

    thread = asyncio.ensure_future(asyncio.to_thread(work, told, stop))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        stop.set()
        with suppress(Cancelled):
            await thread
        raise
