"""What a sound is, without decoding it: its type by its first bytes, and the measures a clip carries."""

from typing import Final, NamedTuple

RATE: Final = 48_000
"""Frames per second of all samples that are heard: int16, mono, native byte order."""

VOICE_NOTE: Final = "audio/ogg"

LARGEST_NOTE: Final = 512 * 1024
"""Bytes up to which WhatsApp plays a voice note in place; above it shows an arrow to download it."""

BARS: Final = 96
"""Peaks in a waveform."""


class Sound(NamedTuple):
    """What an audio file holds: its type by its bytes, seconds, and `BARS` peaks of 0..255 (the loudest is 255)."""

    mime: str
    seconds: float
    wave: bytes


def sniff(data: bytes) -> str | None:
    """The media type that the first bytes prove, or None."""
    head = data[:12]
    if head[:4] == b"OggS":
        return VOICE_NOTE
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[:4] == b"fLaC":
        return "audio/flac"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    if head[:5] == b"#!AMR":
        return "audio/amr"
    if head[:3] == b"ID3":
        return "audio/mpeg"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "audio/mpeg" if head[1] & 0x06 else "audio/aac"  # the layer bits; AAC in ADTS has none
    return None


def is_voice_note(data: bytes) -> bool:
    """Whether these bytes are what WhatsApp takes for a voice: Ogg with one mono Opus stream."""
    return data[:4] == b"OggS" and data[28:36] == b"OpusHead" and len(data) > 37 and data[37] == 1
