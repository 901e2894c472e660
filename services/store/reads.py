"""What the screen asks of the replica: plain SQL on a connection that only reads, each answer in a few milliseconds."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Final, cast

import msgspec

from services.records import Channel, Contact, Conversation, Media, Message, Outgoing, Position, State
from services.store.rows import UNCONFIRMED

WINDOW_MS: Final = 24 * 3_600_000
CLOSING_MS: Final = 4 * 3_600_000
"""The window of a conversation in the view "closing" closes within this time."""

_NEWEST: Final = "SELECT id FROM conversation {} ORDER BY last_at DESC, last_seq DESC, id DESC"
_VIEWS: Final = {
    "all": _NEWEST.format(""),
    "unanswered": _NEWEST.format("WHERE unanswered = 1"),
    "closing": "SELECT id FROM conversation WHERE window_at > :after AND window_at <= :upto ORDER BY window_at, id",
}
_COUNTS: Final = """
    SELECT count(*), coalesce(sum(unanswered), 0), coalesce(sum(window_at > :after AND window_at <= :upto), 0)
    FROM conversation INDEXED BY conversation_newest"""
_CONVERSATION: Final = """
    SELECT c.id, c.contact, c.channel, c.account, p.name, p.address, substr(m.text, 1, 300), m.kind, m.direction,
        c.last_at, m.media, k.media, m.state, c.unread, c.unanswered, c.window_at
    FROM conversation c JOIN contact p ON p.id = c.contact
    LEFT JOIN message m ON m.id = c.last_message LEFT JOIN known_media k ON k.message = m.id
    WHERE c.id IN (SELECT value FROM json_each(?))"""
_MESSAGE: Final = """
    SELECT m.id, m.conversation, m.seq, m.direction, m.kind, m.text, m.at, m.received_at, m.media, k.media, m.state,
        m.trouble, m.detail, m.author, m.origin, r.id, substr(r.text, 1, 300), m.reactions, m.edited, m.deleted,
        m.provider_id, m.extra
    FROM message m LEFT JOIN known_media k ON k.message = m.id
    LEFT JOIN provider_name a ON a."key" = m.reply_key
    LEFT JOIN message r ON r.id = coalesce(a.message, m.reply_key)
    WHERE m.gone = 0 AND """
_OUTGOING: Final = """
    SELECT s.message, m.conversation, c.channel, c.account, m.kind, m.text, m.media, s.device, s.hands, m.state,
        s.not_before, s.queued_at, s.attempt, s.begun_by, r.provider_id, m.extra
    FROM sending s JOIN message m ON m.id = s.message JOIN conversation c ON c.id = m.conversation
    LEFT JOIN provider_name a ON a."key" = m.reply_key
    LEFT JOIN message r ON r.id = coalesce(a.message, m.reply_key)
    WHERE s.under_way = 1"""

_media = msgspec.json.Decoder(Media)
_reactions = msgspec.json.Decoder(dict[str, tuple[int, str]])
_object = msgspec.json.Decoder(dict[str, Any])
_tags = msgspec.json.Decoder(dict[str, tuple[str, ...]])


def conversation_ids(db: sqlite3.Connection, view: str, now: int) -> list[str]:
    """The ids of a view, in its order. Raises KeyError for a view that there is not."""
    return [each for (each,) in db.execute(_VIEWS[view], _moments(now))]


def counts(db: sqlite3.Connection, now: int) -> dict[str, int]:
    """How many conversations each view has, and messages under way."""
    whole, unanswered, closing = db.execute(_COUNTS, _moments(now)).fetchone()
    under_way = db.execute("SELECT count(*) FROM sending WHERE under_way = 1").fetchone()[0]
    return {"all": whole, "unanswered": unanswered, "closing": closing, "outbox": under_way}


def _moments(now: int) -> dict[str, int]:
    return {"after": now - WINDOW_MS, "upto": now - WINDOW_MS + CLOSING_MS}


def conversations(db: sqlite3.Connection, ids: Sequence[str]) -> list[Conversation]:
    """The conversations in the order of `ids`, without those that there are not."""
    found = {row[0]: row for row in db.execute(_CONVERSATION, (json.dumps(list(ids)),))}
    return [_conversation(found[each]) for each in ids if each in found]


def _conversation(row: tuple[Any, ...]) -> Conversation:
    media = _known(row[10], row[11])
    return Conversation(
        id=row[0],
        contact=row[1],
        channel=row[2],
        account=row[3],
        name=row[4],
        address=row[5],
        last_text=row[6] or "",
        last_kind=row[7] or "",
        last_direction=row[8] or "in",
        last_at=row[9],
        last_seconds=media.seconds if media else None,
        last_voice=media.voice if media else False,
        last_state=row[12],
        unread=row[13],
        unanswered=bool(row[14]),
        window_closes_at=None if row[15] is None else row[15] + WINDOW_MS,
    )


def messages(db: sqlite3.Connection, place: str, before: tuple[int, int] | None, limit: int) -> list[Message]:
    """The newest lines before (at, seq), oldest first."""
    upto = before or (UNCONFIRMED, 2 * UNCONFIRMED)
    sql = _MESSAGE + "m.conversation = ? AND (m.at, m.seq) < (?, ?) ORDER BY m.at DESC, m.seq DESC LIMIT ?"
    return [_message(row) for row in db.execute(sql, (place, *upto, limit)).fetchall()][::-1]


def message(db: sqlite3.Connection, identifier: str) -> Message | None:
    row = db.execute(_MESSAGE + "m.id = ?", (identifier,)).fetchone()
    return None if row is None else _message(row)


def _message(row: tuple[Any, ...]) -> Message:
    return Message(
        id=row[0],
        conversation=row[1],
        seq=row[2],
        direction=row[3],
        kind=row[4],
        text=row[5],
        at=row[6],
        received_at=row[7],
        media=_known(row[8], row[9]),
        state=row[10],
        trouble=row[11],
        detail=row[12],
        author=row[13],
        origin=row[14],
        reply_to=row[15],
        reply_text=row[16],
        reactions=() if row[17] == "{}" else tuple(each for _, each in _reactions.decode(row[17]).values() if each),
        edited=bool(row[18]),
        deleted=bool(row[19]),
        provider_id=row[20],
        extra={} if row[21] == "{}" else _object.decode(row[21]),
    )


def _known(told: str | None, learnt: str | None) -> Media | None:
    """What the log says of a file, or what this desk found out about it since."""
    if learnt is not None:
        return _media.decode(learnt)
    return None if told is None else _media.decode(told)


def real(db: sqlite3.Connection, identifier: str) -> str:
    """The contact or conversation that an id stands for now."""
    while (row := db.execute("SELECT target FROM alias WHERE id = ?", (identifier,)).fetchone()) is not None:
        identifier = row[0]
    return identifier


def contact(db: sqlite3.Connection, identifier: str) -> Contact | None:
    sql = "SELECT id, name, told, chosen, source, first_seen, tags FROM contact WHERE id = ?"
    row = db.execute(sql, (real(db, identifier),)).fetchone()
    if row is None:
        return None
    identities = db.execute("SELECT kind, value FROM identity WHERE contact = ? ORDER BY kind, value", (row[0],))
    fields = {**_object.decode(row[2]), **_object.decode(row[3])}
    tags = _tags.decode(row[6])
    return Contact(row[0], row[1], tuple(identities.fetchall()), fields, row[4], row[5], tags)


def outgoing(db: sqlite3.Connection, identifier: str | None = None) -> list[Outgoing]:
    """What has not come to rest, oldest first; of one message, or of all."""
    sql = _OUTGOING if identifier is None else _OUTGOING + " AND s.message = ?"
    rows = db.execute(sql + " ORDER BY s.queued_at, s.message", () if identifier is None else (identifier,))
    return [_outgoing(row) for row in rows.fetchall()]


def _outgoing(row: tuple[Any, ...]) -> Outgoing:
    return Outgoing(
        message=row[0],
        conversation=row[1],
        channel=cast(Channel, row[2]),
        account=row[3],
        kind=row[4],
        text=row[5],
        media=None if row[6] is None else _media.decode(row[6]),
        device=row[7],
        hands=row[8],
        state=cast(State, row[9]),
        not_before=row[10],
        queued_at=row[11],
        attempt=row[12],
        begun_by=row[13],
        reply_to=row[14],
        content={} if row[15] == "{}" else _object.decode(row[15]),
    )


def first_begun(db: sqlite3.Connection, identifier: str, attempt: int) -> str | None:
    """The device that began the attempt first, in the order of the confirmed log."""
    row = db.execute(
        "SELECT device FROM begun WHERE id = ? AND seq < ?", (f"{identifier}:{attempt}", UNCONFIRMED)
    ).fetchone()
    return None if row is None else row[0]


def unanswered_forms(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """(leadgen id, form id, page id) of the forms whose answers nobody fetched yet, newest first."""
    return db.execute("SELECT id, form, page FROM lead WHERE answered = 0 ORDER BY at DESC, id").fetchall()


def says(db: sqlite3.Connection, place: str, provider_id: str) -> bool:
    """Whether a message written at a desk goes by this name at the provider."""
    sql = "SELECT 1 FROM message WHERE conversation = ? AND provider_id = ? AND origin = 'desk' LIMIT 1"
    return db.execute(sql, (place, provider_id)).fetchone() is not None


def integration(db: sqlite3.Connection, provider: str) -> dict[str, Any] | None:
    row = db.execute("SELECT active, config FROM integration WHERE provider = ?", (provider,)).fetchone()
    return None if row is None else {**_object.decode(row[1]), "active": bool(row[0])}


def behind(db: sqlite3.Connection) -> bool:
    """Whether entries are kept that this version has not folded."""
    return bool(db.execute("SELECT folded < seq FROM position").fetchone()[0])


def position(db: sqlite3.Connection, pending: int) -> Position:
    epoch, seq, head, at, kept = db.execute("SELECT epoch, seq, head, at, kept FROM position").fetchone()
    return Position(epoch, seq, head, at, pending, seq - kept)
