"""The log: per tenant one durable order of entries without gaps, appended once each and read from any place."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy.engine import Connection

from services.relay import ledger, tables
from services.relay.lines import Batch, Line, News, Stored
from services.relay.writer import Writer

T = TypeVar("T")

READERS: Final = 4


class Log:
    """All tenants' logs in one file. `published` hears of every tenant's new lines after their commit, in order;
    `failed` hears that the file must not be used any further."""

    def __init__(self, path: Path, published: Callable[[str, list[Line]], None], failed: Callable[[], None]) -> None:
        self._published = published
        self.writer = Writer(tables.writing(path), self._announce, failed)
        self._readers = tables.reading(path, READERS)
        self._pool = ThreadPoolExecutor(READERS, "relay-reader")
        self.heads: dict[str, int] = {}
        """Last seq that consoles may know, of every tenant that has entries."""

    async def open(self) -> None:
        """Check the file, make what is missing, find every log's head. Raises Trouble("store.damaged")."""
        await self.writer.open()
        self.heads = await self.read(ledger.heads)

    async def close(self) -> None:
        """Readers first: the last to close would checkpoint."""
        await asyncio.to_thread(self._pool.shutdown)
        self._readers.dispose()
        await self.writer.close()

    def append(self, batch: Batch) -> "asyncio.Future[Stored]":
        """Give every line its place, once: done when the commit survives a power cut."""
        return self.writer.submit(batch)

    async def read(self, question: Callable[[Connection], T]) -> T:
        """Ask the store something, on a connection that cannot write and beside the event loop."""

        def ask() -> T:
            with self._readers.connect() as connection:
                return question(connection)

        return await asyncio.get_running_loop().run_in_executor(self._pool, ask)

    async def after(self, tenant: str, seq: int, most: int, most_bytes: int) -> list[Line]:
        """The lines that follow `seq`, up to `most` and about `most_bytes` (one always fits).

        Raises Trouble("log.damaged") rather than hand out a line that is not as it was written.
        """
        return await self.read(lambda connection: ledger.after(connection, tenant, seq, most, most_bytes))

    def _announce(self, news: News) -> None:
        for tenant, lines in news.items():
            self.heads[tenant] = lines[-1].seq
            self._published(tenant, lines)
