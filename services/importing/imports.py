"""Bringing people along from a file, for one member: read, told, taken, and what could not be taken written down."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from services.export import export, table
from services.importing import people, sheets
from services.importing.people import GOOD, Row, Shelf, Use
from services.importing.sheets import Sheet

Progress = Callable[[int, int], None]
"""Rows done, rows in all."""


class Imports:
    """Nothing is written before `take`."""

    def __init__(self, store: Shelf, author: str, now: Callable[[], int]) -> None:
        self._store, self._author, self._now = store, author, now

    async def read(self, path: Path) -> Sheet:
        """Raises Trouble as `sheets.read` does."""
        return await asyncio.to_thread(sheets.read, path)

    async def rehearse(self, sheet: Sheet, uses: Sequence[Use], progress: Progress) -> list[Row]:
        """What each row would do."""
        return await people.rehearse(sheet, uses, self._store, progress)

    async def take(self, rows: Sequence[Row], file: str, progress: Progress) -> int:
        """Write those that can be taken; how many that were."""
        return await people.take(rows, self._store, self._author, file, self._now(), progress)

    async def write_failed(
        self, sheet: Sheet, rows: Sequence[Row], path: Path, heading: str, why: Callable[[Row], str]
    ) -> int:
        """The rows that could not be taken as CSV, with the reason in a column of its own: to be corrected and imported
        again. How many there are. Raises Trouble "export.not_written" (`reason`)."""
        failed = [row for row in rows if row.outcome not in GOOD]
        lines = [table.head([*sheet.columns, heading]), *(table.line([*row.cells, why(row)]) for row in failed)]
        await export.write(path, "".join(lines).encode("utf-8", "replace"))
        return len(failed)
