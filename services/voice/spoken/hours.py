"""Hours of the day and lengths of time: "18:00", "18 hs", "de 9 a 13 hs", "48 hs"."""

import re

from services.voice.spoken.numerals import START, cardinal
from services.voice.spoken.reading import Reading, Rule, before, end_dot

_HS = r"(?:hs|hrs?|h|horas?)(?!\w)(?:\.(?!\d))?"
_AMPM = r"(?:[ap]\.\s?m\.|[ap]\.?m(?!\w))"
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d|(?:[01]?\d|2[0-4])"

_EXACT = re.compile(
    rf"{START}(?P<h>[01]?\d|2[0-4])(?::|(?P<dot>[.h]))(?P<m>[0-5]\d)(?::[0-5]\d)?(?!\d)(?!,\d)(?![.:]\d)"
    rf"(?:\s?(?P<hs>{_HS})|\s?(?P<ampm>{_AMPM}))?(?![\w%])",
    re.IGNORECASE,
)
_AMPM_ONLY = re.compile(rf"{START}(?P<h>1[0-2]|0?[1-9])\s?(?P<ampm>{_AMPM})", re.IGNORECASE)
_WHOLE = re.compile(rf"{START}(?P<h>\d{{1,3}})\s?(?P<hs>{_HS})", re.IGNORECASE)
_SPAN = re.compile(
    rf"{START}(?P<a>{_CLOCK})(?P<hs1>\s?{_HS})?\s*(?P<to>-|–|\b(?:a|y|o)\b(?:\s+las?\b)?)\s*(?P<b>{_CLOCK})\s?(?P<hs>{_HS})",
    re.IGNORECASE,
)

_TOLD = re.compile(r"(?<![\w.,:])(?P<h>2[0-3]|1?\d)(?![\w:%²]|[.,/]\d)", re.IGNORECASE)
_TOLD_BEFORE = re.compile(r"\b(?:a|hasta|desde|tipo|antes de|después de|para)\s+las?\s+$", re.IGNORECASE)
TOLD_AFTER = re.compile(
    r"\s*(?:[,.;:?!)…]|$|\n|(?:y|o|a|de|del|en|si|que|el|con|para|te|me|nos|mañana|hoy|porque|pero|así)\b)",
    re.IGNORECASE,
)
_LENGTH_BEFORE = re.compile(
    r"\b(?:en|dentro de|cada|por|durante|hace|unas|próximas|proximas|últimas|ultimas|faltan|quedan|son|menos de|más de|"
    r"hasta en|tarda|las siguientes|primeras)\s+(?:\d+\s+[ao]\s+)?$",
    re.IGNORECASE,
)
_FAR_BEFORE = re.compile(r"\ba\s+$", re.IGNORECASE)
_FAR_AFTER = re.compile(r"\s+(?:de|del)\s+(?!la\s+(?:mañana|tarde|noche|madrugada)|mediod)", re.IGNORECASE)
_LENGTH_AFTER = re.compile(
    r"\s*(?:y\s+)?\d+\s*(?:min|m\b|')|\s+(?:antes|después|despues|hábiles|habiles|de anticipaci)", re.I
)
_PART_AFTER = re.compile(r"\s+(?:de|por|a)\s+la\s+(?:mañana|tarde|noche|madrugada)|\s+del\s+mediod", re.IGNORECASE)
_THE_BEFORE = re.compile(r"\blas\s+$", re.IGNORECASE)


def _exact(match: re.Match[str]) -> Reading | None:
    hour, minute = int(match["h"]), int(match["m"])
    if (match["dot"] == "." and not (match["hs"] or match["ampm"])) or (hour == 24 and minute):
        return None
    return _at(match, _of_day(hour, match["ampm"]), minute)


def _ampm(match: re.Match[str]) -> Reading | None:
    return _at(match, _of_day(int(match["h"]), match["ampm"]), 0)


def _whole(match: re.Match[str]) -> Reading | None:
    hour = int(match["h"])
    length = f"{cardinal(hour, 'f')} {'hora' if hour == 1 else 'horas'}{end_dot(match)}"
    text = match.string
    far = hour < 13 and _FAR_BEFORE.search(before(match)) and _FAR_AFTER.match(text, match.end())
    if far or hour > 23 or _LENGTH_BEFORE.search(before(match)) or _LENGTH_AFTER.match(text, match.end()):
        return Reading(length)
    reading = _at(match, hour, 0)
    sure = bool(_THE_BEFORE.search(before(match))) or hour >= 13
    return reading if sure else reading._replace(others=(length,))


def _span(match: re.Match[str]) -> Reading | None:
    first, last = _hour_minute(match["a"]), _hour_minute(match["b"])
    joint = {"-": "a", "–": "a"}.get(match["to"], match["to"].lower())
    if first[0] > 24 or last[0] > 24 or (last[0] == 24 and first[0] == 24):
        return None
    if _LENGTH_BEFORE.search(before(match)) or last[0] == 24 or first[0] == 24:
        return Reading(f"{cardinal(first[0], 'f')} {joint} {cardinal(last[0], 'f')} horas{end_dot(match)}")
    same = _part(*first) == _part(*last)
    begin = clock(*first, part=not same)
    return Reading(f"{begin} {joint} {clock(*last)}{end_dot(match)}")


def _told(match: re.Match[str]) -> Reading | None:
    """ "a las 18", without a unit: an hour because of the words around it."""
    hour = int(match["h"])
    if not (_TOLD_BEFORE.search(before(match)) and TOLD_AFTER.match(match.string, match.end())):
        return None
    return _at(match, hour, 0) if hour > 12 else Reading(cardinal(hour, "f"))


def _hour_minute(written: str) -> tuple[int, int]:
    hour, _, minute = written.replace(".", ":").partition(":")
    return int(hour), int(minute or 0)


def _of_day(hour: int, ampm: str | None) -> int:
    if not ampm:
        return hour
    return hour % 12 + (12 if ampm[0] in "pP" and hour <= 12 else 0)


def _at(match: re.Match[str], hour: int, minute: int) -> Reading:
    text = match.string
    said = clock(hour, minute, part=not _PART_AFTER.match(text, match.end())) + end_dot(match)
    the = _THE_BEFORE.search(before(match))
    if the and said.split()[0] == "una":
        return Reading(f"la {said}", start=match.start() - len(the[0]))
    return Reading(said)


def clock(hour: int, minute: int, part: bool = True) -> str:
    """A time of day as people say it: (18, 0) is "seis de la tarde", (9, 45) "diez menos cuarto de la mañana"."""
    to_next = {35: "veinticinco", 40: "veinte", 45: "cuarto", 50: "diez", 55: "cinco"}.get(minute)
    past = {0: "", 15: " y cuarto", 30: " y media"}.get(minute, f" y {cardinal(minute)}")
    named = (hour + 1 if to_next else hour) % 24
    said = cardinal((named - 1) % 12 + 1, "f") + (f" menos {to_next}" if to_next else past)
    return f"{said} {_part(hour, minute)}" if part else said


def _part(hour: int, minute: int) -> str:
    named = (hour + (minute in (35, 40, 45, 50, 55))) % 24
    if named == 12:
        return "del mediodía"
    if 1 <= named < 6:
        return "de la madrugada"
    if 6 <= named < 12:
        return "de la mañana"
    return "de la tarde" if 13 <= named < 20 else "de la noche"


RULES = (
    Rule("hour", _SPAN, _span, number=True),
    Rule("hour", _EXACT, _exact, number=True),
    Rule("hour", _AMPM_ONLY, _ampm, number=True),
    Rule("hour", _WHOLE, _whole, number=True),
    Rule("hour", _TOLD, _told, number=True),
)
