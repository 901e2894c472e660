"""Quick replies: texts, pictures and voices that the agency keeps by name, shared by all of its desks."""

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import msgspec

from services.channels.loose import obj, text
from services.records import Media, QuickReply
from services.store.rows import ReplyRow

if TYPE_CHECKING:
    from services.store.book import Book

MOST_NAME = 40
_media = msgspec.json.Encoder()


def saved(book: "Book", body: dict[str, Any], at: int, seq: int) -> None:
    """A reply is new or another one now; the last one written counts."""
    reply, name = text(body.get("reply")), text(body.get("name"))[:MOST_NAME]
    if not reply or not name:
        return
    book.replies.put(reply, ReplyRow(reply, name, text(body.get("text")), _file(body.get("media")), at))


def removed(book: "Book", body: dict[str, Any], at: int, seq: int) -> None:
    """A reply is gone."""
    if (reply := text(body.get("reply"))) and book.replies.get(reply) is not None:
        book.replies.drop(reply)


def _file(value: object) -> str | None:
    try:
        return _media.encode(msgspec.convert(obj(value), Media, strict=False)).decode() if value else None
    except msgspec.ValidationError:
        return None


def read(db: sqlite3.Connection) -> list[QuickReply]:
    """All of them, by name."""
    rows = db.execute("SELECT id, name, text, media FROM quick_reply ORDER BY name COLLATE NOCASE, id")
    return [QuickReply(key, name, said, None if file is None else _told(file)) for key, name, said, file in rows]


def _told(file: str) -> Media:
    return msgspec.convert(json.loads(file), Media, strict=False)
