"""The round that sends what is due: what is begun, shared with other desks, and finished when the desk closes."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Container, Coroutine
from math import inf
from pathlib import Path
from typing import Any, Final, Protocol

from services.channels.senders import Senders
from services.outbox import facts
from services.outbox.delivery import Delivery
from services.outbox.due import heads
from services.outbox.lookup import Lookup
from services.records import Outgoing
from services.store import Store
from services.trouble import Trouble

GRACE_S: Final = 5.0
"""How long a closing desk waits for the answers of calls under way."""
_LOOK_MS: Final = 30_000
"""The clock is looked at this often even when nothing is due: it may have been set, or the machine asleep."""

log = logging.getLogger(__name__)


class Shares(Protocol):
    """Files of this desk, given to the relay for another one."""

    def path(self, sha256: str) -> Path | None: ...
    async def share(self, sha256: str, mime: str) -> None: ...


class Round:
    """Starts every attempt of this device when it is due. What is in `held` is left alone; `report` receives failures
    of an attempt that are bugs."""

    def __init__(
        self,
        store: Store,
        senders: Senders,
        files: Shares,
        delivery: Delivery,
        lookup: Lookup,
        device: str,
        held: Container[str],
        report: Callable[[BaseException], None],
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._senders = senders
        self._files = files
        self._delivery = delivery
        self._lookup = lookup
        self._device = device
        self._held = held
        self._report = report
        self._now = now
        self.running: dict[str, asyncio.Task[None]] = {}
        """What is under way, by message."""
        self._broken: set[str] = set()
        self._share_at: dict[str, float] = {}
        self._look = asyncio.Event()

    def look(self) -> None:
        """Something changed: look at once at what is due."""
        self._look.set()
        self._delivery.changed()

    async def run(self) -> None:
        """Send what is due, for ever. A failure of one message is reported and keeps none of the others."""
        try:
            while True:
                self._look.clear()
                await self._delivery.recover(self.running)
                wait_ms = self._start_due()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait_ms / 1000):
                        await self._look.wait()
        finally:
            await self._finish()

    def _start_due(self) -> int:
        """Start every attempt that is due; returns the milliseconds until the next one."""
        now, next_at = self._now(), self._now() + _LOOK_MS
        outgoing = [one for one in self._store.outgoing() if one.message not in self._broken]
        busy = {one.conversation for one in outgoing if one.message in self.running}
        self._expire(outgoing, now)
        for one in outgoing:
            wakes = [each for each in (one.waits_until, one.scheduled_at) if each is not None and each > now]
            next_at = min([next_at, *wakes])
        for one in heads(outgoing, self._device, self._senders.holds, now):
            due_at = self._delivery.due_at(one)
            if one.conversation in busy or one.message in self._held:
                continue
            if due_at > now:
                next_at = min(next_at, due_at)
            else:
                self._start(one.message, self._delivery.attempt(one))
        self._share(outgoing)
        return min(next_at, self._look_up(outgoing, now, next_at)) - now

    def _expire(self, outgoing: list[Outgoing], now: int) -> None:
        """What waited too long for its lead's answer ends; whoever might have sent it says so."""
        for one in outgoing:
            until, key = one.waits_until, f"expire {one.message}"
            ours = one.device == self._device or one.hands == "any"
            if until is not None and until <= now and ours and key not in self.running:
                self._start(key, self._end_waiting(one))

    async def _end_waiting(self, one: Outgoing) -> None:
        await self._store.publish(facts.failed(one.message, one.attempt, "wait.expired", again=False))

    def _look_up(self, outgoing: list[Outgoing], now: int, next_at: int) -> int:
        """Ask what became of uncertain messages where the provider tells; returns when to ask next."""
        for one in outgoing:
            key = f"look up {one.message}"
            if one.state != "uncertain" or key in self.running or not self._delivery.is_ours(one):
                continue
            due_at = self._lookup.due_at(one)
            if due_at is not None and due_at <= now:
                self._start(key, self._lookup.look(one))
            elif due_at is not None:
                next_at = min(next_at, due_at)
        return next_at

    def _share(self, outgoing: list[Outgoing]) -> None:
        """Voices and files that any desk may send are put where every desk can fetch them."""
        for one in outgoing:
            sha256 = one.media.sha256 if one.media is not None else None
            if one.media is None or one.hands != "any" or not sha256:
                continue
            if self._share_at.get(sha256, 0) <= self._now():
                self._share_at[sha256] = inf
                self._start(f"share {sha256}", self._put(sha256, one.media.mime))

    async def _put(self, sha256: str, mime: str) -> None:
        if self._files.path(sha256) is None:
            return
        try:
            await self._files.share(sha256, mime)
        except Trouble as trouble:
            log.info("a file could not be shared yet: %s", trouble.code)
            self._share_at[sha256] = self._now() + _LOOK_MS

    def _start(self, key: str, work: Coroutine[Any, Any, None]) -> None:
        task = self.running[key] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda done: self._done(key, done))

    def _done(self, key: str, task: asyncio.Task[None]) -> None:
        del self.running[key]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._broken.add(key)
            self._report(error)
        self.look()

    async def _finish(self) -> None:
        """Calls under way may still answer; what does not answer in time is written down as unknown."""
        running = list(self.running.values())
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=GRACE_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
