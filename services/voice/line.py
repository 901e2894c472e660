"""From the provider's bytes to the finished clip: the work of one take that must stay off the UI loop."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np

from services.trouble import Trouble
from services.voice import audio
from services.voice.fitting import FORMATS, bits_for, lower
from services.voice.habits import Habit
from services.voice.limiter import Limiter
from services.voice.loudness import PEAK, REACH, TARGET, Meter, decibels, peaks
from services.voice.mpeg import Mpeg
from services.voice.note import Note
from services.voice.part import Cut, Part
from services.voice.resample import Samples
from services.voice.sound import MPEG, RATE, VOICE_NOTE, Sound, is_voice

PAUSE: Final = RATE * 300 // 1000
"""Frames of quiet between two parts that were not spoken in one breath."""
WITHIN: Final = 1.0
"""LU by which a finished clip may miss `TARGET`, and two of its parts each other."""
_LEAST: Final = RATE // 20
"""Frames under which nothing was said: no codec makes a note of them either."""
_BRIEF: Final = 3.0
_LONG_S: Final = 1.5
"""The same for what is shorter than this: a word or two, for which the measure is hardly made."""
_FIRST_S: Final = 0.1
_LATER_S: Final = 0.4
"""What arrives in one go is worked on in pieces of this length, so that the first of it is heard at once."""
_AT_ONCE_S: Final = 4.0
"""The same where nobody waits for the first of it: two threads then seldom wait for each other."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a clip is made: bits a second, dB added to what is measured, dBTP added to the limiter's ceiling, and its
    media type."""

    bits: int = FORMATS[VOICE_NOTE].rates[0]
    trim: float = 0.0
    lower: float = 0.0
    mime: str = VOICE_NOTE

    @classmethod
    def of(cls, mime: str, seconds: float = 0.0) -> "Shape":
        """Of a clip of about so many seconds."""
        return cls(bits_for(seconds, mime), mime=mime)


@dataclass(slots=True)
class _Told:
    """What was measured of the clip as it was encoded."""

    meter: Meter = field(default_factory=Meter)
    peak: float = 0.0
    before: Samples = field(default_factory=lambda: np.zeros(2 * REACH, dtype=np.int16))
    """The last samples, for the peaks between them and the next."""
    heard: bytearray = field(default_factory=bytearray)


class Line:
    """Parts go in, one after the other, and what can be heard comes out: int16 mono 48 kHz samples as bytes, decoded
    from the very bytes of the growing file. One call at a time.

    A part is either one that arrives (`begin`, `push` each of the `pieces`, `end`) or one that is known (`add`).
    """

    def __init__(self, shape: Shape = Shape()) -> None:
        self.shape = shape
        self._note = Mpeg(shape.bits) if shape.mime == MPEG else Note(shape.bits)
        self._limiter = Limiter(FORMATS[shape.mime].steps[shape.bits].ceiling + shape.lower)
        self._told = _Told()
        self._part: Part | None = None
        self._sent = self._tail = 0
        self._even = True
        """Each part so far has one gain from end to end."""
        self.cuts: list[Cut] = []
        self.starts: list[int] = []
        """The frame of the clip at which each part begins."""

    def begin(self, form: str, habit: Habit) -> None:
        """A part arrives now."""
        self._even = False
        self._part = Part(form, habit)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Cut what arrived into what is worked on at once."""
        assert self._part is not None
        while data:
            seconds = _LATER_S if self._told.heard else _FIRST_S
            size = int(self._part.bytes_per_s * seconds) & ~1
            yield data[:size]
            data = data[size:]

    def push(self, piece: bytes) -> bytes:
        """Returns what can be heard now, perhaps nothing yet."""
        assert self._part is not None
        if (found := self._told.meter.measured) is not None:
            self._part.nudge(TARGET - found)
        return self._hear(self._joined(self._part.push(piece), self._part.before))

    def end(self) -> bytes:
        """The part is whole. Trouble("voice.garbled") if nothing was said in it."""
        assert self._part is not None
        heard = self._hear(self._joined(self._part.finish(), self._part.before))
        cut, self._part = self._part.cut(), None
        if len(cut.samples) < _LEAST:
            raise Trouble("voice.garbled", why="no sound")
        self._keep(cut)
        return heard

    def adding(self, cut: Cut) -> Iterator[bytes]:
        """A part that is known already, piece by piece: what can be heard of each."""
        levelled = cut.levelled(self.shape.trim)
        at = 0
        while at < len(levelled):
            size = int(RATE * (_LATER_S if self._told.heard else _FIRST_S))
            yield self._hear(self._joined(levelled[at : at + size], cut.before))
            at += size
        self._keep(cut)

    def add(self, cut: Cut) -> bytes:
        """The same in one go: while a piece is encoded, the one before is decoded and measured beside it."""
        levelled, size = cut.levelled(self.shape.trim), int(RATE * _AT_ONCE_S)
        heard, before = bytearray(), None
        with ThreadPoolExecutor(1, "encoding") as beside:
            for at in range(0, len(levelled), size):
                joined = self._joined(levelled[at : at + size], cut.before)
                self._sent += len(joined)
                coded = beside.submit(self._note.encode, self._limiter.push(joined))
                heard += self._measured(self._note.hear(before.result())) if before else b""
                before = coded
            heard += self._measured(self._note.hear(before.result())) if before else b""
        self._keep(cut)
        return bytes(heard)

    def finish(self) -> bytes:
        """End the file; returns the last samples."""
        return self._measured(self._note.push(self._limiter.finish()) + self._note.finish())

    def result(self) -> tuple[bytes, Sound]:
        """The finished file, which by its bytes is what it must be, and its measures."""
        data, mime = self._note.data, self.shape.mime
        if not is_voice(data, mime):
            raise AssertionError(f"the encoder made no {mime}")
        return data, Sound(mime, self.seconds, audio.wave_of(bytes(self._told.heard)))

    @property
    def delay(self) -> int:
        """Frames by which the codec puts everything later."""
        return self._note.delay

    @property
    def lead(self) -> int:
        """Frames cut off in front of the part that arrives."""
        return self._part.lead if self._part else 0

    @property
    def seconds(self) -> float:
        return len(self._told.heard) / 2 / RATE

    def better(self) -> tuple[Literal["level", "size"], Shape] | None:
        """None for a finished clip that is as it must be; else what is wrong with it, "level" or "size", and the shape
        in which it would be right. `again` makes that."""
        shape = self.shape
        wrong: Literal["", "level", "size"] = ""
        if (bits := lower(shape.bits, len(self._note.data), shape.mime)) is not None:
            shape, wrong = replace(shape, bits=bits), "size"
        excess = decibels(self._told.peak / 32_768) - PEAK
        if excess >= 0:
            shape, wrong = replace(shape, lower=shape.lower - excess - 0.3), "level"
        found = self._told.meter.measured
        if found is not None and abs(found - TARGET) > (WITHIN if self.seconds >= _LONG_S else _BRIEF):
            trim = shape.trim + TARGET - found if self._even else 0.0
            shape, wrong = replace(shape, trim=trim), "level"
        if self._uneven():
            wrong = "level"
        return (wrong, shape) if wrong else None

    def again(self, shape: Shape) -> "Line":
        """The same parts in another shape, each of them at its loudness from end to end."""
        line = Line(shape)
        for cut in self.cuts:
            line.add(cut)
        line.finish()
        return line

    def _uneven(self) -> bool:
        """Whether some part is louder or softer than the rest by more than is allowed."""
        if len(self.cuts) < 2:
            return False
        samples = np.frombuffer(self._told.heard, dtype=np.int16)
        found = [level for level in self._levels(samples) if level is not None]
        return bool(found) and max(abs(level - TARGET) for level in found) > WITHIN

    def _levels(self, samples: Samples) -> Iterator[float | None]:
        for start, cut in zip(self.starts, self.cuts, strict=True):
            meter = Meter()
            meter.push(samples[start : start + len(cut.samples)])
            yield meter.measured

    def _joined(self, samples: Samples, before: int) -> Samples:
        """The samples of a part, after the pause that belongs in front of its first."""
        if not len(samples) or len(self.starts) > len(self.cuts):
            return samples
        pause = max(0, PAUSE - self._tail - before) if self.starts else 0
        self.starts.append(self._sent + pause + self.delay)
        return np.concatenate([np.zeros(pause, dtype=np.float32), samples])

    def _keep(self, cut: Cut) -> None:
        self._tail = cut.after
        self.cuts.append(cut)

    def _hear(self, samples: Samples) -> bytes:
        self._sent += len(samples)
        return self._measured(self._note.push(self._limiter.push(samples)))

    def _measured(self, pcm: bytes) -> bytes:
        told = self._told
        if not pcm:
            return b""
        told.heard += pcm
        samples = np.frombuffer(pcm, dtype=np.int16)
        told.meter.push(samples)
        around = np.concatenate([told.before, samples])
        told.before = around[-2 * REACH :]
        if int(np.abs(around.astype(np.int32)).max()) > max(told.peak, 20_000) * 0.8:
            told.peak = max(told.peak, float(peaks(around, 1)[0]))
        return pcm
