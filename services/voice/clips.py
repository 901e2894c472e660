"""Clips: audio kept by the hash of its bytes, and the takes that made it, so that nothing is paid for twice."""

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from services.trouble import Trouble
from services.voice.habits import Habits
from services.voice.models import VoiceSettings
from services.voice.pieces import Pieces
from services.voice.sound import Sound
from services.voice.times import Word
from services.voice.whole import write_whole

_EXTENSIONS: Final = {"audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/wav": "wav", "audio/flac": "flac"}


class Clip(msgspec.Struct, frozen=True):
    """Audio as it will be sent. `sha256` (lower-case hex) of the bytes names it; `wave` is `sound.BARS` peaks."""

    sha256: str
    mime: str
    size: int
    seconds: float
    wave: bytes


class Wording(msgspec.Struct, frozen=True):
    """What was asked for: the text as it is said, the voice, the model and the settings."""

    text: str
    voice: str
    model: str
    settings: VoiceSettings = VoiceSettings()

    @property
    def key(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


class Take(msgspec.Struct, frozen=True):
    """One reading of a wording. `credits` is what the provider said it charged (None if it did not say); `created` is
    RFC 3339 UTC; the ids are the provider's, `history_id` only where it spoke all of it in one breath. `words` tell
    when each word is said: start and end in ms of the clip, and its place in `wording.text`. `readings`
    names the sentences it is made of, as `Pieces` has them."""

    clip: Clip
    wording: Wording
    credits: int | None
    history_id: str
    request_id: str
    created: str
    words: tuple[Word, ...] = ()
    readings: tuple[str, ...] = ()


class Clips:
    """Files in one directory. A file appears whole or not at all; every call blocks shortly, so call off the UI loop.

    Raises Trouble("clip.disk_full") where the disk is full, Trouble("clip.gone", sha256=…) where a file is missing.
    """

    def __init__(self, directory: Path) -> None:
        self._files = directory / "clips"
        self._takes = directory / "takes"
        self._pairs = directory / "pairs"
        self.habits = Habits(directory / "habits")
        self.pieces = Pieces(directory / "pieces")

    def keep(self, data: bytes, sound: Sound | None = None) -> Clip:
        """Keep audio, our own or received. Measured unless `sound` is known; raises what `audio.probe` raises."""
        sound = sound or _measured(data)
        clip = Clip(hashlib.sha256(data).hexdigest(), sound.mime, len(data), round(sound.seconds, 3), sound.wave)
        path = self.path(clip)
        if not path.exists():
            write_whole(path, data)
        return clip

    def path(self, clip: Clip) -> Path:
        extension = _EXTENSIONS.get(clip.mime, "bin")
        return self._files / clip.sha256[:2] / f"{clip.sha256}.{extension}"

    def find(self, sha256: str) -> Path | None:
        """The file of a clip by its hash alone."""
        return next((self._files / sha256[:2]).glob(f"{sha256}.*"), None)

    def read(self, clip: Clip) -> bytes:
        """The bytes of a clip, proven by their hash."""
        try:
            data = self.path(clip).read_bytes()
        except FileNotFoundError as error:
            raise Trouble("clip.gone", sha256=clip.sha256) from error
        if hashlib.sha256(data).hexdigest() != clip.sha256:
            raise Trouble("clip.gone", sha256=clip.sha256)
        return data

    def pair(self, one: Clip, other: Clip, later_ms: int) -> None:
        """Remember that `other` is `one` in another format, in which everything is said so much later."""
        for here, there, ms in ((one, other, later_ms), (other, one, -later_ms)):
            write_whole(self._pair(here, there.mime), msgspec.json.encode((there, ms)))

    def counterpart(self, clip: Clip, mime: str) -> tuple[Clip, int] | None:
        """What was remembered as the same clip in `mime`, if its file is still there, and how much later it says it."""
        try:
            other, ms = msgspec.json.decode(self._pair(clip, mime).read_bytes(), type=tuple[Clip, int])
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return (other, ms) if self.path(other).exists() else None

    def _pair(self, clip: Clip, mime: str) -> Path:
        return self._pairs / clip.sha256[:2] / f"{clip.sha256}.{_EXTENSIONS.get(mime, 'bin')}.json"

    def add(self, take: Take) -> None:
        """Remember a take whose clip is kept."""
        directory = self._takes / take.wording.key
        number = len(list(directory.glob("*.json"))) if directory.exists() else 0
        write_whole(directory / f"{number:04d}-{take.clip.sha256[:12]}.json", msgspec.json.encode(take))

    def takes(self, wording: Wording) -> list[Take]:
        """Every take of this wording whose clip is still there, oldest first."""
        directory = self._takes / wording.key
        found = [_take(path) for path in sorted(directory.glob("*.json"))] if directory.exists() else []
        return [take for take in found if take is not None and self.path(take.clip).exists()]


def _measured(data: bytes) -> Sound:
    from services.voice.audio import probe  # numpy and libsndfile only once there is something to decode

    return probe(data)


def _take(path: Path) -> Take | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Take)
    except msgspec.DecodeError:
        return None  # a line of an index; the audio is what counts
