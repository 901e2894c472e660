"""Text as it is said in Argentina: every number, sign and abbreviation in words, span by span."""

from collections.abc import Mapping
from types import MappingProxyType

from services.voice.spoken import abbreviations, counts, dates, hours, marks, measures, money, phones, places, web
from services.voice.spoken.reading import read
from services.voice.spoken.spans import Kind, Span, Spoken

__all__ = ["Kind", "Span", "Spoken", "spoken"]

_RULES = (
    *web.RULES,
    *money.RULES,
    *phones.RULES,
    *measures.RULES,
    *hours.RULES,
    *dates.RULES,
    *places.RULES,
    *counts.RULES,
    *abbreviations.RULES,
    *marks.RULES,
)
"""In order of preference where two of them begin at the same place."""

_NO_WORDS: Mapping[str, str] = MappingProxyType({})


def spoken(source: str, words: Mapping[str, str] = _NO_WORDS) -> Spoken:
    """`source` as it will be said. `words` is the agency's dictionary: a word or phrase, in any case, and its saying.

    Pure: the same text and words always give the same reading.
    """
    return read(source, _RULES, words)
