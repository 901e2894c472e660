"""Times that a message can be put off to, and how they are said. Pure: no widgets."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from services.outbox import window_open_at
from services.records import Conversation
from widgets import words
from widgets.words import NBSP, ZONE, tr

_MORNING: Final = 9
_EVENING: Final = 18
LEAST_MS: Final = 60_000
"""Nothing is put off by less."""


class Preset(NamedTuple):
    name: str
    at: int


def presets(now: int) -> list[Preset]:
    """The times that are offered: those of today that are left, tomorrow's, and the next Monday's."""
    moment = words.local(now)
    found = [Preset(tr("En 1 hora"), now + 3_600_000)]
    if moment.hour < _EVENING - 1:
        found.append(Preset(tr("Hoy a las {time}").format(time=_hour(_EVENING)), _at(moment, 0, _EVENING)))
    found.append(Preset(tr("Mañana a las {time}").format(time=_hour(_MORNING)), _at(moment, 1, _MORNING)))
    monday = 7 - moment.weekday()
    if monday > 1:
        found.append(Preset(tr("El lunes a las {time}").format(time=_hour(_MORNING)), _at(moment, monday, _MORNING)))
    return found


def warning(conversation: Conversation, at: int) -> str:
    """What stands against sending a free message at `at`: "" where the window will still be open."""
    if window_open_at(conversation, at):
        return ""
    return tr("A esa hora la ventana va a estar cerrada: si no vuelve a escribir, no sale.")


def said(at: int, now: int) -> str:
    """A time to come, within a sentence: "hoy 18:00", "mañana 9:00", "lun 23, 9:00"."""
    days, time = (words.local(at).date() - words.local(now).date()).days, words.clock(at)
    if days == 0:
        return tr("hoy {time}").format(time=time)
    if days == 1:
        return tr("mañana {time}").format(time=time)
    moment = words.local(at)
    month = "" if days < 7 else f"{NBSP}{words.month_short(at)}"
    return f"{words.weekday_short(at)}{NBSP}{moment.day}{month}, {time}"


def _hour(hour: int) -> str:
    return f"{hour}:00"


def _at(moment: datetime, days: int, hour: int) -> int:
    day = (moment + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0, tzinfo=ZONE)
    return int(day.timestamp() * 1000)
