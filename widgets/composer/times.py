"""Times that a message can be put off to, and how they are said. Pure: no widgets."""

from datetime import datetime
from typing import Final, NamedTuple

from services.hours import Hours
from services.outbox import window_open_at
from services.records import Conversation
from widgets import words
from widgets.words import NBSP, tr

_EVENING: Final = 18
LEAST_MS: Final = 60_000
"""Nothing is put off by less."""


class Preset(NamedTuple):
    name: str
    at: int


def presets(now: int, hours: Hours) -> list[Preset]:
    """The times that are offered: those of today that are left, and the next mornings on which the agency works."""
    moment = words.local(now)
    found = [Preset(tr("En 1 hora"), now + 3_600_000)]
    if moment.hour < _EVENING - 1:
        evening = moment.replace(hour=_EVENING, minute=0, second=0, microsecond=0)
        found.append(Preset(tr("Hoy a las {time}").format(time=words.clock(_ms(evening))), _ms(evening)))
    for each in hours.mornings(moment):
        at = _ms(each)
        tomorrow = (each.date() - moment.date()).days == 1
        name = tr("Mañana a las {time}") if tomorrow else tr("El {day} a las {time}")
        found.append(Preset(name.format(day=words.weekday(at), time=words.clock(at)), at))
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


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
