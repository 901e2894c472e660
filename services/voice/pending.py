"""Voices that were asked for and of which nobody knows whether they were paid: the desk ended, or they were stopped."""

import asyncio
from pathlib import Path

from services.voice.clips import Wording


class Pending:
    """One empty file for each, from before it is asked for until it is whole, or was surely not charged."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def left(self, wording: Wording) -> bool:
        """Whether this was asked for before and never came to an end."""
        return await asyncio.to_thread(self._file(wording).exists)

    async def begin(self, wording: Wording) -> None:
        """It is asked for now."""
        await asyncio.to_thread(self._mark, wording)

    async def end(self, wording: Wording) -> None:
        """It is here, or nothing was paid."""
        await asyncio.to_thread(self._file(wording).unlink, missing_ok=True)

    def _mark(self, wording: Wording) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        self._file(wording).touch()

    def _file(self, wording: Wording) -> Path:
        return self._directory / wording.key
