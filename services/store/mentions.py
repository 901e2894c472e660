"""Notes that name a colleague: whom, and whether that member has opened the conversation since."""

import sqlite3
from typing import Any, Final

import msgspec

from services.channels.loose import text
from services.mentions import MOST
from services.store.book import Book
from services.store.rows import MentionRow, MessageRow

_UNSEEN: Final = """FROM mention x INDEXED BY mention_unseen JOIN message m ON m.id = x.note
    WHERE x.member = :member AND x.seen = 0"""
UNSEEN: Final = f"SELECT m.conversation {_UNSEEN}"
"""The conversations with a note that names `member` and was not seen by it."""

_NOTES: Final = f"SELECT x.note {_UNSEEN} AND m.conversation = :place ORDER BY x.note"

Body = dict[str, Any]
_json = msgspec.json.Encoder()


def named(book: Book, note: MessageRow, body: Body) -> None:
    """A new note, about to be kept, names these members; what one of them has seen stays seen."""
    members, called = _texts(body.get("mentions")), _texts(body.get("called"))
    if not members:
        return
    names = called if len(called) == len(members) else [""] * len(members)
    note.extra = _json.encode({"mentions": dict(zip(members, names, strict=True))}).decode()
    for member in members:
        if book.mentions.get(key := _key(note.id, member)) is None:
            book.mentions.put(key, MentionRow(key, note.id, member))


def seen(book: Book, body: Body, at: int, seq: int) -> None:
    """A member opened the conversation of these notes."""
    member = text(body.get("member"))
    for note in _texts(body.get("notes")):
        book.mentions.put(key := _key(note, member), MentionRow(key, note, member, 1))
        if (row := book.messages.get(note)) is not None:
            book.touched.add(row.conversation)


def unseen(db: sqlite3.Connection, place: str, member: str) -> list[str]:
    """The notes of a conversation that name a member who has not seen them."""
    return [each for (each,) in db.execute(_NOTES, {"member": member, "place": place})]


def _key(note: str, member: str) -> str:
    return f"{note}:{member}"


def _texts(value: object) -> list[str]:
    return [each for each in value[:MOST] if isinstance(each, str) and each] if isinstance(value, list) else []


FACTS: Final = {"mention.seen": seen}
"""`mention.seen` {notes: [ids], member}."""
