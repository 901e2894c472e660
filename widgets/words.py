"""What people read: Spanish (es-AR) in the source, English from resources/translations, and how numbers, times and
sizes are written. Numbers keep the country's form in both languages."""

import html
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from services.plain import harmless
from widgets.tokens import RESOURCES

NBSP: Final = "\N{NO-BREAK SPACE}"


HOME: Final = "America/Argentina/Buenos_Aires"
"""The zone of an agency that did not say another one."""


def zone(name: str) -> tzinfo | None:
    """A zone by its IANA name, None where this system does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Windows ships no zone database; this zone has had no summer time since 2009
        return timezone(timedelta(hours=-3)) if name == HOME else None


ZONE: tzinfo = zone(HOME) or UTC
"""The agency's zone: what is stored in UTC is shown in it."""


def use_zone(name: str) -> bool:
    """Show times in another zone from now on, as a translation is installed; whether it was another one. A zone that
    this system does not know is as good as none."""
    global ZONE
    before, ZONE = ZONE, zone(name) or zone(HOME) or UTC
    return before != ZONE


@dataclass(frozen=True)
class Words:
    """One sentence and the one action that helps; `does` names the action for the widget that offers it: retry,
    settings, template, wait, voices, copy, rest (of what was begun), or "" for something only the person can do."""

    text: str
    action: str = ""
    does: str = ""


class Language(QTranslator):
    """A translation of the Spanish sentences, installed on the application: `app.installTranslator(Language("en"))`."""

    def __init__(self, code: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        path = RESOURCES / "translations" / f"{code}.json"
        self._sentences: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))

    def isEmpty(self) -> bool:
        return not self._sentences

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return self._sentences.get(source) if context == "console" else None


def tr(text: str) -> str:
    """The sentence in the language in use; Spanish where no translation is installed."""
    return QCoreApplication.translate("console", text)


def hover(text: str) -> str:
    """A tooltip that shows `text` as it is: Qt would take a stranger's "<b>" for markup."""
    return f"<qt>{html.escape(harmless(text)).replace(chr(10), '<br>')}</qt>" if text else ""


def tip(text: str) -> str:
    """The same for `text` of ours with a stranger's words in it: as it is, unless something looks like markup."""
    return hover(text) if "<" in text else text


def number(value: float, decimals: int = 0) -> str:
    """185.000 or 0,55."""
    return f"{value:,.{decimals}f}".translate({ord(","): ".", ord("."): ","})


def money(amount: float, currency: str = "ARS") -> str:
    """ "USD 185.000" and "$ 142.500", never broken over two lines."""
    sign = "$" if currency == "ARS" else currency
    return f"{sign}{NBSP}{number(amount, 0 if amount == int(amount) else 2)}"


def size(count: int) -> str:
    """Bytes for people: "71 KB", "2,4 MB"."""
    if count < 1024 * 1000:
        return f"{max(1, round(count / 1024))}{NBSP}KB"
    return f"{number(count / 1024 / 1024, 1)}{NBSP}MB"


def seconds(length: float) -> str:
    """Length of an audio: "0:14"."""
    whole = round(length)
    return f"{whole // 60}:{whole % 60:02d}"


def countdown(left: int) -> str:
    """Milliseconds left, in the two largest units: "23 h 49", "38 min", "menos de 1 min"."""
    minutes = left // 60_000
    if minutes >= 60:
        return f"{minutes // 60}{NBSP}h{NBSP}{minutes % 60:02d}"
    return f"{minutes}{NBSP}min" if minutes >= 1 else tr("menos de 1 min")


def local(at: int) -> datetime:
    """Milliseconds since 1970 UTC as the agency's own time."""
    return datetime.fromtimestamp(at / 1000, ZONE)


def clock(at: int) -> str:
    """ "14:21"."""
    moment = local(at)
    return f"{moment.hour}:{moment:%M}"


def clock_seconds(at: int) -> str:
    """ "14:32:05"."""
    moment = local(at)
    return f"{moment.hour}:{moment:%M:%S}"


def when(at: int, now: int) -> str:
    """A moment as a list shows it: "14:21", "ayer", "mié 18", "3 nov", "3/11/25"."""
    moment, days = local(at), _days_ago(at, now)
    if days <= 0:
        return clock(at)
    if days == 1:
        return tr("ayer")
    if days < 7:
        return f"{weekday_short(at)}{NBSP}{moment.day}"
    if moment.year == local(now).year:
        return f"{moment.day}{NBSP}{month_short(at)}"
    return f"{moment.day}/{moment.month}/{moment:%y}"


def date(at: int) -> str:
    """A day to come within a sentence: "30 dic"."""
    return f"{local(at).day}{NBSP}{month_short(at)}"


def when_exactly(at: int, now: int) -> str:
    """A moment within a sentence: "hoy 9:14", "ayer 18:02", "lun 16, 18:02"."""
    days, time = _days_ago(at, now), clock(at)
    if days == 0:
        return tr("hoy {time}").format(time=time)
    if days == 1:
        return tr("ayer {time}").format(time=time)
    return f"{when(at, now)}, {time}" if days > 0 else f"{weekday_short(at)}{NBSP}{local(at).day}, {time}"


def day(at: int, now: int) -> str:
    """A day that separates messages: "Hoy, jueves 19 de noviembre", "Ayer, miércoles 18", "Lunes 16 de noviembre"."""
    moment, days = local(at), _days_ago(at, now)
    name, date, month = weekday(at), moment.day, _months()[moment.month - 1]
    if days == 0:
        return tr("Hoy, {weekday} {day} de {month}").format(weekday=name, day=date, month=month)
    if days == 1:
        return tr("Ayer, {weekday} {day}").format(weekday=name, day=date)
    if moment.year == local(now).year:
        return tr("{weekday} {day} de {month}").format(weekday=name.capitalize(), day=date, month=month)
    written = tr("{weekday} {day} de {month} de {year}")
    return written.format(weekday=name.capitalize(), day=date, month=month, year=moment.year)


def weekday(at: int) -> str:
    """ "jueves"."""
    return weekday_names()[local(at).weekday()]


def weekday_short(at: int) -> str:
    """ "jue"."""
    return weekday(at)[:3]


def month_short(at: int) -> str:
    """ "nov"."""
    return _months()[local(at).month - 1][:3]


def today(now: int) -> str:
    """ "Jue 19 nov · 14:32"."""
    return f"{weekday_short(now).capitalize()} {local(now).day} {month_short(now)} · {clock(now)}"


def initials(name: str) -> str:
    """One or two letters for an avatar; "?" for a name without any."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


def keyring(name: str) -> str:
    """What a keyring is called; one that is none says so in the language of the rest."""
    return tr("memoria") if name == "memoria" else name


def _days_ago(at: int, now: int) -> int:
    return (local(now).date() - local(at).date()).days


def weekday_names() -> tuple[str, ...]:
    """From Monday on."""
    return (
        tr("lunes"), tr("martes"), tr("miércoles"), tr("jueves"), tr("viernes"), tr("sábado"), tr("domingo"),
    )  # fmt: skip


def _months() -> tuple[str, ...]:
    return (
        tr("enero"), tr("febrero"), tr("marzo"), tr("abril"), tr("mayo"), tr("junio"),
        tr("julio"), tr("agosto"), tr("septiembre"), tr("octubre"), tr("noviembre"), tr("diciembre"),
    )  # fmt: skip
