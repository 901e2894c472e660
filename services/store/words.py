"""Keeps the full-text indexes equal to the rows they stand for."""

from collections.abc import Callable, Iterable, Sequence
from sqlite3 import Connection
from typing import Final, TypeVar

from services.store.rows import ContactRow, MessageRow

INDEXED: Final = 8_000
"""Characters of a message that can be searched; strangers send lines of a megabyte."""

R = TypeVar("R", MessageRow, ContactRow)
Pair = tuple[R | None, R | None]
"""A row before and after a change."""


def of_message(row: MessageRow | None) -> str:
    """What the index holds of a message, what is said in its voice included; nothing of one that was withdrawn. The
    view `message_told` has it in the same order."""
    if row is None or row.gone:
        return ""
    said = f" {row.transcript[:INDEXED]}" if row.transcript else ""
    return (row.text[:INDEXED] + said).replace("\0", " ")


def of_contact(row: ContactRow | None) -> str:
    """What the index holds of a contact: all names it goes by."""
    names = () if row is None else (row.name, row.profile, row.address)
    return " ".join(dict.fromkeys(names))[:INDEXED].replace("\0", " ")


def messages(connection: Connection, pairs: Sequence[Pair[MessageRow]]) -> None:
    _keep(connection, "message_words", pairs, of_message)


def contacts(connection: Connection, pairs: Sequence[Pair[ContactRow]]) -> None:
    _keep(connection, "contact_words", pairs, of_contact)


def _keep(connection: Connection, index: str, pairs: Iterable[Pair[R]], text: Callable[[R | None], str]) -> None:
    out: list[tuple[int, str]] = []
    into: list[tuple[int, str]] = []
    for old, new in pairs:
        before, after = text(old), text(new)
        if before == after and (old and old.n) == (new and new.n):
            continue
        if old is not None and before:
            out.append((old.n, before))
        if new is not None and after:
            into.append((new.n, after))
    if out:
        connection.executemany(f"INSERT INTO {index}({index}, rowid, text) VALUES ('delete', ?, ?)", out)
    if into:
        connection.executemany(f"INSERT INTO {index}(rowid, text) VALUES (?, ?)", into)
