"""Abbreviations of the trade, of streets and of people, and letters that are said one by one."""

import re
from collections.abc import Iterable
from itertools import groupby

from services.voice.spoken.numerals import spelled
from services.voice.spoken.reading import Reading, Rule, before, end_dot
from services.voice.spoken.vocabulary import (
    AFTER,
    AGAIN,
    BEFORE_A_NAME,
    PHRASES,
    SAID,
    SLASHED,
    SPELLED,
    WITH_DOT_ONLY,
)

_PHRASE = re.compile(
    r"(?<!\w)(?:" + "|".join(r"\.\s?".join(map(re.escape, phrase.split())) for phrase in PHRASES) + r")\.",
    re.IGNORECASE,
)
_SLASH = re.compile(
    r"[acdepsxy](?<!\w.)/(?:(?<=[ya]/)[oac](?!\w)|(?<=c/)u(?!\w)|(?<=s/)n(?!\w)|(?<=[cspedxa]/)(?=\s?\w)\s?)",
    re.IGNORECASE,
)


def _any_of(words: Iterable[str]) -> str:
    """The longest of `words`, as a pattern that looks at the first letter first: at most places none fits."""
    by_letter = groupby(sorted(words), key=lambda word: word[0])
    groups = ((letter, sorted((word[1:] for word in group), key=len, reverse=True)) for letter, group in by_letter)
    return "|".join(f"{letter}(?:{'|'.join(map(re.escape, endings))})" for letter, endings in groups)


_WORD = re.compile(
    rf"(?<![\w@.-])(?:{_any_of({**BEFORE_A_NAME, **AFTER})})(?![\w@/º°²-])(?P<dot>\.(?!\w*@))?", re.IGNORECASE
)
_PERCENT_BEFORE = re.compile(r"%\s*(?:de\s+)?$")
_EACH_AFTER = re.compile(r"(?:piso|mes|d[ií]a|persona|noche|semana|unidad|hora|año|planta|metro)(?!\w)", re.IGNORECASE)
_FLAT_AFTER = re.compile(r"\s*[\"'“«]?(?:\d|[A-Z](?!\w))")
_DIGIT_AFTER = re.compile(r"\s*\d")
_CAPITALS = re.compile(r"(?<![\w.@])[A-ZÑ]{2,5}(?![\w@])")
_PERCENT_AFTER = re.compile(r"\s*(?:del?\s+)?\d+(?:,\d+)?\s?%")
_NAME_AFTER = re.compile(r"\s*[A-ZÁÉÍÓÚÑ][a-záéíóúñ]")
_DIGIT_BEFORE = re.compile(r"\d\s+$")
_STREET_AFTER = re.compile(
    r"\s?(?:(?:avda?|av|bvard|blvd|bv|pje|diag|autop|au|cno)(?!\w)|(?:avenida|bulevar|calle|ruta|diagonal|autopista|pasaje|"
    r"camino|colectora|esquina)(?!\w)|R[NP]\s?\d)",
    re.IGNORECASE,
)
_VILLA = re.compile(
    r"(?<![\w.])(?P<short>V|S|P)\.\s?(?=(?P<of>Crespo|Urquiza|Devoto|Luro|Ballester|Pueyrredón|Ortúzar|Lugano|Adelina|Bosch|"
    r"del Parque|Santa Rita|López|Isidro|Fernando|Telmo|Justo|Miguel|Nicolás|Cristóbal|Patricios|Chacabuco|Chas)\b)"
)
_OF_VILLA = {"S": "san ", "P": "parque "}
_SIDES = {"N": "norte", "S": "sur", "E": "este", "O": "oeste", "NE": "noreste", "NO": "noroeste", "SE": "sudeste",
          "SO": "sudoeste"}  # fmt: skip
_SIDE = re.compile(
    r"(?<!\w)(?P<to>orient\.|(?:orientaci[oó]n|orientad[oa]s?|vistas?)(?:\s+al)?)\s*(?P<side>[NS][EO]?|[EO])(?!\w)"
    r"(?:(?P<joint>\s?/\s?|-|\s+[ye]\s+)(?P<side2>[NS][EO]?|[EO])(?!\w))?",
    re.IGNORECASE,
)
_VOWELS = frozenset("AEIOU")


def _phrase(match: re.Match[str]) -> Reading | None:
    name = " ".join(re.findall(r"\w+", match[0].lower()))
    return Reading(PHRASES[name] + end_dot(match))


def _slash(match: re.Match[str]) -> Reading | None:
    written = match[0].lower().rstrip()
    if written == "p/" and _EACH_AFTER.match(match.string, match.end()):
        return Reading("por ")
    if written == "s/":
        if _STREET_AFTER.match(match.string, match.end()):
            return Reading("sobre ")
        if _NAME_AFTER.match(match.string, match.end()):
            return Reading("sin ", others=("sobre ",))
    return Reading(SLASHED[written])


def _villa(match: re.Match[str]) -> Reading | None:
    """Parts of town that are hardly ever written out."""
    if match["short"] == "V":
        return Reading("Vicente " if match["of"] == "López" else "villa ")
    known = {"S": "Isidro Fernando Telmo Justo Miguel Nicolás Cristóbal", "P": "Patricios Chacabuco Chas"}
    return Reading(_OF_VILLA[match["short"]]) if match["of"] in known[match["short"]].split() else None


def _side(match: re.Match[str]) -> Reading | None:
    """ "orient. NO" is no refusal."""
    sides = [match["side"], match["side2"]]
    if any(each and not each.isupper() for each in sides):
        return None
    to = "orientación" if match["to"].lower() == "orient." else match["to"]
    second = (
        f" {'y' if match['joint'].strip() in '/-' else match['joint'].strip()} {_SIDES[sides[1]]}" if sides[1] else ""
    )
    return Reading(f"{to} {_SIDES[sides[0]]}{second}")


def _word(match: re.Match[str]) -> Reading | None:
    written, dotted = match[0].rstrip(".").lower(), bool(match["dot"])
    if written in WITH_DOT_ONLY and not dotted:
        return None
    if written in ("dto", "dtos") and (
        _PERCENT_BEFORE.search(before(match)) or _PERCENT_AFTER.match(match.string, match.end())
    ):
        return Reading("descuento" + end_dot(match))
    if written in ("ctas", "cta") and _DIGIT_BEFORE.search(before(match)):
        return Reading(("cuotas" if written == "ctas" else "cuota") + end_dot(match))
    if written == "temp" and _DIGIT_AFTER.match(match.string, match.end()):
        return Reading("temperatura")
    if written == "int" and _DIGIT_AFTER.match(match.string, match.end()):
        return Reading("interno")
    capital = match[0][0].isupper()
    told = written in ("dto", "dtos") and _FLAT_AFTER.match(match.string, match.end())
    dot, others = end_dot(match), () if told else AGAIN.get(written, ())
    named = capital or (written == "est" and _NAME_AFTER.match(match.string, match.end()))
    if written in BEFORE_A_NAME and (written not in AFTER or named):
        return Reading(BEFORE_A_NAME[written], others=others)
    said = AFTER.get(written)
    return Reading(said + dot, others=tuple(other + dot for other in others)) if said else None


def _capitals(match: re.Match[str]) -> Reading | None:
    written = match[0]
    if written.lower() in SAID:
        return Reading(SAID[written.lower()])
    if written.lower() in SPELLED or not _VOWELS & set(written):
        return Reading(spelled(written))
    return None


RULES = (
    Rule("abbreviation", _SIDE, _side),
    Rule("abbreviation", _VILLA, _villa),
    Rule("abbreviation", _PHRASE, _phrase),
    Rule("abbreviation", _SLASH, _slash),
    Rule("letters", _CAPITALS, _capitals),
    Rule("abbreviation", _WORD, _word),
)
