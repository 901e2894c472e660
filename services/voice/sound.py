"""What a sound is, without decoding it: its type by its first bytes, and the measures a clip carries."""

from typing import Final, NamedTuple

RATE: Final = 48_000
"""Frames per second of all samples that are heard: int16, mono, native byte order."""

VOICE_NOTE: Final = "audio/ogg"
"""OGG/Opus: what WhatsApp shows as a voice note."""
MPEG: Final = "audio/mpeg"
"""MP3: what channels and calls play that know no Opus."""

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


def is_mpeg_voice(data: bytes) -> bool:
    """Whether these bytes begin with a frame of sound of a mono 48 kHz MP3 (ISO 11172-3, 2.4.1.3): no tag before it."""
    return len(data) > 4 and data[0] == 0xFF and data[1] & 0xFE == 0xFA and data[2] & 0x0C == 0x04 and data[3] >> 6 == 3


def is_voice(data: bytes, mime: str) -> bool:
    """Whether a clip is, by its bytes, what channels of `mime` take for a voice."""
    return is_mpeg_voice(data) if mime == MPEG else mime == VOICE_NOTE and is_voice_note(data)
