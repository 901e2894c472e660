"""The round that sends what is due: what is begun, shared with other desks, and finished when the desk closes."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Container, Coroutine
from typing import Any, Final

from services.channels.senders import Senders
from services.outbox import facts
from services.outbox.delivery import Delivery
from services.outbox.due import LINE_MS, heads, outlived
from services.outbox.lookup import Lookup
from services.outbox.sharing import Sharing
from services.records import Outgoing
from services.store import Store
from services.voice.disclosure import FLAG

GRACE_S: Final = 5.0
"""How long a closing desk waits for the answers of calls under way."""
_LOOK_MS: Final = 30_000
"""The clock is looked at this often even when nothing is due: it may have been set, or the machine asleep."""


class Round:
    """Starts every attempt of this device when it is due. What is in `held` is left alone; `report` receives failures
    of an attempt that are bugs."""

    def __init__(
        self,
        store: Store,
        senders: Senders,
        sharing: Sharing,
        delivery: Delivery,
        lookup: Lookup,
        device: str,
        held: Container[str],
        report: Callable[[BaseException], None],
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._senders = senders
        self._sharing = sharing
        self._delivery = delivery
        self._lookup = lookup
        self._device = device
        self._held = held
        self._report = report
        self._now = now
        self.running: dict[str, asyncio.Task[None]] = {}
        """What is under way, by message."""
        self._broken: set[str] = set()
        self._look = asyncio.Event()
        self._ended = asyncio.Event()
        self._turns = False

    def reached(self) -> None:
        """The relay is there again."""
        self._sharing.again()
        self.look()

    def look(self) -> None:
        """Something changed: look at once at what is due."""
        self._look.set()
        self._delivery.changed()

    async def run(self) -> None:
        """Send what is due, for ever. A failure of one message is reported and keeps none of the others."""
        self._turns = True
        try:
            while True:
                self._look.clear()
                await self._delivery.recover(self.running)
                wait_ms = self._start_due()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait_ms / 1000):
                        await self._look.wait()
        finally:
            self._turns = False
            await self._finish()

    async def gone(self, messages: Collection[str]) -> None:
        """Wait until none of these is on its way any more, or GRACE_S."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_S):
                while self._turns and any(self._goes(each) for each in messages):
                    self._ended.clear()
                    await self._ended.wait()

    def _goes(self, message: str) -> bool:
        one = self._store.outgoing_one(message)
        if one is None or message in self._broken or not self._senders.holds(one.channel):
            return False
        return one.state in ("queued", "sending")

    def _start_due(self) -> int:
        """Start every attempt that is due; returns the milliseconds until the next one."""
        now, next_at = self._now(), self._now() + _LOOK_MS
        outgoing = [one for one in self._store.outgoing() if one.message not in self._broken]
        flying = [one for one in outgoing if one.message in self.running]
        busy = {one.conversation for one in flying if not outlived(one, now)}
        self._expire(outgoing, now)
        for one in outgoing:
            line_ends = one.not_before + LINE_MS + 1 if one in flying and FLAG in one.content else None
            wakes = [each for each in (one.waits_until, one.scheduled_at, line_ends) if each is not None and each > now]
            next_at = min([next_at, *wakes])
        for one in heads(outgoing, self._device, self._senders.holds, now):
            due_at = self._delivery.due_at(one)
            if one.conversation in busy or one.message in self._held:
                continue
            if due_at > now:
                next_at = min(next_at, due_at)
            else:
                self._start(one.message, self._delivery.attempt(one))
        for key, work in self._sharing.due(self.running):
            self._start(key, work)
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

    def _start(self, key: str, work: Coroutine[Any, Any, None]) -> None:
        task = self.running[key] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda done: self._done(key, done))

    def _done(self, key: str, task: asyncio.Task[None]) -> None:
        del self.running[key]
        self._ended.set()
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
