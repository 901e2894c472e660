"""Which of many short texts somebody means by a few letters: accents, case and gaps do not count."""

import unicodedata
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 200
"""Only so many characters of a text or a query are looked at."""
_WORD_START: Final = 100
_INSIDE: Final = 60
_SCATTERED: Final = 30


@dataclass(frozen=True, slots=True)
class Match:
    """`score`: higher is nearer. `marks`: (start, length) of what was found, in order and without overlap."""

    score: int
    marks: tuple[tuple[int, int], ...] = ()


def folded(text: str) -> str:
    """The first `LONGEST` characters without accents or case, one for each, so that places stay the same."""
    return "".join(_fold(letter) for letter in text[:LONGEST])


def match(query: str, text: str) -> Match | None:
    """Every word of `query` somewhere in `text`; None if one is not there. An empty query matches everything."""
    where = folded(text)
    score, places = 0, set[int]()
    for word in folded(query).split():
        found = _word(word, where)
        if found is None:
            return None
        score += found[0]
        places.update(found[1])
    return Match(score - len(where) // 8, _marks(places))


def _word(word: str, where: str) -> tuple[int, range | list[int]] | None:
    start = where.find(word)
    begins = start
    while begins > 0 and where[begins - 1].isalnum():
        begins = where.find(word, begins + 1)
    if begins >= 0:
        return _WORD_START + len(word) - (begins > 0) * 10, range(begins, begins + len(word))
    if start >= 0:
        return _INSIDE + len(word), range(start, start + len(word))
    return _scattered(word, where)


def _scattered(word: str, where: str) -> tuple[int, list[int]] | None:
    """Letter by letter from left to right, from the start of a word: "csv" means "Exportar conversación a…" to nobody,
    so letters too far apart are no match."""
    best: list[int] | None = None
    for first, letter in enumerate(where):
        if letter != word[0] or (first and where[first - 1].isalnum()):
            continue
        places = [first]
        for wanted in word[1:]:
            at = where.find(wanted, places[-1] + 1)
            if at < 0:
                return _rated(best, word)
            places.append(at)
        if best is None or places[-1] - places[0] < best[-1] - best[0]:
            best = places
    return _rated(best, word)


def _rated(places: list[int] | None, word: str) -> tuple[int, list[int]] | None:
    if places is None or len(word) < 2:
        return None
    gaps = places[-1] - places[0] + 1 - len(word)
    return (_SCATTERED - gaps, places) if gaps <= 3 * len(word) else None


def _marks(places: set[int]) -> tuple[tuple[int, int], ...]:
    marks: list[tuple[int, int]] = []
    for place in sorted(places):
        if marks and sum(marks[-1]) == place:
            marks[-1] = (marks[-1][0], marks[-1][1] + 1)
        else:
            marks.append((place, 1))
    return tuple(marks)


def _fold(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    return unicodedata.normalize("NFD", letter)[0].casefold()[:1] or letter
