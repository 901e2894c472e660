"""One answer of the provider on its way: its ends are trimmed, it is levelled as it comes, and kept as it was."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.trouble import Trouble
from services.voice.arriving import Arriving, ArrivingMp3, ArrivingPcm
from services.voice.edges import Edges
from services.voice.habits import Habit
from services.voice.levelling import Leveller
from services.voice.limiter import Limiter
from services.voice.loudness import TARGET, factor, loudness
from services.voice.resample import Samples
from services.voice.sound import sniff

_NOTHING: Final = 0.02
"""LU by which a limiter that does nothing may seem to change a sound."""
_SURE: Final = 4
"""Bytes that show whether it is a file after all."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Samples as the provider gave them, without the silence around: int16 mono 48 kHz. `loudness` in LUFS counts what
    the limiter will take; `before` and `after` are the frames of quiet at its ends, `lead` those cut off in front."""

    samples: Samples
    loudness: float | None
    before: int = 0
    after: int = 0
    lead: int = 0

    def levelled(self, trim: float = 0.0) -> Samples:
        """At `TARGET`, `trim` dB above it, as floats of int16 scale."""
        gain = factor(TARGET - self.loudness + trim) if self.loudness is not None else 1.0
        louder: Samples = self.samples * np.float32(gain)
        return louder


def cut_of(samples: Samples, usual: float) -> Cut:
    """A whole sound, trimmed; `usual` is about how loud that voice is, in LUFS."""
    edges = Edges(usual)
    trimmed = np.concatenate([edges.push(samples), edges.finish()])
    return Cut(trimmed, effective(trimmed), edges.before, edges.after, edges.lead)


def effective(samples: Samples) -> float | None:
    """How loud a sound counts: what it measures, less what the limiter takes when it is brought to `TARGET`."""
    found = loudness(samples)
    if found is None:
        return None
    for _ in range(2):
        limiter = Limiter()
        limited = loudness(
            np.concatenate([limiter.push(samples * np.float32(factor(TARGET - found))), limiter.finish()])
        )
        short = TARGET - limited if limited is not None else 0.0
        found -= short
        if abs(short) < _NOTHING:
            break
    return found


class Part:
    """Takes bytes in `form` ("pcm_24000", "mp3_44100_128") and gives levelled floats of int16 scale. Raises
    Trouble("voice.garbled") on bytes that are not what they claim to be."""

    def __init__(self, form: str, habit: Habit) -> None:
        self.form = form
        codec, rate, *quality = form.split("_")
        self.bytes_per_s = int(rate) * 2 if codec == "pcm" else int(quality[0]) * 125
        self._arriving: Arriving | None = None
        self._first = b""
        self._edges = Edges(habit.loudness)
        self._leveller = Leveller(habit)
        self._raw: list[Samples] = []

    @property
    def before(self) -> int:
        """Frames of quiet before the first sound, once there is one."""
        return self._edges.before

    @property
    def lead(self) -> int:
        """Frames cut off in front of it."""
        return self._edges.lead

    def nudge(self, lacking: float) -> None:
        """What has left so far is `lacking` dB of loudness."""
        self._leveller.lacking = lacking

    def push(self, data: bytes) -> Samples:
        if self._arriving is None:
            self._first += data
            if len(self._first) < _SURE:
                return np.zeros(0, dtype=np.float32)
            self._arriving, data = self._opened(self._first), self._first
        return self._level(self._edges.push(self._arriving.push(data)))

    def finish(self) -> Samples:
        arriving = self._arriving or self._opened(self._first)
        last = [self._edges.push(arriving.finish()), self._edges.finish()]
        return np.concatenate([self._level(np.concatenate(last)), self._leveller.finish()])

    def cut(self) -> Cut:
        """All of it, once finished."""
        edges = self._edges
        samples = np.concatenate(self._raw) if self._raw else np.zeros(0, dtype=np.int16)
        return Cut(samples, effective(samples), edges.before, edges.after, edges.lead)

    def _level(self, samples: Samples) -> Samples:
        self._raw.append(samples)
        return self._leveller.push(samples)

    def _opened(self, first: bytes) -> Arriving:
        """By its form, unless the first bytes prove another one."""
        codec, rate, *_ = self.form.split("_")
        if codec == "mp3" or first[:3] == b"ID3":
            return ArrivingMp3()
        told = sniff(first.ljust(12, b"\0")) if first[:4] in (b"OggS", b"fLaC") else None
        if told or first[:4] == b"RIFF" or first[:1] in (b"<", b"{"):
            raise Trouble("voice.garbled", why=told or "not samples")
        return ArrivingPcm(int(rate))
