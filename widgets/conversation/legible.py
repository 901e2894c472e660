"""Text as a bubble lays it out: amounts stay on one line, and what nobody can read at a glance is cut short."""

import re
from typing import Final

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
    """`text` to lay out. Not to be copied from: the spaces inside an amount are no-break ones here."""
    text = _AMOUNT.sub(NBSP, text.replace("\r\n", "\n"))
    lines = text.split("\n", MOST_LINES)
    if len(text) <= MOST_CHARACTERS and len(lines) <= MOST_LINES:
        return text
    short = "\n".join(lines[:MOST_LINES])[:MOST_CHARACTERS]
    return f"{short}…\n{tr('El mensaje sigue: copialo para leerlo entero.')}"
