"""What came from each provider and when, what of it nobody is shown, and how sending goes: the health of a channel."""

import sqlite3
from typing import TYPE_CHECKING, Any, Final

from services.channels.facts import AnyFact, Said
from services.channels.loose import text
from services.provider_records import OddUpdate, Setup
from services.store import pieces
from services.store.rows import HeardRow, OddRow

if TYPE_CHECKING:
    from services.entries import Entry
    from services.store.book import Book

HOUR_MS: Final = 3_600_000
AMONG: Final = 500
"""The last message of a channel is looked for among so many of all channels."""
_NOT_SHOWN: Final = ("unsupported", "unknown")


def arrived(book: "Book", entry: "Entry", at: int, facts: list[AnyFact]) -> None:
    """Count an update, and remember one that tells nobody anything."""
    provider, hour = entry.kind.removeprefix("hook."), at // HOUR_MS
    key = f"{provider}:{hour}"
    row = book.heard.get(key)
    if row is None:
        book.heard.put(key, HeardRow(key, provider, hour, 1, at))
    else:
        row = book.heard.edit(key)
        row.count, row.last = row.count + 1, max(row.last, at)
    if pieces.is_piece(entry.body):
        return  # what it is a part of tells, when it is whole
    if not facts or any(isinstance(each, Said) and each.kind in _NOT_SHOWN for each in facts):
        book.odd.put(entry.id, OddRow(entry.id, entry.seq, at, provider, _what(entry.body)))


def _what(body: dict[str, Any]) -> str:
    """What an update calls itself: the type of its message, or its field."""
    value = body.get("value")
    for name in ("messages", "message_echoes"):
        items = value.get(name) if isinstance(value, dict) else None
        if isinstance(items, list) and items and isinstance(items[0], dict):
            return text(items[0].get("type"))[:60]
    message = body.get("message")
    if isinstance(message, dict):
        return text(message.get("msg_type"))[:60]
    return text(body.get("field"))[:60]


def hours(db: sqlite3.Connection, provider: str, since: int) -> list[tuple[int, int]]:
    """(hour since 1970, updates) of a provider since a moment (ms), oldest first."""
    sql = "SELECT hour, count FROM heard WHERE provider = ? AND hour >= ? ORDER BY hour"
    return db.execute(sql, (provider, since // HOUR_MS)).fetchall()


def last_event(db: sqlite3.Connection, provider: str) -> int | None:
    """When the last update of a provider came (ms)."""
    sql = "SELECT last FROM heard WHERE provider = ? ORDER BY hour DESC LIMIT 1"
    row = db.execute(sql, (provider,)).fetchone()
    return None if row is None else int(row[0])


def last_sent(db: sqlite3.Connection, channel: str) -> tuple[int, str] | None:
    """When the last message of a desk went out by a channel (ms), and its state."""
    sql = """
        SELECT m.at, m.state FROM (
            SELECT conversation, at, state FROM message INDEXED BY message_ours
            WHERE origin = 'desk' AND gone = 0 AND state IS NOT NULL ORDER BY at DESC LIMIT :among) m
        JOIN conversation c ON c.id = m.conversation WHERE c.channel = :channel ORDER BY m.at DESC LIMIT 1"""
    row = db.execute(sql, {"among": AMONG, "channel": channel}).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


def failures(db: sqlite3.Connection, since: int) -> dict[str, int]:
    """How many messages failed since a moment (ms), by channel."""
    sql = """
        SELECT c.channel, count(*) FROM message m INDEXED BY message_failed JOIN conversation c ON c.id = m.conversation
        WHERE m.state = 'failed' AND m.at >= ? AND m.gone = 0 GROUP BY c.channel"""
    return dict(db.execute(sql, (since,)).fetchall())


def setup(db: sqlite3.Connection, provider: str) -> Setup | None:
    """Who connected a provider, and when."""
    row = db.execute("SELECT made, changed, author FROM integration WHERE provider = ?", (provider,)).fetchone()
    return None if row is None else Setup(*row)


def odd(db: sqlite3.Connection, limit: int) -> list[OddUpdate]:
    """The newest updates that this version shows nobody, whole."""
    sql = """
        SELECT o.seq, o.at, o.provider, o.what, e.body FROM odd o JOIN entry e ON e.seq = o.seq
        ORDER BY o.seq DESC LIMIT ?"""
    return [
        OddUpdate(seq, at, provider, what, bytes(body)) for seq, at, provider, what, body in db.execute(sql, (limit,))
    ]
