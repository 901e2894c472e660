"""How a voice note is brought under the 512 KB up to which WhatsApp plays it in place."""

from math import ceil
from typing import Final

from services.voice.sound import LARGEST_NOTE

RATES: Final = (32_000, 24_000, 16_000, 12_000)
"""Bits a second that OGG/Opus is asked for, the best first. At the last, speech is still clearer than by telephone."""
_COST: Final = {32_000: 4_600, 24_000: 3_700, 16_000: 2_800, 12_000: 2_050}
"""Bytes a second that it then takes for a lively voice, container and all."""
CEILINGS: Final = {32_000: -2.2, 24_000: -2.7, 16_000: -3.2, 12_000: -3.8}
"""dBTP at which the limiter holds a voice before it is encoded: with fewer bits the codec adds more to peaks."""


def bits_for(seconds: float) -> int:
    """The best rate at which so long a note fits; the lowest where none does."""
    return next((bits for bits in RATES if seconds * _COST[bits] <= LARGEST_NOTE), RATES[-1])


def lower(bits: int, size: int) -> int | None:
    """The rate at which a note of `size`, made at `bits`, would fit, or come near; None where it fits or none is
    lower."""
    if size <= LARGEST_NOTE or bits == RATES[-1]:
        return None
    fits = (rate for rate in RATES if rate < bits and size * _COST[rate] / _COST[bits] * 1.02 <= LARGEST_NOTE)
    return next(fits, RATES[-1])


def seconds_over(size: int, seconds: float) -> int:
    """How many seconds too long a note is to be played in place; 0 where it fits."""
    return ceil(seconds * (1 - LARGEST_NOTE / size)) if size > LARGEST_NOTE else 0
