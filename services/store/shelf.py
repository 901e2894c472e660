"""The rows of one table while a transaction works on them: read once, changed in memory, written back together."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from sqlite3 import Connection
from typing import Any, Final, Generic, TypeVar

import msgspec

from services.store import statements
from services.store.rows import Row

R = TypeVar("R", bound=Row)
Values = tuple[Any, ...]
"""A row as the values of its columns."""

FULL: Final = 50_000
"""Rows that a shelf remembers between two transactions of a catch-up."""

_json = msgspec.json.Encoder()


class Shelf(Generic[R]):
    """`get` to look, `edit` before changing a row, `add` and `drop`; `flush` writes what changed.

    While `before` is a dict, it collects the rows as they were before they were first touched.
    """

    def __init__(self, connection: Connection, table: str, row: type[R]) -> None:
        self._connection = connection
        self._table = table
        self._type = row
        self._rows: dict[str, R | None] = {}
        self._disk: dict[str, Values | None] = {}
        self.before: dict[str, Values | None] | None = None
        select = f'SELECT {statements.columns(row)} FROM {table} WHERE "{row.KEY}"'
        self._empty = connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None
        self._one = f"{select} = ?"
        self._many = f"{select} IN (SELECT value FROM json_each(?))"

    def load(self, keys: Iterable[str]) -> None:
        """Read these rows at once; those that are here already are left alone."""
        wanted = [each for each in dict.fromkeys(keys) if each not in self._rows]
        if not wanted:
            return
        self._rows.update(dict.fromkeys(wanted))
        if self._empty:
            return
        for values in self._connection.execute(self._many, (_json.encode(wanted).decode(),)).fetchall():
            row = self._type(*values)
            self._rows[getattr(row, self._type.KEY)] = row

    def get(self, key: str) -> R | None:
        if key not in self._rows:
            found = self._connection.execute(self._one, (key,)).fetchone()
            self._rows[key] = None if found is None else self._type(*found)
        return self._rows[key]

    def edit(self, key: str) -> R:
        """The row, about to be changed. It must be there."""
        row = self.get(key)
        assert row is not None, key
        self._touch(key, row)
        return row

    def add(self, row: R) -> R:
        self.put(getattr(row, self._type.KEY), row)
        return row

    def add_first(self, row: R) -> R:
        """Add a row of which it is certain that there is none yet."""
        key = getattr(row, self._type.KEY)
        self._disk.setdefault(key, None)
        if self.before is not None:
            self.before.setdefault(key, None)
        self._rows[key] = row
        return row

    def drop(self, key: str) -> None:
        self.put(key, None)

    def put(self, key: str, row: R | None) -> None:
        """Set the row, or its absence, whatever was there."""
        self._touch(key, self.get(key))
        self._rows[key] = row

    def where(self, on_disk: Iterable[str], holds: Callable[[R], bool]) -> list[str]:
        """The keys of the rows of which `holds` is true, given those for which it is on disk."""
        self.load(on_disk := list(on_disk))
        keys = dict.fromkeys((*on_disk, *self._disk))
        return [each for each in keys if (row := self._rows[each]) is not None and holds(row)]

    def _touch(self, key: str, row: R | None) -> None:
        if key in self._disk and (self.before is None or key in self.before):
            return
        values = None if row is None else msgspec.structs.astuple(row)
        self._disk.setdefault(key, values)
        if self.before is not None:
            self.before.setdefault(key, values)

    def forget(self) -> None:
        """Drop what is remembered; nothing may be left to write."""
        assert not self._disk
        self._rows.clear()

    def rest(self) -> None:
        """Between two transactions: remember the rows for the next one, but not without bound."""
        self.before = None
        if len(self._rows) > FULL:
            self.forget()

    def flush(self) -> list[tuple[R | None, R | None]]:
        """Write what changed; returns it as (row before, row now)."""
        gone: list[tuple[str]] = []
        fresh: list[Values] = []
        changed: list[tuple[str, Values, Values]] = []
        pairs: list[tuple[R | None, R | None]] = []
        for key, before in self._disk.items():
            row = self._rows[key]
            after = None if row is None else msgspec.structs.astuple(row)
            if before == after:
                continue
            pairs.append((None if before is None else self._type(*before), row))
            if after is None:
                gone.append((key,))
            elif before is None:
                fresh.append(after)
            else:
                changed.append((key, before, after))
        self._disk.clear()
        if gone:
            self._connection.executemany(statements.delete(self._table, self._type), gone)
        if fresh:
            self._empty = False
            self._connection.executemany(statements.insert(self._table, self._type), fresh)
        self._update(changed)
        return pairs

    def _update(self, changed: list[tuple[str, Values, Values]]) -> None:
        """Write only the columns that differ: an index whose columns stay is not touched."""
        groups: dict[tuple[int, ...], list[Values]] = defaultdict(list)
        for key, before, after in changed:
            different = tuple([n for n, value in enumerate(after) if value != before[n]])
            groups[different].append((*[after[n] for n in different], key))
        for different, rows in groups.items():
            self._connection.executemany(statements.update(self._table, self._type, different), rows)
