"""From a breath of several sentences to each of them alone: cut where it is quiet, or not at all."""

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import soundfile

from services.voice.edges import WINDOW, powers, quiet_below
from services.voice.part import Cut, cut_of
from services.voice.pieces import Piece
from services.voice.resample import Samples
from services.voice.sentences import Span
from services.voice.sound import RATE
from services.voice.times import Word, moved, words

_AROUND_S: Final = 0.3
"""How far from the told time the pause between two sentences is looked for."""
_SMOOTH: Final = 6
_NOT_QUITE: Final = 6.0
"""dB above what counts as silence at which a cut is still not heard."""

Times = list[tuple[float, float]]


def carved(cut: Cut, text: str, spans: Sequence[Span], times: Times | None) -> Iterator[tuple[Span, Piece]]:
    """Each sentence of `text` that can be told apart in `cut`, which says all of it. `times` in seconds of the
    provider's stream."""
    lead = cut.lead / RATE
    if len(spans) == 1:
        told = moved(words(text, times), -round(lead * 1000), -spans[0][0]) if times else ()
        yield spans[0], _piece(cut, told)
        return
    if times is None or cut.loudness is None:
        return
    levels = _levels(cut.samples)
    quiet = quiet_below(cut.loudness + _NOT_QUITE)
    places: list[int | None] = [0]
    for (_, end), (start, _) in pairwise(spans):
        places.append(_quietest(levels, times[end - 1][1] - lead, times[start][0] - lead, quiet))
    places.append(len(cut.samples))
    for span, (first, last) in zip(spans, pairwise(places), strict=True):
        if first is not None and last is not None and last > first:
            alone = cut_of(cut.samples[first:last], cut.loudness)
            told = words(text, times, *span)
            if len(alone.samples):
                yield span, _piece(alone, moved(told, -round((lead + (first + alone.lead) / RATE) * 1000), -span[0]))


def cut_from(piece: Piece) -> Cut:
    """The samples of a kept sentence."""
    samples, _ = soundfile.read(io.BytesIO(piece.flac), dtype="int16")
    return Cut(samples, piece.loudness, piece.before, piece.after)


def _piece(cut: Cut, told: tuple[Word, ...]) -> Piece:
    file = io.BytesIO()
    soundfile.write(file, cut.samples, RATE, format="FLAC", subtype="PCM_16")
    return Piece(file.getvalue(), cut.loudness, cut.before, cut.after, told)


def _levels(samples: Samples) -> Samples:
    """The power around each window."""
    found: Samples = np.convolve(powers(samples), np.full(_SMOOTH, 1 / _SMOOTH), "same")
    return found


def _quietest(levels: Samples, end: float, start: float, quiet: float) -> int | None:
    """The frame between two sentences where a cut is not heard; None where there is no pause."""
    per_s = RATE / WINDOW
    first = max(0, int((min(end, start) - _AROUND_S) * per_s))
    last = min(len(levels), int((max(end, start) + _AROUND_S) * per_s) + 1)
    if last <= first:
        return None
    lowest = int(np.argmin(levels[first:last]))
    return (first + lowest) * WINDOW if levels[first + lowest] < quiet else None
