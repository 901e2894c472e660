"""Sentences that were spoken once, each kept as it was heard, so that an edit pays only for what it changed."""

import hashlib
from collections.abc import Collection
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
    """A file for each reading of a sentence in a voice, model and settings; it has a name. Calls block shortly: off the
    UI loop."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def has(self, text: str, voice: str, model: str, settings: VoiceSettings) -> bool:
        return bool(self._readings(_key(text, voice, model, settings)))

    def reading(
        self, text: str, voice: str, model: str, settings: VoiceSettings, among: Collection[str] = ()
    ) -> str | None:
        """The name of a reading of this: the first of `among` that is one, else the newest."""
        key = _key(text, voice, model, settings)
        wanted = [name for name in among if name.partition("-")[0] == key and self._path(name).exists()]
        return next(iter(wanted or reversed(self._readings(key))), None)

    def get(self, name: str) -> Piece | None:
        """The reading with this name, if it is here and whole."""
        try:
            return msgspec.msgpack.decode(self._path(name).read_bytes(), type=Piece)
        except (OSError, msgspec.DecodeError):
            return None

    def keep(self, piece: Piece, text: str, voice: str, model: str, settings: VoiceSettings) -> str:
        """Returns its name. Raises Trouble("clip.disk_full")."""
        key, data = _key(text, voice, model, settings), msgspec.msgpack.encode(piece)
        name = f"{key}-{len(self._readings(key)):04d}-{hashlib.sha256(data).hexdigest()[:12]}"
        write_whole(self._path(name), data)
        return name

    def _readings(self, key: str) -> list[str]:
        """The names of all of this sentence, the newest last; one without a number is from before they had names."""
        return sorted(path.stem for path in (self._directory / key[:2]).glob(f"{key}*.piece"))

    def _path(self, name: str) -> Path:
        return self._directory / name[:2] / f"{name}.piece"


def _key(text: str, voice: str, model: str, settings: VoiceSettings) -> str:
    return hashlib.sha256(msgspec.json.encode((" ".join(text.split()), voice, model, settings))).hexdigest()
