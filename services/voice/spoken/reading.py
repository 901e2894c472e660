"""The reader: goes through a text once and lets the first rule that knows each place say it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from services.voice.spoken.spans import Kind, Span, Spoken

_SENTENCE_END = re.compile(r"[\"'»”)\]]*(?:\s*$|\s*\n|\s+(?:[¿¡]|[A-ZÁÉÍÓÚÑ](?!\b)|[AEOY]\s))")


class Reading(NamedTuple):
    """How a match is said. `start` and `end` narrow or widen what it covers, where that is not the whole match."""

    said: str
    start: int | None = None
    end: int | None = None
    others: tuple[str, ...] = ()


class Rule(NamedTuple):
    """A way of writing and how it is said; `say` returns None for what only looks like it."""

    kind: Kind
    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], Reading | None]


class _Change(NamedTuple):
    start: int
    end: int
    said: str
    kind: Kind
    others: tuple[str, ...]


def read(source: str, rules: Sequence[Rule], words: Mapping[str, str]) -> Spoken:
    """Apply the agency's `words` first, then `rules`: at each place the leftmost match, and among those the first
    rule."""
    fixed = _dictionary(source, words)
    changes: list[_Change] = []
    at = 0
    for stop in [*fixed, None]:
        end = stop.start if stop else len(source)
        changes += _changes(source, at, end, rules)
        if stop:
            changes.append(stop)
            at = stop.end
    return _spoken(source, changes)


def _dictionary(source: str, words: Mapping[str, str]) -> list[_Change]:
    known = {word.casefold(): said for word, said in words.items() if word.strip()}
    if not known:
        return []
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)
    return [
        _Change(match.start(), match.end(), known.get(match[0].casefold(), match[0]), "dictionary", ())
        for match in pattern.finditer(source)
    ]


def _changes(source: str, at: int, end: int, rules: Sequence[Rule]) -> Iterable[_Change]:
    nexts = [rule.pattern.search(source, at) for rule in rules]
    while True:
        index, match = _leftmost(nexts)
        if match is None or match.start() >= end:
            return
        reading = rules[index].say(match) if match.end() <= end else None
        start = match.start() if reading is None or reading.start is None else reading.start
        if reading is None or start < at:
            nexts[index] = rules[index].pattern.search(source, match.start() + 1)
            continue
        at = match.end() if reading.end is None else reading.end
        yield _Change(start, at, reading.said, rules[index].kind, reading.others)
        for i, rule in enumerate(rules):
            following = nexts[i]
            if following is not None and following.start() < at:
                nexts[i] = rule.pattern.search(source, at)


def _leftmost(nexts: Sequence[re.Match[str] | None]) -> tuple[int, re.Match[str] | None]:
    best, found = 0, None
    for index, match in enumerate(nexts):
        if match is not None and (found is None or match.start() < found.start()):
            best, found = index, match
    return best, found


def _spoken(source: str, changes: Iterable[_Change]) -> Spoken:
    pieces: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for start, end, said, kind, others in changes:
        if source[start:end] == said:
            continue
        pieces += source[at:start], said
        length += start - at
        spans.append(Span(start, end, length, length + len(said), kind, others))
        length += len(said)
        at = end
    return Spoken(source, "".join([*pieces, source[at:]]), tuple(spans))


def end_dot(match: re.Match[str]) -> str:
    """A full stop where the dot that `match` ends in ends the sentence too."""
    return "." if match[0].endswith(".") and _SENTENCE_END.match(match.string, match.end()) else ""


def before(match: re.Match[str]) -> str:
    """The few words in front of a match."""
    return match.string[max(0, match.start() - 30) : match.start()]
