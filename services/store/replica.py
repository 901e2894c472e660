"""One tenant's replica of the log: read at once on the loop's thread, written in a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, Self, TypeVar

from services.entries import Draft, Entries, Reset, Result, Welcome
from services.records import (
    Changes,
    Contact,
    Conversation,
    Happening,
    Hit,
    Key,
    Likeness,
    Media,
    Message,
    Outgoing,
    Position,
    Query,
    QuickReply,
    SavedView,
)
from services.store import around, files, history, likeness, pending, reads, replies, search, views

if TYPE_CHECKING:
    from services.store.writer import Writer


T = TypeVar("T")

QUIET_S = 0.05
"""Frames of a catch-up that nothing followed for this long become final."""


def _now() -> int:
    return int(time() * 1000)


class Store:
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
        _prepare(directory)
        return cls(directory, device, on_changes, now)

    def __init__(
        self, directory: Path, device: str, on_changes: Callable[[Changes], None], now: Callable[[], int]
    ) -> None:
        self._directory = directory
        self._device = device
        self._on_changes = on_changes
        self._now = now
        self._thread = ThreadPoolExecutor(1, "store")
        self._writer: Writer | None = None
        self._writes: set[asyncio.Task[Changes]] = set()
        self._quiet: asyncio.TimerHandle | None = None
        self._open_readers()

    def _open_readers(self) -> None:
        self._db = files.connect_to_read(self._directory / files.REPLICA)
        self._waiting = files.connect_to_read(self._directory / files.PENDING)

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

    async def close(self) -> None:
        """Finish what is being written, and let go of the files."""
        if self._quiet is not None:
            self._quiet.cancel()
        while self._writes:
            await asyncio.gather(*self._writes, return_exceptions=True)
        if self._writer is not None:
            await self._run(lambda writer: writer.close())
        self._thread.shutdown()
        self._db.close()
        self._waiting.close()

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
        self._db.close()
        self._waiting.close()
        await asyncio.wrap_future(self._thread.submit(self._replace))
        self._open_readers()
        self._on_changes(Changes(everything=True, outbox=True))

    def _replace(self) -> None:
        if self._writer is not None:
            self._writer.abandon()
            self._writer = None
        files.put_aside(self._directory / files.REPLICA)
        _prepare(self._directory)

    def position(self) -> Position:
        return reads.position(self._db, pending.count(self._waiting))

    def pending_drafts(self, limit: int = 200) -> list[Draft]:
        """What the relay has not answered yet, oldest first."""
        return pending.to_push(self._waiting, limit)

    def conversation_ids(self, view: str = "all") -> list[str]:
        """The views of `views`, newest first; "closing": the window closes within 4 h, first to close first."""
        return reads.conversation_ids(self._db, view, self._now())

    def conversations(self, ids: Sequence[str]) -> list[Conversation]:
        """In the order of `ids`; what is no conversation any more is left out."""
        return reads.conversations(self._db, ids)

    def conversation(self, identifier: str) -> Conversation | None:
        """Also by the id of a conversation that became part of this one."""
        found = reads.conversations(self._db, [reads.real(self._db, identifier)])
        return found[0] if found else None

    def keys(self, query: Query, ids: Iterable[str] | None = None) -> list[Key]:
        """The places of the conversations that `query` asks for, least first; with `ids`, of those among them."""
        return views.keys(self._db, query, self._now(), ids)

    def counts(self, member: str = "") -> dict[str, int]:
        """How many conversations each view has, `member`'s own ones among them, and under "outbox" how many messages
        have not come to rest."""
        return views.counts(self._db, member, self._now())

    def saved_views(self, member: str) -> list[SavedView]:
        return views.saved(self._db, member)

    def all_tags(self) -> list[str]:
        """The tags of conversations, the most used first."""
        return views.tags(self._db)

    def colleagues(self) -> list[tuple[str, str]]:
        """(member, name) of everybody whose desk introduced itself, by name."""
        return views.colleagues(self._db)

    def history(self, contact: str, limit: int = 200) -> list[Happening]:
        """What was done with a person and its conversations, newest first."""
        return history.read(self._db, contact, limit)

    def likenesses(self, contact: str) -> list[Likeness]:
        """Contacts that may be the same person."""
        return likeness.of(self._db, contact)

    def messages(self, conversation: str, before: tuple[int, int] | None = None, limit: int = 60) -> list[Message]:
        """The newest lines, oldest first; with `before`, (at, seq) of the oldest one shown, those before it."""
        return reads.messages(self._db, reads.real(self._db, conversation), before, limit)

    def messages_after(self, conversation: str, shown: tuple[int, int], limit: int = 60) -> list[Message]:
        """The oldest lines after (at, seq) of the newest one shown, oldest first."""
        return around.after(self._db, reads.real(self._db, conversation), shown, limit)

    def first_since(self, conversation: str, at: int) -> str | None:
        """The line that a jump to a moment (ms) leads to."""
        return around.first_since(self._db, reads.real(self._db, conversation), at)

    def found_in(self, conversation: str, text: str, limit: int = 1000) -> list[str]:
        """The lines of a conversation with these words, newest first, whatever their accents."""
        return around.found(self._db, reads.real(self._db, conversation), text, limit)

    def message(self, identifier: str) -> Message | None:
        return reads.message(self._db, identifier)

    def contact(self, identifier: str) -> Contact | None:
        return reads.contact(self._db, identifier)

    def recipient(self, conversation: str) -> tuple[tuple[str, str], ...]:
        """(kind, value) of the identifiers by which the lead of a conversation is answered there."""
        return reads.recipient(self._db, conversation)

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """People and lines with these words, whatever their accents, or this number, however it is written."""
        return search.search(self._db, text, limit)

    def outgoing(self) -> list[Outgoing]:
        """Messages of any desk that have not come to rest: queued, begun, uncertain, or failed and can be retried."""
        return reads.outgoing(self._db)

    def outgoing_one(self, message: str) -> Outgoing | None:
        return next(iter(reads.outgoing(self._db, message)), None)

    def first_begun(self, message: str, attempt: int) -> str | None:
        """The device that began the attempt first in the confirmed log; None while the log names none."""
        return reads.first_begun(self._db, message, attempt)

    def unanswered_forms(self) -> list[tuple[str, str, str]]:
        """(leadgen id, form id, page id) of the lead forms whose answers nobody fetched yet, newest first."""
        return reads.unanswered_forms(self._db)

    def says(self, conversation: str, provider_id: str) -> bool:
        """Whether a message that a desk wrote in the conversation goes by this name at the provider."""
        return reads.says(self._db, reads.real(self._db, conversation), provider_id)

    def quick_replies(self) -> list[QuickReply]:
        """The agency's quick replies, by name."""
        return replies.read(self._db)

    def integration(self, provider: str) -> dict[str, Any] | None:
        """The provider's non-secret configuration and whether it is "active"; None where nobody connected it."""
        return reads.integration(self._db, provider)


def _prepare(directory: Path) -> None:
    """Make or upgrade the files. SQLAlchemy is imported here only then: an ordinary start does not wait for it."""
    replica = directory / files.REPLICA
    pending.prepare(directory / files.PENDING)
    try:
        if replica.exists() and files.current(replica):
            return
    except sqlite3.DatabaseError as error:
        if not files.damaged(error):
            raise
        files.put_aside(replica)
    from services.store import migrations

    migrations.migrate(replica)
