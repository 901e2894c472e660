"""How a voice usually speaks: how loud it comes and how fast, learned from what it said before."""

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from services.voice.models import VoiceSettings
from services.voice.whole import write_whole

_MEMORY_S: Final = 60.0
"""Seconds of speech that weigh against a new take: a voice that changes is followed."""


class Habit(msgspec.Struct, frozen=True):
    """`loudness` in LUFS as the provider gives it, `pace` in characters a second, learned from `seconds` of speech."""

    loudness: float = -20.0
    pace: float = 14.0
    seconds: float = 0.3

    def after(self, loudness: float, seconds: float, characters: int) -> "Habit":
        """What is known once it has said `characters` in `seconds`."""
        whole = self.seconds + seconds
        share = seconds / whole
        pace = self.pace + (characters / seconds - self.pace) * share if characters else self.pace
        return Habit(self.loudness + (loudness - self.loudness) * share, pace, min(whole, _MEMORY_S))


class Habits:
    """One small file for each voice, model and settings. Calls block shortly: off the UI loop."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def of(self, voice: str, model: str, settings: VoiceSettings) -> Habit:
        try:
            return msgspec.json.decode(self._path(voice, model, settings).read_bytes(), type=Habit)
        except (OSError, msgspec.DecodeError):
            return Habit()

    def learn(self, voice: str, model: str, settings: VoiceSettings, habit: Habit) -> None:
        write_whole(self._path(voice, model, settings), msgspec.json.encode(habit))

    def _path(self, voice: str, model: str, settings: VoiceSettings) -> Path:
        key = hashlib.sha256(msgspec.json.encode((voice, model, settings))).hexdigest()
        return self._directory / f"{key[:32]}.json"
