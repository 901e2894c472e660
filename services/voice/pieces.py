"""Sentences that were spoken once, each kept as it was heard, so that an edit pays only for what it changed."""

import hashlib
from pathlib import Path

import msgspec

from services.voice.models import VoiceSettings
from services.voice.times import Word
from services.voice.whole import write_whole


class Piece(msgspec.Struct, frozen=True):
    """A sentence as the provider gave it, trimmed: mono 48 kHz FLAC, and what `part.Cut` tells of it. `words` are in ms
    of this sound and places of this sentence."""

    flac: bytes
    loudness: float | None
    before: int
    after: int
    words: tuple[Word, ...] = ()


class Pieces:
    """One file for each sentence in a voice, model and settings; the newest reading of it counts. Calls block shortly:
    off the UI loop."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def has(self, text: str, voice: str, model: str, settings: VoiceSettings) -> bool:
        return self._path(text, voice, model, settings).exists()

    def find(self, text: str, voice: str, model: str, settings: VoiceSettings) -> Piece | None:
        try:
            return msgspec.msgpack.decode(self._path(text, voice, model, settings).read_bytes(), type=Piece)
        except (OSError, msgspec.DecodeError):
            return None

    def keep(self, piece: Piece, text: str, voice: str, model: str, settings: VoiceSettings) -> None:
        """Raises Trouble("clip.disk_full")."""
        write_whole(self._path(text, voice, model, settings), msgspec.msgpack.encode(piece))

    def _path(self, text: str, voice: str, model: str, settings: VoiceSettings) -> Path:
        key = hashlib.sha256(msgspec.json.encode((" ".join(text.split()), voice, model, settings))).hexdigest()
        return self._directory / key[:2] / f"{key}.piece"
