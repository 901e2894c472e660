"""What a desk takes up on the disk, and the repair that reads the whole log again."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from services.records import Position
from services.trouble import Trouble

_KINDS: Final = {"media": "media", "voice": "voices", "recordings": "voices", "replica": "conversations",
                 "pending": "conversations"}  # fmt: skip
"""What the files in a desk's directory hold, by how their path begins; the rest is "other"."""


class Shelf(Protocol):
    """What is asked of the store."""

    def position(self) -> Position: ...

    async def rebuild(self) -> None: ...


class Line(Protocol):
    """What is asked of the link."""

    @property
    def live(self) -> bool: ...

    def again(self) -> None: ...


class Upkeep:
    """Of one desk."""

    def __init__(self, directory: Path, store: Shelf, link: Callable[[], Line]) -> None:
        self._directory, self._store, self._link = directory, store, link

    async def measure(self) -> dict[str, int]:
        """Bytes by kind: conversations, media, voices, other."""
        return await asyncio.to_thread(_measure, self._directory)

    async def repair(self) -> None:
        """Read the log again from its beginning into an empty replica. What waits to be pushed, drafts and files stay.
        Raises Trouble "upkeep.offline": without the relay there would be nothing to read."""
        if not self._link().live:
            raise Trouble("upkeep.offline")
        await self._store.rebuild()
        self._link().again()


def _measure(directory: Path) -> dict[str, int]:
    found = dict.fromkeys(("conversations", "media", "voices", "other"), 0)
    for path in directory.rglob("*"):
        try:
            size = path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
        begins = path.relative_to(directory).parts[0].split(".")[0]
        found[_KINDS.get(begins, "other")] += size
    return found
