"""Sizes and counts with a unit: m², hectares, ambientes, degrees, minutes, "8,66 x 30"."""

import re
from typing import Final, NamedTuple

from services.voice.spoken.nouns import FEMALE, MALE
from services.voice.spoken.numerals import END, NUMBER, START, Gender, cardinal, parse, say
from services.voice.spoken.reading import Reading, Rule, before, end_dot


class _Unit(NamedTuple):
    one: str
    many: str
    gender: Gender = "m"


_METRE: Final = _Unit("metro", "metros")
_SQUARE: Final = _Unit("metro cuadrado", "metros cuadrados")
_UNITS: Final = (
    (r"m²|m2|mts?\.?\s?²|mts?\.?\s?2|mtrs2|mc|mts?\.?\s?cuad(?:\.|rados)", _SQUARE),
    (r"m³|m3|mts?3", _Unit("metro cúbico", "metros cúbicos")),
    (r"km²|km2", _Unit("kilómetro cuadrado", "kilómetros cuadrados")),
    (r"kms?", _Unit("kilómetro", "kilómetros")),
    (r"cms?", _Unit("centímetro", "centímetros")),
    (r"mm", _Unit("milímetro", "milímetros")),
    (r"mts?|mtrs?|m", _METRE),
    (r"hás?|has?|hect", _Unit("hectárea", "hectáreas", "f")),
    (r"kgs?", _Unit("kilo", "kilos")),
    (r"grs?", _Unit("gramo", "gramos")),
    (r"lts?|l", _Unit("litro", "litros")),
    (r"v|volts?", _Unit("voltio", "voltios")),
    (r"tns?", _Unit("tonelada", "toneladas", "f")),
    (r"db", _Unit("decibel", "decibeles")),
    (r"lucas", _Unit("luca", "lucas", "f")),
    (r"palos?", _Unit("palo", "palos")),
    (r"kw", _Unit("kilovatio", "kilovatios")),
    (r"hp", _Unit("caballo de fuerza", "caballos de fuerza")),
    (r"mbps|mb", _Unit("mega", "megas")),
    (r"gb", _Unit("giga", "gigas")),
    (r"°\s?c", _Unit("grado", "grados")),
    (r"ambs?|ambtes?|ambientes?", _Unit("ambiente", "ambientes")),
    (r"dorms?|dormit|dor|dormitorios?", _Unit("dormitorio", "dormitorios")),
    (r"d[e]?ptos?|dtos?", _Unit("departamento", "departamentos")),
    (r"hab", _Unit("habitación", "habitaciones", "f")),
    (r"bños?", _Unit("baño", "baños")),
    (r"toil", _Unit("toilette", "toilettes")),
    (r"asc", _Unit("ascensor", "ascensores")),
    (r"balcs?", _Unit("balcón", "balcones")),
    (r"coch", _Unit("cochera", "cocheras", "f")),
    (r"mins?|min|'|’|′", _Unit("minuto", "minutos")),
    (r"segs?|seg|\"|″", _Unit("segundo", "segundos")),
    (r"cdras?|cuad", _Unit("cuadra", "cuadras", "f")),
    (r"pers", _Unit("persona", "personas", "f")),
    (r"uds?|unid", _Unit("unidad", "unidades", "f")),
)
_INCH: Final = _Unit("pulgada", "pulgadas", "f")
_SCREEN_BEFORE = re.compile(r"\b(?:tv|smart|led|televisor|monitor|pantalla|tele)\s+(?:\w+\s+)?$", re.IGNORECASE)
_UNIT = "(?:" + "|".join(f"(?P<u{i}>{pattern})" for i, (pattern, _) in enumerate(_UNITS)) + ")"
_ENDS = r"(?![\w²³])(?:\.(?!\d))?"
_JOINT = r"(?:\s*(?P<to>-|–|/|\ba\b|\bo\b|\by\b)\s*(?P<n2>" + NUMBER + "))?"

_COUNT = re.compile(rf"{START}(?P<sign>[-−])?(?P<n>{NUMBER}){_JOINT}\s?{_UNIT}{_ENDS}", re.IGNORECASE)
_ONE_SQUARE = re.compile(
    r"(?:(?<=\bel )|(?<=\bdel )|(?<=\bpor )|(?<=\bcada )|(?<=\bx ))(?:m²|m2|mts?2|mts?²)(?!\w)", re.I
)
_HOUSE_BEFORE = re.compile(r"\d{2,5},?\s+$")
_FLAT_AFTER = re.compile(r"\s*[\"'“«]?(?:[A-Z]|\d{1,3})\b")
_POINT_OF_A_ROAD = re.compile(r"\s*\d")
_SIZE = re.compile(
    rf"{START}(?P<n>{NUMBER})\s?(?:mts?\.?|m)?\s?[x×]\s?(?P<n2>{NUMBER})(?:\s?[x×]\s?(?P<n3>{NUMBER}))?{END}",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\w])(?P<sign>[-−+])?{START}(?P<n>{NUMBER})(?:\s*(?P<to>-|–|a)\s*(?P<n2>{NUMBER}))?\s?%")


def _count(match: re.Match[str]) -> Reading | None:
    unit = next(unit for i, (_, unit) in enumerate(_UNITS) if match[f"u{i}"])
    if unit.one == "kilómetro" and _POINT_OF_A_ROAD.match(match.string, match.end()):
        return None  # "ruta 8 km 52": the number before it is the road's
    if unit.one == "grado" and _HOUSE_BEFORE.search(before(match)):
        return None  # "Corrientes 4500 7°C": a floor and its flat
    if unit.one == "departamento" and _FLAT_AFTER.match(match.string, match.end()):
        return None  # "piso 3 dpto. B"
    if match["to"] == "/" and (part := _PARTS.get((match["n"], match["n2"]))) and unit.one in _DIVIDED:
        half = f"{'media' if unit.gender == 'f' else 'medio'} {unit.one}"
        return Reading((half if part == "medio" else f"{part} de {unit.one}") + end_dot(match))
    if match[0].endswith(("'", '"')) and match["n2"] is None and match.string[: match.start()].count(match[0][-1]) % 2:
        return None  # a closing quotation mark
    if match[0][-1] in '"″' and _SCREEN_BEFORE.search(before(match)):
        unit = _INCH
    last = parse(match["n2"] or match["n"])
    of_one = last.one or (unit.one == "kilómetro" and not last.whole and not last.decimals)  # "un cero kilómetro"
    noun = unit.one if of_one and not match["n2"] else unit.many
    said = f"{say(last, unit.gender, noun=True)} {noun}"
    if match["n2"]:
        first = parse(match["n"])
        said = f"{say(first, unit.gender, noun=False)} {_joint(match['to'])} {said}"
    if match["sign"]:
        said = f"menos {said}"
    return Reading(said + end_dot(match))


def _one_square(match: re.Match[str]) -> Reading | None:
    return Reading("metro cuadrado")


def _joint(written: str) -> str:
    return {"/": "o", "-": "a", "–": "a"}.get(written, written)


def _size(match: re.Match[str]) -> Reading | None:
    sides = [say(parse(side)) for side in (match["n"], match["n2"], match["n3"]) if side]
    unit = re.match(r"\s?(?:mts?|m)(?![\w²2])\.?(?!\d)", match.string[match.end() :], re.IGNORECASE)
    if unit is None:
        return Reading(" por ".join(sides))
    last = match["n3"] or match["n2"]
    sides[-1] = say(parse(last), noun=True)
    return Reading(f"{' por '.join(sides)} metros", end=match.end() + len(unit[0]))


def _percent(match: re.Match[str]) -> Reading | None:
    said = say(parse(match["n"]))
    if match["n2"]:
        said += f" a {say(parse(match['n2']))}"
    sign = {"-": "menos ", "−": "menos ", "+": "más "}.get(match["sign"] or "", "")
    return Reading(f"{sign}{said} por ciento")


_PARTS: Final = {("1", "2"): "medio", ("1", "4"): "un cuarto", ("3", "4"): "tres cuartos", ("1", "3"): "un tercio"}
_DIVIDED: Final = frozenset({"hectárea", "kilómetro", "kilo", "litro"})
_FRACTIONS: Final = {"½": "medio", "¼": "un cuarto", "¾": "tres cuartos", "⅓": "un tercio", "⅔": "dos tercios"}
_MIXED = re.compile(r"(?:(?<![\w.,])(?P<n>\d+)\s?)?(?P<part>[½¼¾⅓⅔])(?:\s+(?P<noun>[^\W\d_]+))?")
_HOUR_BEFORE = re.compile(r"\blas?\s+$", re.IGNORECASE)
_AND_A_HALF = re.compile(
    r"(?<![\w.,/])(?P<n>\d{1,3})(?:\s?½|\s1/2(?![\w/]))(?:\s+(?P<noun>[^\W\d_]+)(?P<dot>\.(?!\d))?)?"
)


def _fraction(match: re.Match[str]) -> Reading | None:
    """ "½ cuadra" is said "media cuadra", "¼ ha" "un cuarto de hectárea"."""
    part, noun = _FRACTIONS[match["part"]], (match["noun"] or "").lower()
    if match["n"]:
        return Reading(f"{cardinal(int(match['n']))} y {part}", end=match.end("part"))
    unit = next((unit for pattern, unit in _UNITS if noun and re.fullmatch(pattern, noun)), None)
    if unit is not None:
        half = "media" if unit.gender == "f" else part
        return Reading(f"{half} {unit.one}" if part == "medio" else f"{part} de {unit.one}")
    return Reading("media" if part == "medio" and noun in FEMALE else part, end=match.end("part"))


def _and_a_half(match: re.Match[str]) -> Reading | None:
    """ "3 ½ cuadras" is said "tres cuadras y media"."""
    n, noun = int(match["n"]), (match["noun"] or "").lower()
    unit = next((unit for pattern, unit in _UNITS if noun and re.fullmatch(pattern, noun)), None)
    gender: Gender = unit.gender if unit else "f" if noun in FEMALE else "m"
    if unit is not None:
        named = unit.one if n == 1 else unit.many
    elif noun in MALE or noun in FEMALE:
        named = noun.removesuffix("s") if n == 1 and not noun.endswith("es") else noun
    else:
        half = "media" if _HOUR_BEFORE.search(before(match)) else "medio"
        return Reading(
            f"{cardinal(n)} y {half}", end=len(match.string[: match.start("noun")].rstrip()) if noun else None
        )
    dot = end_dot(match) or ("." if match["dot"] and unit is None else "")
    return Reading(f"{cardinal(n, gender, True)} {named} y {'media' if gender == 'f' else 'medio'}{dot}")


RULES = (
    Rule("measure", _AND_A_HALF, _and_a_half, number=True),
    Rule("percent", _PERCENT, _percent, number=True),
    Rule("measure", _ONE_SQUARE, _one_square),
    Rule("measure", _MIXED, _fraction),
    Rule("measure", _SIZE, _size, number=True),
    Rule("measure", _COUNT, _count, number=True),
)
