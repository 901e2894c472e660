"""What is decided before any rule: the choices made for this text, and the words of the agency's dictionary."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from services.voice.spoken.spans import Choice, Kind

SENTENCE_END = re.compile(r"[\"'»”)\]]*(?:\s*$|\s*\n|\s+(?:[¿¡]|[A-ZÁÉÍÓÚÑ](?!\b)|[AEOY]\s))")
_BLANK = re.compile(r"\s")
_WORD = re.compile(r"\w+")
_INSIDE_BEFORE = re.compile(r"\w\w$|\d[.,]\d$")
_INSIDE_AFTER = re.compile(r"\w\w|\d[.,]\d")


class Change(NamedTuple):
    """`source[start:end]` is said `said`; `sure` where the writing alone decides between that and `others`."""

    start: int
    end: int
    said: str
    kind: Kind
    others: tuple[str, ...] = ()
    sure: bool = True


def fixed_changes(source: str, words: Mapping[str, str], choices: Sequence[Choice]) -> list[Change]:
    """In the order of the text, without overlaps: what was chosen, and between that the dictionary's words."""
    chosen: list[Change] = []
    for choice in choices:
        found = _places(source, choice.written)
        if choice.nth < len(found):
            start = found[choice.nth]
            chosen.append(Change(start, start + len(choice.written), choice.said, "chosen"))
    kept: list[Change] = []
    for change in [*chosen, *_dictionary(source, words)]:
        if all(change.end <= other.start or other.end <= change.start for other in kept):
            kept.append(change)
    return sorted(kept)


def place(source: str, start: int, end: int) -> tuple[str, int]:
    """What a Choice needs to name `source[start:end]`: the writing, and which one of its kind it is."""
    written = source[start:end]
    return written, sum(at < start for at in _places(source, written))


def _places(source: str, written: str) -> list[int]:
    """Where `written` stands on its own."""
    if not written.strip():
        return []
    return [match.start() for match in re.finditer(rf"(?<!\w){re.escape(written)}(?!\w)", source)] or [
        match.start() for match in re.finditer(re.escape(written), source)
    ]


def _dictionary(source: str, words: Mapping[str, str]) -> list[Change]:
    known = _by_first_word(tuple(words.items()))
    found: list[Change] = []
    reached = 0
    for match in _WORD.finditer(source) if known else ():
        for word in known.get(match[0].casefold(), ()):
            start = match.start() - word.lead
            end = start + len(word.written)
            if start >= reached and word.stands(source, start, end) and not _in_an_address(source, start, end):
                found.append(Change(start, end, word.said + _end_dot(source, start, end), "dictionary"))
                reached = end
                break
    return found


class _Known(NamedTuple):
    """A word or phrase of the dictionary; `lead` signs stand before its first letter."""

    written: str
    said: str
    lead: int

    def stands(self, source: str, start: int, end: int) -> bool:
        """Whether it stands there, as no part of another word, nor of a longer number ("2" in "2.000")."""
        if start < 0 or source[start:end].casefold() != self.written.casefold():
            return False
        return not (
            _INSIDE_BEFORE.search(source[max(0, start - 2) : start + 1]) or _INSIDE_AFTER.match(source, end - 1)
        )


@lru_cache(maxsize=8)
def _by_first_word(words: tuple[tuple[str, str], ...]) -> dict[str, list[_Known]]:
    """The dictionary by the first word of each phrase, the longest first. Kept between keystrokes."""
    by_first: dict[str, list[_Known]] = {}
    for written, said in sorted(words, key=lambda pair: len(pair[0]), reverse=True):
        if first := _WORD.search(written.strip()):
            by_first.setdefault(first[0].casefold(), []).append(_Known(written.strip(), said, first.start()))
    return by_first


def _end_dot(source: str, start: int, end: int) -> str:
    """The dot of an abbreviation that ends the sentence too."""
    return "." if source[start:end].endswith(".") and SENTENCE_END.match(source, end) else ""


def _in_an_address(source: str, start: int, end: int) -> bool:
    """Whether it stands in a web or e-mail address, which is read whole."""
    left, after = start, _BLANK.search(source, end)
    while left and not _BLANK.match(source[left - 1]):
        left -= 1
    around = source[left : after.start() if after else len(source)].rstrip(".,;:!?)")
    if len(around) <= end - start:
        return False
    return "@" in around or "://" in around or around.lower().startswith("www.")
