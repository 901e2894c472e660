"""A kept clip, or any file with sound, as samples, decoded piece by piece so that the first is heard at once."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from services.trouble import Trouble
from services.voice.clips import Clip, Clips
from services.voice.note import Forward
from services.voice.resample import Samples, To48k

_FIRST_S: Final = 0.25
_LATER_S: Final = 2.0


async def decoded(clips: Clips, clip: Clip) -> AsyncIterator[bytes]:
    """int16 mono 48 kHz samples as bytes. Raises Trouble("clip.gone") or Trouble("audio.unreadable")."""
    async for pcm in _decoded(lambda: clips.read(clip), clip.mime):
        yield pcm


async def decoded_file(path: Path, mime: str = "") -> AsyncIterator[bytes]:
    """The same of any file that carries sound. Raises Trouble("audio.unreadable")."""
    async for pcm in _decoded(path.read_bytes, mime):
        yield pcm


def pieces_of(data: bytes, mime: str = "") -> Iterator[bytes]:
    """The same of bytes, for who may block."""
    reader = _Reader(lambda: data, mime)
    while pcm := reader.read(_LATER_S):
        yield pcm


async def _decoded(read: Callable[[], bytes], mime: str) -> AsyncIterator[bytes]:
    reader = await asyncio.to_thread(_Reader, read, mime)
    seconds = _FIRST_S
    while pcm := await asyncio.to_thread(reader.read, seconds):
        yield pcm
        seconds = _LATER_S


class _Reader:
    def __init__(self, read: Callable[[], bytes], mime: str) -> None:
        try:
            self._sound = Forward(io.BytesIO(read()))
        except soundfile.LibsndfileError as error:
            raise Trouble("audio.unreadable", mime=mime, why="broken") from error
        self._resample = To48k(self._sound.samplerate)
        self._ended = False

    def read(self, seconds: float) -> bytes:
        """At most about `seconds` more, empty at the end."""
        if self._ended:
            return b""
        wanted = int(seconds * self._sound.samplerate)
        block = self._sound.read(wanted, dtype="int16", always_2d=True)
        self._ended = len(block) < wanted
        mono: Samples = block[:, 0] if block.shape[1] == 1 else block.mean(axis=1).astype(np.int16)
        samples = self._resample.push(mono)
        if self._ended:
            samples = np.concatenate([samples, self._resample.finish()])
        return bytes(samples.tobytes())
