"""A voice brought to its loudness while it arrives: slowly, so that nobody hears the hand at the fader."""

from typing import Final

import numpy as np

from services.voice.habits import Habit
from services.voice.loudness import TARGET, Meter
from services.voice.resample import Samples
from services.voice.sound import RATE

_STEP: Final = RATE // 50
_SLOW: Final = 2.5
_FAST: Final = 12.0
"""dB a second: of a voice that is known, and of one that is heard for the first time."""
_MAKE_UP: Final = 2.0
_PULL: Final = 3
"""dB by which what went out too loud or too soft so far is made good, and how hard for each of them."""
_MOST: Final = 24.0


class Leveller:
    """Takes int16 samples as they come and gives floats of the same scale, about as loud as `TARGET`.

    It begins with what is known of the voice and follows what is measured; `loudness` is that of what went in.
    """

    def __init__(self, habit: Habit) -> None:
        self._habit = habit
        self._meter = Meter()
        self._held: Samples = np.zeros(0, dtype=np.int16)
        self._gain = _within(TARGET - habit.loudness)
        self._begun = False
        self.lacking = 0.0
        """dB by which what left the house so far is too soft: the limiter and the codec take a little."""

    @property
    def loudness(self) -> float | None:
        return self._meter.measured

    def push(self, samples: Samples) -> Samples:
        held = np.concatenate([self._held, samples])
        whole = len(held) - len(held) % _STEP
        self._held = held[whole:]
        if whole:
            self._meter.push(held[:whole])
            self._gain = self._gain if self._begun else self._wanted()
            self._begun = True
        return self._levelled(held[:whole])

    def finish(self) -> Samples:
        rest, self._held = self._held, self._held[:0]
        return self._levelled(rest)

    def _levelled(self, samples: Samples) -> Samples:
        gains: list[Samples] = [np.zeros(0, dtype=np.float32)]
        for start in range(0, len(samples), _STEP):
            gains.append(self._step(samples[start : start + _STEP]))
        levelled: Samples = samples * np.concatenate(gains)
        return levelled

    def _step(self, samples: Samples) -> Samples:
        before = self._gain
        slope = _FAST if self._habit.seconds + self._meter.seconds < 2 else _SLOW
        most = slope * len(samples) / RATE
        self._gain += max(-most, min(most, self._wanted() - before))
        return np.asarray(10 ** (np.linspace(before, self._gain, len(samples), dtype=np.float32) / 20))

    def _wanted(self) -> float:
        """The gain in dB that fits what is known by now."""
        habit, measured = self._habit, self._meter.measured
        measured = self._meter.rough if measured is None else measured
        if measured is None:
            return self._gain
        seconds = self._meter.seconds
        likely = (habit.loudness * habit.seconds + measured * seconds) / (habit.seconds + seconds)
        return _within(TARGET - likely + max(-_MAKE_UP, min(_MAKE_UP, _PULL * self.lacking)))


def _within(gain: float) -> float:
    return max(-_MOST, min(_MOST, gain))
