"""What is asked before a text goes out, though nothing forbids it: another person's name, blanks left open."""

import re
import unicodedata
from typing import Final

from services.replies import blanks
from widgets.words import tr

_GREETING: Final = re.compile(
    r"^[\s¡!¿?]*(?:(?:hola|holis|buenas tardes|buenas noches|buenos d[ií]as|buen d[ií]a|buenas|querid[oa]|estimad[oa]|"
    r"dale|gracias|perfecto|hi|hello|dear|good (?:morning|afternoon|evening))[\s,!¡.]+)+([^\W\d_]{2,})",
    re.IGNORECASE,
)
_ADDRESSED: Final = re.compile(r"^[\s¡]*([A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]{2,})\s*[,:!]")
_NOBODY: Final = frozenset(
    (
        "hola", "buenas", "buen", "buenos", "dia", "dias", "tardes", "noches", "que", "como", "todo", "todos", "todas",
        "si", "no", "ya", "te", "le", "les", "la", "el", "los", "las", "un", "una", "soy", "somos", "mira", "perdon",
        "disculpa", "disculpame", "gracias", "dale", "claro", "listo", "perfecto", "genial", "barbaro", "buenisimo",
        "amigo", "amiga", "gente", "senor", "senora", "sr", "sra", "vecino", "vecina", "doc", "doctor", "doctora",
        "por", "para", "con", "en", "de", "del", "al", "a", "y", "e", "o", "mi", "tu", "su", "hay", "tengo", "va",
        "recien", "ahora", "hoy", "manana", "ayer", "estas", "queria", "quiero", "aca", "ahi", "justo", "espero",
        "entiendo", "exacto", "exactamente", "igual", "bueno", "bien", "ok", "okey", "ojo", "vos", "usted", "alguna",
        "algo", "cuando", "donde", "quien", "cual", "me", "nos", "lo", "se", "es", "esta", "fue", "pase", "paso",
        "there", "all", "everyone", "team", "sir", "madam", "and", "the", "your", "you", "we", "are", "thanks",
        "hello", "good", "morning", "afternoon", "evening", "sure", "yes", "well", "ok", "great",
    )
)  # fmt: skip


def other_name(text: str, name: str) -> str:
    """The name that `text` greets, if it is another one than that of the person it goes to; "" where nothing is odd.

    A name is only taken for one where it begins with a capital, and any part or short form of `name` is right."""
    found = _GREETING.match(text) or _ADDRESSED.match(text)
    greeted = found[1] if found is not None else ""
    if not greeted[:1].isupper() or _plain(greeted) in _NOBODY:
        return ""
    known = [_plain(part) for part in re.findall(r"[^\W\d_]+", name)]
    if not known:
        return ""  # nobody knows what the person is called
    said = _plain(greeted)
    right = any(part == said or (len(said) >= 3 and part.startswith(said[:3])) or said in part for part in known)
    return "" if right else greeted


def doubt(text: str, name: str) -> str:
    """What to ask before `text` goes to the person called `name`; "" where nothing is odd."""
    if open_ones := blanks(text):
        names = ", ".join("{" + each + "}" for each in open_ones)
        return tr("Falta completar {names}.").format(names=names)
    if greeted := other_name(text, name):
        return tr("El texto saluda a {other} y este chat es de {name}.").format(other=greeted, name=name)
    return ""


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))
