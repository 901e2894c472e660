"""Puts together again what the relay keeps in pieces: an update too large, or nested too deep, for one entry."""

import sqlite3
from typing import Any, Final

import msgspec

from services.entries import Entry

MAX_PARTS: Final = 512
"""A webhook is at most 3 MiB, a piece at least 60,000 characters; a body that claims more is no piece."""

_NAMES: Final = {"whole", "part", "parts", "text"}
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def is_piece(body: dict[str, Any]) -> bool:
    """Whether this is one of the relay's pieces {"whole", "part", "parts", "text"} (see services/relay/carried.py)."""
    if body.keys() != _NAMES:
        return False
    part, parts = body["part"], body["parts"]
    numbered = isinstance(part, int) and isinstance(parts, int) and 1 <= part <= parts <= MAX_PARTS
    return numbered and isinstance(body["whole"], str) and isinstance(body["text"], str)


def whole(connection: sqlite3.Connection, entry: Entry) -> tuple[str, dict[str, Any]] | None:
    """Id and body of the update that ends with this piece; None for the pieces before, and for what no reader could
    follow. Pieces lie one after the other in the log and are kept like every entry, so the last finds the others."""
    name, parts = entry.body["whole"], entry.body["parts"]
    if entry.body["part"] != parts:
        return None
    ids = [f"{name}:{part}/{parts}" for part in range(1, parts)]
    marks = ",".join("?" * len(ids))
    found = dict(connection.execute(f"SELECT id, body FROM entry WHERE id IN ({marks})", ids).fetchall())
    if len(found) != len(ids):
        return None
    texts = [_decode(found[each])["text"] for each in ids]
    try:
        return name, _decode("".join([*texts, entry.body["text"]]))
    except (msgspec.DecodeError, RecursionError):
        return None
