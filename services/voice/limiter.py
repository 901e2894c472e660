"""Holds the peaks of a voice under a ceiling: a few milliseconds ahead of each, so that it is not heard as a click."""

from typing import Final

import numpy as np

from services.voice.loudness import REACH, peaks
from services.voice.resample import Samples
from services.voice.sound import RATE

CEILING: Final = -2.2
"""dBTP before the codec, which adds a little to peaks of its own."""

_BLOCK: Final = RATE // 1000
_AHEAD: Final = 5
_HOLD: Final = 30
"""Blocks over which the gain goes down before a peak, and stays down after it."""
_RELEASE: Final = 0.004
"""How much of the gain comes back in a block."""
_PAST: Final = _HOLD + _AHEAD - 1


class Limiter:
    """Takes floats of int16 scale as they come and gives int16 samples, `_AHEAD` and two blocks later."""

    def __init__(self, ceiling: float = CEILING) -> None:
        self._ceiling = 32_768 * 10 ** (ceiling / 20)
        self._held: Samples = np.zeros(0, dtype=np.float32)
        self._before: Samples = np.zeros(REACH, dtype=np.float32)
        """The end of what was given, before the limiter changed it."""
        self._needs: Samples = np.ones(_PAST, dtype=np.float32)
        """The gain that each block needs, from long before the first that is held."""
        self._reached = 1.0

    def push(self, samples: Samples) -> Samples:
        self._held = np.concatenate([self._held, samples.astype(np.float32)])
        return self._limit()

    def finish(self) -> Samples:
        """The rest of it."""
        rest = len(self._held)
        ending = np.zeros((_AHEAD + 3) * _BLOCK + REACH + -rest % _BLOCK, dtype=np.float32)
        return self.push(ending)[:rest]

    def _limit(self) -> Samples:
        known = max(0, (len(self._held) - REACH) // _BLOCK)
        blocks = known - _AHEAD - 2
        if blocks <= 0:
            return np.zeros(0, dtype=np.int16)
        gains = self._gains(known)[: blocks + 1]
        given, self._held = self._held[: blocks * _BLOCK], self._held[blocks * _BLOCK :]
        self._before = np.concatenate([self._before, given])[-REACH:]
        self._needs = self._needs[blocks:]
        self._reached = float(gains[-1])
        if gains.min() < 1:
            rising = np.arange(_BLOCK, dtype=np.float32) / _BLOCK
            given = given * (gains[:-1, None] * (1 - rising) + gains[1:, None] * rising).ravel()
        return np.clip(np.rint(given), -32_768, 32_767).astype(np.int16)

    def _gains(self, known: int) -> Samples:
        """The gain at the start of each held block that is certain, and of one more."""
        fresh = known - (len(self._needs) - _PAST)
        if fresh > 0:
            self._needs = np.concatenate([self._needs, self._needed(known - fresh, known)])
        if self._needs.min() >= 1 and self._reached >= 1:
            return np.ones(known, dtype=np.float32)
        lowest = np.lib.stride_tricks.sliding_window_view(self._needs, _HOLD + _AHEAD + 1).min(axis=1)
        falling = np.convolve(lowest, np.full(_AHEAD, 1 / _AHEAD), "valid")
        rise = _RELEASE * np.arange(len(falling))
        released: Samples = np.minimum(np.minimum.accumulate(falling - rise), self._reached) + rise
        return released.astype(np.float32)

    def _needed(self, start: int, stop: int) -> Samples:
        around = np.concatenate([self._before, self._held])
        piece = around[start * _BLOCK : stop * _BLOCK + 2 * REACH]
        if np.abs(piece).max(initial=0) < self._ceiling * 0.6:
            return np.ones(stop - start, dtype=np.float32)
        high = peaks(piece, stop - start)
        needed: Samples = np.minimum(1.0, self._ceiling / np.maximum(high, 1.0))
        return needed.astype(np.float32)
