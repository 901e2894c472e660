"""Everything that is done to the replica, one thing after the other, in a thread of its own."""

import json
import logging
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from sqlite3 import Connection
from typing import Final

import msgspec

from services.entries import Draft, Entries, Entry, Reset, Result, Welcome
from services.records import Changes, Media
from services.store import files, fold, statements
from services.store.book import Book, Serial
from services.store.commits import Commits
from services.store.files import Damaged
from services.store.pending import Pending

log = logging.getLogger(__name__)

BATCH: Final = 500
"""Entries folded at a time when the log is folded again: what is written meanwhile at the desk waits no longer."""

HELD: Final = 2_000
"""Entries of a catch-up that become final together: a page that many of them change is then written once."""

EVERYTHING: Final = Changes(everything=True, outbox=True)


class Writer:
    """Applies, publishes and confirms. Not for two threads at once."""

    def __init__(self, directory: Path, device: str, now: Callable[[], int]) -> None:
        """Raises Damaged for a replica that did not survive the end of the last writer."""
        self._device = device
        self._now = now
        self._mark = directory / files.OPEN_MARK
        replica = directory / files.REPLICA
        if self._mark.exists() and not files.sound(replica):
            raise Damaged
        self._mark.touch()
        self._odd: set[str] = set()  # ids of what cannot be folded
        self._pending = Pending(directory / files.PENDING)
        self._commits = Commits(replica)
        self._recall()
        self._live_after = self._head
        with self._commits.work() as db:
            self._serial = Serial(db)
            wanted = msgspec.json.encode([each.id for each in self._pending.all()]).decode()
            known = db.execute("SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
            self._pending.drop([each for (each,) in known])
        if self._pending.all():
            self._do(lambda db: self._fold(db, []))  # killed between keeping a draft and showing it

    def _recall(self) -> None:
        """Take up what the file says: at the start, and after a transaction that failed."""
        self._book: Book | None = None
        self._changes = Changes()
        self._seen: list[str] = []
        self._since_commit = 0
        self._read_position()

    def _read_position(self) -> None:
        with self._commits.work(self._commits.held) as db:
            self._epoch, self._seq, self._head, self._folded = db.execute(
                "SELECT epoch, seq, head, folded FROM position"
            ).fetchone()

    @property
    def behind(self) -> bool:
        """Whether entries are kept that this version has not folded."""
        return bool(self._folded < self._seq)

    @property
    def held(self) -> bool:
        """Whether something was done that is not final yet; `settle` makes it so."""
        return self._commits.held

    def settle(self) -> Changes:
        """Make final what is held."""
        return self._do(lambda db: Changes())

    def fold_kept(self) -> Changes:
        """Fold the next batch of what is kept; when the last was folded, all is to be read anew."""
        if not self.behind:
            return Changes()

        def work(db: Connection) -> Changes:
            sql = "SELECT seq, id, kind, by, at, body FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"
            rows = db.execute(sql, (self._folded, BATCH)).fetchall()
            changes = self._fold(
                db, [Entry(seq, i, kind, by, at, _decoded(body)) for seq, i, kind, by, at, body in rows]
            )
            self._folded = rows[-1][0] if len(rows) == BATCH else self._seq
            db.execute("UPDATE position SET folded = ?", (self._folded,))
            return changes if self.behind else EVERYTHING

        return self._do(work)

    def fold_again(self) -> Changes:
        """Have all that is kept folded from its start, as after an update of the program; `fold_kept` does it."""

        def work(db: Connection) -> Changes:
            from services.store import migrations

            self._book = None
            migrations.derive_anew(db)
            self._folded = 0
            return EVERYTHING

        return self._do(work)

    def welcome(self, frame: Welcome) -> Changes:
        """The relay names its log: another one than ours, or one that is shorter, is read from its start."""
        other = (self._epoch and frame.epoch != self._epoch) or frame.head < self._seq

        def work(db: Connection) -> Changes:
            changes = self._clear(db) if other else Changes()
            db.execute("UPDATE position SET epoch = ?, head = ?", (frame.epoch, frame.head))
            self._epoch, self._head, self._live_after = frame.epoch, frame.head, frame.head
            return changes

        return self._do(work)

    def forget(self, frame: Reset) -> Changes:
        """The log cannot be followed from where we are: begin again at its start."""
        return self._do(self._clear)

    def _clear(self, db: Connection) -> Changes:
        """Forget the log and all that stands on it; keep what is to be pushed and what was learnt about files."""
        from services.store import migrations

        self._book = None
        migrations.derive_anew(db)
        db.execute("DELETE FROM entry")
        db.execute("UPDATE position SET epoch = '', seq = 0, head = 0, at = 0, kept = 0, folded = 0")
        self._epoch, self._seq, self._head, self._folded, self._live_after = "", 0, 0, 0, 0
        self._pending.push_again()
        return self._fold(db, []) | EVERYTHING

    def apply(self, frame: Entries) -> Changes:
        """Keep and fold the entries of a frame and move the cursor. In a catch-up several frames become final together,
        and the last of them tells what all of them touched. Raises ValueError for a frame that leaves a gap."""
        news = [each for each in frame.entries if each.seq > self._seq]
        for expected, each in enumerate(news, self._seq + 1):
            if each.seq != expected:
                raise ValueError(f"a gap in the log: entry {each.seq} where {expected} is next")
        while self.behind:
            self.fold_kept()
        seq = self._seq + len(news)
        self._since_commit += len(news)
        hold = seq < self._live_after and self._since_commit < HELD
        return self._do(lambda db: self._take(db, news, max(frame.head, self._head, seq)), hold)

    def _take(self, db: Connection, news: Sequence[Entry], head: int) -> Changes:
        fresh = self._keep(db, news)
        self._seen += [each.id for each in news if each.id in self._pending]
        changes = self._fold(db, fresh)
        self._seq = self._folded = self._seq + len(news)
        self._head = head
        db.execute(
            "UPDATE position SET seq = ?, folded = ?, head = ?, kept = kept + ?, at = coalesce(?, at)",
            (self._seq, self._seq, head, len(fresh), fold.ms(news[-1].at) if news else None),
        )
        return changes

    def publish(self, drafts: Sequence[Draft]) -> Changes:
        """Keep what was written here for the relay, durably, then show it."""
        fresh = [Draft(each.id, each.kind, fold.scrub(each.body)) for each in drafts if each.id not in self._pending]
        first = len(self._pending.all())
        self._pending.add(fresh)
        return self._do(lambda db: self._put_on(db, fresh, first))

    def _put_on(self, db: Connection, fresh: Sequence[Draft], first: int) -> Changes:
        """Fold drafts on top of all that is, and of those before them."""
        book, self._book = self._book or Book(db, self._serial), None
        fold.pending(book, [each for each in fresh if each.id not in self._odd], first, self._device, self._now())
        return book.finish(self._live_after)

    def confirm(self, results: Sequence[Result]) -> Changes:
        """Take the relay's answers: what is refused is undone, what came in the stream already is done with."""
        refused = [each.id for each in results if each.code is not None]
        self._pending.answered(each.id for each in results if each.code is None)
        self._pending.drop(refused)
        known = (each.id for each in results if each.seq is not None and each.seq <= self._seq)
        here = [each for each in known if each in self._pending]
        self._seen += here
        return self._do(lambda db: self._fold(db, []) if refused or here else Changes(outbox=True))

    def know_media(self, message: str, media: Media) -> Changes:
        """Keep what this desk found out about a message's file."""

        def work(db: Connection) -> Changes:
            db.execute(statements.KNOW_MEDIA, (message, msgspec.json.encode(media).decode()))
            place = db.execute("SELECT conversation FROM message WHERE id = ?", (message,)).fetchone()
            return Changes(frozenset(place or ()), frozenset([message]))

        return self._do(work)

    def close(self) -> None:
        if self.held:
            self.settle()
        self._commits.close()
        self._pending.close()
        self._mark.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Let go of the files of a damaged replica."""
        self._commits.close(in_order=False)
        self._pending.close()

    def _do(self, work: Callable[[Connection], Changes], hold: bool = False) -> Changes:
        """Do `work` in the transaction; returns what was touched since the last commit, or nothing while it is held."""
        while True:
            seen = list(self._seen)
            try:
                with self._commits.work(hold) as db:
                    self._changes |= work(db)
                break
            except fold.Unfoldable as odd:
                self._pass_over(odd)
                self._book, self._seen = None, seen
                self._read_position()
            except BaseException:
                self._recall()
                raise
        if hold:
            return Changes()
        self._pending.drop(self._seen)
        changes, self._changes, self._seen, self._since_commit = self._changes, Changes(), [], 0
        return changes

    def _pass_over(self, odd: fold.Unfoldable) -> None:
        """The entry is kept like every other, and a version that knows better folds it; no text of it is told."""
        self._odd.add(odd.id)
        cause = odd.__cause__
        at = traceback.extract_tb(cause.__traceback__)[-1] if cause is not None else None
        where = f"{Path(at.filename).name}:{at.lineno}" if at is not None else ""
        log.error("entry %s (%s) cannot be folded: %s in %s", odd.id, odd.kind, type(cause).__name__, where)

    def _keep(self, db: Connection, entries: Sequence[Entry]) -> list[Entry]:
        """Keep the entries as they came; returns those whose id is new."""
        if not entries:
            return []
        rows = [(each.seq, each.id, each.kind, each.by, each.at, _encoded(each.body)) for each in entries]
        if any(b"\\ud" in row[5] for row in rows):  # only what could not be UTF-8 is escaped so
            entries = [msgspec.structs.replace(each, body=fold.scrub(each.body)) for each in entries]
        if db.executemany(statements.KEEP, rows).rowcount == len(rows):
            return list(entries)
        kept = {seq for (seq,) in db.execute("SELECT seq FROM entry WHERE seq > ?", (self._seq,))}
        return [each for each in entries if each.seq in kept]

    def _fold(self, db: Connection, entries: Sequence[Entry]) -> Changes:
        """Fold entries of the log, and on top of them what waits for it."""
        book, self._book = self._book or Book(db, self._serial), None
        fold.take_off(book)
        fold.confirmed(book, [each for each in entries if each.id not in self._odd] if self._odd else entries)
        waiting = [each for each in self._pending.all() if each.id not in self._seen and each.id not in self._odd]
        if waiting:
            fold.pending(book, waiting, 0, self._device, self._now())
        changes = book.finish(self._live_after)
        if entries and entries[-1].seq < self._live_after:
            self._book = book
        return changes


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
