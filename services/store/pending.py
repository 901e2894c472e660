"""What was written at this desk and is not yet in the log: a file of its own, that survives the replica."""

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from services.entries import Draft
from services.store import files
from services.trouble import Trouble

VERSION: Final = 1
_SCHEMA: Final = """
    CREATE TABLE pending (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, body BLOB NOT NULL,
        answered INTEGER NOT NULL DEFAULT 0
    )"""


log = logging.getLogger(__name__)


class Pending:
    """The writer's side; every method is durable (synchronous=FULL) when it returns."""

    def __init__(self, path: Path) -> None:
        self._db = files.connect(path)
        self._db.execute("PRAGMA synchronous = FULL")
        rows = self._db.execute("SELECT id, kind, body FROM pending ORDER BY n")
        self._all = {each.id: each for each in _drafts(rows)}

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._all

    def all(self) -> list[Draft]:
        """What is not in the log yet, in the order in which it was written."""
        return list(self._all.values())

    def add(self, drafts: Sequence[Draft]) -> None:
        """Keep drafts in their order; one whose id is kept already is left as it is."""
        self._many(
            "INSERT INTO pending (id, kind, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(each.id, each.kind, msgspec.json.encode(each.body)) for each in drafts],
        )
        for each in drafts:
            self._all.setdefault(each.id, each)

    def answered(self, ids: Iterable[str]) -> None:
        """The relay has these: they wait for their place in the stream and are not pushed again."""
        self._many("UPDATE pending SET answered = 1 WHERE id = ?", [(each,) for each in ids])

    def drop(self, ids: Iterable[str]) -> None:
        """These are in the log, or will never be."""
        ids = [each for each in ids if each in self._all]
        for each in ids:
            del self._all[each]
        self._many("DELETE FROM pending WHERE id = ?", [(each,) for each in ids])

    def push_again(self) -> None:
        """The log is another one: whatever was not seen in it must be pushed to it."""
        self._db.execute("UPDATE pending SET answered = 0")

    def close(self) -> None:
        self._db.close()

    def _many(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(sql, rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise files.trouble(error) or error from error


def prepare(path: Path) -> bool:
    """Make the file where there is none; a broken one is put aside and kept, so that the desk opens at all. Whether it
    was. Raises Trouble("store.newer") for one of a later version."""
    if broken := path.exists() and _broken(path):
        log.error("%s is broken and was put aside: what the relay had not got from this desk is only there", path.name)
        files.put_aside(path)
    db = files.connect(path)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            db.executescript(f"BEGIN; {_SCHEMA}; PRAGMA user_version = {VERSION}; COMMIT")
        elif version > VERSION:
            raise Trouble("store.newer", file=path.name)
    finally:
        db.close()
    return broken


def _broken(path: Path) -> bool:
    """Whether the file itself is broken; one that only cannot be read now is not."""
    try:
        with closing(sqlite3.connect(path)) as db:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError as error:
        if not files.damaged(error):
            raise
        return True


def to_push(db: sqlite3.Connection, limit: int) -> list[Draft]:
    """The oldest drafts that the relay has not answered."""
    return _drafts(db.execute("SELECT id, kind, body FROM pending WHERE answered = 0 ORDER BY n LIMIT ?", (limit,)))


def count(db: sqlite3.Connection) -> int:
    """How many entries wait for the relay's answer."""
    return int(db.execute("SELECT count(*) FROM pending WHERE answered = 0").fetchone()[0])


def _drafts(rows: Iterable[tuple[str, str, bytes]]) -> list[Draft]:
    return [Draft(identifier, kind, msgspec.json.decode(body)) for identifier, kind, body in rows]
