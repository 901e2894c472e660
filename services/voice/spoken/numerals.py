"""Numbers as Argentina writes and says them: dot for thousands, comma for decimals, agreement with the noun."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

Gender = Literal["m", "f"]

START: Final = r"(?<![\w])(?<!\d[.,])"
END: Final = r"(?!\w)(?![.,]\d)"
NUMBER: Final = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
"""A number; between START and END it is a whole one."""

_POINT: Final = re.compile(r"\d+\.\d{1,2}")
_LARGEST: Final = 10**15

_UNITS: Final = "primero segundo tercero cuarto quinto sexto séptimo octavo noveno"
_TEENS: Final = (
    "décimo undécimo duodécimo decimotercero decimocuarto decimoquinto decimosexto decimoséptimo decimoctavo "
    "decimonoveno"
)
_TENS: Final = "vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo"
_ORDINALS: Final = [
    "",
    *f"{_UNITS} {_TEENS}".split(),
    *(f"{ten} {unit}".strip() for ten in _TENS.split() for unit in ["", *_UNITS.split()]),
]

_ALPHABET: Final = "abcdefghijklmnñopqrstuvwxyz"
_NAMES: Final = (
    "a,be,ce,de,e,efe,ge,hache,i,jota,ka,ele,eme,ene,eñe,o,pe,cu,erre,ese,te,u,ve corta,doble ve,equis,i griega,zeta"
)
_LETTERS: Final = dict(zip(_ALPHABET, _NAMES.split(","), strict=True))


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its whole part and the digits after the comma."""

    whole: int
    decimals: str = ""

    @property
    def one(self) -> bool:
        return self.whole == 1 and not self.decimals.strip("0")


def parse(written: str) -> Number:
    """Read what NUMBER matched, or a number with a point where a comma belongs ("1.5"): thousands it cannot be."""
    if _POINT.fullmatch(written):
        written = written.replace(".", ",")
    whole, _, decimals = written.partition(",")
    return Number(int(whole.replace(".", "")), decimals)


def say(number: Number, gender: Gender = "m", noun: bool = False) -> str:
    """In words; with `noun`, as it is said before one ("veintiún", "una", "doscientas")."""
    if not number.decimals.strip("0"):
        return cardinal(number.whole, gender, noun)
    zeros = len(number.decimals) - len(number.decimals.lstrip("0"))
    after = ["cero"] * zeros + [cardinal(int(number.decimals), noun=noun)]
    return f"{cardinal(number.whole, gender)} coma {' '.join(after)}"


@lru_cache(maxsize=4096)
def cardinal(n: int, gender: Gender = "m", noun: bool = False) -> str:
    """A whole number in words. Beyond 10^15 its digits, one by one."""
    if n >= _LARGEST:
        return digits(str(n))
    said = re.sub(r"veintiuno(?= (?:mil|b))", "veintiún", _words(n))
    said = re.sub(r"\buno(?= (?:mil|b))", "un", said)
    if gender == "f":
        head, scale, rest = said.rpartition("millones") if "millones" in said else ("", "", said)
        rest = re.sub(r"cientos\b", "cientas", rest).replace("quinientos", "quinientas")
        return head + scale + re.sub(r"uno$", "una", rest)
    if noun:
        said = re.sub(r"veintiuno$", "veintiún", said)
        said = re.sub(r"\buno$", "un", said)
    return said


def _words(n: int) -> str:
    from num2words import num2words  # a twentieth of a second that start-up need not pay

    in_words: Callable[..., object] = num2words
    return str(in_words(n, lang="es"))


def digits(text: str) -> str:
    return " ".join(cardinal(int(digit)) for digit in text)


def ordinal(n: int, gender: Gender = "m") -> str:
    """1 to 99; beyond, the cardinal, as people say."""
    if n < 1 or n > 99:
        return cardinal(n, gender)
    said = _ORDINALS[n]
    return said if gender == "m" else " ".join(re.sub("o$", "a", word) for word in said.split())


@cache
def letter(one: str) -> str:
    """The name of a letter, as in "cuarto be"."""
    return _LETTERS.get(one.lower(), one)


def spelled(letters: str) -> str:
    return " ".join(letter(one) for one in letters)
