"""Audio decoded and measured: how long it lasts and its waveform."""

import io
import time
from typing import Any, Final

import numpy as np
import soundfile

from services.trouble import Trouble
from services.voice.note import Forward
from services.voice.sound import BARS, Sound, sniff

LONGEST_S: Final = 4 * 3600
LARGEST: Final = 64 * 1024 * 1024
_PATIENCE_S: Final = 30.0
_BLOCK_S: Final = 0.05
_MOST_CHANNELS: Final = 8

_READABLE: Final = frozenset({"audio/ogg", "audio/wav", "audio/mpeg", "audio/flac"})


def probe(data: bytes) -> Sound:
    """Decode `data` and measure it. Blocks: call it off the UI loop.

    Raises Trouble("audio.unreadable", mime=…, why=…) for what is no audio, is broken, is of a kind that we cannot
    decode (its `mime` is then still told), or is so large or so long that it must be a trap.
    """
    mime = sniff(data)
    if mime is None or mime not in _READABLE:
        raise Trouble("audio.unreadable", mime=mime, why="kind")
    if len(data) > LARGEST:
        raise Trouble("audio.unreadable", mime=mime, why="size")
    try:
        with Forward(io.BytesIO(data)) as sound:
            peaks, rate = _peaks(sound, mime)
    except (soundfile.LibsndfileError, ValueError) as error:
        raise Trouble("audio.unreadable", mime=mime, why="broken") from error
    frames = sum(count for count, _ in peaks)
    if not frames:
        raise Trouble("audio.unreadable", mime=mime, why="empty")
    return Sound(mime, frames / rate, bars(np.array([peak for _, peak in peaks])))


def _peaks(sound: soundfile.SoundFile, mime: str) -> tuple[list[tuple[int, int]], int]:
    """Frames and loudest sample of each short block, within limits of time and length."""
    if not 0 < sound.channels <= _MOST_CHANNELS or not 1_000 <= sound.samplerate <= 384_000:
        raise Trouble("audio.unreadable", mime=mime, why="kind")
    end = time.monotonic() + _PATIENCE_S
    size = max(1, int(sound.samplerate * _BLOCK_S))
    found: list[tuple[int, int]] = []
    while len(block := sound.read(size, dtype="int16", always_2d=True)):
        found.append((len(block), _loudest(block)))
        if len(found) * _BLOCK_S > LONGEST_S or time.monotonic() > end:
            raise Trouble("audio.unreadable", mime=mime, why="length")
    return found, sound.samplerate


def wave_of(pcm: bytes) -> bytes:
    """The waveform of int16 mono samples."""
    samples = np.frombuffer(pcm, dtype=np.int16)
    pieces = np.array_split(samples, min(BARS, len(samples))) if len(samples) else []
    return bars(np.array([_loudest(piece) for piece in pieces]))


def bars(peaks: np.ndarray[Any, Any]) -> bytes:
    """Any number of peaks, brought to `BARS` and to 0..255; all zero for silence."""
    if not len(peaks):
        return bytes(BARS)
    edges = np.arange(BARS) * len(peaks) // BARS
    drawn = np.maximum.reduceat(peaks, edges) if len(peaks) >= BARS else peaks[edges]
    top = drawn.max()
    return bytes((drawn * 255 // top).astype(np.uint8)) if top else bytes(BARS)


def _loudest(samples: np.ndarray[Any, Any]) -> int:
    return int(np.abs(samples.astype(np.int32)).max())
