"""The writing connection, and when what was written becomes final: at once, or with what comes next."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from services.store import files
from services.store.files import Damaged


class Commits:
    """One connection; a transaction is open while `held`."""

    def __init__(self, path: Path) -> None:
        self._engine = _engine(path)
        self._open: RootTransaction | None = None
        with _told():
            self._db = self._engine.connect()

    @property
    def held(self) -> bool:
        """Whether something is written and not final yet."""
        return self._open is not None

    @contextmanager
    def work(self, hold: bool = False) -> Iterator[Connection]:
        """Write in the open transaction, or in a new one; it is final afterwards unless it is to be held open. When
        this raises, nothing of the transaction was written. Raises Damaged, or the Trouble that a person can mend."""
        with _told():
            transaction = self._open = self._open or self._db.begin()
            try:
                yield self._db
                if not hold:
                    transaction.commit()
                    self._open = None
            except BaseException:
                transaction.rollback()
                self._open = None
                raise

    def close(self, in_order: bool = True) -> None:
        """Let go of the file; in order, with all of the log of writes moved into it."""
        with _told():
            if in_order:
                raw = self._db.connection.driver_connection
                assert isinstance(raw, sqlite3.Connection)
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._db.close()
            self._engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    """An error as the rest of the program knows it: damage, something that a person can mend, or else a bug."""
    try:
        yield
    except DBAPIError as error:
        original = error.orig
        if not isinstance(original, sqlite3.Error):
            raise
        if files.damaged(original):
            raise Damaged from error
        raise (files.trouble(original) or error) from original


def _engine(path: Path) -> Engine:
    """The log is whole elsewhere, so commits need no fsync: losing power loses the last of them, never their order."""

    def connect() -> sqlite3.Connection:
        connection = files.connect(path)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine
