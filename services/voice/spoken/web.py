"""E-mail and web addresses, said so that they can be typed."""

import re
from typing import Final

from services.voice.spoken.numerals import cardinal, digits, spelled
from services.voice.spoken.reading import Reading, Rule

_SIGNS: Final = {
    ".": "punto",
    "@": "arroba",
    "-": "guion",
    "_": "guion bajo",
    "/": "barra",
    "+": "más",
    ":": "dos puntos",
    "?": "signo de pregunta",
    "=": "igual",
    "&": "y",
    "%": "por ciento",
    "#": "numeral",
    "~": "virgulilla",
}
_TLD = (
    r"(?:com|ar|net|org|io|app|gob|edu|info|link|me|ly|es|uy|cl|tv|co|be|gl|page|online|site|store|inmo|homes|"
    r"properties)"
)
_EMAIL = re.compile(r"(?<![\w@.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_URL = re.compile(r"\bhttps?://[^\s<>\"'»)]+|\bwww\.[^\s<>\"'»)]+", re.IGNORECASE)
_DOMAIN = re.compile(rf"(?<![\w@./])[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*\.{_TLD}(?:/[^\s<>\"'»)]*)?(?!\w)", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@[a-z_][\w.]*\w", re.IGNORECASE)


def _address(match: re.Match[str]) -> Reading | None:
    written = match[0].rstrip(".,;:!?")
    bare = re.sub(r"^https?://", "", written, flags=re.IGNORECASE).rstrip("/")
    said = re.sub(r"^www(?=\.)", "triple doble ve", bare, flags=re.IGNORECASE)
    return Reading(_spaced(said), end=match.start() + len(written))


def _spaced(address: str) -> str:
    words = re.findall(r"\d+|[^\W\d_]+|\s+|.", address)
    return re.sub(r"\s+", " ", " ".join(_part(word) for word in words)).strip()


def _part(word: str) -> str:
    if word.isdigit():
        return digits(word) if word.startswith("0") or len(word) > 4 else cardinal(int(word))
    if word in _SIGNS:
        return _SIGNS[word]
    consonants = word.isalpha() and not re.search("[aeiouáéíóúy]", word, re.IGNORECASE)
    return spelled(word) if consonants and word.lower() != "ar" else word


RULES = tuple(Rule("web", pattern, _address) for pattern in (_EMAIL, _URL, _DOMAIN, _HANDLE))
