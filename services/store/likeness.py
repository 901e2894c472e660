"""Contacts that may be the same person: they mention one e-mail address, or share a name and nearly a number."""

import sqlite3
from typing import Final

from services.records import Likeness

_BY_EMAIL: Final = """
    WITH mine("key") AS (
        SELECT "key" FROM hint WHERE contact IN (SELECT id FROM contact WHERE id = :contact OR head = :contact)
        UNION SELECT "key" FROM identity WHERE kind = 'email'
            AND contact IN (SELECT id FROM contact WHERE id = :contact OR head = :contact))
    SELECT contact FROM identity WHERE "key" IN (SELECT "key" FROM mine)
    UNION SELECT contact FROM hint WHERE "key" IN (SELECT "key" FROM mine)"""
_BY_NAME: Final = """
    SELECT p.id FROM contact p WHERE p.n IN (SELECT rowid FROM contact_words WHERE contact_words MATCH ?) LIMIT 50"""
_NUMBERS: Final = "SELECT \"key\" FROM identity WHERE contact = ? AND kind IN ('wa', 'phone')"
_PERSON: Final = """
    SELECT coalesce(h.id, p.id), coalesce(nullif(h.name, ''), p.name), coalesce(nullif(h.address, ''), p.address)
    FROM contact p LEFT JOIN contact h ON h.id = p.head WHERE p.id = ?"""
_MOST: Final = 3


def of(db: sqlite3.Connection, contact: str) -> list[Likeness]:
    """A few at most, those with the same address first."""
    row = db.execute("SELECT name FROM contact WHERE id = ?", (contact,)).fetchone()
    if row is None:
        return []
    found = {each: "email" for (each,) in db.execute(_BY_EMAIL, {"contact": contact})}
    for each in _namesakes(db, contact, row[0]):
        found.setdefault(each, "number")
    return _others(db, contact, found)[:_MOST]


def _namesakes(db: sqlite3.Connection, contact: str, name: str) -> list[str]:
    """Contacts of the same full name whose number differs in one digit."""
    words = ["".join(letter if letter.isalnum() else " " for letter in word) for word in name.split()]
    own = [key for (key,) in db.execute(_NUMBERS, (contact,))]
    if len(words) < 2 or not own:
        return []
    phrase = '"' + " ".join(words) + '"'
    found = [each for (each,) in db.execute(_BY_NAME, (phrase,)) if each != contact]
    return [each for each in found if any(_near(key, one) for (key,) in db.execute(_NUMBERS, (each,)) for one in own)]


def _near(one: str, other: str) -> bool:
    """Whether a slip of a finger makes one number the other: one digit wrong, one missing, or two swapped."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) == len(other):
        places = [n for n in range(len(one)) if one[n] != other[n]]
        swapped = len(places) == 2 and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
        return len(places) == 1 or (swapped and places[1] == places[0] + 1)
    short, long = sorted((one, other), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _others(db: sqlite3.Connection, contact: str, found: dict[str, str]) -> list[Likeness]:
    """The people behind these contacts, without the one that was asked about."""
    people: dict[str, Likeness] = {}
    for each, why in found.items():
        row: tuple[str, str, str] | None = db.execute(_PERSON, (each,)).fetchone()
        if row is not None and row[0] != contact:
            people.setdefault(row[0], Likeness(*row, why))
    return sorted(people.values(), key=lambda each: (each.why, each.name, each.contact))
