"""An MP3 in the making: speech goes in, whole frames grow, and what is heard is decoded from those frames."""

from typing import Any, BinaryIO, Final, cast

import numpy as np
import soundfile

from services.voice.arriving import ArrivingMp3
from services.voice.growing import Written
from services.voice.sound import RATE

DELAY: Final = 1_105
"""Frames by which an encoder and a decoder of MP3 together put a sound later: 576 and 529."""
_FRAME_S: Final = 0.024
_ANNOUNCED: Final = 64_000
"""From this rate on the encoder begins with a frame that announces the file, and fills it in at its end: below, such a
frame has no room for it. It is left out, so that each byte is final once it is written, and every decoder makes the
same samples of it."""
_LOST: Final = 0.95
"""The encoder makes everything softer by this factor, against peaks that the limiter has seen to already."""
_LEAST, _MOST = 32_000, 320_000


class Mpeg:
    """Encodes int16 mono 48 kHz samples to MP3 of a constant rate as they come; else like `note.Note`."""

    delay: Final = DELAY

    def __init__(self, bits: int) -> None:
        self._file = Written()
        level = min(0.9999, (_MOST - bits) / (_MOST - _LEAST))  # libsndfile counts so from 320 kbit/s down to 32
        self._writer = soundfile.SoundFile(
            cast("BinaryIO", self._file), "w", RATE, 1, format="MP3", subtype="MPEG_LAYER_III",
            compression_level=level, bitrate_mode="CONSTANT",
        )  # fmt: skip
        frame = int(bits / 8 * _FRAME_S)
        self._skipped = self._left_out = frame if bits >= _ANNOUNCED else 0
        self._heard = ArrivingMp3(room=2 * frame + 8)

    def push(self, samples: np.ndarray[Any, Any]) -> bytes:
        return self.hear(self.encode(samples))

    def encode(self, samples: np.ndarray[Any, Any]) -> bytes:
        self._writer.write(np.clip(np.rint(samples / np.float32(_LOST)), -32_768, 32_767).astype(np.int16))
        return self._fresh()

    def hear(self, data: bytes) -> bytes:
        return bytes(self._heard.push(data).tobytes())

    def finish(self) -> bytes:
        """Close the file; after this `data` is whole."""
        self._writer.close()
        last = [self._heard.push(self._fresh()), self._heard.finish()]
        return bytes(np.concatenate(last).tobytes())

    @property
    def data(self) -> bytes:
        return bytes(self._file.data[self._left_out :])

    def _fresh(self) -> bytes:
        fresh = self._file.fresh()
        skipped = min(self._skipped, len(fresh))
        self._skipped -= skipped
        return fresh[skipped:]
