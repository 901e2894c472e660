"""Abbreviations of the trade, of streets and of people, and letters that are said one by one."""

import re
from typing import Final

from services.voice.spoken.numerals import spelled
from services.voice.spoken.reading import Reading, Rule, end_dot

_BEFORE_A_NAME: Final = {
    "av": "avenida",
    "avda": "avenida",
    "avs": "avenidas",
    "bv": "bulevar",
    "blvd": "bulevar",
    "bvard": "bulevar",
    "blvr": "bulevar",
    "pje": "pasaje",
    "psje": "pasaje",
    "pza": "plaza",
    "pzta": "plazoleta",
    "diag": "diagonal",
    "autop": "autopista",
    "sr": "señor",
    "sra": "señora",
    "sres": "señores",
    "sras": "señoras",
    "srta": "señorita",
    "dr": "doctor",
    "dra": "doctora",
    "dres": "doctores",
    "lic": "licenciado",
    "ing": "ingeniero",
    "arq": "arquitecto",
    "esc": "escribano",
    "prof": "profesor",
    "gral": "general",
    "cnel": "coronel",
    "tte": "teniente",
    "cap": "capitán",
    "cmte": "comandante",
    "alte": "almirante",
    "brig": "brigadier",
    "pte": "presidente",
    "pdte": "presidente",
    "gob": "gobernador",
    "int": "intendente",
    "mons": "monseñor",
    "sta": "santa",
    "sto": "santo",
    "pcia": "provincia",
    "prov": "provincia",
    "loc": "localidad",
    "mz": "manzana",
    "mza": "manzana",
    "ref": "referencia",
    "cód": "código",
    "cod": "código",
    "tel": "teléfono",
    "tels": "teléfonos",
    "cel": "celular",
    "wsp": "guasap",
    "wpp": "guasap",
    "of": "oficina",
    "est": "estación",
    "bº": "barrio",
    "b°": "barrio",
    "ed": "edificio",
    "edif": "edificio",
}
"""A dot after these never ends a sentence."""

_AFTER: Final = {
    "amb": "ambientes",
    "ambs": "ambientes",
    "dpto": "departamento",
    "depto": "departamento",
    "dptos": "departamentos",
    "deptos": "departamentos",
    "dto": "departamento",
    "monoamb": "monoambiente",
    "dorm": "dormitorio",
    "dorms": "dormitorios",
    "hab": "habitación",
    "coch": "cochera",
    "coc": "cocina",
    "balc": "balcón",
    "lav": "lavadero",
    "terr": "terraza",
    "exp": "expensas",
    "expen": "expensas",
    "sup": "superficie",
    "cub": "cubiertos",
    "semicub": "semicubiertos",
    "desc": "descubiertos",
    "tot": "totales",
    "esq": "esquina",
    "contraf": "contrafrente",
    "alq": "alquiler",
    "vta": "venta",
    "vdo": "vendo",
    "prop": "propiedad",
    "inm": "inmediata",
    "impec": "impecable",
    "excel": "excelente",
    "exc": "excelente",
    "lum": "luminoso",
    "créd": "crédito",
    "cred": "crédito",
    "hipot": "hipotecario",
    "esc": "escritura",
    "aprox": "aproximadamente",
    "etc": "etcétera",
    "máx": "máximo",
    "max": "máximo",
    "mín": "mínimo",
    "ej": "ejemplo",
    "pág": "página",
    "págs": "páginas",
    "hs": "horas",
    "mts": "metros",
    "mt": "metro",
    "uds": "ustedes",
    "ud": "usted",
    "dtos": "departamentos",
    "prov": "provincia",
    "admin": "administración",
    "adm": "administración",
    "inmob": "inmobiliaria",
    "mant": "mantenimiento",
    "ubic": "ubicación",
    "orient": "orientación",
    "antig": "antigüedad",
    "cta": "cuenta",
    "ctas": "cuentas",
    "gtía": "garantía",
    "gtia": "garantía",
    "info": "información",
    "atte": "atentamente",
    "grs": "gramos",
    "km": "kilómetro",
    "kms": "kilómetros",
    "q": "que",
    "xq": "porque",
    "tmb": "también",
    "x": "por",
    "m2": "metros cuadrados",
    "m²": "metros cuadrados",
}
"""A dot after these may end the sentence too, and is then kept."""

_WITH_DOT_ONLY: Final = frozenset(
    [
        "int",
        "cap",
        "pte",
        "gob",
        "of",
        "est",
        "ed",
        "min",
        "loc",
        "prov",
        "sup",
        "desc",
        "tot",
        "prop",
        "inm",
        "exc",
        "lum",
        "esc",
        "max",
        "ej",
        "exp",
        "terr",
        "cred",
        "hab",
        "ref",
        "prof",
        "brig",
        "sto",
        "sta",
        "info",
        "adm",
        "cod",
        "mant",
        "lav",
        "ing",
    ]
)
"""Words of their own without the dot."""

_SAID: Final = {
    "ph": "pe hache",
    "pb": "planta baja",
    "pa": "planta alta",
    "eeuu": "Estados Unidos",
    "rrhh": "recursos humanos",
    "wc": "doble ve ce",
    "ok": "okey",
    "sum": "sum",
}
_SPELLED: Final = frozenset(
    ["dni", "gba", "uf", "abl", "cbu", "tv", "gps", "qr", "pc", "id", "srl", "cv", "cp", "vpn", "usb", "led", "aysa"]
) - {"led", "aysa"}

_SLASHED: Final = {
    "c/u": "cada uno",
    "s/n": "sin número",
    "a/c": "aire acondicionado",
    "a/a": "aire acondicionado",
    "y/o": "y o",
    "c/": "con ",
    "s/": "sin ",
    "p/": "para ",
    "e/": "entre ",
    "d/": "de ",
    "x/": "por ",
}
_PHRASES: Final = {
    "bs as": "Buenos Aires",
    "cap fed": "Capital Federal",
    "c a b a": "caba",
    "g b a": "ge be a",
    "ee uu": "Estados Unidos",
    "p ej": "por ejemplo",
    "por ej": "por ejemplo",
    "s a": "ese a",
    "s r l": "ese erre ele",
    "r n": "ruta nacional",
    "r p": "ruta provincial",
    "p h": "pe hache",
    "p b": "planta baja",
    "p d": "posdata",
    "q e p d": "que en paz descanse",
    "f f c c": "ferrocarril",
    "ff cc": "ferrocarril",
    "d n i": "de ene i",
    "c p": "código postal",
    "u f": "u efe",
}

_PHRASE = re.compile(
    r"(?<!\w)(?:" + "|".join(r"\.\s?".join(map(re.escape, phrase.split())) for phrase in _PHRASES) + r")\.",
    re.IGNORECASE,
)
_SLASH = re.compile(r"(?<!\w)(?:[ya]/[oac](?!\w)|c/u(?!\w)|s/n(?!\w)|[cspedx]/(?=\s?\w)\s?)", re.IGNORECASE)
_WORD = re.compile(
    r"(?<![\w@/.-])(?:" + "|".join(sorted(map(re.escape, {**_BEFORE_A_NAME, **_AFTER}), key=len, reverse=True)) + r")"
    r"(?![\w@/º°²-])(?P<dot>\.(?!\w*@))?",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"(?<![\w.@])[A-ZÑ]{2,5}(?![\w@])")
_VOWELS = frozenset("AEIOU")


def _phrase(match: re.Match[str]) -> Reading | None:
    name = " ".join(re.findall(r"\w+", match[0].lower()))
    return Reading(_PHRASES[name] + end_dot(match))


def _slash(match: re.Match[str]) -> Reading | None:
    return Reading(_SLASHED[match[0].lower().rstrip()])


def _word(match: re.Match[str]) -> Reading | None:
    written, dotted = match[0].rstrip(".").lower(), bool(match["dot"])
    if written in _WITH_DOT_ONLY and not dotted:
        return None
    capital = match[0][0].isupper()
    if written in _BEFORE_A_NAME and (written not in _AFTER or capital):
        return Reading(_BEFORE_A_NAME[written])
    said = _AFTER.get(written)
    return Reading(said + end_dot(match)) if said else None


def _capitals(match: re.Match[str]) -> Reading | None:
    written = match[0]
    if written.lower() in _SAID:
        return Reading(_SAID[written.lower()])
    if written.lower() in _SPELLED or not _VOWELS & set(written):
        return Reading(spelled(written))
    return None


RULES = (
    Rule("abbreviation", _PHRASE, _phrase),
    Rule("abbreviation", _SLASH, _slash),
    Rule("letters", _CAPITALS, _capitals),
    Rule("abbreviation", _WORD, _word),
)
