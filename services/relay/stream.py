"""Consoles follow their tenant's log: what is committed goes at once to those that keep up; the others are refilled."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog

from services.entries import Close
from services.relay.lines import Line
from services.relay.metrics import Metrics
from services.relay.pages import Page, Pages, in_frames, page
from services.relay.sockets import Socket
from services.relay.tenants import Device
from services.trouble import Trouble

SLOW_S: Final = 30
"""A console that reads nothing for so long is sent away to come back with its cursor."""

COME_BACK_S: Final = 2
"""Said to everybody who is sent away, as the reason of the close."""

UNREADABLE: Final = 1011

log = structlog.get_logger("relay.stream")


class Follower:
    """One console's place in the log. It has no queue: what it was not ready for is read again from the log."""

    def __init__(self, device: Device, socket: Socket, after: int) -> None:
        self.device, self.socket, self.after = device, socket, after
        self.behind = asyncio.Event()
        self.behind.set()

    def send(self, first: int, page: Page) -> None:
        """Take a page that follows on what it has, or fall behind."""
        if page.last <= self.after:
            return  # read from the log before it was announced
        if first == self.after + 1 and self.socket.ready:
            self.take(page)
        else:
            self.behind.set()

    def take(self, page: Page) -> None:
        """Write a page and stand behind it."""
        self.socket.write(page.frame)
        self.after = page.last


class Streams:
    """All consoles that are connected, by tenant."""

    def __init__(self, metrics: Metrics) -> None:
        self._followers: dict[str, set[Follower]] = {}
        self._metrics = metrics
        metrics.watch("consoles", "Connected consoles", lambda: sum(map(len, self._followers.values())))

    def publish(self, tenant: str, lines: list[Line]) -> None:
        """Send what was committed to the tenant's consoles that keep up, encoded once for all."""
        live = [each for each in self._followers.get(tenant, ()) if not each.behind.is_set()]
        if not live:
            return
        for portion in in_frames(lines):
            encoded = page(portion, lines[-1].seq)
            for each in live:
                each.send(portion[0].seq, encoded)
            self._metrics.sent += encoded.entries * len(live)

    @contextmanager
    def joined(self, follower: Follower) -> Iterator[None]:
        """While a console is connected. It begins where its token was found good: a revocation finds it from there."""
        together = self._followers.setdefault(follower.device.tenant, set())
        together.add(follower)
        try:
            yield
        finally:
            together.discard(follower)

    async def follow(self, follower: Follower, pages: Pages) -> None:
        """Keep a console at the head of its log until its socket ends."""
        try:
            while not follower.socket.ended:
                await follower.behind.wait()
                await self._refill(follower, pages)
        except Trouble as trouble:
            log.error("log unreadable", tenant=follower.device.tenant, code=trouble.code, **trouble.facts)
            follower.socket.end(UNREADABLE)

    async def _refill(self, follower: Follower, pages: Pages) -> None:
        """Read on until the head. Between the last look at it and going live nothing else runs."""
        tenant, socket = follower.device.tenant, follower.socket
        while not socket.ended:
            if not socket.ready:
                try:
                    async with asyncio.timeout(SLOW_S):
                        await socket.drained()
                except TimeoutError:
                    socket.end(Close.SLOW, str(COME_BACK_S))
            elif follower.after >= pages.head(tenant):
                follower.behind.clear()
                return
            else:
                found = await pages.after(tenant, follower.after)
                follower.take(found)
                self._metrics.sent += found.entries

    def connected(self, tenant: str) -> set[str]:
        """The devices that follow their tenant's log now."""
        return {each.device.id for each in self._followers.get(tenant, ())}

    def revoke(self, device: Device) -> None:
        """Close what a device has open, at once."""
        for each in list(self._followers.get(device.tenant, ())):
            if each.device.id == device.id:
                each.socket.end(Close.TOKEN, "revoked")

    def close(self) -> None:
        """Send everybody away, to come back in a while."""
        for followers in self._followers.values():
            for each in list(followers):
                each.socket.end(Close.GOING_AWAY, str(COME_BACK_S))
