"""Folds entries of the log, in their order, into the derived tables."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from services.channels.facts import AnyFact, Delivered, Edited, FormFilled, Met, Reacted, Renamed, Revoked, Said, Update
from services.channels.mapping import clean
from services.channels.readers import READERS
from services.entries import Draft, Entry
from services.store import arrivals, desk, leads, people, pieces, summary, timeline
from services.store.book import Book
from services.store.derived import DERIVED
from services.store.rows import UNCONFIRMED, IntegrationRow
from services.store.stamp import Stamp

MAPPED: Final = ("manychat", "uchat")
"""Providers whose webhooks are whatever an admin built."""

_NOT_THE_ENTRY: Final = (sqlite3.Error, MemoryError)
"""What fails for reasons of the machine; any other failure is of the entry and of the rule that it met."""

_NONE: Final[dict[str, str]] = {}
_json = msgspec.json.Encoder()


def ms(at: str) -> int:
    """The relay's clock (RFC 3339, UTC) in ms since 1970."""
    return int(datetime.fromisoformat(at).timestamp() * 1000)


class Unfoldable(Exception):  # noqa: N818  (what the entry is)
    """A rule fails on this entry or draft, which is a bug of ours. What was done of its transaction must be undone; the
    log goes on without it."""

    def __init__(self, entry: Entry | Draft) -> None:
        super().__init__(entry.kind)
        self.id, self.kind = entry.id, entry.kind


def confirmed(book: Book, entries: Sequence[Entry]) -> None:
    """Fold entries that the relay gave a place, in that order. Raises Unfoldable."""
    times = [ms(entry.at) for entry in entries]
    updates = _updates(book, entries, times)
    _load(book, entries, updates)
    for entry, at, facts in zip(entries, times, updates, strict=True):
        try:
            _tell(book, entry, at, facts)
            _count(book)
        except _NOT_THE_ENTRY:
            raise
        except Exception as error:
            raise Unfoldable(entry) from error
    book.flush()


def _tell(book: Book, entry: Entry, at: int, facts: list[AnyFact] | None) -> None:
    if facts is None:
        desk.fold(book, entry.kind, entry.body, Stamp(entry.seq, at, entry.by, entry.id))
        return
    arrivals.arrived(book, entry, at, facts)
    for fact in facts:
        if isinstance(fact, FormFilled):
            leads.filled(book, fact, entry.seq)
        else:
            timeline.fold(book, fact, entry.seq, at)


def pending(book: Book, drafts: Sequence[Draft], first: int, device: str, now: int) -> None:
    """Fold what this desk wrote and the relay has not confirmed, on top of all that is; remember how to take it off.
    `first` is the place of the first draft among all that are not confirmed. Raises Unfoldable."""
    for shelf in book.shelves.values():
        shelf.before = {}
    for n, draft in enumerate(drafts, first):
        try:
            desk.fold(book, draft.kind, draft.body, Stamp(UNCONFIRMED + n, now, device, draft.id))
            _count(book)
        except _NOT_THE_ENTRY:
            raise
        except Exception as error:
            raise Unfoldable(draft) from error
    book.flush()
    rows = [
        (place, key, None if values is None else _json.encode(values).decode())
        for place, shelf in book.shelves.items()
        for key, values in (shelf.before or {}).items()
    ]
    if rows:
        book.connection.executemany("INSERT OR IGNORE INTO undo VALUES (?, ?, ?)", rows)


def take_off(book: Book) -> None:
    """Bring every row back to what the confirmed log alone made of it."""
    found = book.connection.execute('SELECT place, "key", "row" FROM undo').fetchall()
    if not found:
        return
    for place, key, row in found:
        kept = None if row is None else DERIVED[place](*msgspec.json.decode(row))
        book.shelves[place].put(key, kept)
    book.connection.execute("DELETE FROM undo")
    book.flush()


def _count(book: Book) -> None:
    """What a change of an old line may have altered is counted anew before the next entry asks for it: a summary that
    waited for the end of its batch would make another replica of the same log cut elsewhere."""
    if book.stale:
        book.flush()
        summary.count(book)


def _updates(book: Book, entries: Sequence[Entry], times: Sequence[int]) -> list[list[AnyFact] | None]:
    """What each provider's update tells; None for a fact of a desk. A flow's free JSON is read by the mapping that
    stood in the log before it."""
    mappings = {f"hook.{each}": _mapping(book.integrations.get(each)) for each in MAPPED}
    found: list[list[AnyFact] | None] = []
    for entry, at in zip(entries, times, strict=True):
        reader = READERS.get(entry.kind)
        if entry.kind == "integration.changed" and (kind := f"hook.{entry.body.get('provider')}") in mappings:
            config = entry.body.get("config")
            mappings[kind] = clean(config.get("mapping")) if isinstance(config, dict) else {}
        try:
            update = None if reader is None else _update(book, entry, at, mappings.get(entry.kind, _NONE))
            found.append(None if reader is None else reader(update) if update is not None else [])
        except _NOT_THE_ENTRY:
            raise
        except Exception as error:
            raise Unfoldable(entry) from error
    return found


def _update(book: Book, entry: Entry, at: int, mapping: dict[str, str]) -> Update | None:
    """What a reader gets of this entry; nothing for a piece of an update that is not whole yet."""
    if not pieces.is_piece(entry.body):
        return Update(entry.id, at, entry.body, mapping)
    joined = pieces.whole(book.connection, entry)
    return None if joined is None else Update(joined[0], at, joined[1], mapping)


def _mapping(row: IntegrationRow | None) -> dict[str, str]:
    return _NONE if row is None else clean(msgspec.json.decode(row.config, type=dict[str, Any]).get("mapping"))


def _load(book: Book, entries: Sequence[Entry], updates: Sequence[list[AnyFact] | None]) -> None:
    """Read at once what these facts will ask for one by one."""
    people_keys: list[str] = []
    lines: list[str] = []
    outgoing: list[str] = [each for entry in entries if isinstance(each := entry.body.get("message"), str)]
    said: list[Said] = []
    for facts in updates:
        for fact in facts or ():
            match fact:
                case Said():
                    said.append(fact)
                    people_keys += people.keys(fact.person)
                    (lines if fact.direction == "in" else outgoing).append(timeline.key(fact.channel, fact.id))
                case Met():
                    people_keys += people.keys(fact.person)
                case Renamed():
                    people_keys += filter(None, (people.key(fact.old), people.key(fact.new)))
                case Reacted() | Edited() | Revoked() | Delivered():
                    outgoing.append(timeline.key(fact.channel, fact.target))
    _load_people(book, people_keys, said)
    book.names.load(outgoing)
    outgoing += [row.message for each in outgoing if (row := book.names.get(each)) is not None]
    lines += outgoing
    book.early.load(lines)
    book.messages.load(lines)
    book.sendings.load(outgoing)


def _load_people(book: Book, keys: list[str], said: list[Said]) -> None:
    book.identities.load(keys)
    contacts = [row.contact for each in keys if (row := book.identities.get(each)) is not None]
    book.contacts.load(contacts)
    book.load_conversations(contacts)
    strangers = (each for each in said if not any(map(book.identities.get, people.keys(each.person))))
    places = [people.place(each.channel, each.account, each.person) for each in strangers]
    book.conversations.load(places)
    book.aliases.load(places)


def scrub(value: Any) -> Any:
    """The value without what cannot be stored: lone halves of surrogate pairs."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {scrub(name): scrub(each) for name, each in value.items()}
    return [scrub(each) for each in value] if isinstance(value, list) else value
