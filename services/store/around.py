"""Places in one long conversation: the lines after a place, the first line of a day, the lines that hold some words."""

import re
import sqlite3
from typing import Final

from services.records import Message
from services.store import reads

_WORDS: Final = re.compile(r"\w+")
_FOUND: Final = """
    SELECT m.id FROM message_words CROSS JOIN message m ON m.n = message_words.rowid
    WHERE message_words MATCH ? AND m.conversation = ? AND m.gone = 0 AND m.deleted = 0
    ORDER BY m.at DESC, m.seq DESC LIMIT ?"""


def after(db: sqlite3.Connection, place: str, shown: tuple[int, int], limit: int) -> list[Message]:
    """The oldest lines after (at, seq), oldest first."""
    sql = reads.MESSAGE + "m.conversation = ? AND (m.at, m.seq) > (?, ?) ORDER BY m.at, m.seq LIMIT ?"
    return [reads.message_of(row) for row in db.execute(sql, (place, *shown, limit)).fetchall()]


def first_since(db: sqlite3.Connection, place: str, at: int) -> str | None:
    """The id of the first line at or after a moment; of the last one where there is none."""
    sql = "SELECT id FROM message WHERE conversation = ? AND gone = 0 AND at {} ? ORDER BY at {}, seq {} LIMIT 1"
    for words in ((">=", "ASC", "ASC"), ("<", "DESC", "DESC")):
        if (row := db.execute(sql.format(*words), (place, at)).fetchone()) is not None:
            return str(row[0])
    return None


def found(db: sqlite3.Connection, place: str, text: str, limit: int) -> list[str]:
    """The ids of the lines that hold all these words, newest first; accents and case do not count, and the last word
    may be begun only."""
    words = _WORDS.findall(text.encode("utf-8", "replace").decode()[:200])
    if not words:
        return []
    query = " ".join(f'"{word}"' for word in words) + "*"
    return [row[0] for row in db.execute(_FOUND, (query, place, limit)).fetchall()]
