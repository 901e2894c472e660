"""Prices: currency before or after, thousands, millions, ranges, "por mes"."""

import re
from typing import Final, NamedTuple

from services.voice.spoken.numerals import NUMBER, START, Gender, Number, cardinal, parse, say
from services.voice.spoken.reading import Reading, Rule


class _Currency(NamedTuple):
    one: str
    many: str
    gender: Gender = "m"
    cents: str = "centavos"


_DOLLAR: Final = _Currency("dólar", "dólares")
_PESO: Final = _Currency("peso", "pesos")
_EURO: Final = _Currency("euro", "euros", cents="céntimos")
_REAL: Final = _Currency("real", "reales")

_CURRENCIES: Final = {
    "usd": _DOLLAR,
    "u$s": _DOLLAR,
    "us$": _DOLLAR,
    "u$d": _DOLLAR,
    "u$": _DOLLAR,
    "u$a": _DOLLAR,
    "dls": _DOLLAR,
    "dol": _DOLLAR,
    "dólares": _DOLLAR,
    "dolares": _DOLLAR,
    "dólar": _DOLLAR,
    "ar$": _PESO,
    "ars": _PESO,
    "$": _PESO,
    "pesos": _PESO,
    "peso": _PESO,
    "eur": _EURO,
    "€": _EURO,
    "euros": _EURO,
    "euro": _EURO,
    "r$": _REAL,
    "brl": _REAL,
    "reales": _REAL,
    "uva": _Currency("uva", "uvas", "f"),
    "uvas": _Currency("uva", "uvas", "f"),
}
_SCALES: Final = {"mil": 1_000, "k": 1_000, "m": 10**6, "mm": 10**6, "mill": 10**6, "palos": 10**6, "palo": 10**6}
_PER: Final = {
    "m2": "metro cuadrado",
    "m²": "metro cuadrado",
    "mt2": "metro cuadrado",
    "mts2": "metro cuadrado",
    "mts²": "metro cuadrado",
    "ha": "hectárea",
    "hs": "hora",
    "h": "hora",
    "pers": "persona",
}

_NO_PESOS: Final = 1_000
"""Below this nothing is priced in pesos any more: "$ 500" may mean dollars."""

_SIGN = r"(?:USD|U\$S|US\$|U\$D|U\$A|U\$|AR\$|ARS|EUR|BRL|R\$|UVAs?|[$€])"
_NAME = r"(?:USD|U\$S|US\$|U\$D|U\$A|ARS|EUR|UVAs?|€|d[óo]lares|d[óo]lar|dls|pesos?|euros?|reales)"
_SCALE = r"(?:mil(?:es)?\b|millon(?:es)?\b|millón\b|mill\b\.?|palos?\b|MM\b|[mk]\b)"
_AMOUNT = rf"(?P<n>{NUMBER}|\d+\.\d{{1,2}}(?=\s?{_SCALE}))(?![.,]?\d)(?:\s?(?P<scale>{_SCALE}))?"
_SECOND = (
    rf"(?:\s*(?P<to>-|–|/|\ba\b|\by\b|\bo\b|\bhasta\b)\s*(?:{_SIGN}\s?)?(?P<n2>{NUMBER})(?![.,]?\d)"
    rf"(?:\s?(?P<scale2>{_SCALE}))?)?"
)
_EACH = r"(?:\s?/\s?(?P<per>m2|m²|mts?2|mts²|ha|hs?|pers|mes|noche|día|dia|año|semana|persona|cuota)(?!\w))?"
_TAIL = r"(?:\s?[.,]-)?"

_BEFORE = re.compile(
    rf"(?:(?<!\S)(?P<minus>[-−]))?(?<![\w$])(?P<cur>{_SIGN})\s?{_AMOUNT}{_SECOND}{_TAIL}{_EACH}(?!\w)", re.IGNORECASE
)
_AFTER = re.compile(rf"{START}{_AMOUNT}{_SECOND}\s?(?P<cur>{_NAME})(?!\w){_EACH}", re.IGNORECASE)
_EACH_ALONE = re.compile(
    r"(?<![\w$])(?P<cur>USD|U\$S|US\$|U\$D|AR\$|[$€])\s?(?:/|x)\s?(?P<per>m2|m²|mts?2|mts²|ha)(?!\w)", re.IGNORECASE
)
_SCALED = re.compile(
    rf"{START}(?P<n>{NUMBER}|\d+\.\d{{1,2}})\s?(?P<scale>mil|k|millones|millón|(?-i:MM?))(?!\w)", re.IGNORECASE
)


def _each_alone(match: re.Match[str]) -> Reading | None:
    """ "USD/m²", the head of a table."""
    return Reading(f"{_CURRENCIES[match['cur'].lower()].many} por {_PER[match['per'].lower()]}")


def _price(match: re.Match[str]) -> Reading | None:
    below = match.re is _BEFORE and match["minus"]
    reading = _sum(match)
    if reading is None or not below:
        return reading
    return reading._replace(said=f"menos {reading.said}", others=tuple(f"menos {each}" for each in reading.others))


def _sum(match: re.Match[str]) -> Reading | None:
    currency = _CURRENCIES[match["cur"].lower()]
    first, end = _amount(match["n"], match["scale"]), match.end()
    if match["n2"] is None:
        said = _named(first, currency)
    else:
        second = _amount(match["n2"], match["scale2"])
        if match["scale2"] and not match["scale"] and first.whole < 1_000:
            first = _amount(match["n"], match["scale2"])
        if not _is_range(match, first, second):
            return _price_alone(match, currency)
        joint = "a" if match["to"] in "-–/" else match["to"].lower()
        said = f"{_bare(first, currency.gender)} {joint} {_named(second, currency)}"
    each = f" por {_PER.get(match['per'].lower(), match['per'].lower().replace('dia', 'día'))}" if match["per"] else ""
    if match["cur"] == "$" and match["n2"] is None:
        return Reading(said + each, end=end, others=(_named(first, _DOLLAR) + each,), sure=first.whole >= _NO_PESOS)
    return Reading(said + each, end=end)


def _price_alone(match: re.Match[str], currency: _Currency) -> Reading | None:
    """What follows the first amount is another sentence's number."""
    if match.start("cur") > match.start("n"):
        return None
    end = max(match.end("n"), match.end("scale"))
    return Reading(_named(_amount(match["n"], match["scale"]), currency), end=end)


def _is_range(match: re.Match[str], first: "_Amount", second: "_Amount") -> bool:
    if match["to"].lower() in ("y", "o", "a"):
        return second.whole > first.whole and (second.whole >= 1_000 or first.whole < 1_000)
    return second.whole > first.whole


class _Amount(NamedTuple):
    """A sum of money: whole units and the decimals of either the unit or, with `millions`, of the million."""

    whole: int
    decimals: str = ""
    millions: Number | None = None


def _amount(written: str, scale: str | None) -> _Amount:
    number = parse(written)
    factor = _factor(scale)
    if factor == 1:
        return _Amount(number.whole, number.decimals)
    exact = int(f"{number.whole}{number.decimals}") * factor
    whole, rest = divmod(exact, 10 ** len(number.decimals))
    assert not rest or len(number.decimals) > 3
    if factor == 10**6 and number.decimals.strip("0"):
        return _Amount(whole, millions=number)
    return _Amount(whole)


def _factor(scale: str | None) -> int:
    if not scale:
        return 1
    name = scale.lower().rstrip(".")
    return 10**6 if name.startswith("mill") else _SCALES.get(name, 1_000)


def _named(amount: _Amount, currency: _Currency) -> str:
    cents = amount.decimals.ljust(2, "0")[:2] if amount.decimals else "00"
    one = amount.whole == 1 and cents == "00"
    noun = currency.one if one else currency.many
    round_millions = amount.millions is not None or (amount.whole >= 10**6 and amount.whole % 10**6 == 0)
    said = f"{_bare(amount, currency.gender)} {'de ' if round_millions else ''}{noun}"
    if cents == "00":
        return said
    return f"{said} con {cardinal(int(cents), 'm', noun=True)} {currency.cents}"


def _bare(amount: _Amount, gender: Gender) -> str:
    if amount.millions is None:
        return cardinal(amount.whole, gender, noun=True)
    whole = amount.millions.whole
    if amount.millions.decimals == "5" and whole:
        return f"{cardinal(whole * 10**6)} y medio"
    return f"{say(amount.millions, noun=True)} millones"


def _thousands(match: re.Match[str]) -> Reading | None:
    if match["scale"] == "K" and match["n"] in ("2", "4", "8"):  # a screen's
        return Reading(f"{cardinal(int(match['n']))} ka", others=(_bare(_amount(match["n"], "k"), "m"),))
    return Reading(_bare(_amount(match["n"], match["scale"]), "m"))


RULES = (
    Rule("money", _EACH_ALONE, _each_alone),
    Rule("money", _BEFORE, _price),
    Rule("money", _AFTER, _price, number=True),
    Rule("number", _SCALED, _thousands, number=True),
)
