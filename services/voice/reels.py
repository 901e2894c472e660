"""The takes of each conversation, kept across restarts: what was written, what was made of it, and what was heard."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec

from services.voice.clips import Clips, Take

MOST: Final = 60
"""Takes of one conversation that are kept; the oldest go first. Their clips stay where they are."""


class Kept(msgspec.Struct, frozen=True):
    """A take as it lay on the table: `text` is what was written, `at` when it came, in ms since 1970 UTC."""

    take: Take
    text: str
    at: int
    heard: bool = False


_kept = msgspec.json.Decoder(list[Kept])


class Reels:
    """One small file for each conversation, written whole, by rename. A damaged one counts as empty: the clips and
    their takes lie elsewhere."""

    def __init__(self, directory: Path, clips: Clips) -> None:
        self._directory, self._clips = directory, clips
        self._turn = asyncio.Lock()

    async def takes(self, conversation: str) -> list[Kept]:
        """Those that can still be heard, or fetched from the provider again; oldest first."""
        return await asyncio.to_thread(self._there, conversation)

    async def keep(self, conversation: str, kept: Kept) -> None:
        """Remember a take of this conversation."""

        def added(old: list[Kept]) -> list[Kept]:
            return [*(each for each in old if each.take.clip != kept.take.clip or each.text != kept.text), kept]

        await self._change(conversation, added)

    async def heard(self, conversation: str, sha256: str) -> None:
        """This clip was heard to its end."""

        def marked(old: list[Kept]) -> list[Kept]:
            return [msgspec.structs.replace(x, heard=True) if x.take.clip.sha256 == sha256 else x for x in old]

        await self._change(conversation, marked)

    async def _change(self, conversation: str, change: Callable[[list[Kept]], list[Kept]]) -> None:
        async with self._turn:
            await asyncio.to_thread(self._write, conversation, change)

    def _there(self, conversation: str) -> list[Kept]:
        rows = self._read(conversation)
        return [each for each in rows if each.take.history_id or self._clips.path(each.take.clip).exists()]

    def _read(self, conversation: str) -> list[Kept]:
        try:
            return _kept.decode(self._file(conversation).read_bytes())
        except (FileNotFoundError, msgspec.DecodeError):
            return []

    def _write(self, conversation: str, change: Callable[[list[Kept]], list[Kept]]) -> None:
        old = self._read(conversation)
        rows = change(old)[-MOST:]
        if rows == old:
            return
        file = self._file(conversation)
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{uuid4().hex}.new")
        fresh.write_bytes(msgspec.json.encode(rows))
        fresh.replace(file)

    def _file(self, conversation: str) -> Path:
        return self._directory / f"{hashlib.sha256(conversation.encode()).hexdigest()[:32]}.json"
