"""The agencies of this machine: which there are, which was open last, the colour of each, the look.

What is kept here is no secret: names and colours, in one small file beside the desks."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zlib import crc32

from app.desk import Desk, desks
from services.credentials import Credentials
from services.settings import LANGUAGE, THEME, Setting, Settings
from services.trouble import Trouble
from widgets import tokens
from widgets.words import tr

log = logging.getLogger(__name__)

PRACTICE: Final = "practice"
"""The key of the practice agency; the others go by their tenant's id."""
_PRACTICE_COLOR: Final = "terracota"
_LAST: Final = Setting("agency/last", str, "")
_COLORS: Final = Setting("agency/colors", str, "{}")
_LANGUAGE: Final = Setting("look/language", str, "")
_SCHEME: Final = Setting("look/theme", str, "")


@dataclass(frozen=True, slots=True)
class Agency:
    key: str
    name: str
    color: str
    """The name of one of the eight colours of the tokens."""


class Agencies:
    """Those of the data directory `root`."""

    def __init__(self, root: Path, credentials: Credentials) -> None:
        self.root, self._credentials = root, credentials
        self._settings = Settings(root / "machine.json")

    def desks(self) -> dict[str, Desk]:
        """This machine's desks by their tenant; a damaged one keeps nobody from the others."""
        return {desk.tenant.id: desk for desk in desks(self._credentials, self.root, damaged=self._damaged)}

    def _damaged(self, trouble: Trouble) -> None:
        log.warning("%s", trouble)

    def all(self) -> list[Agency]:
        """By name, the practice agency last and only where somebody tried it."""
        found = [Agency(key, desk.tenant.name, self.color(key)) for key, desk in self.desks().items()]
        if (self.root / PRACTICE / "practice.json").exists():
            found.append(Agency(PRACTICE, tr("Agencia de práctica"), self.color(PRACTICE)))
        return found

    def last(self) -> str:
        """The one to open at a start: that of the last time, else the first there is, else ""."""
        found = [each.key for each in self.all()]
        last = self._settings.get(_LAST)
        return last if last in found else next(iter(found), "")

    def opened(self, key: str) -> None:
        self._settings.put(_LAST, key)

    def color(self, key: str) -> str:
        """Its own: chosen, or given when it first came here, and no other agency's as long as there are enough."""
        kept = self._colors()
        if key not in kept:
            names = sorted(tokens.value("color.light.tenant"))
            taken = {_PRACTICE_COLOR, *kept.values()} if key != PRACTICE else set(kept.values())
            free = [name for name in names if name not in taken] or names
            first = crc32(key.encode()) % len(free)
            self.paint(key, _PRACTICE_COLOR if key == PRACTICE and _PRACTICE_COLOR in free else free[first])
            kept = self._colors()
        return kept[key]

    def paint(self, key: str, color: str) -> None:
        """Give it this colour; an agency that had it takes the one that came free."""
        kept = self._colors()
        before = kept.get(key)
        for other, its in kept.items():
            if its == color and other != key and before is not None:
                kept[other] = before
        self._settings.put(_COLORS, json.dumps(kept | {key: color}, sort_keys=True))

    def look(self) -> tuple[str, str]:
        """Language and theme of the first run, "" where the system decides."""
        return self._settings.get(_LANGUAGE), self._settings.get(_SCHEME)

    def choose_look(self, language: str, scheme: str) -> None:
        self._settings.put(_LANGUAGE, language)
        self._settings.put(_SCHEME, scheme)

    def lend_look(self, data: Path) -> None:
        """A desk that has no settings yet begins with the look of the first run."""
        file = data / "settings.json"
        language, scheme = self.look()
        if language and not file.exists():
            settings = Settings(file)
            settings.put(LANGUAGE, language)
            settings.put(THEME, scheme or "system")

    def _colors(self) -> dict[str, str]:
        try:
            kept = json.loads(self._settings.get(_COLORS))
        except ValueError:
            return {}
        known = tokens.value("color.light.tenant")
        return {key: name for key, name in kept.items() if name in known} if isinstance(kept, dict) else {}
