"""Strangers' text made harmless to show: nothing in it turns what stands beside it, hides, or towers over the line."""

import re
import unicodedata
from typing import Final

MOST_MARKS: Final = 3
"""Combining marks that one letter keeps; Vietnamese and vocalised Hebrew need two, strangers send 100,000."""
NAME: Final = 160
"""Characters of a name; WhatsApp allows 25, other channels do not say."""

_TURNS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS: Final = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0001{_TURNS}]")
"""Control marks but tab and line feed, and what turns the direction of the text after it."""
_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\uffa0]"
)
"""What takes no room and joins nothing. The joiners U+200C and U+200D stay: emoji and some scripts need them."""
_JOINERS: Final = "\u200c\u200d "
_PLAIN: Final = 0x300
"""No character below it combines with another."""


def harmless(text: str) -> str:
    """`text` with its lines, to be laid out: without controls, turns of direction and towers of marks."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))
    return text if text.isascii() else _lowered(text)


def line(text: str, most: int = 300) -> str:
    """`text` as one line that shows what it holds: a name, or the preview of a message. "" where nothing is seen."""
    text = _HIDDEN.sub("", harmless(" ".join(text[: 4 * most].split())))
    text = " ".join(text.split()).strip(_JOINERS)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def name(text: str) -> str:
    """The name that a stranger gave, fit for a row, a title and a notice."""
    return line(text, NAME)


def _lowered(text: str) -> str:
    """At most `MOST_MARKS` combining marks on each letter."""
    if max(text) < chr(_PLAIN):
        return text
    kept, marks = [], 0
    for each in text:
        marks = marks + 1 if each >= "\u0300" and unicodedata.category(each) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(each)
    return "".join(kept)
