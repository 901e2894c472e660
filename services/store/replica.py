"""One tenant's replica of the log: read as `reader` tells, written in a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Self, TypeVar

from services.entries import Draft, Entries, Reset, Result, Welcome
from services.records import Changes, Media
from services.store import files, pending, reads
from services.store.reader import Reader

if TYPE_CHECKING:
    from services.store.writer import Writer


T = TypeVar("T")

QUIET_S = 0.05
"""Frames of a catch-up that nothing followed for this long become final."""


def _now() -> int:
    return int(time() * 1000)


class Store(Reader):
    """Everything the console knows, folded from the log. Reads answer at once; writes are awaited and say what they
    touched. One store per directory at a time."""

    @classmethod
    def open(
        cls, directory: Path, device: str, on_changes: Callable[[Changes], None], now: Callable[[], int] = _now
    ) -> Self:
        """Open the replica, making it or bringing it to this version first where that is needed; a broken one is put
        aside and fills itself again from the log. `on_changes` is called on the loop's thread after each commit.

        Raises Trouble "store.newer" where what is still to be pushed was written by a later version.
        """
        directory.mkdir(parents=True, exist_ok=True)
        lost = _prepare(directory)
        opened = cls(directory, device, on_changes, now)
        opened.pending_lost = lost
        return opened

    def __init__(
        self, directory: Path, device: str, on_changes: Callable[[Changes], None], now: Callable[[], int]
    ) -> None:
        super().__init__(directory, now)
        self._device = device
        self._on_changes = on_changes
        self._thread = ThreadPoolExecutor(1, "store")
        self._writer: Writer | None = None
        self._writes: set[asyncio.Task[Changes]] = set()
        self._quiet: asyncio.TimerHandle | None = None
        self.pending_lost = False
        """Whether what waited to be pushed was broken when this store opened, and put aside."""

    async def apply(self, frame: Welcome | Reset | Entries) -> Changes:
        """Take a frame of the relay: its entries, the cursor and what stands on them, in one transaction.

        Raises ValueError for a frame that leaves a gap: the link comes back with its cursor.
        """
        match frame:
            case Welcome():
                return await self._write(lambda writer: writer.welcome(frame))
            case Reset():
                return await self._write(lambda writer: writer.forget(frame))
            case Entries():
                return await self._write(lambda writer: writer.apply(frame))

    async def publish(self, *drafts: Draft) -> Changes:
        """Keep facts of this desk durably, show them at once, and have them pushed to the log."""
        return await self._write(lambda writer: writer.publish(drafts))

    async def confirm(self, results: Sequence[Result]) -> Changes:
        """Take the relay's answers to drafts; a refused one is undone."""
        return await self._write(lambda writer: writer.confirm(results))

    async def know_media(self, message: str, media: Media) -> Changes:
        """Keep what this desk found out about a message's file; other desks do not learn it."""
        return await self._write(lambda writer: writer.know_media(message, media))

    async def refold(self) -> None:
        """Fold batch by batch what an earlier version folded otherwise, while the desk works; the list fills as it
        goes. At once done where there is nothing, without waking the writer."""
        while reads.behind(self._db):
            await self._write(lambda writer: writer.fold_kept())

    async def read_again(self) -> None:
        """Fold the whole log anew, while the desk works: what an earlier version could not read may be read now."""
        await self._write(lambda writer: writer.fold_again())
        await self.refold()

    async def rebuild(self) -> None:
        """Put the replica aside and begin an empty one: the log fills it again once somebody follows it from its
        start. What waits to be pushed stays; what an earlier rebuilding put aside goes."""
        while self._writes:
            await asyncio.gather(*self._writes, return_exceptions=True)
        await asyncio.to_thread(files.drop_aside, self._directory / files.REPLICA)
        await self._start_anew()

    async def close(self) -> None:
        """Finish what is being written, and let go of the files."""
        if self._quiet is not None:
            self._quiet.cancel()
        while self._writes:
            await asyncio.gather(*self._writes, return_exceptions=True)
        if self._writer is not None:
            await self._run(lambda writer: writer.close())
        self._thread.shutdown()
        self._close_readers()

    async def _write(self, job: "Callable[[Writer], Changes]") -> Changes:
        """Do `job` in the writer's thread and tell what it touched, also when the caller is cancelled meanwhile."""
        return await asyncio.shield(self._start(job))

    def _start(self, job: "Callable[[Writer], Changes]") -> asyncio.Task[Changes]:
        task = asyncio.ensure_future(self._do(job))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        return task

    async def _do(self, job: "Callable[[Writer], Changes]") -> Changes:
        if self._quiet is not None:
            self._quiet.cancel()
        try:
            changes, held = await self._run(lambda writer: (job(writer), writer.held))
        except files.Damaged:
            await self._start_anew()
            changes, held = await self._run(lambda writer: (job(writer), writer.held))
        if held:
            self._quiet = asyncio.get_running_loop().call_later(QUIET_S, self._settle)
        else:
            self._on_changes(changes)
        return changes

    def _settle(self) -> None:
        """A catch-up has stopped for now: what came of it becomes final."""
        self._start(lambda writer: writer.settle())

    async def _run(self, job: "Callable[[Writer], T]") -> T:
        return await asyncio.wrap_future(self._thread.submit(lambda: job(self._begin())))

    def _begin(self) -> "Writer":
        """The writer, made in its thread when first needed: its imports are not in the way of the first paint."""
        if self._writer is None:
            from services.store.writer import Writer

            self._writer = Writer(self._directory, self._device, self._now)
        return self._writer

    async def _start_anew(self) -> None:
        """Put a broken replica aside and begin an empty one; the log fills it again."""
        self._close_readers()
        await asyncio.wrap_future(self._thread.submit(self._replace))
        self._open_readers()
        self._on_changes(Changes(everything=True, outbox=True))

    def _replace(self) -> None:
        if self._writer is not None:
            self._writer.abandon()
            self._writer = None
        files.put_aside(self._directory / files.REPLICA)
        _prepare(self._directory)


def _prepare(directory: Path) -> bool:
    """Make or upgrade the files; whether what waited to be pushed was put aside. SQLAlchemy is imported here only
    then: an ordinary start does not wait for it."""
    replica = directory / files.REPLICA
    lost = pending.prepare(directory / files.PENDING)
    try:
        if replica.exists() and files.current(replica):
            return lost
    except sqlite3.DatabaseError as error:
        if not files.damaged(error):
            raise
        files.put_aside(replica)
    from services.store import migrations

    migrations.migrate(replica)
    return lost
