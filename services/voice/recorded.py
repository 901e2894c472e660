"""A recording as the voice note that is sent: its samples encoded, and measured from what a decoder makes of them."""

from collections.abc import Iterable

import numpy as np

from services.trouble import Trouble
from services.voice import audio
from services.voice.note import Note
from services.voice.sound import RATE, VOICE_NOTE, Sound


def note(pieces: Iterable[bytes]) -> tuple[bytes, Sound]:
    """The file and its measures, of int16 mono 48 kHz samples. Raises Trouble("microphone.empty") where there are
    none."""
    made, heard = Note(), bytearray()
    for pcm in pieces:
        heard += made.push(np.frombuffer(pcm, dtype=np.int16))
    heard += made.finish()
    if not heard:
        raise Trouble("microphone.empty")
    return made.data, Sound(VOICE_NOTE, len(heard) / 2 / RATE, audio.wave_of(bytes(heard)))
