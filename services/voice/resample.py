"""Speech at the provider's rate, brought to 48 kHz piece by piece without a seam."""

from math import gcd
from typing import Any, Final

import numpy as np

Samples = np.ndarray[Any, Any]

_REACH: Final = 16
"""Input samples on each side of an output sample."""
_PASS: Final = 0.95
"""Share of the input's band that is kept."""


class To48k:
    """A polyphase windowed-sinc filter for int16 mono; the pieces joined equal the whole filtered at once."""

    def __init__(self, rate: int) -> None:
        shared = gcd(48_000, rate)
        self._up, self._down = 48_000 // shared, rate // shared
        self._taps = _taps(self._up)
        self._held = np.zeros(_REACH - 1, dtype=np.float32)
        self._next = 0
        """The next output sample, in steps of 1/up of an input sample from the start of what is held."""

    def push(self, samples: Samples) -> Samples:
        if self._up == self._down:
            return samples
        self._held = np.concatenate([self._held, samples.astype(np.float32)])
        reachable = (len(self._held) - 2 * _REACH + 1) * self._up - self._next
        ticks = self._next + self._down * np.arange(max(0, -(-reachable // self._down)))
        windows = self._held[(ticks // self._up)[:, None] + np.arange(2 * _REACH)]
        spoken = np.einsum("ij,ij->i", windows, self._taps[ticks % self._up])
        self._forget(self._next + self._down * len(ticks))
        sound: Samples = np.clip(np.rint(spoken), -32_768, 32_767).astype(np.int16)
        return sound

    def finish(self) -> Samples:
        if self._up == self._down:
            return np.zeros(0, dtype=np.int16)
        return self.push(np.zeros(_REACH, dtype=np.int16))

    def _forget(self, following: int) -> None:
        passed = min(following // self._up, len(self._held))
        self._held = self._held[passed:]
        self._next = following - passed * self._up


def _taps(phases: int) -> Samples:
    """One row of weights per phase, each summing to 1: row p stands p/phases after the input sample `_REACH - 1`."""
    at = np.arange(2 * _REACH)[None, :] - (_REACH - 1) - np.arange(phases)[:, None] / phases
    window = np.i0(8 * np.sqrt(np.clip(1 - (at / _REACH) ** 2, 0, 1)))
    rows = np.sinc(at * _PASS) * window
    weights: Samples = (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)
    return weights
