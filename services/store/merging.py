"""Contacts that people say are one: joined by a pointer, so that they can be parted again exactly as they were."""

from typing import Any

import msgspec

from services.channels.loose import obj, text
from services.store import waits
from services.store.book import Book
from services.store.rows import ContactRow

Body = dict[str, Any]
_json = msgspec.json.Encoder()


def merged(book: Book, body: Body, at: int, seq: int) -> None:
    """`contact` and those joined to it are the same person as `into`."""
    one, other = _root(book, text(body.get("contact"))), _root(book, text(body.get("into")))
    if one is not None and other is not None and one.id != other.id:
        book.contacts.edit(one.id).joined = other.id
        _lead(book, one.id)


def unmerged(book: Book, body: Body, at: int, seq: int) -> None:
    """`contact`, and what had been joined to it, is a person of its own again."""
    row = book.contacts.get(book.real(text(body.get("contact"))))
    if row is not None and row.joined is not None:
        book.contacts.edit(row.id).joined = None
        _lead(book, row.id)


def absorbed(book: Book, eldest: ContactRow, other: ContactRow) -> None:
    """`other` is about to become part of `eldest`, proven by their identifiers: what was joined to it stays joined.
    Both are being changed. An eldest that stands somewhere below the other takes its place: whoever stood between
    comes to stand below it, and no circle is left."""
    if _is_below(book, eldest, other.id):
        eldest.joined = None
    for each in _joined_to(book, other.id):
        book.contacts.edit(each).joined = eldest.id
    root = _root(book, other.joined) if other.joined else None
    if eldest.joined is None and root is not None and root.id != eldest.id:
        eldest.joined = root.id
    other.joined = other.head = None
    _lead(book, eldest.id)


def consent(book: Book, body: Body, at: int, seq: int) -> None:
    """What the person allowed or asked us to stop, on a channel or on all of them."""
    contact = book.real(text(body.get("contact")))
    if book.contacts.get(contact) is None:
        return
    row = book.contacts.edit(contact)
    known = msgspec.json.decode(row.consents, type=dict[str, Any])
    when = obj(body).get("at")
    known[text(body.get("channel"))] = {
        "given": body.get("given") is True,
        "at": when if isinstance(when, int) and not isinstance(when, bool) and when > 0 else at,
        "how": text(body.get("how"))[:200],
    }
    row.consents = _json.encode(dict(sorted(known.items()))).decode()
    if body.get("given") is not True:
        for each in book.conversations_of(contact):
            if text(body.get("channel")) in ("", each.channel):
                waits.declined(book, each.id)


def _is_below(book: Book, row: ContactRow, contact: str) -> bool:
    above: ContactRow | None = row
    while above is not None and above.joined is not None:
        if above.joined == contact:
            return True
        above = book.contacts.get(above.joined)
    return False


def _root(book: Book, contact: str) -> ContactRow | None:
    row = book.contacts.get(book.real(contact))
    while row is not None and row.joined is not None:
        row = book.contacts.get(row.joined)
    return row


def _joined_to(book: Book, contact: str) -> list[str]:
    found = [each for (each,) in book.connection.execute("SELECT id FROM contact WHERE joined = ?", (contact,))]
    return sorted(book.contacts.where(found, lambda row: row.joined == contact))


def _lead(book: Book, contact: str) -> None:
    """Say again who speaks for this contact and for all that is joined to it."""
    root = _root(book, contact)
    assert root is not None
    left = [contact]
    while left:
        each = left.pop()
        book.contacts.edit(each).head = root.id if each != root.id else None
        left += _joined_to(book, each)


FACTS = {
    "contact.merged": merged,
    "contact.unmerged": unmerged,
    "contact.consent": consent,
}
"""`contact.merged` {contact, into}, `contact.unmerged` {contact}; `contact.consent` {contact, channel?, given, at,
how}, of all channels where none is named."""
