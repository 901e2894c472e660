"""Finds lines by their words, and people by name, address or any spelling of their number."""

import re
import sqlite3
from typing import Final

from services.records import Hit
from services.store import numbers

_WORDS: Final = re.compile(r"\w+")
_NUMBER: Final = re.compile(r"[\d\s()+./-]+")
_BY_WORDS: Final = """
    SELECT m.id, m.conversation, coalesce(nullif(h.name, ''), p.name), m.at,
        snippet(message_words, 0, char(2), char(3), '…', 14)
    FROM message_words JOIN message m ON m.n = message_words.rowid
    JOIN conversation c ON c.id = m.conversation JOIN contact p ON p.id = c.contact
    LEFT JOIN contact h ON h.id = p.head
    WHERE message_words MATCH ? ORDER BY message_words.rowid DESC LIMIT ?"""
_PEOPLE: Final = """
    SELECT c.last_message, c.id, p.name, c.last_at, substr(coalesce(m.text, ''), 1, 120)
    FROM contact p JOIN conversation c ON c.contact = p.id LEFT JOIN message m ON m.id = c.last_message
    WHERE p.{} ORDER BY c.last_at DESC LIMIT ?"""
_BY_NAME: Final = _PEOPLE.format("n IN (SELECT rowid FROM contact_words WHERE contact_words MATCH ?)")
_BY_IDENTITY: Final = _PEOPLE.format('id IN (SELECT contact FROM identity WHERE instr("key", ?))')


def search(db: sqlite3.Connection, text: str, limit: int) -> list[Hit]:
    """People first, then lines, newest first. Accents and case do not count. The last word may be begun only, from its
    second letter on, where the lines that have it whole are not enough."""
    text = text.encode("utf-8", "replace").decode()[:200]
    found = [*_by_identity(db, text, limit), *_by_words(db, text, limit)]
    once: dict[tuple[str, str], Hit] = {}
    for hit in found:
        once.setdefault((hit.conversation, hit.message), hit)
    return list(once.values())[:limit]


def _by_words(db: sqlite3.Connection, text: str, limit: int) -> list[Hit]:
    words = _WORDS.findall(text)
    if not words:
        return []
    whole = " ".join(f'"{word}"' for word in words)
    people = [_person(row) for row in db.execute(_BY_NAME, (whole + "*", limit)).fetchall()]
    lines = [Hit(*row) for row in db.execute(_BY_WORDS, (whole, limit)).fetchall()]
    if len(lines) < limit and len(words[-1]) > 1:  # a letter begins too many words to look at each
        lines = [Hit(*row) for row in db.execute(_BY_WORDS, (whole + "*", limit)).fetchall()]
    return people + sorted(lines, key=lambda hit: hit.at, reverse=True)


def _by_identity(db: sqlite3.Connection, text: str, limit: int) -> list[Hit]:
    """By a number, or a part of one, however it is written; by an e-mail address."""
    if "@" in text.strip("@ "):
        wanted = "email:" + text.strip().lower()
    elif _NUMBER.fullmatch(text) and len(numbers.digits(text)) >= 4:
        wanted = _part(text)
    else:
        return []
    return [_person(row) for row in db.execute(_BY_IDENTITY, (wanted, limit)).fetchall()]


def _part(text: str) -> str:
    """The digits that all spellings of a number share, as far as they are given."""
    whole = numbers.key(text)
    if whole is not None and len(numbers.digits(text)) >= 10:
        return whole
    digits = numbers.digits(text)
    for prefix in ("549", "0"):
        digits = digits.removeprefix(prefix)
    return digits.removeprefix("15") if len(digits) >= 8 else digits


def _person(row: tuple[str | None, str, str, int, str]) -> Hit:
    return Hit(row[0] or "", row[1], row[2], row[3], row[4])
