"""How loud a voice is, as broadcasting measures it (ITU-R BS.1770): integrated loudness and true peak."""

import functools
from math import log10
from typing import Any, Final

import numpy as np

from services.voice.resample import Samples
from services.voice.sound import RATE

TARGET: Final = -16.0
"""LUFS at which every clip leaves."""
PEAK: Final = -1.0
"""dBTP that no clip reaches."""

STEP: Final = RATE // 10
"""Frames in a quarter of a block: blocks of 400 ms begin every 100 ms."""
_TAPS: Final = 2_048
_GRID: Final = 8_192
_OFFSET: Final = -0.691
_SILENT: Final = -70.0
_BELOW: Final = -10.0
_SHELF: Final = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1, -1.69065929318241, 0.73248077421585))
_RUMBLE: Final = ((1, -2, 1), (1, -1.99004745483398, 0.99007225036621))
"""The two filters of the K weighting at 48 kHz (BS.1770-5, tables 1 and 2)."""
_PHASES: Final = 4
REACH: Final = 8
"""Samples on each side that a point between two samples depends on."""


class Meter:
    """Measures mono 48 kHz samples as they come (int16, or floats of the same scale)."""

    def __init__(self) -> None:
        self._held = np.zeros(_TAPS - 1, dtype=np.float32)
        self._quarters: list[float] = []
        self._frames = 0

    def push(self, samples: Samples) -> None:
        self._frames += len(samples)
        self._held = np.concatenate([self._held, samples.astype(np.float32)])
        while len(self._held) >= _TAPS - 1 + STEP:
            weighted = np.fft.irfft(np.fft.rfft(self._held[: _TAPS - 1 + STEP], _GRID) * _weighting())
            self._quarters.append(float(np.mean(np.square(weighted[_TAPS - 1 : _TAPS - 1 + STEP]))) / 32_768**2)
            self._held = self._held[STEP:]

    @property
    def measured(self) -> float | None:
        """Integrated loudness so far in LUFS; None for what is silent or shorter than a block."""
        quarters = np.array(self._quarters)
        if len(quarters) < 4:
            return None
        blocks = np.convolve(quarters, np.full(4, 0.25), "valid")
        blocks = blocks[blocks > _power(_SILENT)]
        if not len(blocks):
            return None
        blocks = blocks[blocks > blocks.mean() * 10 ** (_BELOW / 10)]
        return _loudness(float(blocks.mean()))

    @property
    def rough(self) -> float | None:
        """The same, guessed before a whole block is there."""
        quarters = np.array(self._quarters)
        quarters = quarters[quarters > max(_power(-55.0), quarters.max(initial=0) / 10)]
        return _loudness(float(quarters.mean())) if len(quarters) else None

    @property
    def seconds(self) -> float:
        """How much went in."""
        return self._frames / RATE


def loudness(samples: Samples) -> float | None:
    """Integrated loudness of a whole sound in LUFS. What is shorter than a block is measured as if it were one."""
    meter = Meter()
    meter.push(samples)
    short = 4 * STEP - len(samples)
    if 0 < short < 4 * STEP:
        meter.push(np.zeros(short, dtype=np.int16))
        found = meter.measured
        return None if found is None else found + 10 * log10(4 * STEP / len(samples))
    return meter.measured


def true_peak(samples: Samples) -> float:
    """The highest point on and between the samples, in the samples' own scale."""
    return float(peaks(np.pad(samples, REACH), 1)[0]) if len(samples) else 0.0


def peaks(around: Samples, parts: int) -> Samples:
    """The true peak of each of `parts` equal pieces of what lies between the first and the last `REACH` samples."""
    padded = around.astype(np.float32)
    count = len(around) - 2 * REACH
    high = np.abs(padded[REACH : REACH + count])
    for taps in _between():
        high = np.maximum(high, np.abs(np.convolve(padded, taps, "valid")[1 : count + 1]))
    found: Samples = high.reshape(parts, -1).max(axis=1)
    return found


def decibels(factor: float) -> float:
    return 20 * log10(max(factor, 1e-9))


def factor(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET) / 10))


def _loudness(power: float) -> float:
    return _OFFSET + 10 * log10(power)


@functools.cache
def _weighting() -> Samples:
    """Spectrum of the K weighting, its ringing cut where nothing of it is left."""
    turns = np.exp(-2j * np.pi * np.arange(_GRID * 2 + 1) / (_GRID * 4))
    spectrum: Any = np.ones(len(turns), dtype=complex)
    for above, below in (_SHELF, _RUMBLE):
        spectrum *= sum(b * turns**i for i, b in enumerate(above)) / sum(a * turns**i for i, a in enumerate(below))
    ringing: Samples = np.fft.rfft(np.fft.irfft(spectrum)[:_TAPS].astype(np.float32), _GRID)
    return ringing


@functools.cache
def _between() -> Samples:
    """Weights that give the values a quarter, a half and three quarters of the way to the next sample."""
    at = np.arange(2 * REACH)[None, :] - (REACH - 1) - np.arange(1, _PHASES)[:, None] / _PHASES
    rows = np.sinc(at) * np.i0(6 * np.sqrt(np.clip(1 - (at / REACH) ** 2, 0, 1)))
    weights: Samples = (rows / rows.sum(axis=1, keepdims=True))[:, ::-1].astype(np.float32)
    return weights
