"""Dates and days: "20/11", "vie 20/11", "2026-11-20", "1.º de mayo", "lun a vie"."""

import calendar
import re
from functools import cache
from typing import Final

from services.voice.spoken.nouns import FEMALE, MALE
from services.voice.spoken.numerals import END, START, cardinal
from services.voice.spoken.reading import Reading, Rule, before, end_dot

_DAYS: Final = {"lun": 0, "mar": 1, "mie": 2, "mié": 2, "jue": 3, "vie": 4, "sab": 5, "sáb": 5, "dom": 6}
_MONTHS: Final = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
_DAY_NAME = r"(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bados?|domingos?|lun|mar|mi[ée]|jue|vie|s[áa]b|dom)"
_MONTH = r"(?:ene|feb|mar|abr|may|jun|jul|ago|sept|set|sep|oct|nov|dic)"
_MONTH_NAME = r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)"

_NUMERIC = re.compile(
    rf"{START}(?P<d>0?[1-9]|[12]\d|3[01])(?P<sep>[/-])(?P<m>0?[1-9]|1[0-2])(?:(?P=sep)(?P<y>(?:19|20)?\d\d))?{END}(?![/-]\d)"
)
_ISO = re.compile(rf"{START}(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01]){END}")
_MONTH_YEAR = re.compile(rf"{START}(?P<m>0?[1-9]|1[0-2])/(?P<y>20\d\d){END}(?!/)")
_SHORT_MONTH = re.compile(
    rf"{START}(?P<d>0?[1-9]|[12]\d|3[01])(?:\s+de\s+|[\s/-]?)(?P<m>{_MONTH})(?!\w)\.?(?:[\s/-](?P<y>20\d\d)(?!\d))?",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(rf"(?<!\w)(?P<m>{_MONTH})(?!\w)\.?(?=\s+(?:de\s+)?20\d\d(?!\d))", re.IGNORECASE)
_MONTH_OF = re.compile(rf"(?<!\w)(?P<m>{_MONTH})[/-](?P<y>20\d\d)(?!\d)", re.IGNORECASE)
_WEEK = re.compile(r"(?<!\w)L\s?(?:a|-|–)\s?(?P<last>[VSD])(?!\w)")
_NOUN = re.compile(r"\s+([^\W\d_]+)")
_FIRST = re.compile(rf"{START}(?:1|01)(?:\.?[º°]|ro\.?|ero)?(?=\s+de\s+{_MONTH_NAME}\b)", re.IGNORECASE)
_SHORT_DAY = re.compile(r"(?<!\w)(?P<day>lun|mar|mi[ée]|jue|vie|s[áa]b|dom)(?!\w)\.?", re.IGNORECASE)
_DAY_FOLLOWS = re.compile(rf"\s*\d|\s*(?:a|y|o|e|-|–|/|,|al?)\s*{_DAY_NAME}(?!\w)", re.IGNORECASE)
_DAY_PRECEDES = re.compile(rf"(?<!\w){_DAY_NAME}\.?\s*(?:a|y|o|e|-|–|/|,)\s*$|\bpróximo\s+$", re.IGNORECASE)
_DATE_PRECEDES = re.compile(
    rf"(?:\b(?:el|al|del|día|dia|desde|hasta|fecha|para|entre el)|(?<!\w){_DAY_NAME}\.?,?)\s+$", re.IGNORECASE
)
_ALWAYS = re.compile(rf"{START}(?:24\s?[/x×]\s?7|(?P<flip>7\s?[/x×]\s?24)){END}", re.IGNORECASE)


@cache
def _names() -> tuple[list[str], list[str]]:
    """The months and days of es-AR, from the CLDR."""
    from babel import Locale

    locale = Locale("es", "AR")
    months, days = locale.months["format"]["wide"], locale.days["format"]["wide"]
    return [months[i] for i in range(1, 13)], [days[i] for i in range(7)]


def _said(day: int, month: int, year: int | None = None) -> str | None:
    if day > calendar.monthrange(year or 2000, month)[1]:
        return None
    name = _names()[0][month - 1]
    said = f"{'primero' if day == 1 else cardinal(day)} de {name}"
    return f"{said} de {cardinal(year)}" if year else said


def _numeric(match: re.Match[str]) -> Reading | None:
    day, month, year = int(match["d"]), int(match["m"]), match["y"]
    told = bool(_DATE_PRECEDES.search(before(match)))
    if not year and not told and (match["sep"] == "-" or _is_fraction(match) or _counts(match)):
        return None
    said = _said(day, month, _year(year))
    if said is None:
        return None
    sure = told or year or day > 12
    return Reading(said, others=() if year else (f"{cardinal(day)} {cardinal(month)}",), sure=bool(sure))


def _counts(match: re.Match[str]) -> bool:
    """Whether something is counted: "4/5 personas"."""
    noun = _NOUN.match(match.string, match.end())
    return noun is not None and noun[1].lower() in MALE | FEMALE


def _is_fraction(match: re.Match[str]) -> bool:
    return match[0] in ("1/2", "1/3", "1/4", "2/3", "3/4")


def _year(written: str | None) -> int | None:
    return None if not written else int(written) if len(written) == 4 else 2000 + int(written)


def _iso(match: re.Match[str]) -> Reading | None:
    said = _said(int(match["d"]), int(match["m"]), int(match["y"]))
    return Reading(said) if said else None


def _short_month(match: re.Match[str]) -> Reading | None:
    said = _said(int(match["d"]), _month(match["m"]), _year(match["y"]))
    return Reading(said + end_dot(match)) if said else None


def _month(written: str) -> int:
    return _MONTHS.index({"set": "sep", "sept": "sep"}.get(written.lower(), written.lower())) + 1


def _month_year(match: re.Match[str]) -> Reading | None:
    written = match["m"]
    month = int(written) if written.isdigit() else _month(written)
    return Reading(f"{_names()[0][month - 1]} de {cardinal(int(match['y']))}")


def _week(match: re.Match[str]) -> Reading | None:
    return Reading(f"lunes a {_names()[1][{'V': 4, 'S': 5, 'D': 6}[match['last']]]}")


def _month_alone(match: re.Match[str]) -> Reading | None:
    return Reading(_names()[0][_month(match["m"]) - 1])


def _first(match: re.Match[str]) -> Reading | None:
    return Reading("primero")


def _short_day(match: re.Match[str]) -> Reading | None:
    follows = _DAY_FOLLOWS.match(match.string, match.end())
    also_a_word = match["day"].lower() in ("mar", "dom")
    if also_a_word and not follows and not _DAY_PRECEDES.search(before(match)):
        return None
    return Reading(_names()[1][_DAYS[match["day"].lower()]] + end_dot(match))


def _always(match: re.Match[str]) -> Reading | None:
    return Reading("siete por veinticuatro" if match["flip"] else "veinticuatro siete")


RULES = (
    Rule("hour", _ALWAYS, _always, number=True),
    Rule("date", _ISO, _iso, number=True),
    Rule("date", _NUMERIC, _numeric, number=True),
    Rule("date", _MONTH_YEAR, _month_year, number=True),
    Rule("date", _FIRST, _first, number=True),
    Rule("date", _SHORT_MONTH, _short_month, number=True),
    Rule("date", _MONTH_OF, _month_year),
    Rule("date", _WEEK, _week),
    Rule("date", _MONTH_ALONE, _month_alone),
    Rule("date", _SHORT_DAY, _short_day),
)
