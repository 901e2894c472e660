"""Brings a replica to this version: what is kept by steps, after a backup; what is derived by a new fold."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import ClauseElement, MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from services.store import files, tables
from services.store.rows import FOLD, VERSION


def _first(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE entry (seq INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, by TEXT NOT NULL,"
        " at TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (seq), UNIQUE (id))"
    )
    db.execute(
        "CREATE TABLE position (one INTEGER NOT NULL, epoch TEXT DEFAULT '' NOT NULL, seq INTEGER DEFAULT '0' NOT NULL,"
        " head INTEGER DEFAULT '0' NOT NULL, at INTEGER DEFAULT '0' NOT NULL, kept INTEGER DEFAULT '0' NOT NULL,"
        " folded INTEGER DEFAULT '0' NOT NULL, fold INTEGER DEFAULT '0' NOT NULL, PRIMARY KEY (one))"
    )
    db.execute(
        "CREATE TABLE known_media (message TEXT NOT NULL, media TEXT NOT NULL, PRIMARY KEY (message)) WITHOUT ROWID"
    )
    db.execute("INSERT INTO position (one) VALUES (1)")


STEPS: Final[tuple[Callable[[sqlite3.Connection], None], ...]] = (_first,)
"""Step n makes version n + 1 of the kept tables out of version n. Steps are never changed once released."""

assert len(STEPS) == VERSION


def migrate(path: Path) -> None:
    """Bring the replica to this version, or make it. A file of a later version is put aside: the log has it all."""
    exists = path.exists() and path.stat().st_size > 0
    if exists and _version(path) > VERSION:
        files.put_aside(path)
        exists = False
    if exists:
        _back_up(path)
    with closing(files.connect(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        for step in STEPS[_version_of(db) :]:
            step(db)
        db.execute(f"PRAGMA user_version = {VERSION}")
        if db.execute("SELECT fold FROM position").fetchone() != (FOLD,):
            derive_anew(db)
        db.execute("COMMIT")


def derive_anew(db: sqlite3.Connection) -> None:
    """Make all derived tables empty and of this version; what is kept of the log is to be folded from its start."""
    known = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    shadows = ("_data", "_idx", "_content", "_docsize", "_config")
    for (name,) in known:
        if name not in tables.kept.tables and not name.endswith(shadows):
            db.execute(f'DROP TABLE "{name}"')
    for statement in ddl(tables.derived):
        db.execute(statement)
    for statement in tables.WORDS:
        db.execute(statement)
    db.execute("UPDATE position SET folded = 0, fold = ?", (FOLD,))


def ddl(schema: MetaData) -> list[str]:
    """The statements that make these tables and their indexes."""
    made: list[ClauseElement] = []
    for table in schema.sorted_tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [CreateTable(table), *map(CreateIndex, indexes)]
    return [str(each.compile(dialect=sqlite.dialect())) for each in made]


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return _version_of(db)


def _version_of(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _back_up(path: Path) -> None:
    """A whole copy of the file beside it, in the version that it has; an older copy of that version is replaced."""
    with closing(sqlite3.connect(path)) as db:
        target = path.with_name(f"{path.name}.v{_version_of(db)}.backup")
        partial = target.with_name(target.name + ".part")
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(partial)) as copy:
            db.backup(copy)
    partial.replace(target)
