"""Plain numbers: ranges, years, house numbers, and counts that agree with their noun."""

import re
from typing import Final

from services.voice.spoken.numerals import END, NUMBER, START, Gender, cardinal, digits, letter, parse, say
from services.voice.spoken.reading import Reading, Rule
from services.voice.spoken.vocabulary import FEMALE, MALE

_PARTS: Final = {
    (1, 2): "un medio",
    (1, 3): "un tercio",
    (2, 3): "dos tercios",
    (1, 4): "un cuarto",
    (3, 4): "tres cuartos",
}
_NOUN = re.compile(r"\s+([^\W\d_]+)")
_RANGE = re.compile(rf"{START}(?P<n>{NUMBER})\s?(?P<to>-|–)\s?(?P<n2>{NUMBER}){END}(?![-/])")
_CHOICE = re.compile(rf"{START}(?P<n>\d{{1,2}})\s?/\s?(?P<n2>\d{{1,2}}){END}(?![/-])")
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
    said = say(parse(written), *_agreement(match.string, match.end()))
    return Reading(f"menos {said}" if match["minus"] else said)


def _dot_decimal(match: re.Match[str]) -> Reading | None:
    """ "1.5": a point where a comma belongs. Thousands it cannot be."""
    said = say(parse(f"{match['n']},{match['d']}"))
    return Reading(said, others=(f"{cardinal(int(match['n']))} punto {cardinal(int(match['d']))}",))


def _range(match: re.Match[str]) -> Reading | None:
    first, last = parse(match["n"]), parse(match["n2"])
    if last.whole <= first.whole or match["n2"].startswith("0"):
        return None
    gender, noun = _agreement(match.string, match.end())
    return Reading(f"{say(first, gender)} a {say(last, gender, noun)}")


def _choice(match: re.Match[str]) -> Reading | None:
    first, last = int(match["n"]), int(match["n2"])
    gender, noun = _agreement(match.string, match.end())
    either = f"{cardinal(first, gender)} o {cardinal(last, gender, noun)}"
    if (first, last) == (1, 2) and noun:
        return Reading("media" if gender == "f" else "medio", others=(either,))
    if (first, last) in _PARTS and not noun:
        return Reading(_PARTS[first, last], others=(either,))
    return (
        Reading(either) if last == first + 1 else Reading(f"{cardinal(first)} barra {cardinal(last)}", others=(either,))
    )


def _lettered(match: re.Match[str]) -> Reading | None:
    return Reading(f"{cardinal(int(match['n']))} {letter(match['more'])}")


RULES = (
    Rule("range", _RANGE, _range, number=True),
    Rule("number", _CHOICE, _choice, number=True),
    Rule("number", _DOT_DECIMAL, _dot_decimal, number=True),
    Rule("number", _PLAIN, _plain, number=True),
    Rule("number", _LETTERED, _lettered, number=True),
)
