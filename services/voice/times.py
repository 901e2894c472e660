"""When each character and each word is said, as the provider tells it beside its audio."""

import re
from typing import Any, Final

Word = tuple[int, int, int, int]
"""Start and end in ms, and the places of the word's first and last-but-one character in the text as it is said."""

_WORD: Final = re.compile(r"\w+(?:[.,'’-]\w+)*")


class Times:
    """Characters with their seconds, in the order in which they arrive; what does not fit together is left out."""

    def __init__(self) -> None:
        self._characters: list[str] = []
        self._starts: list[float] = []
        self._ends: list[float] = []

    def push(self, alignment: Any) -> None:
        """One `alignment` of the provider; anything else than one is passed over."""
        if not isinstance(alignment, dict):
            return
        names = ("characters", "character_start_times_seconds", "character_end_times_seconds")
        told = [alignment.get(name) for name in names]
        if all(isinstance(each, list) for each in told) and len({len(each) for each in told if each is not None}) == 1:
            characters, starts, ends = told
            if all(isinstance(each, str) for each in characters or ()) and _numbers(starts) and _numbers(ends):
                self._characters += characters or []
                self._starts += [float(each) for each in starts or []]
                self._ends += [float(each) for each in ends or []]

    def of(self, text: str) -> "list[tuple[float, float]] | None":
        """Start and end in seconds of each character of `text`; None where the provider spoke of another text."""
        found = self.so_far(text)
        return found if len(found) == len(text) else None

    def so_far(self, text: str) -> list[tuple[float, float]]:
        """The same of as many of its first characters as have arrived."""
        count = len(self._characters)
        if "".join(self._characters[:count]) != text[:count]:
            return []
        return list(zip(self._starts[:count], self._ends[:count], strict=False))


def words(text: str, times: "list[tuple[float, float]]", start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words of `text[start:end]` with their times."""
    found: list[Word] = []
    for word in _WORD.finditer(text, start, len(text) if end is None else end):
        first, last = times[word.start()][0], times[word.end() - 1][1]
        found.append((round(first * 1000), round(max(first, last) * 1000), word.start(), word.end()))
    return tuple(found)


def moved(told: tuple[Word, ...], ms: int, characters: int = 0) -> tuple[Word, ...]:
    """The same words at another time, and at another place of a longer text."""
    return tuple((max(0, a + ms), max(0, b + ms), c + characters, d + characters) for a, b, c, d in told)


def word_at(told: tuple[Word, ...], ms: int) -> Word | None:
    """The word that is said at `ms`; between two of them, the one before."""
    before = [word for word in told if word[0] <= ms]
    return before[-1] if before and ms < before[-1][1] + 400 else None


def _numbers(values: Any) -> bool:
    return all(isinstance(each, int | float) and not isinstance(each, bool) for each in values or ())
