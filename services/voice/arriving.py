"""The provider's audio as it arrives, whatever its format, as int16 mono 48 kHz samples."""

from typing import Final, Protocol

import numpy as np
import soundfile

from services.trouble import Trouble
from services.voice.growing import Growing
from services.voice.note import Forward
from services.voice.resample import Samples, To48k

_FRAME_ROOM: Final = 2 * 1_441 + 10
"""Bytes that surely hold the next MPEG frame and the head of the one after it."""
_FRAME: Final = 1_152


class Arriving(Protocol):
    """Takes bytes as they come and gives the samples that are certain. Raises Trouble("voice.garbled") on bytes that
    are not what they claim to be."""

    def push(self, data: bytes) -> Samples: ...

    def finish(self) -> Samples: ...


class ArrivingPcm:
    """Raw S16LE mono, as ElevenLabs sends `pcm_24000`."""

    def __init__(self, rate: int) -> None:
        self._resample = To48k(rate)
        self._odd = b""

    def push(self, data: bytes) -> Samples:
        data = self._odd + data
        whole = len(data) & ~1
        self._odd = data[whole:]
        return self._resample.push(np.frombuffer(data[:whole], dtype="<i2"))

    def finish(self) -> Samples:
        if self._odd:
            raise Trouble("voice.garbled", why="half a sample")
        return self._resample.finish()


class ArrivingMp3:
    """MP3 of any rate, frame by frame. `room`: bytes that surely hold the next frame and the head of the one after."""

    def __init__(self, room: int = _FRAME_ROOM) -> None:
        self._room = room
        self._file = Growing()
        self._reader: Forward | None = None
        self._resample: To48k | None = None

    def push(self, data: bytes) -> Samples:
        self._file.append(data)
        return self._read(self._room)

    def finish(self) -> Samples:
        self._file.complete()
        samples = self._read(0)
        if self._resample is None:
            raise Trouble("voice.garbled", why="no MPEG frame")
        return np.concatenate([samples, self._resample.finish()])

    def _read(self, room: int) -> Samples:
        pieces: list[Samples] = [np.zeros(0, dtype=np.int16)]
        while self._file.ahead > room:
            reader = self._open()
            samples = reader.read(_FRAME, dtype="int16", always_2d=True)[:, 0]
            pieces.append(samples)
            if len(samples) < _FRAME:
                break
        found = np.concatenate(pieces)
        return self._resample.push(found) if self._resample else found

    def _open(self) -> Forward:
        if self._reader is None:
            try:
                self._reader = Forward.growing(self._file)
            except soundfile.LibsndfileError as error:
                raise Trouble("voice.garbled", why="no MPEG frame") from error
            self._resample = To48k(self._reader.samplerate)
        return self._reader
