"""Text as it is said in Argentina: every number, sign and abbreviation in words, span by span."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from services.voice.spoken import abbreviations, counts, dates, hours, marks, measures, money, phones, places, web
from services.voice.spoken.fixed import place
from services.voice.spoken.reading import read
from services.voice.spoken.spans import Choice, Kind, Span, Spoken

__all__ = ["Choice", "Kind", "Span", "Spoken", "place", "spoken"]

_RULES = (
    marks.KEYCAPS,
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


def spoken(source: str, words: Mapping[str, str] = _NO_WORDS, choices: Sequence[Choice] = ()) -> Spoken:
    """`source` as it will be said. `words` is the agency's dictionary: a word or phrase, in any case, and its saying;
    `choices` were made for this text alone and come before everything else.

    Pure: the same text, words and choices always give the same reading.
    """
    return read(source, _RULES, words, choices)
