"""The one thread that writes: what waits is committed together, and nobody is answered before the commit."""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from services.relay.ledger import Ledger
from services.relay.lines import Batch, News, Stored
from services.trouble import Trouble

T = TypeVar("T")

MOST_TOGETHER: Final = 512
MOST_WAITING: Final = 4096
MOST_WEIGHT: Final = 64 * 1024 * 1024
"""Above these, jobs or bytes, the disk cannot follow, and newcomers are sent away to come back (503)."""

PASSING: Final = {sqlite3.SQLITE_FULL: "store.full", sqlite3.SQLITE_BUSY: "store.busy"}
"""Failures that another try may not meet. After any other (a failed sync above all) this process cannot know what the
file holds: it must end, and the next one recovers from the log."""

log = structlog.get_logger("relay.writer")


@contextmanager
def transaction(connection: Any) -> Iterator[DBAPICursor]:
    """What SQLAlchemy's `begin()` does, for a cursor of the driver's own `connection`."""
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        yield cursor
        cursor.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    finally:
        cursor.close()


class _Waiting:
    """A job on its way to the disk: a batch, or any other write that has a transaction of its own."""

    __slots__ = ("done", "job", "since", "weight")

    def __init__(self, job: Any, done: "asyncio.Future[Any]", weight: int = 0) -> None:
        self.job, self.done, self.weight, self.since = job, done, weight, time.perf_counter()


class Writer:
    """Commits what waits together. `announce` hears on the event loop what every commit added, in order; `failed`
    hears there, once, that the store must not be used any further."""

    def __init__(self, engine: Engine, announce: Callable[[News], None], failed: Callable[[], None]) -> None:
        self._engine, self._announce, self._failed = engine, announce, failed
        self._ledger = Ledger()
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[list[_Waiting] | None] = queue.SimpleQueue()
        self._gathered: list[_Waiting] = []
        self._thread = threading.Thread(target=self._run, name="relay-writer", daemon=True)
        self._open, self._broken = False, False
        self.waiting = self.weight = 0
        self.took: Callable[[float], None] = lambda seconds: None
        """Told of every commit how long the first of its jobs was on its way."""

    async def open(self) -> None:
        """Open the file for writing. Raises Trouble("store.damaged"), or ("store.failed") where it cannot be opened."""
        try:
            self._connection = await asyncio.to_thread(self._engine.connect)
        except DBAPIError as error:  # its first page is read at once
            damaged = type(error.orig) is sqlite3.DatabaseError
            raise Trouble("store.damaged" if damaged else "store.failed", found=str(error.orig)) from error
        self._open = True
        self._thread.start()
        await self.call(self._ledger.open)

    async def close(self) -> None:
        """Write what waits, then let go of the file."""
        if not self._thread.is_alive():
            self._engine.dispose()  # it never opened
            return
        self._open = False
        self._hand_over()
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._connection.close()
        self._engine.dispose()

    def submit(self, batch: Batch) -> "asyncio.Future[Stored]":
        """Write `batch` with whatever else waits. Raises Trouble("store.busy") where too much does, and
        Trouble("store.failed") once the store must not be used."""
        return self._put(_Waiting(batch, self._loop.create_future(), batch.weight))

    def call(self, work: Callable[[Connection], T]) -> "asyncio.Future[T]":
        """Run `work` in a transaction of its own; what it raises undoes it and comes back to the caller."""
        return self._put(_Waiting(work, self._loop.create_future()))

    def _put(self, waiting: _Waiting) -> "asyncio.Future[Any]":
        if not self._open:
            raise Trouble("store.failed")
        if self.waiting >= MOST_WAITING or self.weight + waiting.weight > MOST_WEIGHT:
            raise Trouble("store.busy")
        self.waiting += 1
        self.weight += waiting.weight
        if not self._gathered:
            self._loop.call_soon(self._hand_over)
        self._gathered.append(waiting)
        return waiting.done

    def _hand_over(self) -> None:
        """Once per turn of the loop: a thread that wakes for the first of several jobs only competes with the rest."""
        self._queue.put(self._gathered)
        self._gathered = []

    # In the thread

    def _run(self) -> None:
        more = True
        while more:
            taken, more = self._take()
            for batches, group in groupby(taken, key=lambda each: isinstance(each.job, Batch)):
                for together in [list(group)] if batches else [[each] for each in group]:
                    self._loop.call_soon_threadsafe(self._settle, together, *self._commit(together))

    def _take(self) -> tuple[list[_Waiting], bool]:
        """All that waits, at least one; and whether there may be more."""
        taken: list[_Waiting] = []
        while len(taken) < MOST_TOGETHER:
            try:
                each = self._queue.get(block=not taken)
            except queue.Empty:
                break
            if each is None:
                return taken, False
            taken += each
        return taken, True

    def _commit(self, together: Sequence[_Waiting]) -> tuple[Sequence[Any] | BaseException, News]:
        if self._broken:
            return Trouble("store.failed"), {}
        try:
            if not isinstance(together[0].job, Batch):
                with self._connection.begin():
                    return [together[0].job(self._connection)], {}
            with transaction(self._connection.connection) as cursor:
                stored, news = self._ledger.write(cursor, [each.job for each in together])
        except DBAPIError as error:
            return self._trouble(error, error.orig), {}
        except sqlite3.Error as error:
            return self._trouble(error, error), {}
        except Exception as error:  # noqa: BLE001  (whoever waits gets it; the thread must outlive it)
            return error, {}
        self._ledger.committed(news)
        return stored, news

    def _trouble(self, error: Exception, cause: object) -> Exception:
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in (0, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISUSE):
            return error  # ours
        log.error("write failed", error=getattr(cause, "sqlite_errorname", code))
        if code in PASSING:
            return Trouble(PASSING[code])
        self._broken = True
        self._loop.call_soon_threadsafe(self._break)
        return Trouble("store.failed")

    # On the loop again

    def _settle(self, together: Sequence[_Waiting], stored: Sequence[Any] | BaseException, news: News) -> None:
        self.waiting -= len(together)
        self.took(time.perf_counter() - together[0].since)
        for index, each in enumerate(together):
            self.weight -= each.weight
            if each.done.done():
                continue  # whoever waited has gone; what was written stays
            if isinstance(stored, BaseException):
                each.done.set_exception(stored)
            else:
                each.done.set_result(stored[index])
        self._announce(news)

    def _break(self) -> None:
        if self._open:
            self._open = False
            self._failed()
