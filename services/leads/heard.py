"""What a lead says about the home it looks for, or has: facts with the letters they were said in, to be proposed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from services.leads.amounts import Amount, Currency, amounts, shown
from services.leads.folding import folded
from services.leads.wishes import wishes
from services.leads.zones import ALSO_WORDS, ZONES

NAME: Final = "name"
"""The field that is the lead's own name."""
LONGEST: Final = 8_000
"""Letters of one message that are read."""
NEAR: Final = 60
"""Letters around a word that tell how it is meant."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A field and its value, and where in the text it is said."""

    field: str
    value: str
    start: int
    end: int


_NUMBERS: Final = {"un": "1", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6"}
_COUNT: Final = r"\d{1,2}|un|uno|dos|tres|cuatro|cinco|seis"
_ROOMS: Final = re.compile(
    rf"\b(?:(?P<one>{_COUNT})(?:\s*(?:o|u|a|y|/|-)\s*(?P<two>{_COUNT}))?\s*(?P<what>amb(?:s|ientes?)?|dorm(?:s|itorios?)?|"
    r"habitaci(?:on|ones)|cuartos)\b|(?P<mono>mono\s?ambiente))"
)
_OPERATIONS: Final = (
    ("Tasación", r"tasacion(?:es)?|tasar(?:la|lo|me)?|tasen|cuanto vale (?:mi|nuestr[oa])|cuanto (?:puede )?valer? mi"),
    (
        "Dar en alquiler",
        r"(?:poner|pongo|dar|doy|ofrecer|ofrezco) (?:\w+ ){0,4}?en alquiler|alquilar(?:les)? (?:mi|nuestr[oa])|"
        r"alquilo (?:mi|un|el)|soy (?:el |la )?duen[oa] y (?:quiero|busco) alquilar",
    ),
    ("Venta", r"vender(?:la|lo)?|vendo|vendemos|(?:poner|pongo) (?:\w+ ){0,4}?(?:en|a la) venta"),
    ("Alquiler temporario", r"alquiler (?:temporario|temporal|por dia)|temporario"),
    ("Alquiler", r"alquilar|alquiler|alquilamos|en alquiler"),
    ("Compra", r"comprar(?:la|lo)?|compro|compramos|en compra|para invertir|inversion"),
)  # fmt: skip
_OPERATION: Final = tuple((value, re.compile(rf"\b(?:{rule})\b")) for value, rule in _OPERATIONS)
_BEFORE: Final = re.compile(
    r"(?P<upto>hasta|tope(?: de)?|maximo(?: de)?|no (?:mas|pasar|supere|pase) de|como mucho)\s*(?:los |unos |de )?$|"
    r"(?:presupuesto(?: es)?(?: de)?|tengo|puedo (?:pagar|gastar|llegar a)|llego a|pagaria|ofrezco|ofrecemos|oferta de|"
    r"pensab\w+ en|alrededor de|cerca de|entre|(?:mas o menos|aprox\w*))\s*(?:los |unos |de |el )?$"
)
_NOT_A_BUDGET: Final = re.compile(r"^\s*(?:de |por |en )?(?:expensas|metros|mts|m2|cuadras|anos|meses|dias|personas)\b")
_EXPENSES: Final = re.compile(r"expensas[^.;?!]{0,25}$")
_HOUSE_NUMBER: Final = re.compile(r"\bal\s*$")
_RANGE: Final = re.compile(r"^\s*(?:y|a|hasta)\s*(?:los |unos )?$")
_ZONE: Final = re.compile(
    r"\b(?P<zone>" + "|".join(sorted((folded(each) for each in ZONES), key=len, reverse=True)) + r")\b"
)
_SPELLED: Final = {folded(each): each for each in ZONES}
_WORDS_TOO: Final = frozenset(folded(each) for each in ALSO_WORDS)
_PLACE: Final = re.compile(r"(?:\ben|zona(?: de)?|barrio(?: de)?|por|cerca de|\bo|\by|,|\bpara)\s*(?:el |la )?$")
_STREET_BEFORE: Final = re.compile(r"(?:\bcalle|\bav\.?|\bavda\.?|avenida|\bpje\.?|estacion)\s*$")
_STREET_AFTER: Final = re.compile(
    r"^\s*,?\s*(?:al\s+)?(?:\d{2,5}\b(?!\s*(?:amb|dorm|metros|m2|mil))|al (?:mil|dos mil|tres mil))"
)
_UNWANTED: Final = re.compile(
    r"\b(?:no|menos|excepto|salvo|ni(?: loc[oa])?|nada de|tampoco)\s+"
    r"(?:me (?:gusta|interesa|sirve)\s+|(?:quiero|busco)\s+|en\s+)?$"
)
_UNWANTED_AFTER: Final = re.compile(
    r"^\s*(?:,\s*)?no(?!\s+(?:tengo|se|importa|hay|me|es|encuentro|consigo))\s*(?:[,.;:!]|$|quiero)"
)
_NOT_SOUGHT: Final = re.compile(r"\bno (?:busco|quiero|queremos|buscamos|necesito|son|es)\s+(?:un[oa]?\s+)?(?:de\s+)?$")
_LIVES: Final = re.compile(r"\b(?:soy|somos|vivo|vivimos|estoy|trabajo)\s+(?:de|en|por)\s+$")
_CALLED: Final = re.compile(
    r"\b(?:[Mm]e llamo|[Mm]i nombre es|[Ss]oy|[Tt]e habla|[Hh]abla)\s+"
    r"(?P<name>[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+(?:\s+[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+){0,2})"
)
_PHONE: Final = re.compile(
    r"(?<![\d.,$])(?:\+?54[\s-]?9?[\s-]?)?(?:\(?0?(?:11|[2368]\d{1,3})\)?)[\s-]?(?:15[\s-]?)?\d{3,4}[\s-]?\d{4}(?![\d.,]*\d)"
)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@lru_cache(maxsize=2_000)
def heard(text: str) -> tuple[Heard, ...]:
    """The facts in their order; what is not surely one of them is left out."""
    text = text[:LONGEST]
    plain = folded(text)
    operation = _operation(plain)
    found = [*([operation] if operation else []), *_rooms(plain), *_zones(plain), *_reach(text)]
    found += _budget(plain, operation.value if operation else "")
    found += [Heard(field, value or text[start:end], start, end) for field, value, start, end in wishes(plain)]
    return tuple(sorted(found, key=lambda each: each.start))


def _operation(plain: str) -> Heard | None:
    """One of a message: what comes first in this order of telling, an owner's before a seeker's."""
    for value, rule in _OPERATION:
        match = rule.search(plain)
        if match is not None and not re.search(
            r"\b(?:no|sin)\s+(?:quiero |busco |es para )?$", _before(plain, match.start())
        ):
            return Heard("operación", value, *match.span())
    return None


def _rooms(plain: str) -> Iterator[Heard]:
    for match in _ROOMS.finditer(plain):
        if _NOT_SOUGHT.search(_before(plain, match.start())):
            continue
        if match["mono"]:
            yield Heard("ambientes", "1", *match.span())
            continue
        counts = [_NUMBERS.get(each, each) for each in (match["one"], match["two"]) if each]
        if any(int(each) > 20 or each == "0" for each in counts):
            continue
        field = "ambientes" if match["what"].startswith("amb") else "dormitorios"
        yield Heard(field, " o ".join(counts), *match.span())


def _zones(plain: str) -> Iterator[Heard]:
    for match in _ZONE.finditer(plain):
        before, after = _before(plain, match.start()), plain[match.end() : match.end() + NEAR]
        if (
            _UNWANTED_AFTER.search(after)
            or _STREET_BEFORE.search(before)
            or _STREET_AFTER.search(after)
            or _UNWANTED.search(before)
        ):
            continue
        if _LIVES.search(before):
            continue
        if match["zone"] in _WORDS_TOO and not _PLACE.search(before):
            continue
        yield Heard("zona", _SPELLED[match["zone"]], *match.span())


def _budget(plain: str, operation: str) -> Iterator[Heard]:
    """The first amount that is one, or a range of two."""
    found = amounts(plain)
    for each, following in zip_longest(found, found[1:]):
        before = _BEFORE.search(_before(plain, each.start))
        if following and _RANGE.match(plain[each.end : following.start]) and _is_budget(plain, following, bool(before)):
            low, high = _alike(each, following)
            sign = each.currency or following.currency or _sign(operation, high)
            yield Heard("presupuesto", f"{shown(low, sign)} a {shown(high, sign)}", each.start, following.end)
            return
        if _is_budget(plain, each, bool(before)):
            said = shown(each.value, each.currency or _sign(operation, each.value))
            upto = before is not None and bool(before["upto"])
            start = before.start() if before is not None and upto else each.start
            yield Heard("presupuesto", f"hasta {said}" if upto else said, start, each.end)
            return


def _is_budget(plain: str, amount: Amount, asked: bool) -> bool:
    before = _before(plain, amount.start)
    if (
        _NOT_A_BUDGET.match(plain[amount.end : amount.end + NEAR])
        or _EXPENSES.search(before)
        or _HOUSE_NUMBER.search(before)
    ):
        return False
    if amount.currency or amount.scaled:
        return amount.value >= 1_000 or (asked and bool(amount.currency))
    return asked and amount.value >= 10_000


def _alike(one: Amount, other: Amount) -> tuple[int, int]:
    """ "entre 100 y 120 mil": the first is of the same size as the second."""
    low = one.value
    if not one.scaled and other.scaled and one.value < 1_000:
        low = one.value * (1_000_000 if other.value >= 1_000_000 and other.value % 1_000_000 == 0 else 1_000)
    return low, other.value


def _sign(operation: str, value: int) -> Currency:
    """Which money is meant where nobody says: rents are in pesos, homes are sold in dollars."""
    if operation.startswith("Alquiler") or operation == "Dar en alquiler":
        return "$"
    if operation in ("Compra", "Venta", "Tasación"):
        return "USD" if value < 5_000_000 else "$"
    return ""


def _reach(text: str) -> Iterator[Heard]:
    if (match := _CALLED.search(text)) is not None and folded(match["name"]) not in _SPELLED:
        yield Heard(NAME, match["name"], match.start("name"), match.end("name"))
    if (match := _MAIL.search(text)) is not None:
        yield Heard("correo", match[0].rstrip("."), *match.span())
    if (match := _PHONE.search(text)) is not None and len(re.sub(r"\D", "", match[0])) >= 10:
        yield Heard("teléfono", match[0].strip(), *match.span())


def _before(plain: str, at: int) -> str:
    return plain[max(0, at - NEAR) : at]
