"""Makes int16 mono 48 kHz of what a device gives that can give nothing else."""

from typing import Final

import numpy as np

from services.voice.resample import To48k

_KINDS: Final = {"UInt8": "u1", "Int16": "i2", "Int32": "i4", "Float": "f4"}
_LOUDEST: Final = {"UInt8": 128.0, "Int16": 32_768.0, "Int32": 2_147_483_648.0, "Float": 1.0}


class Shaping:
    """`kind` is a QAudioFormat.SampleFormat by name. Call it with bytes as they come; half a frame waits for the
    rest."""

    def __init__(self, rate: int, channels: int, kind: str) -> None:
        self._channels, self._kind = channels, kind
        self._dtype = np.dtype(_KINDS[kind])
        self._resample = To48k(rate)
        self._rest = b""

    def __call__(self, data: bytes) -> bytes:
        data = self._rest + data
        whole = len(data) // (self._dtype.itemsize * self._channels) * self._dtype.itemsize * self._channels
        self._rest = data[whole:]
        told = np.frombuffer(data[:whole], self._dtype).astype(np.float64).reshape(-1, self._channels).mean(axis=1)
        if self._kind == "UInt8":
            told -= 128
        scaled = np.clip(told * (32_768 / _LOUDEST[self._kind]), -32_768, 32_767).astype(np.int16)
        return bytes(self._resample.push(scaled).tobytes())
