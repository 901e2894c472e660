"""Which word a voice is saying at a moment: by the provider's times where there are any, else by length."""

import re
from collections.abc import Sequence
from typing import Final

_WORD: Final = re.compile(r"\S*\w\S*")
_EDGES: Final = re.compile(r"^\W+|\W+$")
_LATE_MS: Final = 250
"""So much later than a word is heard the key is pressed."""
_PAUSES: Final = {",": 4, ";": 5, ":": 5, ".": 8, "?": 8, "!": 8, "…": 8, "\n": 8}
"""How many letters long the silence after a sign is."""

Times = Sequence[tuple[int, int, int, int]]
"""The words in their order: when each begins and ends, in ms, and its first place in the text and the one behind it."""


def word_at(text: str, position_ms: int, total_ms: int, times: Times = ()) -> tuple[int, int]:
    """The word of `text` (start, end) that is being said `position_ms` into a voice of `total_ms`; (0, 0) where there
    is no word."""
    if times:
        return _by_times(times, position_ms)
    at = _by_length(text, position_ms, total_ms)
    spans = [match.span() for match in _WORD.finditer(text)]
    if not spans:
        return 0, 0
    start, end = next((span for span in reversed(spans) if span[0] <= at), spans[0])
    trimmed = _EDGES.sub("", text[start:end])
    start = text.index(trimmed, start)
    return start, start + len(trimmed)


def moment_of(position_ms: int, times: Times) -> int:
    """When that word begins, in ms; `position_ms` itself where nobody knows."""
    return _said(times, position_ms)[0] if times else position_ms


def _by_times(times: Times, position_ms: int) -> tuple[int, int]:
    return _said(times, position_ms)[2:]


def _said(times: Times, position_ms: int) -> tuple[int, int, int, int]:
    reached = max(0, position_ms - _LATE_MS)
    return ([word for word in times if word[0] <= reached] or times[:1])[-1]


def _by_length(text: str, position_ms: int, total_ms: int) -> int:
    """A letter takes as long as any other, and signs have their silence."""
    weights = [1 + _PAUSES.get(each, 0) for each in text]
    share = min(1.0, max(0, position_ms - _LATE_MS) / total_ms) if total_ms > 0 else 0.0
    left = share * sum(weights)
    for place, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return place
    return max(0, len(text) - 1)
