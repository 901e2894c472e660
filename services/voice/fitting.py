"""The two formats of a clip, and how it is brought under the size that its channels take, by lower bit rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from services.voice.sound import LARGEST_NOTE, MPEG, VOICE_NOTE

LARGEST_MPEG: Final = 16 * 1024 * 1024
"""Bytes of an MP3 that every channel and the relay take (UChat and the relay 16 MB, ManyChat 25 MB)."""


@dataclass(frozen=True, slots=True)
class Step:
    """`cost`: bytes a second that a lively voice then takes, container and all. `ceiling`: dBTP at which the limiter
    holds a voice before it is encoded: with fewer bits the codec adds more to peaks."""

    cost: int
    ceiling: float


@dataclass(frozen=True, slots=True)
class Format:
    """`most` bytes fit. `steps` by the bits a second that the encoder is asked for, the best first; at the last, speech
    is still clearer than by telephone."""

    most: int
    steps: Mapping[int, Step]

    @property
    def rates(self) -> tuple[int, ...]:
        return tuple(self.steps)


FORMATS: Final = {
    VOICE_NOTE: Format(
        LARGEST_NOTE,
        {32_000: Step(4_600, -2.2), 24_000: Step(3_700, -2.7), 16_000: Step(2_800, -3.2), 12_000: Step(2_050, -3.8)},
    ),
    MPEG: Format(LARGEST_MPEG, {64_000: Step(8_000, -2.4), 48_000: Step(6_000, -2.9), 32_000: Step(4_000, -3.6)}),
}
"""By media type."""


def bits_for(seconds: float, mime: str = VOICE_NOTE) -> int:
    """The best rate at which so long a clip fits; the lowest where none does."""
    form = FORMATS[mime]
    return next((bits for bits, step in form.steps.items() if seconds * step.cost <= form.most), form.rates[-1])


def lower(bits: int, size: int, mime: str = VOICE_NOTE) -> int | None:
    """The rate at which a clip of `size`, made at `bits`, would fit, or come near; None where it fits or none is
    lower."""
    form = FORMATS[mime]
    if size <= form.most or bits == form.rates[-1]:
        return None
    each = size / form.steps[bits].cost * 1.02
    return next(
        (rate for rate, step in form.steps.items() if rate < bits and each * step.cost <= form.most), form.rates[-1]
    )


def seconds_over(size: int, seconds: float) -> int:
    """How many seconds too long a voice note is to be played in place; 0 where it fits."""
    return ceil(seconds * (1 - LARGEST_NOTE / size)) if size > LARGEST_NOTE else 0
