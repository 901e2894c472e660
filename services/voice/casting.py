"""Who speaks: favourites, the voice of each channel and purpose, how each voice speaks, and the right to use it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from services.agency import Agency
from services.json_file import JsonFile
from services.settings import VOICE, VOICE_FAVOURITES, VOICE_KNOBS, Settings
from services.trouble import Trouble
from services.voice.account import VoiceOption
from services.voice.models import VoiceSettings

PURPOSES: Final = ("respuesta", "visita", "campaña", "encuesta")
"""What a voice may be for; a channel may have its own as well."""
MOST_RIGHT: Final = 300
"""Longest note of why a voice may be used, in characters."""
_RIGHT: Final = "voice_right:"
"""Each voice's is a value of its own: two desks that note one each at the same time lose none."""
_RIGHTS: Final = "voice_rights"
"""All of them in one, as they were noted before."""
_DEFAULT: Final = "voice_for:"
"""Each channel's and purpose's is a value of its own, for the same reason; "" for none of its own."""
_DEFAULTS: Final = "voices"
"""All of them in one, as they were chosen before."""
_OF_SOMEBODY: Final = ("cloned", "professional")
_KEPT: Final = 300

_settings = msgspec.json.Decoder(dict[str, VoiceSettings])


class Right(msgspec.Struct, frozen=True):
    """Who noted why the agency may use somebody's voice, how it was given, and when (ms)."""

    by: str
    how: str
    at: int


def appointed(values: Mapping[str, Any]) -> dict[str, str]:
    """The agency's voices by channel or purpose, out of its values."""
    before = values.get(_DEFAULTS)
    each = {name.removeprefix(_DEFAULT): voice for name, voice in values.items() if name.startswith(_DEFAULT)}
    chosen = {**(before if isinstance(before, dict) else {}), **each}
    return {of: voice for of, voice in chosen.items() if isinstance(voice, str) and voice}


class Casting:
    """What the agency decided (in the log) and what this desk prefers (in its settings). `file` keeps every voice the
    account ever listed here: of one that is gone, the name and what is alike are still known."""

    def __init__(self, agency: Agency, settings: Settings, file: Path, name: str) -> None:
        self._agency, self._desk, self._name = agency, settings, name
        self._file = JsonFile(file, dict[str, VoiceOption])
        self._seen: dict[str, VoiceOption] | None = None

    @property
    def favourites(self) -> list[str]:
        return _listed(self._desk.get(VOICE_FAVOURITES))

    def favour(self, voice: str, liked: bool) -> None:
        """Put a voice among the favourites of this desk, or take it away."""
        others = [each for each in self.favourites if each != voice]
        self._desk.put(VOICE_FAVOURITES, json.dumps([*others, voice] if liked else others))

    def default(self, channel: str = "", purpose: str = "respuesta") -> str:
        """The agency's voice for a channel, else for a purpose; "" where it chose none."""
        chosen = self.defaults()
        return chosen.get(channel) or chosen.get(purpose) or ""

    def defaults(self) -> dict[str, str]:
        """Those that were chosen, by channel or purpose."""
        return appointed(self._agency.values())

    async def appoint(self, of: str, voice: str) -> None:
        """Have `voice` speak for a channel or purpose from now on; "" for none of its own."""
        await self._agency.change(**{f"{_DEFAULT}{of}": voice})

    def settings_of(self, voice: str, model: str) -> VoiceSettings:
        """How this desk has a voice speak with a model: as it was set here, else as the account keeps it."""
        kept = self._knobs().get(f"{voice} {model}")
        return kept or self.usual(voice)

    def usual(self, voice: str) -> VoiceSettings:
        """How it speaks where nobody changed anything."""
        seen = self.seen().get(voice)
        return (seen.settings if seen else None) or VoiceSettings()

    def tune(self, voice: str, model: str, settings: VoiceSettings) -> None:
        """Remember how it is to speak; what is usual is not kept."""
        kept = {key: each for key, each in self._knobs().items() if key != f"{voice} {model}"}
        if settings != self.usual(voice):
            kept[f"{voice} {model}"] = settings
        self._desk.put(VOICE_KNOBS, msgspec.json.encode(dict(list(kept.items())[-_KEPT:])).decode())

    def right(self, voice: str) -> Right | None:
        """The note of the right to use it, if somebody wrote one."""
        values = self._agency.values()
        before = values.get(_RIGHTS)
        noted = values.get(f"{_RIGHT}{voice}") or (before.get(voice) if isinstance(before, dict) else None)
        try:
            return None if noted is None else msgspec.convert(noted, Right)
        except msgspec.ValidationError:
            return None

    def lacks_right(self, voice: str) -> bool:
        """Whether it is somebody's own voice, cloned, and nobody wrote down that the agency may use it."""
        seen = self.seen().get(voice)
        return seen is not None and seen.category == "cloned" and self.right(voice) is None

    def is_somebodys(self, voice: str) -> bool:
        """Whether it was made from a person's voice."""
        seen = self.seen().get(voice)
        return seen is not None and seen.category in _OF_SOMEBODY

    async def note_right(self, voice: str, how: str, at: int) -> None:
        """Write down why it may be used. Raises Trouble("voice.bad_right") for an empty or endless note."""
        how = " ".join(how.split())
        if not any(each.isalnum() for each in how) or len(how) > MOST_RIGHT:
            raise Trouble("voice.bad_right", most=MOST_RIGHT)
        await self._agency.change(**{f"{_RIGHT}{voice}": {"by": self._name, "how": how, "at": at}})

    def seen(self) -> Mapping[str, VoiceOption]:
        """Every voice that the account listed on this desk, those that are gone too."""
        if self._seen is None:
            self._seen = self._file.read() or {}
        return self._seen

    def see(self, voices: Iterable[VoiceOption]) -> None:
        """Remember what the account lists now. Blocking: call off the loop."""
        known = {**self.seen(), **{each.id: each for each in voices}}
        if known == self._seen and self._file.path.exists():
            return
        self._file.write(known)
        self._seen = known

    def nearest(self, gone: str, voices: Sequence[VoiceOption]) -> VoiceOption | None:
        """Of `voices`, the one most like a voice that is gone: its language first, then who speaks, then how."""
        was = self.seen().get(gone)
        liked = self.favourites

        def likeness(each: VoiceOption) -> tuple[int, int, int, int, int]:
            if was is None:
                return (each.language == "es", 0, 0, 0, each.id in liked)
            same = [was.labels.get(key, "") == each.labels.get(key, "") != "" for key in ("gender", "accent", "age")]
            return (was.language == each.language, same[0], same[1], same[2], each.id in liked)

        return max(voices, key=likeness, default=None)

    async def recast(self, gone: str, voice: str) -> None:
        """`voice` takes the place of one that is gone: of the agency's choices, and of this desk's."""
        if spoke := [of for of, each in self.defaults().items() if each == gone]:
            await self._agency.change(**{f"{_DEFAULT}{of}": voice for of in spoke})
        if gone in self.favourites:
            self.favour(gone, False)
            self.favour(voice, True)
        if self._desk.get(VOICE) == gone:
            self._desk.put(VOICE, voice)

    def _knobs(self) -> dict[str, VoiceSettings]:
        try:
            return _settings.decode(self._desk.get(VOICE_KNOBS))
        except msgspec.DecodeError:
            return {}


def _listed(text: str) -> list[str]:
    try:
        kept: Any = json.loads(text)
    except ValueError:
        return []
    return [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []
