"""Where a voice begins and ends: the silence around it goes, a natural edge of it stays, and nothing clicks."""

from typing import Any, Final

import numpy as np

from services.voice.resample import Samples
from services.voice.sound import RATE

EDGE: Final = RATE * 120 // 1000
"""Frames of quiet that stay before the first sound and after the last."""
WINDOW: Final = RATE // 100
_FADE: Final = RATE * 6 // 1000
_UNDER_VOICE: Final = 32.0
"""dB below a voice at which nobody in a room hears it any more."""


class Edges:
    """Takes int16 mono 48 kHz samples as they come and gives what belongs to the voice, its ends faded to nothing.
    Quiet is held back until it is known whether something follows.

    `lead` frames were cut off at the front; `before` and `after` are frames of quiet that stayed at each end, the
    latter known at the end. Nothing is given of what is silent throughout.
    """

    def __init__(self, loudness: float) -> None:
        """`loudness` in LUFS: about how loud the voice is."""
        self._quiet = quiet_below(loudness)
        self._held: Samples = np.zeros(0, dtype=np.int16)
        self._base = self._seen = self._given = self._last = 0
        self._started = False
        self.lead = self.before = self.after = 0

    def push(self, samples: Samples) -> Samples:
        self._held = np.concatenate([self._held, samples])
        whole = self._base + len(self._held)
        self._look(whole - (whole - self._seen) % WINDOW)
        return self._give(min(self._last + EDGE, self._seen) - _FADE)

    def finish(self) -> Samples:
        whole = self._base + len(self._held)
        self._look(whole)
        end = min(self._last + EDGE, whole)
        self.after = end - self._last
        return faded_out(self._give(end))

    def _look(self, upto: int) -> None:
        """Find the first and the last sound in what was not looked at yet."""
        loud = np.flatnonzero(powers(self._held[self._seen - self._base : upto - self._base]) > self._quiet)
        if len(loud):
            if not self._started:
                onset = self._seen + int(loud[0]) * WINDOW
                self.lead = self._given = max(0, onset - EDGE)
                self.before = onset - self.lead
            self._last = min(upto, self._seen + (int(loud[-1]) + 1) * WINDOW)
        self._seen = upto

    def _give(self, upto: int) -> Samples:
        """What lies between what was given and `upto`; quiet before the voice is forgotten up to its edge."""
        if not self._last:
            self._forget(self._seen - EDGE)
            return np.zeros(0, dtype=np.int16)
        found = self._held[self._given - self._base : max(self._given, upto) - self._base]
        if len(found):
            found = found if self._started else faded_in(found)
            self._started = True
            self._given += len(found)
            self._forget(self._given)
        return found

    def _forget(self, upto: int) -> None:
        if upto > self._base:
            self._held = self._held[upto - self._base :]
            self._base = upto


def quiet_below(loudness: float) -> float:
    """Mean square of int16 samples under which a voice of `loudness` LUFS is not speaking."""
    return float(32_768**2 * 10 ** ((loudness - _UNDER_VOICE) / 10))


def powers(samples: Samples) -> np.ndarray[Any, Any]:
    """Mean square of each `WINDOW` frames; the last may be shorter."""
    if not len(samples):
        return np.zeros(0)
    squares = np.square(samples.astype(np.float32))
    starts = np.arange(0, len(samples), WINDOW)
    lengths = np.minimum(WINDOW, len(samples) - starts)
    means: np.ndarray[Any, Any] = np.add.reduceat(squares, starts) / lengths
    return means


def faded_in(samples: Samples) -> Samples:
    return faded_out(samples[::-1])[::-1]


def faded_out(samples: Samples) -> Samples:
    """The last moment goes to nothing along a quarter of a sine, so that two of them meet at equal power."""
    ending = samples[-_FADE:]
    falling = (ending * np.cos(np.linspace(0, np.pi / 2, len(ending)))).astype(np.int16)
    return np.concatenate([samples[: len(samples) - len(ending)], falling])
