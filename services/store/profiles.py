"""What a desk read of a contact at its provider, or changed there: names, numbers, fields and tags."""

from typing import Any

import msgspec

from services.channels.facts import Person
from services.channels.loose import obj, text
from services.store import people
from services.store.book import Book
from services.store.rows import ContactRow

_json = msgspec.json.Encoder()


def read(book: Book, body: dict[str, Any], at: int, seq: int) -> None:
    """Everything that the provider says of the contact; its tags are these and no others."""
    row = _contact(book, body)
    if row is None:
        return
    pairs = body.get("identities")
    identities = tuple(
        (text(each[0]), text(each[1]))
        for each in (pairs if isinstance(pairs, list) else ())
        if isinstance(each, list) and len(each) == 2
    )
    fields = {name: words for name, value in obj(body.get("fields")).items() if (words := text(value))}
    own = _identity(book, row)
    person = Person((*((own,) if own else ()), *identities), text(body.get("name")), fields)
    found = people.meet(book, person, at, seq) or row
    tags = body.get("tags")
    if isinstance(tags, list):
        _tell(book, found.id, body, [text(each) for each in tags])


def _identity(book: Book, row: ContactRow) -> tuple[str, str] | None:
    """One identifier that certainly is this contact's."""
    keys = [each for (each,) in book.connection.execute('SELECT "key" FROM identity WHERE contact = ?', (row.id,))]
    known = book.identities.where(keys, lambda each: each.contact == row.id)
    found = book.identities.get(min(known)) if known else None
    return (found.kind, found.value) if found is not None else None


def tagged(book: Book, body: dict[str, Any], at: int, seq: int) -> None:
    _change(book, body, put=True)


def untagged(book: Book, body: dict[str, Any], at: int, seq: int) -> None:
    _change(book, body, put=False)


def field_set(book: Book, body: dict[str, Any], at: int, seq: int) -> None:
    row, name = _contact(book, body), text(body.get("name"))
    if row is not None and name:
        told = msgspec.json.decode(row.told, type=dict[str, str]) | {name: text(body.get("value"))}
        book.contacts.edit(row.id).told = _json.encode({key: each for key, each in told.items() if each}).decode()


def _change(book: Book, body: dict[str, Any], put: bool) -> None:
    row, tag = _contact(book, body), text(body.get("tag"))
    if row is not None and tag:
        known = _tags(row).get(text(body.get("channel")), [])
        _tell(book, row.id, body, [*known, tag] if put else [each for each in known if each != tag])


def _tell(book: Book, contact: str, body: dict[str, Any], tags: list[str]) -> None:
    row = book.contacts.edit(contact)
    whole = _tags(row) | {text(body.get("channel")): sorted({each for each in tags if each})}
    row.tags = _json.encode({name: each for name, each in sorted(whole.items()) if each}).decode()


def _tags(row: ContactRow) -> dict[str, list[str]]:
    return msgspec.json.decode(row.tags, type=dict[str, list[str]])


def _contact(book: Book, body: dict[str, Any]) -> ContactRow | None:
    return book.contacts.get(book.real(text(body.get("contact"))))
