"""What somebody refused of what a lead was heard to say: a value for a field, until it is taken up after all."""

import sqlite3
from typing import Final

import msgspec

from services.channels.loose import text
from services.store.agency_rows import RefusedRow
from services.store.book import Book
from services.store.stamp import Body, Stamp

MOST: Final = 500
"""Letters of a value that are kept."""

_json = msgspec.json.Encoder()
_OF: Final = """
    WITH same(id) AS (
        SELECT id FROM contact WHERE id = :contact OR head = :contact
        UNION SELECT a.id FROM alias a JOIN same s ON a.target = s.id)
    SELECT DISTINCT field, value FROM refused WHERE contact IN (SELECT id FROM same) ORDER BY field, value"""


def refused(book: Book, body: Body, stamp: Stamp) -> None:
    """A proposal was refused, or (`again`) may be proposed again; last write wins."""
    contact, field = book.real(text(body.get("contact"))), text(body.get("field"))
    value = text(body.get("value"))[:MOST]
    if book.contacts.get(contact) is None or not field or not value:
        return
    key = _json.encode([contact, field, value]).decode()
    book.refused.put(key, None if body.get("again") is True else RefusedRow(key, contact, field, value))
    book.touched.update(each.id for each in book.conversations_of(contact))


def read(db: sqlite3.Connection, contact: str) -> list[tuple[str, str]]:
    """(field, value) of what was refused for a person; `contact` is the one that speaks for its group."""
    return db.execute(_OF, {"contact": contact}).fetchall()
