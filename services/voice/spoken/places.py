"""Addresses and ordinals: floors and flats, "4.º B", "1er piso", "N° 123", roads, Roman numerals."""

import re
from typing import Final

from services.voice.spoken.nouns import FEMALE
from services.voice.spoken.numerals import NUMBER, START, Gender, cardinal, letter, ordinal, parse, say
from services.voice.spoken.reading import Reading, Rule, before

_ORDINAL = re.compile(
    rf"{START}(?P<n>\d{{1,2}})(?:\.?(?P<sign>[ºª°])|\.?(?P<end>eros|eras|ero|era|er|ros|ras|ro|ra|dos|das|do|da|tos|tas|to|ta|mos|"
    r"mas|mo|ma|vos|vas|vo|va|nos|nas|no|na)\.?)(?:\s{0,2}[\"'“‘«]?(?P<flat>[A-Za-zÑñ])[\"'”’»]?(?!\w)(?!\s?\.?\s?m\.))?"
    r"(?!\w)",
)
_NUMBERED = re.compile(
    rf"(?<!\w)(?:n\.?[º°](?P<n>{NUMBER}(?!\w))?|nro\.?|nros\.?|n[uú]m\.|(?<=\w\s)(?-i:No)\.)\s?(?:(?<=\d)|(?=\d))",
    re.IGNORECASE,
)
_HASH = re.compile(r"#(?=\d)")
_POINT_OF_A_ROAD = re.compile(r"(?<!\w)(?P<km>km\.?\s)(?P<n>\d{1,2})\.(?P<m>\d00)(?!\d|[.,]\d)", re.IGNORECASE)
_ROAD = re.compile(r"\b(?P<road>RN|RP|AU)[\s-]?(?P<n>\d{1,3})\b")
_FLAT = re.compile(r"(?<![\w.,])(?P<n>\d{1,4})?\s?[\"'“«]?(?<![^\W\d])(?P<flat>[A-Z])[\"'”»]?(?![\w°])(?!\.\s?[A-Z]\b)")
_FLAT_BEFORE = re.compile(
    r"\b(?:dptos?|deptos?|dtos?|departamentos?|piso|unidad|timbre|torre|lote|manzana|mz|of|oficina|local|uf|cuerpo|esc|"
    r"escalera|bloque|cochera|puerta|planta|PB|planta baja)\.?\s?$",
    re.IGNORECASE,
)
_BARE_FLAT = re.compile(r"(?P<house>(?<=\s)\d{2,5}),?\s+(?P<floor>\d{1,2})\s?\"?(?P<flat>[A-Z])\"?(?!\w)(?!\.)")
_ROMAN_NAMES: Final = "Juan|Pablo|Carlos|Felipe|Alfonso|Pío|Pio|León|Luis|Enrique|Benedicto|Fernando|Isabel|Gregorio"
_ROMAN_THINGS: Final = (
    "siglo|torres?|fase|etapa|edificio|barrio|sector|bloque|cuerpo|m[oó]dulo|tomo|cap[ií]tulo|parte|puerto"
)
_CENTURY = re.compile(r"(?<!\w)s\.\s?(?=[IVX]+(?!\w))")
_ROMAN = re.compile(r"(?<![\w.])(?=[IVX])(?P<n>X{0,3}(?:IX|IV|V?I{0,3}))(?!\w)(?!\.\s?[A-Z]\b)")
_ROMAN_BEFORE = re.compile(rf"(?<!\w)(?:(?P<thing>(?i:{_ROMAN_THINGS})|s\.)|(?P<person>{_ROMAN_NAMES}))\s+$")
_NAME_BEFORE = re.compile(r"(?<!\w)[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+\s+$")
_ROAD_NAMES: Final = {"RN": "ruta nacional", "RP": "ruta provincial", "AU": "autopista"}
_MALE_NOUN = re.compile(
    r"\s+(?:piso|ambiente|mes|año|pago|d[ií]a|dormitorio|edificio|cuerpo|subsuelo|nivel|puesto|lugar|paso|contacto|"
    r"encuentro|cuatrimestre|trimestre|semestre|baño|patio|llamado|contrato)\b",
    re.IGNORECASE,
)


def _nth(match: re.Match[str]) -> Reading | None:
    n, text = int(match["n"]), match.string
    end = (match["end"] or "").lower()
    if not n or (end and not _fits(n, end)):
        return None
    female = match["sign"] == "ª" or end.endswith(("a", "as")) or (match["sign"] and _female_after(match))
    gender: Gender = "f" if female else "m"
    flat = match["flat"]
    if flat and flat.islower() and flat in "aeoyu":
        flat = None  # "4.º a la calle": a word, not a flat
    stop = match.end() if flat else max(match.end("sign"), match.end("end")) + _dot(match)
    floor = bool(flat) or bool(re.search(r"\bpiso\s+$", before(match), re.IGNORECASE))
    said = cardinal(n) if floor and n > 10 else ordinal(n, gender)
    if gender == "m" and (end == "er" or _MALE_NOUN.match(text, stop)):
        said = re.sub(r"(prim|terc)ero$", r"\1er", said)
    if end.endswith("s"):
        said += "s"
    return Reading(f"{said} {letter(flat)}" if flat else said, end=stop)


def _female_after(match: re.Match[str]) -> bool:
    """ "3° etapa": the sign alone has no gender."""
    found = re.match(r"\s+([^\W\d_]{2,})", match.string[match.end("sign") :])
    return found is not None and found[1].lower() in FEMALE


def _dot(match: re.Match[str]) -> int:
    """One if a dot after "1ro" belongs to it."""
    text, end = match.string, match.end("end")
    return int(end > 0 and text[end : end + 1] == "." and bool(re.match(r"\.\s*[a-z0-9]", text[end:])))


def _fits(n: int, end: str) -> bool:
    """Whether people write this number with this ending: 1ro, 2do, 3er, 4to, 7mo, 8vo, 9no."""
    singular = end.removesuffix("s") if end not in ("s",) else end
    if n in (11, 12, 13) and singular in ("vo", "va"):
        return True  # not the grammar's, but everybody's
    endings = {
        1: ("ro", "ra", "er", "ero", "era"),
        2: ("do", "da"),
        3: ("ro", "ra", "er", "ero", "era"),
        7: ("mo", "ma"),
        8: ("vo", "va"),
        9: ("no", "na"),
        0: ("mo", "ma"),
    }
    return singular in endings.get(n % 10, ("to", "ta"))


def _numbered(match: re.Match[str]) -> Reading | None:
    if match["n"]:  # "Nº5": the sign is taken for a letter, and a number inside a word is not looked for
        return Reading(f"número {say(parse(match['n']))}", end=match.end("n"))
    return Reading("números " if "nros" in match[0].lower() else "número ")


def _hash(match: re.Match[str]) -> Reading | None:
    return Reading("número ")


def _point_of_a_road(match: re.Match[str]) -> Reading | None:
    """ "km 42.500": no road is forty thousand kilometres long."""
    return Reading(f"kilómetro {cardinal(int(match['n']))} {cardinal(int(match['m']))}")


def _road(match: re.Match[str]) -> Reading | None:
    return Reading(f"{_ROAD_NAMES[match['road']]} {cardinal(int(match['n']))}")


def _flat(match: re.Match[str]) -> Reading | None:
    told = _FLAT_BEFORE.search(before(match))
    if match["n"] is None and not told:
        return None
    number = f"{cardinal(int(match['n']))} " if match["n"] else ""
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return Reading(number + letter(match["flat"]), start=start)


def _bare_flat(match: re.Match[str]) -> Reading | None:
    floor = int(match["floor"])
    said = ordinal(floor) if floor <= 10 else cardinal(floor)
    house, flat = cardinal(int(match["house"])), letter(match["flat"])
    return Reading(f"{house}, {said} {flat}", others=(f"{house}, {cardinal(floor)} {flat}",))


def _century(match: re.Match[str]) -> Reading | None:
    return Reading("siglo ")


def _roman(match: re.Match[str]) -> Reading | None:
    n = _value(match["n"])
    told = _ROMAN_BEFORE.search(before(match))
    if not told and (len(match["n"]) < 2 or not _NAME_BEFORE.search(before(match))):
        return None
    person = told["person"] if told else None
    return Reading(ordinal(n, "f" if person == "Isabel" else "m") if person and n <= 10 else cardinal(n))


def _value(roman: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[one] for one in roman]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


RULES = (
    Rule("ordinal", _ORDINAL, _nth, number=True),
    Rule("abbreviation", _NUMBERED, _numbered),
    Rule("symbol", _HASH, _hash),
    Rule("number", _POINT_OF_A_ROAD, _point_of_a_road),
    Rule("number", _ROAD, _road),
    Rule("letters", _BARE_FLAT, _bare_flat),
    Rule("abbreviation", _CENTURY, _century),
    Rule("roman", _ROMAN, _roman),
    Rule("letters", _FLAT, _flat),
)
