"""The one connection that writes the replica, and everything done with it; lives in a thread of its own."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from services.entries import Draft, Entries, Entry, Reset, Result, Welcome
from services.records import Changes, Media
from services.store import files, fold, migrations, pending, tables
from services.store.book import Book, Serial

BATCH = 500
"""Entries folded in one transaction when the log is folded again."""

EVERYTHING = Changes(everything=True, outbox=True)


class Damaged(Exception):
    """The replica's file is broken; it must be put aside and filled again from the log."""


class Writer:
    """Applies, publishes and confirms, each in one transaction. Not for two threads at once."""

    def __init__(self, directory: Path, device: str, now: Callable[[], int]) -> None:
        self._device = device
        self._now = now
        self._mark = directory / files.OPEN_MARK
        self._path = directory / files.REPLICA
        if self._mark.exists() and not files.sound(self._path):
            raise Damaged
        self._mark.touch()
        self._engine = _engine(self._path)
        self._pending = pending.Pending(directory / files.PENDING)
        self._db = self._engine.connect()
        self._sql_entry = (
            "INSERT INTO entry (seq, id, kind, by, at, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        with self._transaction() as db:
            self._serial = Serial(db)
            self._epoch, self._seq, self._head, self._folded = db.exec_driver_sql(
                "SELECT epoch, seq, head, folded FROM position"
            ).one()
            known = db.exec_driver_sql(
                "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))",
                (msgspec.json.encode([each.id for each in self._pending.all()]).decode(),),
            ).scalars()
            self._pending.drop(known.all())
        self._live_after = self._head
        if self._pending.all():
            self.publish(())  # killed between keeping a draft and showing it

    @property
    def behind(self) -> bool:
        """Whether entries are kept that this version has not folded."""
        return bool(self._folded < self._seq)

    def fold_kept(self) -> Changes:
        """Fold the next batch of what is kept; everything was read anew when nothing is left."""
        with self._transaction() as db:
            rows = db.exec_driver_sql(
                "SELECT seq, id, kind, by, at, body FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (self._folded, BATCH)
            ).all()
            changes = self._fold(db, [Entry(*row[:5], body=_decoded(row[5])) for row in rows])
            folded = rows[-1][0] if len(rows) == BATCH else self._seq
            db.exec_driver_sql("UPDATE position SET folded = ?", (folded,))
        self._folded = folded
        return changes if self.behind else EVERYTHING

    def welcome(self, frame: Welcome) -> Changes:
        """The relay names its log: another one than ours, or one that is shorter, is read from its start."""
        other = (self._epoch and frame.epoch != self._epoch) or frame.head < self._seq
        changes = self.forget() if other else Changes()
        with self._transaction() as db:
            db.exec_driver_sql("UPDATE position SET epoch = ?, head = ?", (frame.epoch, frame.head))
        self._epoch, self._head, self._live_after = frame.epoch, frame.head, frame.head
        return changes

    def forget(self, frame: Reset | None = None) -> Changes:
        """Forget the log and all that stands on it; keep what is to be pushed and what was learnt about files."""
        with self._transaction() as db:
            raw = db.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            migrations.derive_anew(raw)
            db.exec_driver_sql("DELETE FROM entry")
            db.exec_driver_sql("UPDATE position SET epoch = '', seq = 0, head = 0, at = 0, kept = 0, folded = 0")
            self._pending.push_again()
            changes = self._fold(db, [])
        self._epoch, self._seq, self._head, self._folded, self._live_after = "", 0, 0, 0, 0
        return changes | EVERYTHING

    def apply(self, frame: Entries) -> Changes:
        """Keep and fold the entries of a frame and move the cursor. Raises ValueError for a frame that leaves a gap."""
        news = [each for each in frame.entries if each.seq > self._seq]
        for expected, each in enumerate(news, self._seq + 1):
            if each.seq != expected:
                raise ValueError(f"a gap in the log: entry {each.seq} where {expected} is next")
        while self.behind:
            self.fold_kept()
        seq = self._seq + len(news)
        head = max(frame.head, self._head, seq)
        with self._transaction() as db:
            fresh = self._keep(db, news)
            changes = self._fold(db, fresh)
            at = fold.ms(news[-1].at) if news else None
            db.exec_driver_sql(
                "UPDATE position SET seq = ?, folded = ?, head = ?, kept = kept + ?, at = coalesce(?, at)",
                (seq, seq, head, len(fresh), at),
            )
        self._pending.drop({each.id for each in self._pending.all()} & {each.id for each in news})
        self._seq = self._folded = seq
        self._head = head
        return changes

    def publish(self, drafts: Sequence[Draft]) -> Changes:
        """Keep what was written here for the relay, durably, then show it."""
        self._pending.add([Draft(each.id, each.kind, fold.scrub(each.body)) for each in drafts])
        with self._transaction() as db:
            return self._fold(db, [])

    def confirm(self, results: Sequence[Result]) -> Changes:
        """Take the relay's answers: what is refused is undone, what came in the stream already is done with."""
        refused = [each.id for each in results if each.code is not None]
        here = [each.id for each in results if each.seq is not None and each.seq <= self._seq]
        self._pending.answered(each.id for each in results if each.code is None)
        self._pending.drop([*refused, *here])
        if not refused:
            return Changes(outbox=bool(here))
        with self._transaction() as db:
            return self._fold(db, [])

    def know_media(self, message: str, media: Media) -> Changes:
        """Keep what this desk found out about a message's file."""
        with self._transaction() as db:
            db.exec_driver_sql(tables.upsert(tables.known_media), (message, msgspec.json.encode(media).decode()))
            place = db.exec_driver_sql("SELECT conversation FROM message WHERE id = ?", (message,)).scalar()
        return Changes(frozenset([place] if place else []), frozenset([message]))

    def close(self) -> None:
        self._pending.close()
        self._db.close()
        self._engine.dispose()
        self._mark.unlink(missing_ok=True)

    def _keep(self, db: Connection, entries: Sequence[Entry]) -> list[Entry]:
        """Keep the entries as they came; returns those whose id is new."""
        if not entries:
            return []
        rows = [(each.seq, each.id, each.kind, each.by, each.at, _encoded(each.body)) for each in entries]
        if b"\\ud" in b"".join(row[5] for row in rows):  # only what _encoded escaped looks so
            entries = [msgspec.structs.replace(each, body=fold.scrub(each.body)) for each in entries]
        if db.exec_driver_sql(self._sql_entry, rows).rowcount == len(rows):
            return list(entries)
        kept = set(db.exec_driver_sql("SELECT seq FROM entry WHERE seq > ?", (self._seq,)).scalars())
        return [each for each in entries if each.seq in kept]

    def _fold(self, db: Connection, entries: Sequence[Entry]) -> Changes:
        """Fold entries of the log, and on top of them what waits for it."""
        book = Book(db, self._serial)
        fold.take_off(book)
        fold.confirmed(book, entries)
        here = {each.id for each in entries}
        waiting = [each for each in self._pending.all() if each.id not in here]
        if waiting:
            fold.pending(book, waiting, self._device, self._now())
        return book.finish(self._live_after)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._db.begin():
                yield self._db
        except DBAPIError as error:
            raise _told(error) from error


def _told(error: DBAPIError) -> Exception:
    """The error as the rest of the program knows it: damage, something a person can mend, or a bug."""
    original = error.orig
    if not isinstance(original, sqlite3.Error):
        return error
    if files.damaged(original):
        return Damaged()
    return files.trouble(original) or error


def _engine(path: Path) -> Engine:
    """A log that is elsewhere whole needs no fsync per commit: losing power loses the last batches, never their order."""

    def connect() -> sqlite3.Connection:
        connection = files.connect(path)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _encoded(body: dict[str, object]) -> bytes:
    """The body as JSON; what UTF-8 cannot hold stays escaped, as it came."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def _decoded(body: bytes) -> dict[str, object]:
    try:
        found: dict[str, object] = msgspec.json.decode(body)
    except msgspec.DecodeError:
        found = fold.scrub(json.loads(body))
    return found
