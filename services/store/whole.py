"""All there is, page by page: what an export reads, and what an import compares with."""

import sqlite3

import msgspec

from services.entries import Entry
from services.store import people

NOT_FOR_OTHERS = "key.%"
"""Sealed keys are for one device; they are no part of an export."""


def entries(db: sqlite3.Connection, after: int, limit: int) -> list[Entry]:
    """The log after `after`, as the relay gave it, without what is sealed for a device."""
    sql = "SELECT seq, id, kind, by, at, body FROM entry WHERE seq > ? AND kind NOT LIKE ? ORDER BY seq LIMIT ?"
    rows = db.execute(sql, (after, NOT_FOR_OTHERS, limit)).fetchall()
    return [Entry(seq, i, kind, by, at, msgspec.json.decode(body)) for seq, i, kind, by, at, body in rows]


def contact_ids(db: sqlite3.Connection, after: str, limit: int) -> list[str]:
    """Contacts by their id, those that speak for others only."""
    sql = "SELECT id FROM contact WHERE id > ? AND head IS NULL ORDER BY id LIMIT ?"
    return [each for (each,) in db.execute(sql, (after, limit)).fetchall()]


def whose(db: sqlite3.Connection, kind: str, value: str) -> tuple[str | None, str | None]:
    """What all spellings of an identifier share (None: it identifies nobody), and the contact that has it."""
    key = people.key((kind, value))
    row = db.execute('SELECT contact FROM identity WHERE "key" = ?', (key,)).fetchone() if key is not None else None
    return key, row[0] if row is not None else None
