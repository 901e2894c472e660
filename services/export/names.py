"""File names that every operating system takes, whoever chose the words in them."""

import unicodedata
from pathlib import Path
from typing import Final

LONGEST: Final = 80
"""Characters of the stem; with four bytes each it stays below the 255 bytes of common file systems."""
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³"}
)
"""Names that Windows keeps for devices, whatever follows the first dot."""


def file_name(stem: str, suffix: str) -> str:
    """A name from words of anybody: no separators, no controls or marks that turn the reading direction, no device of
    Windows, no leading dot or dash, no trailing dot or space. `suffix` as ".csv"."""
    composed = unicodedata.normalize("NFC", stem[: 8 * LONGEST])
    kept = "".join(" " if letter in _FORBIDDEN or _hides(letter) else letter for letter in composed)
    line = " ".join(kept.split())[:LONGEST].strip(" .-~")
    if not line or line.split(".")[0].strip().lower() in _DEVICES:
        line = f"STRATO {line}".strip()
    return line + suffix


def free(path: Path) -> Path:
    """`path`, or the same with the first number in brackets that nothing there has yet."""
    tried, number = path, 2
    while tried.exists():
        tried, number = path.with_name(f"{path.stem} ({number}){path.suffix}"), number + 1
    return tried


def _hides(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
