"""Which files of sent messages the relay still has to get, so that every desk can see and hear them."""

import sqlite3
from typing import TYPE_CHECKING, Any, Final

import msgspec

from services.channels.loose import text
from services.channels.takes import RELAY_MOST, relayed
from services.records import Media

if TYPE_CHECKING:
    from services.store.book import Book
    from services.store.stamp import Stamp

_media = msgspec.json.Decoder(Media)

_UNSHARED: Final = """
    SELECT m.id, m.media FROM message m INDEXED BY message_unshared JOIN sending s ON s.message = m.id
    WHERE m.unshared = 1 AND m.gone = 0
        AND (s.device = :device OR (s.hands = 'any' AND s.under_way = 1))
        AND (m.state <> 'queued' OR s.hands = 'any' OR json_extract(m.extra, '$.waits') IS NOT NULL)
    ORDER BY m.at DESC"""


def travels(media: str | None) -> bool:
    """Whether the relay would keep this file of a message (JSON)."""
    if media is None:
        return False
    found = _media.decode(media)
    return bool(found.sha256) and relayed(found.mime.partition(";")[0].strip()) and (found.size or 0) <= RELAY_MOST


def shared(book: "Book", body: dict[str, Any], stamp: "Stamp") -> None:
    """Some desk gave the message's file to the relay."""
    message = text(body.get("message"))
    if message and book.messages.get(message) is not None:
        book.messages.edit(message).unshared = 0


def unshared(db: sqlite3.Connection, device: str) -> list[tuple[str, Media]]:
    """Messages of this device, and those that any desk may send, whose file the relay has not got, newest first; not
    what can still be undone."""
    rows = db.execute(_UNSHARED, {"device": device}).fetchall()
    return [(message, _media.decode(media)) for message, media in rows]
