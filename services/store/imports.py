"""People that somebody brought along from elsewhere: their numbers, names and fields, and what they allowed."""

from typing import Any

from services.channels.facts import Identity, Person
from services.channels.loose import obj, text
from services.store import leads, merging, people
from services.store.book import Book

SOURCE = "importación"


def imported(book: Book, body: dict[str, Any], at: int, seq: int) -> None:
    """A line of a file is a contact. What is known already stays: a name only fills a gap, and nothing is unanswered
    because of it; but an opt-out counts at once."""
    fields = {name: words for name, value in obj(body.get("fields")).items() if name and (words := text(value).strip())}
    who = _identities(body)
    contact = people.meet(book, Person(who, fields=fields, source=SOURCE), at, seq)
    if contact is None:
        return
    if not contact.profile and (name := text(body.get("name")).strip()):
        people.meet(book, Person(who, name), at, seq)
    if isinstance(body.get("consent"), bool):
        told = {"contact": contact.id, "given": body["consent"], "how": text(body.get("file")), "at": body.get("at")}
        merging.consent(book, told, at, seq)
    if not book.conversations_of(contact.id) and (place := leads.home(book, contact, 0, seq)) is not None:
        book.conversations.edit(place).closed = 1  # to be found and written to; it waits for nobody


def _identities(body: dict[str, Any]) -> tuple[Identity, ...]:
    phones = body.get("phones")
    found: list[Identity] = [
        ("phone", number) for each in (phones if isinstance(phones, list) else ()) if (number := text(each).strip())
    ]
    email = text(body.get("email")).strip().lower()
    return (*found, ("email", email)) if "@" in email else tuple(found)
