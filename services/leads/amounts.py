"""What somebody would pay, as it is written and said in Argentina: "900 mil", "ciento ochenta lucas", "dos palos"."""

import re
from dataclasses import dataclass
from typing import Final, Literal

Currency = Literal["USD", "$", ""]

_ONES: Final = {
    "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16,
    "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiun": 21, "veintiuno": 21,
    "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27,
    "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100, "doscientos": 200, "doscientas": 200, "trescientos": 300,
    "trescientas": 300, "cuatrocientos": 400, "cuatrocientas": 400, "quinientos": 500, "quinientas": 500,
    "seiscientos": 600, "seiscientas": 600, "setecientos": 700, "setecientas": 700, "ochocientos": 800,
    "ochocientas": 800, "novecientos": 900, "novecientas": 900,
}  # fmt: skip
_SCALES: Final = {
    "mil": 1_000, "k": 1_000, "luca": 1_000, "lucas": 1_000, "palo": 1_000_000, "palos": 1_000_000,
    "millon": 1_000_000, "millones": 1_000_000,
}  # fmt: skip
_SMALL: Final = "|".join(sorted(_ONES, key=len, reverse=True))
_SCALE: Final = "|".join(sorted(_SCALES, key=len, reverse=True))
_TENS: Final = "|".join(name for name, value in _ONES.items() if value % 10 == 0 and 30 <= value < 100)
_ONE: Final = rf"(?:(?:{_TENS})\s+y\s+(?:{_SMALL})|(?:{_SMALL}))"
_WORDS: Final = rf"{_ONE}(?:\s+{_ONE})*"
_DIGITS: Final = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d{1,2})?"
_PART: Final = rf"(?:{_DIGITS}|{_WORDS}|medio|mil)\s*(?:(?:{_SCALE})\b)?"
_DOLLARS: Final = r"usd|u\$s|us\$|u\$d|dolares|dolar|verdes?|dls"
_PESOS: Final = r"\$|pesos?|ars"
_SIGN: Final = rf"{_DOLLARS}|{_PESOS}"
AMOUNT: Final = re.compile(
    rf"(?<![\w.,])(?P<before>{_SIGN})?\s*(?P<number>(?:{_DIGITS}|\b(?:{_WORDS}|mil|medio)\b)"
    rf"(?:\s*(?:{_SCALE})\b)?(?:\s+y\s+medio|\s+(?:{_PART}))*)\s*(?:de\s+)?(?P<after>(?:{_SIGN})(?!\w))?"
)
"""In a folded text: a number with what is said around it."""

_WORD: Final = re.compile(rf"{_DIGITS}|\w+")


_LONGEST: Final = 15
"""Digits and points of a number that can be money."""


@dataclass(frozen=True, slots=True)
class Amount:
    """`scaled` where a word said how large it is ("mil", "lucas"); `start` and `end` are its letters."""

    value: int
    currency: Currency
    scaled: bool
    start: int
    end: int


def amounts(text: str) -> list[Amount]:
    """The amounts of a folded text, in their order; bare small numbers are among them."""
    found = []
    for match in AMOUNT.finditer(text):
        told = value_of(match["number"])
        if told is None:
            continue
        value, scaled = told
        sign = match["before"] or match["after"] or ""
        currency: Currency = "" if not sign else "USD" if re.fullmatch(_DOLLARS, sign) else "$"
        if not currency and "lucas" in match["number"].split():
            currency = "$"
        start = match.start("before") if match["before"] else match.start("number")
        found.append(Amount(value, currency, scaled, start, match.end("after") if match["after"] else _end(match)))
    return found


def _end(match: re.Match[str]) -> int:
    return match.start("number") + len(match["number"].rstrip())


def value_of(number: str) -> tuple[int, bool] | None:
    """The value of "900 mil", "1,2 millones", "dos palos y medio", and whether a scale was said; None for no number."""
    total, group, last, scaled = 0.0, 0.0, 1, False
    any_number = False
    for part in _WORD.findall(number):
        if part == "y":
            continue
        if part == "medio":
            group += 0.5
            if last > 1:
                total, group = total + 0.5 * last, 0.0
            any_number = True
        elif part in _SCALES:
            last, scaled = _SCALES[part], True
            total, group = total + (group or 1) * last, 0.0
            any_number = True
        elif part in _ONES:
            group += _ONES[part]
            any_number = True
        elif len(part) > _LONGEST:
            return None
        else:
            group += _digits(part)
            any_number = True
    if not any_number:
        return None
    return round(total + group), scaled


def _digits(written: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        written = written.replace(".", "")
    return float(written.replace(",", "."))


def shown(value: int, currency: Currency) -> str:
    """ "USD 185.000", with spaces that no line breaks."""
    number = f"{value:,}".replace(",", ".")
    return f"{currency}\N{NO-BREAK SPACE}{number}" if currency else number
