"""What is told about the changes between a text and how it is said."""

import re
from typing import TYPE_CHECKING
from unicodedata import category

from widgets import words
from widgets.words import tr

if TYPE_CHECKING:
    from services.voice.spoken import Spoken


def changes(told: "Spoken") -> list[str]:
    """Each change as a sentence, for who does not see the marks."""
    return [
        _sentence(
            told.source[span.start : span.end].strip(),
            told.text[span.said_start : span.said_end].strip(),
            span.doubtful,
        )
        for span in told.spans
    ]


def changed(told: "Spoken") -> str:
    """How many changes there are."""
    count = len(told.spans)
    return {0: tr("Sin cambios"), 1: tr("1 cambio")}.get(count, tr("{count} cambios").format(count=count))


def summary(told: "Spoken") -> str:
    """How many changes, and how long it is."""
    length = tr("{count} caracteres").format(count=words.number(len(told.text)))
    return f"{changed(told)} · {tr('1 carácter') if len(told.text) == 1 else length}"


def remarks(told: "Spoken") -> str:
    """How many changes are in doubt, and what is left out; "" where there is nothing to look at."""
    doubts = sum(span.doubtful for span in told.spans)
    emoji = sum(_emoji(told.source[span.start : span.end]) for span in told.spans if span.kind == "emoji")
    parts = [
        {0: "", 1: tr("1 en duda")}.get(doubts, tr("{count} en duda").format(count=doubts)),
        {0: "", 1: tr("1 emoji no se dice")}.get(emoji, tr("{count} emojis no se dicen").format(count=emoji)),
    ]
    return " · ".join(filter(None, parts))


def _emoji(written: str) -> int:
    """How many there are: what is joined is one, and so are the two letters of a flag; a smiley of signs too."""
    alone = re.sub("\u200d.", "", written)
    letters = sum("\U0001f1e6" <= each <= "\U0001f1ff" for each in alone)
    return max(1, sum(category(each) == "So" for each in alone) - letters + letters // 2)


def _sentence(written: str, said: str, doubtful: bool) -> str:
    if not said:
        return tr("{written} no se dice").format(written=written)
    sentence = tr("{written} se dice {said}").format(written=written, said=said)
    return tr("{sentence}, y se puede decir de otra manera").format(sentence=sentence) if doubtful else sentence
