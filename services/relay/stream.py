"""Consoles follow their tenant's log: what is committed goes at once to those that keep up; the others are refilled."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
import structlog

from services.entries import FRAME_BYTES, FRAME_ENTRIES, Close
from services.relay.lines import Line
from services.relay.log import Log
from services.relay.metrics import Metrics
from services.relay.sockets import Socket, text_frame
from services.relay.tenants import Device
from services.trouble import Trouble

SLOW_S: Final = 30
"""A console that reads nothing for so long is sent away to come back with its cursor."""

COME_BACK_S: Final = 2
"""Said to everybody who is sent away, as the reason of the close."""

log = structlog.get_logger("relay.stream")


class _Entries(msgspec.Struct, tag="entries", tag_field="type"):
    """`entries.Entries`, with bodies still encoded."""

    entries: Sequence[Line]
    head: int


_encode = msgspec.json.Encoder().encode


def entries_frame(lines: Sequence[Line], head: int) -> bytes:
    """One websocket frame for these lines."""
    return text_frame(_encode(_Entries(lines, head)))


def in_frames(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines in portions of at most FRAME_ENTRIES, and of about FRAME_BYTES or one line."""
    portions, start, size = [], 0, 0
    for index, line in enumerate(lines):
        weight = memoryview(line.body).nbytes + 200
        if index > start and (index - start == FRAME_ENTRIES or size + weight > FRAME_BYTES):
            portions.append(lines[start:index])
            start, size = index, 0
        size += weight
    return [*portions, lines[start:]]


class Follower:
    """One console's place in the log. It has no queue: what it was not ready for is read again from the log."""

    def __init__(self, device: Device, socket: Socket, after: int) -> None:
        self.device, self.socket, self.after = device, socket, after
        self.behind = asyncio.Event()
        self.behind.set()

    def send(self, lines: Sequence[Line], frame: bytes) -> None:
        """Take a frame that follows on what it has, or fall behind."""
        if lines[-1].seq <= self.after:
            return  # read from the log before it was announced
        if lines[0].seq == self.after + 1 and self.socket.ready:
            self.socket.write(frame)
            self.after = lines[-1].seq
        else:
            self.behind.set()


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
            frame = entries_frame(portion, lines[-1].seq)
            for each in live:
                each.send(portion, frame)
            self._metrics.sent += len(portion) * len(live)

    async def follow(self, follower: Follower, store: Log) -> None:
        """Keep a console at the head of its log until its socket ends. Raises nothing but bugs."""
        tenant = follower.device.tenant
        self._followers.setdefault(tenant, set()).add(follower)
        try:
            while not follower.socket.ended:
                await follower.behind.wait()
                await self._refill(follower, store)
        except Trouble as trouble:
            log.error("log unreadable", tenant=tenant, code=trouble.code)
            follower.socket.end(1011)
        finally:
            self._followers[tenant].discard(follower)

    async def _refill(self, follower: Follower, store: Log) -> None:
        """Read on from the log until its head. Only then is the console live again: between the last look at the head
        and that moment nothing else runs."""
        tenant, socket = follower.device.tenant, follower.socket
        while not socket.ended:
            if socket.ready and follower.after >= store.heads.get(tenant, 0):
                follower.behind.clear()
                return
            try:
                async with asyncio.timeout(SLOW_S):
                    await socket.drained()
            except TimeoutError:
                socket.end(Close.SLOW, str(COME_BACK_S))
                return
            lines = await store.after(tenant, follower.after, FRAME_ENTRIES, FRAME_BYTES)
            if lines:
                socket.write(entries_frame(lines, max(store.heads.get(tenant, 0), lines[-1].seq)))
                follower.after = lines[-1].seq
                self._metrics.sent += len(lines)

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
