"""Samples of voices: what the account shows of each at no cost, fetched once and kept on this desk."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from services.connections import Http, may_be_called
from services.trouble import Trouble

if TYPE_CHECKING:
    import httpx

LARGEST: Final = 4 * 1024**2
"""No sample of a few seconds is larger."""
KEPT: Final = 200
"""Files that stay; the oldest go first."""


class Samples:
    """`listen` gives a sample to the player. Only addresses with TLS are called, without any key."""

    def __init__(self, http: Http, directory: Path) -> None:
        self._http, self._directory = http, directory

    async def listen(self, url: str | None) -> AsyncIterator[bytes]:
        """The samples of a sample, int16 mono 48 kHz. Raises Trouble "voice.no_sample", "voice.sample_failed",
        "audio.unreadable"."""
        path = await self.fetch(url)
        from services.voice.playback import decoded_file

        try:
            async for pcm in decoded_file(path, "audio/mpeg"):
                yield pcm
        except Trouble:
            await asyncio.to_thread(path.unlink, missing_ok=True)  # what is no sound is fetched again
            raise

    async def fetch(self, url: str | None) -> Path:
        """The file of a sample, from this desk if it is here."""
        if not url or not may_be_called(url):
            raise Trouble("voice.no_sample")
        path = self._directory / hashlib.sha256(url.encode()).hexdigest()
        if not await asyncio.to_thread(path.exists):
            await asyncio.to_thread(self._keep, path, await self._download(url))
        return path

    async def _download(self, url: str) -> bytes:
        import httpx

        http, data = await self._http(), bytearray()
        try:
            async with http.stream("GET", url) as response:
                _check(response)
                async for piece in response.aiter_bytes():
                    data += piece
                    if len(data) > LARGEST:
                        raise Trouble("voice.sample_failed", why="too large")
        except httpx.HTTPError as error:
            raise Trouble("voice.sample_failed", why="no network") from error
        return bytes(data)

    def _keep(self, path: Path, data: bytes) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        fresh = self._directory / f".{uuid4().hex}.new"
        fresh.write_bytes(data)
        fresh.replace(path)
        files = sorted(self._directory.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
        for old in files[KEPT:]:
            old.unlink(missing_ok=True)


def _check(response: "httpx.Response") -> None:
    kind = response.headers.get("content-type", "")
    if response.status_code != 200 or kind.startswith(("text/", "application/json")):
        raise Trouble("voice.sample_failed", why=f"HTTP {response.status_code}")
