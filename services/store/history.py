"""Tells what was done with a contact and its conversations, newest first: the history of the inspector."""

import sqlite3
from typing import Final

import msgspec

from services.records import Happening

_OF: Final = """
    WITH same(id) AS (
        SELECT id FROM contact WHERE id = :contact OR head = :contact
        UNION SELECT id FROM conversation WHERE contact IN
            (SELECT id FROM contact WHERE id = :contact OR head = :contact)
        UNION SELECT a.id FROM alias a JOIN same s ON a.target = s.id)
    SELECT h.at, h.kind, h.body FROM happening h WHERE h.subject IN (SELECT id FROM same)
    ORDER BY h.at DESC, h.seq DESC LIMIT :limit"""


def read(db: sqlite3.Connection, contact: str, limit: int) -> list[Happening]:
    """Newest first; `contact` is the one that speaks for its group."""
    rows = db.execute(_OF, {"contact": contact, "limit": limit})
    return [Happening(at, kind, msgspec.json.decode(body)) for at, kind, body in rows]
