"""The statements of the writer, as text: the tables themselves, and what changes them, are declared in `tables`."""

from functools import cache
from typing import Final

from services.store.rows import Row

KEEP: Final = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
"""Keeps an entry of the log, unless it is here."""

KNOW_MEDIA: Final = "INSERT INTO known_media VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET media = excluded.media"


def columns(row: type[Row]) -> str:
    """Their names, in the order in which a row has them."""
    return ", ".join(f'"{each}"' for each in row.__struct_fields__)


@cache
def insert(table: str, row: type[Row]) -> str:
    """Writes one whole new row; parameters in the order of the columns."""
    return f"INSERT INTO {table} ({columns(row)}) VALUES ({', '.join('?' * len(row.__struct_fields__))})"


@cache
def update(table: str, row: type[Row], columns: tuple[int, ...]) -> str:
    """Changes these columns (by position) of one row; parameters: their values, then the key."""
    values = ", ".join(f'"{row.__struct_fields__[n]}" = ?' for n in columns)
    return f'UPDATE {table} SET {values} WHERE "{row.KEY}" = ?'


@cache
def delete(table: str, row: type[Row]) -> str:
    """Deletes one row by its key."""
    return f'DELETE FROM {table} WHERE "{row.KEY}" = ?'
