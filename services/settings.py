"""Settings of this desk: each declared once, with its key, type and default, kept in one small file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from services.json_file import JsonFile

T = TypeVar("T", bool, int, float, str)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A setting under `key`; a value in the file of any other type than `kind` counts as absent."""

    key: str
    kind: type[T]
    default: T


THEME: Final = Setting("look/theme", str, "system")
"""light, dark or system."""
LANGUAGE: Final = Setting("look/language", str, "es")
DENSITY: Final = Setting("look/density", str, "comoda")
"""comoda or compacta."""
TEXT_SIZE: Final = Setting("look/text", int, 100)
"""Per cent, 90 to 150."""
ENTER_SENDS: Final = Setting("composer/enter_sends", bool, True)
"""Whether Enter alone sends a text; Ctrl+Enter always does."""
GEOMETRY: Final = Setting("window/geometry", str, "")
"""Base64 of what Qt saves of the window."""
VIEW: Final = Setting("inbox/view", str, "unanswered")
CONVERSATION: Final = Setting("inbox/conversation", str, "")
READ_RECEIPTS: Final = Setting("inbox/read_receipts", bool, True)
"""Whether leads are shown that what they wrote was read, where the channel can."""
VOICE: Final = Setting("voice/voice", str, "")
MODEL: Final = Setting("voice/model", str, "")
VOICE_FAVOURITES: Final = Setting("voice/favourites", str, "[]")
"""Voices that come first in the picker, as a JSON list of their ids."""
VOICE_KNOBS: Final = Setting("voice/settings", str, "{}")
"""How a voice speaks with a model where that was changed, as JSON: "voice model" and services.voice.VoiceSettings."""
VOLUME: Final = Setting("player/volume", int, 80)
SPEED: Final = Setting("player/speed", float, 1.0)
"""How fast voices are heard."""
SPEAKER: Final = Setting("sound/output", str, "")
"""The sound output that voices are played on, by its id; "" for the system's own choice."""
SPEAKER_NAME: Final = Setting("sound/output_name", str, "")
"""What that output is called, also while it is not there."""
MICROPHONE: Final = Setting("sound/input", str, "")
"""The microphone that is recorded, by its id; "" for the system's own choice."""
MICROPHONE_NAME: Final = Setting("sound/input_name", str, "")
SETUP: Final = Setting("first_run/setup", str, "")
"""Where the first run of an agency stands: step "2" to "4", after "later " once it was put off; "" where it is done, or
was never begun here."""
TESTED: Final = Setting("first_run/tested", bool, False)
"""Whether somebody heard the agency on their own phone."""
TODAY_FIRST: Final = Setting("today/first", bool, True)
"""Whether the page of the day stands in front when the desk is opened for the first time on a day."""
TODAY_SEEN: Final = Setting("today/seen", str, "")
"""The agency's day, "2026-11-19", on which this desk was opened last."""
NOTIFY: Final = Setting("notifications/on", bool, True)
NOTIFY_CONTENT: Final = Setting("notifications/content", bool, True)
"""Whether a notification shows who wrote and what; without it, only that somebody did."""
NOTIFY_IN_FRONT: Final = Setting("notifications/in_front", bool, False)
"""Whether another conversation than the open one is told of while the window is in front."""
NOTIFY_SOUND: Final = Setting("notifications/sound", bool, True)
NOTIFY_VOLUME: Final = Setting("notifications/volume", int, 70)
QUIET_HOURS: Final = Setting("notifications/quiet_hours", str, "")
""" "22:00-08:00" in the agency's zone; "" for none."""
QUIET_UNTIL: Final = Setting("notifications/quiet_until", int, 0)
"""No notification before this moment, in ms since 1970."""
MUTED: Final = Setting("notifications/muted", str, "[]")
"""Conversations that are not told of, as a JSON list of ids."""
TRAY_CLOSES: Final = Setting("tray/closes_to", bool, False)
"""Whether closing the window leaves STRATO in the tray."""
SHORTCUTS: Final = Setting("keys/chosen", str, "{}")
"""Keys that a person chose, as JSON: the action's id and its keys."""
PANES: Final = Setting("window/panes", str, "{}")
"""Sizes of the panes by screen, as JSON: "1920x1080" and base64 of what Qt saves of a splitter."""
INSPECTOR: Final = Setting("window/inspector", str, "")
"""The inspector as it stood: "shown" or "hidden", a space, and its tab."""
PLACES: Final = Setting("inbox/places", str, "{}")
"""Where conversations were being read, as JSON: the conversation's id, and the px above a message with its id."""


MEDIA_MB: Final = Setting("media/limit_mb", int, 2048)
"""How much of what was downloaded with messages is kept on this machine."""


class Settings:
    """Reading is from memory; each `put` writes the file whole, by rename, so that a crash leaves the previous one.

    Keys that this version does not know are kept as they are.
    """

    def __init__(self, file: Path) -> None:
        self._file = JsonFile(file, dict[str, Any])
        self._values = self._file.read() or {}

    def get(self, setting: Setting[T]) -> T:
        value = self._values.get(setting.key)
        if setting.kind is float and type(value) is int:
            return setting.kind(value)
        return value if type(value) is setting.kind else setting.default

    def put(self, setting: Setting[T], value: T) -> None:
        if self._values.get(setting.key) == value:
            return
        self._values[setting.key] = value
        self._file.write(self._values)
