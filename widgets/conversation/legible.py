"""Text as a bubble lays it out: harmless, amounts on one line, and what nobody can read at a glance cut short."""

import re
from typing import Final

from services.plain import harmless
from widgets.words import NBSP, tr

MOST_CHARACTERS: Final = 6_000
"""WhatsApp takes 4,096 of ours. Laying out one line without a space takes a time that grows with its square: a
stranger's megabyte would stop the window for minutes. The message itself stays whole, and copies whole."""
MOST_LINES: Final = 300

_AMOUNT: Final = re.compile(
    r"(?:(?<=USD)|(?<=U\$S)|(?<=US\$)|(?<=ARS)|(?<=\$))[ ](?=\d)"
    r"|(?<=\d)[ ](?=(?:amb|dorm|m²|m2|hs?|%)\b)"
    r"|(?<=\d\.º)[ ](?=[A-Z]\b)"
)


def legible(text: str) -> str:
    """`text` to lay out. Not to be copied from: marks are missing, and spaces inside an amount are no-break ones."""
    short = text[: MOST_CHARACTERS + 1].split("\n", MOST_LINES)
    cut = len(text) > MOST_CHARACTERS or len(short) > MOST_LINES
    shown = _AMOUNT.sub(NBSP, harmless("\n".join(short[:MOST_LINES])[:MOST_CHARACTERS]))
    return f"{shown}…\n{tr('El mensaje sigue: copialo para leerlo entero.')}" if cut else shown
