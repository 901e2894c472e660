"""A take in the making: it can be heard while it arrives, and is kept once it is whole."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.trouble import Trouble
from services.voice.account import PCM
from services.voice.clips import Clips, Take, Wording

if TYPE_CHECKING:
    from services.voice.elevenlabs import Speech
    from services.voice.line import Line

Ask = Callable[[], "AbstractAsyncContextManager[Speech]"]
"""Opens the provider's answer; each call may be charged."""


class Making:
    """One request for speech, running from the moment it is made.

    Iterate it (once) for int16 mono 48 kHz samples as bytes; await `take()` for what is kept. Both raise the Trouble
    that ended it. What is broken off is not kept.
    """

    def __init__(self, ask: Ask, wording: Wording, clips: Clips) -> None:
        self._ask = ask
        self._wording = wording
        self._clips = clips
        self._pcm: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._line: Line | None = None
        self._speech: Speech | None = None
        self._work = asyncio.get_running_loop().create_task(self._make())
        self._work.add_done_callback(self._ended)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (pcm := await self._pcm.get()) is not None:
            yield pcm
        await self._work

    async def take(self) -> Take:
        """The finished take. After Trouble("clip.disk_full") calling again tries to keep the same audio, unpaid."""
        await asyncio.wait([self._work])
        if self._lost_to_disk():
            self._work = asyncio.get_running_loop().create_task(self._keep())
        return await asyncio.shield(self._work)

    def cancel(self) -> None:
        """Stop. The provider may charge for what was already spoken."""
        self._work.cancel()

    @property
    def seconds(self) -> float:
        """How much can be heard so far."""
        return self._line.seconds if self._line else 0.0

    async def _make(self) -> Take:
        warm = asyncio.create_task(asyncio.to_thread(_line, PCM))
        try:
            async with self._ask() as speech:
                self._speech = speech
                self._line = line = (
                    await warm if speech.format == PCM else await asyncio.to_thread(_line, speech.format)
                )
                async for data in speech.audio():
                    for piece in line.pieces(data):
                        self._offer(await asyncio.to_thread(line.push, piece))
            self._offer(await asyncio.to_thread(line.finish))
        except Trouble as trouble:
            trouble.facts["heard_s"] = round(self.seconds, 1)
            trouble.facts["history_id"] = self._speech.history_id if self._speech else ""
            raise
        finally:
            warm.cancel()
        return await self._keep()

    async def _keep(self) -> Take:
        return await asyncio.to_thread(self._keep_now)

    def _keep_now(self) -> Take:
        assert self._line is not None
        assert self._speech is not None
        speech = self._speech
        clip = self._clips.keep(*self._line.result())
        created = datetime.now(UTC).isoformat(timespec="seconds")
        take = Take(clip, self._wording, speech.credits, speech.history_id, speech.request_id, created)
        self._clips.add(take)
        return take

    def _lost_to_disk(self) -> bool:
        if self._work.cancelled():
            return False
        error = self._work.exception()
        return isinstance(error, Trouble) and error.code == "clip.disk_full"

    def _offer(self, pcm: bytes) -> None:
        if pcm:
            self._pcm.put_nowait(pcm)

    def _ended(self, work: asyncio.Task[Take]) -> None:
        self._pcm.put_nowait(None)
        if not work.cancelled():
            work.exception()  # told to whoever listens or waits; a voice nobody waits for is no bug


def _line(form: str) -> "Line":
    from services.voice.line import Line  # numpy and libsndfile, loaded while the provider thinks

    return Line(form)
