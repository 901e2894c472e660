"""Tables as CSV that no spreadsheet can be tricked with: what people wrote is text, and no text is a formula."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""First in the file: without it Excel does not read UTF-8."""
SEPARATOR: Final = ";"
"""What Excel expects where the comma is the sign of decimals, as in Argentina; the others find it out."""
LONGEST: Final = 32_000
"""Characters of a cell; Excel takes 32,767 and spills the rest into the cells beside it."""
_SIGNS: Final = frozenset("=+-@＝＋－＠")
"""What begins a formula (OWASP, "CSV Injection"), also in the full-width forms that East Asian systems fold."""
_ENDS: Final = frozenset(",;|\t\r\n")
"""What a spreadsheet with other settings takes for the end of a cell."""
_PASSED_OVER: Final = frozenset("\"'\u200b\u200e\u200f\u2060\ufeff")
_NUMBER: Final = re.compile(r"(?=\D*\d)[\d\s.,()/+%:eE-]+")

_ARMED: Final = re.compile(r"(^|[,;|\t\r\n])([\s\"'\u200b\u200e\u200f\u2060\ufeff]*?)'(?=[=+\-@＝＋－＠])")
_ARMED_NUMBER: Final = re.compile(r"^'(?=(?=\D*\d)[\d\s.,()/+%:eE-]+$)")


def cell(value: object) -> str:
    """One cell. Numbers and moments of ours stand as they are; text is quoted, a formula in it gets an apostrophe
    before its sign, and so does what would be turned into a number: a phone loses its plus and an id its zeros."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, int | float):
        return str(value)
    text = "" if value is None else str(value)
    text = disarmed(text.replace("\x00", "")[:LONGEST])
    if text.startswith(("\t", "\r", "\n")) or _NUMBER.fullmatch(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"'


def line(cells: Iterable[object]) -> str:
    """One line, ended as RFC 4180 ends it. Line breaks in a cell stay, inside its quotes."""
    return SEPARATOR.join(cell(each) for each in cells) + "\r\n"


def head(names: Sequence[str]) -> str:
    """The first line, with the mark of UTF-8 before it."""
    return BOM + line(names)


def disarmed(text: str) -> str:
    """An apostrophe before each sign at the beginning of what could be a cell, blanks and quotes passed over."""
    if _SIGNS.isdisjoint(text):
        return text
    told, begins = [], True
    for letter in text:
        if begins and letter in _SIGNS:
            told.append("'")
        told.append(letter)
        begins = letter in _ENDS or (begins and (letter.isspace() or letter in _PASSED_OVER))
    return "".join(told)


def bare(text: str) -> str:
    """A cell that `cell` wrote, as it was: without the apostrophes that keep formulas asleep and numbers whole."""
    return " ".join(_ARMED.sub(r"\1\2", _ARMED_NUMBER.sub("", text.strip())).split())
