"""The writing connection, and when what was written becomes final: at once, or with what comes next."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.store import files
from services.store.files import Damaged
from services.store.fold import Unfoldable


class Commits:
    """One connection; a transaction is open while `held`."""

    def __init__(self, path: Path) -> None:
        with _told():
            self._db = files.connect(path)
            # the log is whole elsewhere, so commits need no fsync: losing power loses the last ones, never their order
            self._db.execute("PRAGMA synchronous = NORMAL")

    @property
    def held(self) -> bool:
        """Whether something is written and not final yet."""
        return self._db.in_transaction

    @contextmanager
    def work(self, hold: bool = False) -> Iterator[sqlite3.Connection]:
        """Write in the open transaction, or in a new one; it is final afterwards unless it is to be held open. When
        this raises, nothing of the transaction was written; but Unfoldable leaves what was held before. Raises Damaged,
        or the Trouble that a person can mend."""
        with _told():
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.execute("SAVEPOINT work")
                yield self._db
                self._db.execute("RELEASE work")
                if not hold:
                    self._db.execute("COMMIT")
            except Unfoldable:
                self._db.execute("ROLLBACK TO work")
                self._db.execute("RELEASE work")
                raise
            except BaseException:
                if self._db.in_transaction:  # some errors end it by themselves
                    self._db.execute("ROLLBACK")
                raise

    def close(self, in_order: bool = True) -> None:
        """Let go of the file; in order, with all of the log of writes moved into it."""
        with _told():
            if in_order:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._db.close()


@contextmanager
def _told() -> Iterator[None]:
    """An error as the rest of the program knows it: damage, something that a person can mend, or else a bug."""
    try:
        yield
    except sqlite3.Error as error:
        if files.damaged(error):
            raise Damaged from error
        raise (files.trouble(error) or error) from error
