"""The voice note in the making: speech goes in, OGG/Opus bytes grow, and what is heard is decoded from those bytes."""

import struct
from typing import Any, BinaryIO, Final, Self, cast

import numpy as np
import soundfile

from services.voice.fitting import FORMATS
from services.voice.growing import Growing, Written, ogg_page
from services.voice.sound import RATE, VOICE_NOTE

_FIRST_PAGE_MS: Final = 50.0
_PAGE_MS: Final = 200.0
_FIRST_PAGE: Final = RATE * 8 // 100
"""Frames after which the first page is written, the packet that fills it and the encoder's delay counted."""
_PAGE_LATENCY: Final = 0x1302  # SFC_SET_OGG_PAGE_LATENCY_MS of sndfile.h
_END_OF_TIME: Final = 1 << 40


class Note:
    """Encodes int16 mono 48 kHz samples to OGG/Opus as they come, and decodes them back from the encoded bytes.

    `push` and `finish` return the samples that can be heard now, as bytes; all of them together are exactly what a
    decoder makes of the finished `data`. One call at a time, from any thread; but `encode` may go on with what follows
    on one thread while `hear` decodes what it gave on another.
    """

    delay: Final = 0
    """Frames by which what is heard is later than what went in."""

    def __init__(self, bits: int = FORMATS[VOICE_NOTE].rates[0]) -> None:
        """`bits` a second, about."""
        self._file = Written()
        level = 1 - (bits - 6_000) / 250_000  # libsndfile counts from 256 kbit/s down to 6
        self._writer = soundfile.SoundFile(
            cast("BinaryIO", self._file), "w", RATE, 1, format="OGG", subtype="OPUS", compression_level=level
        )
        _set_page_latency(self._writer, _FIRST_PAGE_MS)
        self._heard, self._begun = _Heard(), 0

    def push(self, samples: np.ndarray[Any, Any]) -> bytes:
        return self.hear(self.encode(samples))

    def encode(self, samples: np.ndarray[Any, Any]) -> bytes:
        """Returns what was written of the file since the last time."""
        self._writer.write(samples)
        self._begun += len(samples)
        if self._begun >= _FIRST_PAGE:
            _set_page_latency(self._writer, _PAGE_MS)
        return self._file.fresh()

    def hear(self, data: bytes) -> bytes:
        """Returns what can be heard of what `encode` gave, in its order."""
        return self._heard.push(data)

    def finish(self) -> bytes:
        """Close the file; after this `data` is whole."""
        self._writer.close()
        return self._heard.push(self._file.fresh())

    @property
    def data(self) -> bytes:
        return bytes(self._file.data)


class Forward(soundfile.SoundFile):
    """A sound file that is read only onwards: after each read soundfile seeks to where it is already, for its own
    bookkeeping, and that seek restarts the decoder and changes samples."""

    def seekable(self) -> bool:
        return False

    @classmethod
    def growing(cls, file: Growing) -> Self:
        return cls(cast("BinaryIO", file))


class _Heard:
    """Decodes an Ogg/Opus file, page by whole page, as it is appended."""

    def __init__(self) -> None:
        self._arriving = b""
        self._file: Growing | None = None
        self._reader: Forward | None = None
        self._pre_skip = 0
        self._frames = 0

    def push(self, data: bytes) -> bytes:
        self._arriving += data
        end = 0
        while page := _whole_page(self._arriving):
            self._arriving = self._arriving[len(page) :]
            end = max(end, self._add(page))
        return self._read(end - self._pre_skip - self._frames)

    def _add(self, page: bytes) -> int:
        granule, serial = struct.unpack_from("<qI", page, 6)
        if self._file is None:
            self._pre_skip = struct.unpack_from("<H", page, 28 + 10)[0]
            self._file = Growing(tail=ogg_page(serial, _END_OF_TIME))
        self._file.append(page)
        return int(granule)

    def _read(self, frames: int) -> bytes:
        if frames <= 0 or self._file is None:
            return b""
        if self._reader is None:
            self._reader = Forward.growing(self._file)
        samples = self._reader.read(frames, dtype="int16")
        self._frames += len(samples)
        return bytes(samples.tobytes())


def _whole_page(data: bytes) -> bytes:
    """The first Ogg page in `data` (RFC 3533), or nothing while it is not whole."""
    if len(data) < 27:
        return b""
    lacing = data[27 : 27 + data[26]]
    size = 27 + data[26] + sum(lacing)
    return data[:size] if len(lacing) == data[26] and len(data) >= size else b""


def _set_page_latency(writer: soundfile.SoundFile, ms: float) -> None:
    """How much audio a page may hold back. soundfile has no public name for this command of libsndfile."""
    library: Any = soundfile
    library._snd.sf_command(writer._file, _PAGE_LATENCY, library._ffi.new("double *", ms), 8)
