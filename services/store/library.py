"""The agency's audio library: what is kept under a name to be said often, shared by all of its desks."""

import json
import sqlite3
from typing import Any, Final

import msgspec

from services.channels.loose import moment, obj, text
from services.library_records import SHELVES, LibraryVoice
from services.records import Media
from services.store.agency_rows import LibraryRow
from services.store.book import Book
from services.store.stamp import Body, Stamp

MOST_NAME: Final = 60
_json = msgspec.json.Encoder()


def saved(book: Book, body: Body, stamp: Stamp) -> None:
    """An entry is new or another one now; the last one written counts."""
    entry, name = text(body.get("entry")), " ".join(text(body.get("name")).split())[:MOST_NAME]
    media = _file(body.get("media"))
    if not entry or not name or (media is None and not text(body.get("text")).strip()):
        return
    shelf = text(body.get("shelf"))
    row = LibraryRow(
        entry,
        name,
        shelf if shelf in SHELVES else "other",
        text(body.get("text")),
        media,
        text(body.get("voice")),
        text(body.get("model")),
        _json.encode(obj(body.get("settings"))).decode(),
        text(body.get("said")),
        text(body.get("author")),
        moment(body.get("at"), stamp.at),
    )
    book.library.put(entry, row)


def removed(book: Book, body: Body, stamp: Stamp) -> None:
    """An entry is gone."""
    if (entry := text(body.get("entry"))) and book.library.get(entry) is not None:
        book.library.drop(entry)


def _file(value: object) -> str | None:
    try:
        return _json.encode(msgspec.convert(obj(value), Media, strict=False)).decode() if value else None
    except msgspec.ValidationError:
        return None


def read(db: sqlite3.Connection) -> list[LibraryVoice]:
    """All of it, by name."""
    columns = "id, name, shelf, text, media, voice, model, settings, said, author, at"
    rows = db.execute(f"SELECT {columns} FROM library ORDER BY name COLLATE NOCASE, id")
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> LibraryVoice:
    media = None if row[4] is None else msgspec.convert(json.loads(row[4]), Media, strict=False)
    settings = msgspec.json.decode(row[7], type=dict[str, Any])
    key, name, shelf, said = row[:4]
    return LibraryVoice(key, name, shelf, said, media, row[5], row[6], settings, row[8], row[9], row[10])
