"""A kept clip as samples, decoded piece by piece so that the first is heard at once."""

import asyncio
import io
from collections.abc import AsyncIterator
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
    reader = await asyncio.to_thread(_Reader, clips, clip)
    seconds = _FIRST_S
    while pcm := await asyncio.to_thread(reader.read, seconds):
        yield pcm
        seconds = _LATER_S


class _Reader:
    def __init__(self, clips: Clips, clip: Clip) -> None:
        self._mime = clip.mime
        try:
            self._sound = Forward(io.BytesIO(clips.read(clip)))
        except soundfile.LibsndfileError as error:
            raise Trouble("audio.unreadable", mime=clip.mime, why="broken") from error
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
