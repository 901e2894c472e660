"""Telephone numbers, CUIT and other long numbers, in groups that can be written down."""

import re

from services.voice.spoken.numerals import cardinal
from services.voice.spoken.reading import Reading, Rule

_AREA = r"(?:\(?0?(?:11|2\d{1,3}|3\d{1,3})\)?)"
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:"
    rf"\+\s?\d{{1,3}}(?:[\s.-]?\(?\d{{1,4}}\)?){{2,5}}"
    rf"|{_AREA}[\s-](?:15[\s-])?\d{{3,4}}[\s-]?\d{{4}}"
    r"|15[\s-]?\d{4}[\s-]?\d{4}"
    r"|0?800[\s-]\d{3}[\s-]\d{4}|0?810[\s-]\d{3}[\s-]\d{4}"
    r"|\d{4}[\s-]\d{4}"
    r"|\d{10,13}"
    r")(?:/(?P<more>\d{4}))?(?![\w/]|[.,-]\d)"
)
_CUIT = re.compile(r"(?<![\w.-])(?:20|23|24|27|30|33|34)-?\d{8}-?\d(?![\w-]|[.,]\d)")


def _phone(match: re.Match[str]) -> Reading | None:
    groups = re.findall(r"\d+", match[0].partition("/")[0])
    if len(groups) == 2 and all(_is_year(group) for group in groups):
        return None
    if len(groups) == 1 and len(groups[0]) >= 10:
        groups = _cut(groups[0])
    said = ", ".join([_prefix(groups[0]), *(_group(group) for group in groups[1:])])
    if match["more"]:  # the last digits of a second line
        said += f", o {_group(match['more'])}"
    return Reading(f"más {said}" if match[0].startswith("+") else said)


def _cuit(match: re.Match[str]) -> Reading | None:
    number = match[0].replace("-", "")
    return Reading(", ".join(_group(part) for part in (number[:2], number[2:10], number[10])))


def _is_year(group: str) -> bool:
    return len(group) == 4 and 1800 <= int(group) <= 2099


def _cut(number: str) -> list[str]:
    """A number without spaces, cut as in Argentina: country, 9, area, and the last eight (or seven or six)."""
    head: list[str] = []
    if number.startswith("54") and len(number) > 11:
        head, number = ["54"], number[2:]
    if number.startswith("9") and len(number) == 11:
        head, number = [*head, "9"], number[1:]
    area = 2 if number.startswith("11") else 3
    return [*head, number[:area], number[area:-4], number[-4:]]


def _prefix(digits: str) -> str:
    """An area with its zero, as in 0341 and 0800; else a group like the others."""
    area = len(digits) == 4 and digits[0] == "0"
    return f"cero {cardinal(int(digits))}" if area else _group(digits)


def _group(digits: str) -> str:
    """Digits in pairs; an odd first one stands alone, three make a number."""
    if len(digits) == 3 and digits[0] != "0":
        return cardinal(int(digits))
    odd = len(digits) % 2
    pairs = [digits[:1]] * odd + [digits[i : i + 2] for i in range(odd, len(digits), 2)]
    return " ".join(_pair(pair) for pair in pairs)


def _pair(pair: str) -> str:
    return f"cero {cardinal(int(pair[1]))}" if len(pair) == 2 and pair[0] == "0" else cardinal(int(pair))


RULES = (Rule("phone", _CUIT, _cuit, number=True), Rule("phone", _PHONE, _phone))
