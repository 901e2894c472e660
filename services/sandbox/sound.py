"""Sound in the formats of the providers: PCM to MP3, OGG/Opus, WAV or G.711; and what the bytes of a file are."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.int16]
"""Mono, 16 bit."""

_FORMAT = re.compile(r"(mp3|pcm|wav|opus|ulaw|alaw)_(\d+)(?:_(\d+))?")
_PCM_RATES = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
FORMATS = frozenset(
    ["mp3_22050_32", "mp3_24000_48", "ulaw_8000", "alaw_8000"]
    + [f"mp3_44100_{kbps}" for kbps in (32, 64, 96, 128, 192)]
    + [f"opus_48000_{kbps}" for kbps in (32, 64, 96, 128, 192)]
    + [f"{kind}_{rate}" for kind in ("pcm", "wav") for rate in _PCM_RATES]
)
"""Every `output_format` of ElevenLabs' text to speech (its OpenAPI, 2026-08)."""

_TYPES = {
    "mp3": "audio/mpeg",
    "pcm": "audio/pcm",
    "wav": "audio/wav",
    "opus": "audio/ogg",
    "ulaw": "audio/basic",
    "alaw": "audio/alaw",
}
_CONTAINERS = {
    "mp3": {"format": "MP3", "subtype": "MPEG_LAYER_III"},
    "pcm": {"format": "RAW", "subtype": "PCM_16", "endian": "LITTLE"},
    "wav": {"format": "WAV", "subtype": "PCM_16"},
    "opus": {"format": "OGG", "subtype": "OPUS"},
    "ulaw": {"format": "RAW", "subtype": "ULAW"},
    "alaw": {"format": "RAW", "subtype": "ALAW"},
}
_FULL = 0.9999  # libsndfile refuses a compression level of exactly 1


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono speech as it left the synthesiser. `marks` tell at what second the character at a place begins, where the
    synthesiser says so."""

    samples: Samples
    rate: int
    marks: tuple[tuple[int, float], ...] = ()

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def content_type(output_format: str) -> str:
    return _TYPES[output_format.split("_")[0]]


def encode(sound: Sound, output_format: str) -> bytes:
    """The bytes of `sound` in one of FORMATS; ValueError for another."""
    out = io.BytesIO()
    samples, how = _prepare(sound, output_format)
    with soundfile.SoundFile(out, "w", **how) as file:
        file.write(samples)
    return out.getvalue()


def encode_pieces(sound: Sound, output_format: str, seconds: float = 0.25) -> Iterator[bytes]:
    """The same, encoded and handed over a quarter of a second at a time, as a provider streams it."""
    out = io.BytesIO()
    samples, how = _prepare(sound, output_format)
    step = max(1, int(how["samplerate"] * seconds))
    told = 0
    with soundfile.SoundFile(out, "w", **how) as file:
        for start in range(0, len(samples), step):
            file.write(samples[start : start + step])
            piece = out.getvalue()[told:]
            told += len(piece)
            yield piece
    yield out.getvalue()[told:]


def voice_note(sound: Sound) -> bytes:
    """A voice message as a phone records it: OGG/Opus, mono, 16 kHz, about 16 kbit/s."""
    out = io.BytesIO()
    how: dict[str, Any] = {"samplerate": 16000, "channels": 1, "format": "OGG", "subtype": "OPUS"}
    how["compression_level"] = _opus_level(16)
    with soundfile.SoundFile(out, "w", **how) as file:
        file.write(resample(sound, 16000))
    return out.getvalue()


def _prepare(sound: Sound, output_format: str) -> tuple[Samples, dict[str, Any]]:
    """The samples at the wanted rate, and what soundfile has to be told."""
    found = _FORMAT.fullmatch(output_format)
    if found is None or output_format not in FORMATS:
        raise ValueError(f"unknown output format {output_format}")
    kind, rate, kbps = found[1], int(found[2]), int(found[3] or 0)
    how: dict[str, Any] = {"samplerate": rate, "channels": 1, **_CONTAINERS[kind]}
    if kind == "mp3":
        how |= {"compression_level": _mp3_level(rate, kbps), "bitrate_mode": "CONSTANT"}
    elif kind == "opus":
        how |= {"compression_level": _opus_level(kbps)}
    return resample(sound, rate), how


def resample(sound: Sound, rate: int) -> Samples:
    """Linear resampling: enough for a rehearsal voice."""
    if rate == sound.rate or not len(sound.samples):
        return sound.samples
    count = round(len(sound.samples) * rate / sound.rate)
    places = np.linspace(0, len(sound.samples) - 1, count)
    return np.interp(places, np.arange(len(sound.samples)), sound.samples).astype(np.int16)


def is_voice_note(data: bytes) -> bool:
    """Whether WhatsApp would take these bytes as a voice message: an Ogg page whose first packet is a mono OpusHead.

    RFC 3533 (the segment table starts at byte 26) and RFC 7845 (channel count at byte 9 of OpusHead).
    """
    if len(data) < 28 or data[:4] != b"OggS":
        return False
    head = data[27 + data[26] :][:19]
    return head[:8] == b"OpusHead" and len(head) > 9 and head[9] == 1


def is_mpeg(data: bytes) -> bool:
    """Whether these bytes are an MP3 all through: from a frame of layer III on, with or without a tag before it."""
    try:
        return soundfile.info(io.BytesIO(data)).format == "MP3"
    except soundfile.LibsndfileError:
        return False


def seconds_of(data: bytes) -> float:
    """Duration of an audio file that libsndfile reads; 0 for anything else."""
    try:
        return float(soundfile.info(io.BytesIO(data)).duration)
    except soundfile.LibsndfileError:
        return 0.0


def _mp3_level(rate: int, kbps: int) -> float:
    """libsndfile's level for a constant bit rate: 0..1 over the range of MPEG-1 (32..320) or MPEG-2 (8..160)."""
    low, high = (32, 320) if rate >= 32000 else (8, 160)
    return min(_FULL, 1 - (kbps - low) / (high - low))


def _opus_level(kbps: int) -> float:
    """The same for one channel of Opus, 6..256 kbit/s."""
    return 1 - (kbps - 6) / 250
