"""What a home must have or may hold, how it is paid, and when: yes, no, or the words themselves."""

import re
from collections.abc import Iterator
from typing import Final

Wish = tuple[str, str, int, int]
"""Field, value ("" for the very words), first letter, letter behind the last."""

_THINGS: Final = (
    ("cochera", r"cocheras?|garage|garaje|estacionamiento|lugar para (?:el|mi) auto"),
    ("balcón", r"balcon(?:es|cito)?"),
    ("terraza", r"terrazas?|azotea"),
    ("patio", r"patios?|jardin"),
    ("pileta", r"piletas?|piscina"),
    ("amoblado", r"amoblad[oa]s?|amueblad[oa]s?"),
)
_RULES: Final = tuple((field, re.compile(rf"\b(?:{rule})\b")) for field, rule in _THINGS)
_PETS: Final = re.compile(
    r"\b(?:(?P<kind>perr(?:o|a|it[oa])s?|gat(?:o|a|it[oa])s?|caniche|labrador|bulldog|ovejero|salchicha)|mascotas?)\b"
)
_KINDS: Final = (("perr", "perro"), ("gat", "gato"))
_NO: Final = re.compile(
    r"\b(?:sin|ni|tampoco|no (?:tengo|tenemos|necesito|necesitamos|hace falta|hacen falta|me hace falta|quiero|busco|"
    r"uso|queremos|buscamos|es necesari[oa]|"
    r"me interesan?|nos interesan?|me sirven?))\s+(?:(?:la|el|una?|auto ni|mucho|que tenga)\s+)?$"
)
_EITHER: Final = re.compile(
    r"\b(?:con o sin|sin o con|no importa si (?:no )?(?:tiene|hay|viene con)|me da (?:igual|lo mismo) "
    r"(?:si )?(?:(?:no )?(?:tiene|hay)|la|el|con)?|tenga o no)\s+(?:(?:la|el|una?)\s+)?$"
)
"""Whoever says so wishes neither."""
_CREDIT: Final = re.compile(
    r"\b(?:apt[oa]\s+credito|credito (?:hipotecario|uva|del banco|aprobado)|con credito|hipotecario|hipoteca|"
    r"prestamo (?:del banco|hipotecario)|(?:tengo|saco|sale|pido|con) (?:un |el )?credito|creditos?)\b"
)
_CASH: Final = re.compile(r"\b(?:al contado|de contado|contado|en efectivo|cash)\b")
_DAY: Final = r"(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)"
_PART: Final = r"(?:a|por|de) la (?:manana|tarde|noche|tardecita)|al? mediodia"
_CLOCK: Final = (
    r"a las? (?:\d{1,2}(?:[:.]\d{2})?|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
    r"(?: y (?:media|cuarto))?(?: ?hs?\b)?"
)
_HOURS: Final = _CLOCK.replace("a las?", "(?:despues|antes|a partir|desde) (?:de )?las?")
_TIMES: Final = rf"(?:{_PART}|{_CLOCK}|{_HOURS})"
_WHEN: Final = re.compile(
    rf"\b(?:(?:(?:el|los|este|para el|proximo) )?{_DAY}(?: que viene| proximo)?(?:,? {_TIMES})*|"
    rf"(?:este |el |los )?(?:fin(?:es)? de semana|finde)(?: que viene)?|(?:la )?semana que viene|"
    rf"(?:hoy|(?:pasado )?manana)(?:,? {_TIMES})+|{_HOURS})"
)
_MONTHS: Final = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
_MOVING: Final = re.compile(
    rf"\b(?:para|desde|a partir de|en|antes de|a (?:fines|principios|mediados) de) (?:el mes de )?(?:{_MONTHS})\b|"
    r"\b(?:ya mismo|inmediat[oa]|cuanto antes|lo antes posible|urgente)\b"
)


def wishes(plain: str) -> Iterator[Wish]:
    """Those of a folded text, each field once."""
    for field, rule in _RULES:
        if (match := rule.search(plain)) is not None and not _EITHER.search(_before(plain, match.start())):
            yield field, "no" if _NO.search(_before(plain, match.start())) else "sí", *match.span()
    yield from _pets(plain)
    yield from _paid(plain)
    if (match := _WHEN.search(plain)) is not None:
        yield "cuándo", "", *match.span()
    if (match := _MOVING.search(plain)) is not None:
        yield "mudanza", "", *match.span()


def _before(plain: str, at: int) -> str:
    return plain[max(0, at - 40) : at]


def _pets(plain: str) -> Iterator[Wish]:
    found = list(_PETS.finditer(plain))
    if not found:
        return
    told = next((match for match in found if match["kind"]), found[0])
    if _NO.search(plain[max(0, told.start() - 40) : told.start()]):
        yield "mascotas", "no", *told.span()
        return
    kind = told["kind"] or ""
    named = next((name for start, name in _KINDS if kind.startswith(start)), "perro" if kind else "")
    yield "mascotas", f"sí, {named}" if named else "sí", *told.span()


def _paid(plain: str) -> Iterator[Wish]:
    credit, cash = _CREDIT.search(plain), _CASH.search(plain)
    if credit is not None:
        yield (
            "crédito",
            "no" if _NO.search(plain[max(0, credit.start() - 40) : credit.start()]) else "sí",
            *credit.span(),
        )
    elif cash is not None:
        yield "crédito", "no, contado", *cash.span()
