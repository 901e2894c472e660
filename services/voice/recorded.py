"""A whole sound as the clip that is sent: the silence around it cut off, as loud as every other voice, encoded."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from services.trouble import Trouble
from services.voice.line import Line, Shape
from services.voice.loudness import loudness
from services.voice.part import cut_of
from services.voice.sound import RATE, VOICE_NOTE, Sound

_TRIES: Final = 3


class Recorded(NamedTuple):
    """The file and its measures; what was said comes `lead_ms` earlier in it, for silence was cut off in front."""

    data: bytes
    sound: Sound
    lead_ms: int


def note(pieces: Iterable[bytes], mime: str = VOICE_NOTE) -> Recorded:
    """Made of int16 mono 48 kHz samples. Raises Trouble("microphone.empty") where nothing can be heard in them."""
    samples = np.frombuffer(b"".join(pieces), dtype=np.int16)
    loud = loudness(samples)
    cut = cut_of(samples, loud) if loud is not None else None
    if cut is None or not len(cut.samples):
        raise Trouble("microphone.empty")
    line = Line(Shape.of(mime, len(cut.samples) / RATE))
    line.add(cut)
    line.finish()
    for _ in range(_TRIES):
        if (wrong := line.better()) is None:
            break
        line = line.again(wrong[1])
    return Recorded(*line.result(), round((cut.lead - line.delay) * 1000 / RATE))
