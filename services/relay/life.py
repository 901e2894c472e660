"""Whether the log is the one that consoles followed: how far it was is also written down beside it."""

import os
from pathlib import Path

import msgspec


class _Known(msgspec.Struct):
    file: int
    entries: int


class Mark:
    """A small file beside the store that says which file the log was in and how many entries it had at least.

    A store that is another file, or has fewer, came out of a backup: places in it were given before, to entries that
    consoles still hold. It gets a new epoch. Moving the store to another disk looks the same, and costs one re-read.
    """

    def __init__(self, store: Path) -> None:
        self._store, self._path = store, store.with_suffix(".mark")

    def fits(self, entries: int) -> bool:
        """Whether a log with so many entries continues what was known."""
        try:
            known = msgspec.json.decode(self._path.read_bytes(), type=_Known)
        except (FileNotFoundError, msgspec.DecodeError):
            return entries == 0
        return known.file == self._store.stat().st_ino and known.entries <= entries

    def write(self, entries: int) -> None:
        """Entries that are durable already, never more."""
        new = self._path.with_suffix(".mark.new")
        with new.open("wb") as file:
            file.write(msgspec.json.encode(_Known(self._store.stat().st_ino, entries)))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
