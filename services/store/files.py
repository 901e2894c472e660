"""The files of one tenant's replica: where they are, how they are opened, how a broken one is put aside."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import time
from typing import Final

from services.store.rows import FOLD, VERSION
from services.trouble import Trouble

REPLICA: Final = "replica.db"
PENDING: Final = "pending.db"
OPEN_MARK: Final = "replica.open"
"""Stands while a writer works: found at the start, it tells that the last one did not end in order."""


class Damaged(Exception):  # noqa: N818  (what the file is)
    """The replica's file is broken; it must be put aside and filled again from the log."""


def connect(path: Path) -> sqlite3.Connection:
    """The one connection that writes and checkpoints."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    connection.execute("PRAGMA cache_size = -16000")
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Never writes nor checkpoints: SQLite before 3.51.3 can corrupt a WAL when two connections do."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA cache_size = -8000")
    return connection


def current(path: Path) -> bool:
    """Whether the replica has this version's schema and fold. Raises sqlite3.DatabaseError for no database."""
    with closing(sqlite3.connect(path)) as db:
        if db.execute("PRAGMA user_version").fetchone() != (VERSION,):
            return False
        fold: tuple[int] | None = db.execute("SELECT fold FROM position").fetchone()
        return fold == (FOLD,)


def sound(path: Path) -> bool:
    """Whether SQLite finds no fault in the file (PRAGMA quick_check reads all of it)."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            answer: tuple[str] | None = connection.execute("PRAGMA quick_check(1)").fetchone()
            return answer == ("ok",)
    except sqlite3.DatabaseError:
        return False


def put_aside(path: Path) -> None:
    """Rename a database and what belongs to it, so that a new one can take its place; kept for the diagnosis."""
    stamp = int(time() * 1000)
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(path.with_name(f"{path.name}.broken-{stamp}{ending}"))


def drop_aside(path: Path) -> None:
    """Let go of what was put aside of a database before."""
    for each in path.parent.glob(f"{path.name}.broken-*"):
        each.unlink(missing_ok=True)


def damaged(error: sqlite3.Error) -> bool:
    """Whether the error says that the file itself is broken, or no database at all."""
    return getattr(error, "sqlite_errorcode", None) is not None and (error.sqlite_errorcode & 0xFF) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )


def trouble(error: sqlite3.Error) -> Trouble | None:
    """What a person can mend: a full disk, a folder that cannot be written. None for a bug of ours."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return Trouble("store.disk_full")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM):
        return Trouble("store.unwritable", detail=getattr(error, "sqlite_errorname", ""))
    return None
