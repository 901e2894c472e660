"""What the screen asks of the replica: plain SQL on a connection that only reads, each answer in a few milliseconds."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Final, Literal, cast

import msgspec

from services.records import Channel, Consent, Contact, Conversation, Media, Message, Outgoing, Position, Query, State
from services.store import agency, views
from services.store.rows import UNCONFIRMED

_CONVERSATION: Final = """
    SELECT c.id, coalesce(h.id, p.id), c.channel, c.account, coalesce(nullif(h.name, ''), p.name),
        coalesce(nullif(p.address, ''), h.address, ''), substr(iif(m.text = '', m.transcript, m.text), 1, 300),
        m.kind, m.direction,
        c.last_at, m.media, k.media, m.state, c.unread, c.unanswered, c.window_at, c.closed, c.snoozed, c.member,
        g.name, (SELECT json_group_array(tag) FROM tagging WHERE conversation = c.id)
    FROM conversation c JOIN contact p ON p.id = c.contact LEFT JOIN contact h ON h.id = p.head
    LEFT JOIN colleague g ON g.id = c.member
    LEFT JOIN message m ON m.id = c.last_message LEFT JOIN known_media k ON k.message = m.id
    WHERE c.id IN (SELECT value FROM json_each(?))"""
MESSAGE: Final = """
    SELECT m.id, m.conversation, m.seq, m.direction, m.kind, m.text, m.at, m.received_at, m.media, k.media, m.state,
        m.trouble, m.detail, m.author, m.origin, r.id,
        substr(iif(r.text = '', r.transcript, r.text), 1, 300), m.reactions, m.edited, m.deleted,
        m.provider_id, m.extra, r.kind, r.direction, m.original, m.times, m.transcript, t.language, t.words, t.seconds
    FROM message m LEFT JOIN known_media k ON k.message = m.id LEFT JOIN transcript t ON t.message = m.id
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

_GROUP: Final = """
    SELECT id, name, told, chosen, source, first_seen, tags, consents, address
    FROM contact WHERE id = ? OR head = ? ORDER BY id <> ?, seq, id"""

_media = msgspec.json.Decoder(Media)
_list = msgspec.json.Decoder(list[str])
_consents = msgspec.json.Decoder(dict[str, Consent])
_reactions = msgspec.json.Decoder(dict[Literal["in", "out"], tuple[int, str]])
_times = msgspec.json.Decoder(dict[State, int])
_reach = msgspec.json.Decoder(list[tuple[str, str]])
_object = msgspec.json.Decoder(dict[str, Any])
_tags = msgspec.json.Decoder(dict[str, tuple[str, ...]])


def conversation_ids(db: sqlite3.Connection, view: str, now: int) -> list[str]:
    """The ids of a view, newest first, or in the order of their windows where the view is of those. Raises KeyError for
    a view that there is not."""
    return [key[-1] for key in views.keys(db, Query(view, "window" if view == "closing" else "recent"), now)]


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
        window_closes_at=None if row[15] is None else row[15] + views.WINDOW_MS,
        closed=bool(row[16]),
        snoozed=row[17],
        member=row[18],
        member_name=row[19] or "",
        tags=() if row[20] == "[]" else tuple(sorted(_list.decode(row[20]))),
    )


def messages(db: sqlite3.Connection, place: str, before: tuple[int, int] | None, limit: int) -> list[Message]:
    """The newest lines before (at, seq), oldest first."""
    upto = before or (UNCONFIRMED, 2 * UNCONFIRMED)
    sql = MESSAGE + "m.conversation = ? AND (m.at, m.seq) < (?, ?) ORDER BY m.at DESC, m.seq DESC LIMIT ?"
    return [message_of(row) for row in db.execute(sql, (place, *upto, limit)).fetchall()][::-1]


def message(db: sqlite3.Connection, identifier: str) -> Message | None:
    row = db.execute(MESSAGE + "m.id = ?", (identifier,)).fetchone()
    return None if row is None else message_of(row)


def message_of(row: tuple[Any, ...]) -> Message:
    """A row of `MESSAGE`."""
    told = {} if row[17] == "{}" else _reactions.decode(row[17])
    reacted = [(who, emoji) for who, (_, emoji) in told.items() if emoji]
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
        reactions=tuple(each for _, each in reacted),
        reacted_by=tuple(who for who, _ in reacted),
        edited=bool(row[18]),
        deleted=bool(row[19]),
        provider_id=row[20],
        extra={} if row[21] == "{}" else _object.decode(row[21]),
        reply_kind=row[22],
        reply_direction=row[23],
        original=row[24],
        times={} if row[25] == "{}" else _times.decode(row[25]),
        transcript=None if row[28] is None else agency.transcript_of(row[0], *row[26:30]),
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
    """The person, with all that is known of the contacts that people said are it."""
    found = db.execute("SELECT coalesce(head, id) FROM contact WHERE id = ?", (real(db, identifier),)).fetchone()
    if found is None:
        return None
    own, *others = db.execute(_GROUP, (found[0], found[0], found[0])).fetchall()
    group = json.dumps([row[0] for row in (own, *others)])
    identities = db.execute(
        "SELECT DISTINCT kind, value FROM identity WHERE contact IN (SELECT value FROM json_each(?)) ORDER BY 1, 2",
        (group,),
    )
    eldest_last = (*reversed(others), own)
    told = [_object.decode(row[2]) for row in eldest_last] + [_object.decode(row[3]) for row in eldest_last]
    return Contact(
        own[0],
        next((row[1] for row in (own, *others) if row[1]), ""),
        tuple(identities.fetchall()),
        {name: value for each in told for name, value in each.items()},
        next((row[4] for row in (own, *others) if row[4]), ""),
        min(row[5] for row in (own, *others)),
        {channel: tags for row in eldest_last for channel, tags in _tags.decode(row[6]).items()},
        {channel: each for row in eldest_last for channel, each in _consents.decode(row[7]).items()},
        tuple((row[0], row[1] or row[8]) for row in others),
    )


def recipient(db: sqlite3.Connection, place: str) -> tuple[tuple[str, str], ...]:
    """The identifiers under which the lead of a conversation wrote there last; where it has not yet, all of its own,
    and none of others that people said are the same person."""
    row = db.execute("SELECT contact, reach FROM conversation WHERE id = ?", (real(db, place),)).fetchone()
    if row is None:
        return ()
    own = "SELECT kind, value FROM identity WHERE contact = ? ORDER BY 1, 2"
    return tuple(_reach.decode(row[1])) or tuple(db.execute(own, (row[0],)).fetchall())


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
