"""The log in websocket frames, for consoles that catch up: who comes at the same time reads the same frames."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from services.entries import FRAME_BYTES, FRAME_ENTRIES
from services.relay.lines import Line
from services.relay.log import Log
from services.relay.sockets import text_frame

RECENT: Final = 32
"""Pages kept at hand. Five hundred desks that come back after a restart read the log once, not five hundred times."""


class _Entries(msgspec.Struct, tag="entries", tag_field="type"):
    """`entries.Entries`, with bodies still encoded."""

    entries: Sequence[Line]
    head: int


class Page(NamedTuple):
    """A frame, and the place after it."""

    frame: bytes
    last: int
    entries: int


_encode = msgspec.json.Encoder().encode


def page(lines: Sequence[Line], head: int) -> Page:
    """One frame for these lines."""
    last = lines[-1].seq
    return Page(text_frame(_encode(_Entries(lines, max(head, last)))), last, len(lines))


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


class Pages:
    """A page stays true for ever: entries only ever follow."""

    def __init__(self, store: Log) -> None:
        self._store = store
        self._recent: OrderedDict[tuple[str, int], asyncio.Task[Page]] = OrderedDict()

    def head(self, tenant: str) -> int:
        """The last seq that consoles may know."""
        return self._store.heads.get(tenant, 0)

    async def after(self, tenant: str, seq: int) -> Page:
        """The page that follows a place before the head. Raises Trouble("log.damaged")."""
        reading = self._recent.get((tenant, seq))
        if reading is None:
            reading = self._recent[tenant, seq] = asyncio.create_task(self._read(tenant, seq))
            if len(self._recent) > RECENT:
                self._recent.popitem(last=False)
        return await asyncio.shield(reading)

    async def _read(self, tenant: str, seq: int) -> Page:
        try:
            return page(await self._store.after(tenant, seq, FRAME_ENTRIES, FRAME_BYTES), self.head(tenant))
        except BaseException:
            self._recent.pop((tenant, seq), None)
            raise
