"""Plain numbers: ranges, years, house numbers, and counts that agree with their noun."""

import re
from typing import Final

from services.voice.spoken.hours import TOLD_AFTER, clock
from services.voice.spoken.nouns import FEMALE, MALE
from services.voice.spoken.numerals import END, NUMBER, START, Gender, cardinal, digits, letter, parse, say
from services.voice.spoken.reading import Reading, Rule, before

_HALVES: Final = 100
_PARTS: Final = {
    (1, 2): "un medio",
    (1, 3): "un tercio",
    (2, 3): "dos tercios",
    (1, 4): "un cuarto",
    (3, 4): "tres cuartos",
}
_OF_AN_HOUR: Final = {(1, 2): "media", (1, 4): "cuarto"}
_HOUR_BEFORE = re.compile(r"(?<![\w.,])1?\d\s+(?:y|menos)\s+$")
_NOUN = re.compile(r"\s+([^\W\d_]+)")
_RANGE = re.compile(rf"{START}(?P<n>{NUMBER})\s?(?P<to>-|–)\s?(?P<n2>{NUMBER}){END}(?![-/])")
_FROM_TO = re.compile(rf"{START}(?P<n>\d{{1,2}})\s+a\s+(?P<n2>\d{{1,2}}){END}(?!\s*[-/%²])")
_STREET_BEFORE = re.compile(r"[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+\s+(?:al\s+)?$")
_LIST = re.compile(rf"{START}\d{{1,3}}(?:/\d{{1,3}}){{2,}}{END}(?!/)")
_CHOICE = re.compile(rf"{START}(?P<n>\d{{1,2}})\s?/\s?(?P<n2>\d{{1,2}}){END}(?![/-])")
_NUMBERED = re.compile(rf"{START}(?P<n>\d{{1,5}})/(?P<n2>\d{{2}}|\d{{4}}){END}(?![/-])")
_DOT_DECIMAL = re.compile(rf"{START}(?P<n>\d+)\.(?P<d>\d{{1,2}}|\d{{4,}}){END}")
_PLAIN = re.compile(rf"(?P<minus>(?<!\S)[-−](?=\d))?{START}(?P<n>{NUMBER}){END}")
_LETTERED = re.compile(r"(?<![\w.,])(?P<n>\d{1,4})(?P<more>[a-zñ])(?!\w)")


def _agreement(text: str, end: int) -> tuple[Gender, bool]:
    found = _NOUN.match(text, end)
    noun = found[1].lower() if found else ""
    return ("f" if noun in FEMALE else "m"), noun in MALE or noun in FEMALE


def _plain(match: re.Match[str]) -> Reading | None:
    written = match["n"]
    if len(written) > 1 and written.isdigit() and (written.startswith("0") or len(written) > 9):
        return Reading(digits(written))
    number = parse(written)
    said = say(number, *_agreement(match.string, match.end()))
    if match["minus"]:
        return Reading(f"menos {said}")
    if len(written) == 4 and written.isdigit() and _STREET_BEFORE.search(before(match)):
        return Reading(said, others=_in_pairs(number.whole), sure=True)
    if len(number.decimals) == 3 and number.whole:
        return Reading(
            said, others=(cardinal(int(f"{number.whole}{number.decimals}")),)
        )  # "12,500", as others write it
    return Reading(said)


def _in_pairs(n: int) -> tuple[str, ...]:
    """ "veintitrés cuarenta": as house numbers are said as well."""
    first, last = divmod(n, 100)
    return (f"{cardinal(first)} {cardinal(last)}",) if last > 9 else ()


def _from_to(match: re.Match[str]) -> Reading | None:
    """ "10 a 12": of what, only the reader knows; hours perhaps."""
    first, last = int(match["n"]), int(match["n2"])
    if not 7 <= first < last <= 24 or not TOLD_AFTER.match(match.string, match.end()):
        return None
    same = clock(first, 0).split(" ", 1)[1] == clock(last, 0).split(" ", 1)[1]
    hours = f"{clock(first, 0, part=not same)} a {clock(last, 0)}"
    return Reading(f"{cardinal(first)} a {cardinal(last)}", others=(hours,))


def _dot_decimal(match: re.Match[str]) -> Reading | None:
    """ "1.5": a point where a comma belongs. Thousands it cannot be."""
    said = say(parse(f"{match['n']},{match['d']}"))
    others: tuple[str, ...] = (f"{cardinal(int(match['n']))} punto {cardinal(int(match['d']))}",)
    hour, minute = int(match["n"]), int(match["d"])
    if len(match["d"]) == 2 and 7 <= hour <= 22 and minute % 5 == 0 and minute < 60:
        others = (clock(hour, minute), *others)
    return Reading(said, others=others)


def _range(match: re.Match[str]) -> Reading | None:
    first, last = parse(match["n"]), parse(match["n2"])
    if last.whole <= first.whole or match["n2"].startswith("0"):
        return None
    gender, noun = _agreement(match.string, match.end())
    said = f"{say(first, gender)} a {say(last, gender, noun)}"
    if not noun and not first.decimals and not last.decimals and last.whole <= 24 and first.whole >= 7:
        return Reading(said, others=(f"{clock(first.whole, 0)} a {clock(last.whole, 0)}",))
    return Reading(said)


def _list(match: re.Match[str]) -> Reading | None:
    """ "30/60/90 días"."""
    gender, noun = _agreement(match.string, match.end())
    numbers = [int(each) for each in match[0].split("/")]
    said = [cardinal(each, gender) for each in numbers[:-1]]
    return Reading(f"{', '.join(said)} y {cardinal(numbers[-1], gender, noun)}")


def _choice(match: re.Match[str]) -> Reading | None:
    first, last = int(match["n"]), int(match["n2"])
    if first + last == _HALVES:
        return Reading(f"{cardinal(first)} y {cardinal(last)}")
    gender, noun = _agreement(match.string, match.end())
    if (first, last) in _OF_AN_HOUR and not noun and _HOUR_BEFORE.search(before(match)):
        return Reading(_OF_AN_HOUR[first, last])
    either = f"{cardinal(first, gender)} o {cardinal(last, gender, noun)}"
    if (first, last) == (1, 2) and noun:
        return Reading("media" if gender == "f" else "medio", others=(either,))
    if (first, last) in _PARTS and not noun:
        return Reading(_PARTS[first, last], others=(either,))
    return (
        Reading(either) if last == first + 1 else Reading(f"{cardinal(first)} barra {cardinal(last)}", others=(either,))
    )


def _numbered(match: re.Match[str]) -> Reading | None:
    """ "70/2023": a law's, a file's, each with its year."""
    return Reading(f"{cardinal(int(match['n']))} barra {cardinal(int(match['n2']))}")


def _lettered(match: re.Match[str]) -> Reading | None:
    return Reading(f"{cardinal(int(match['n']))} {letter(match['more'])}")


RULES = (
    Rule("range", _RANGE, _range, number=True),
    Rule("range", _FROM_TO, _from_to, number=True),
    Rule("number", _LIST, _list, number=True),
    Rule("number", _CHOICE, _choice, number=True),
    Rule("number", _NUMBERED, _numbered, number=True),
    Rule("number", _DOT_DECIMAL, _dot_decimal, number=True),
    Rule("number", _PLAIN, _plain, number=True),
    Rule("number", _LETTERED, _lettered, number=True),
)
