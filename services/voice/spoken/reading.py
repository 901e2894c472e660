"""The reader: goes through a text once and lets the first rule that knows each place say it."""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from services.voice.spoken.fixed import SENTENCE_END, Change, fixed_changes
from services.voice.spoken.spans import Choice, Kind, Span, Spoken

_NUMBERS = re.compile(r"[-−+]?(?<!\w)\d")
"""Where a number or its sign may begin: not inside a word, nor inside a number."""


class Reading(NamedTuple):
    """How a match is said. `start` and `end` narrow or widen what it covers, where that is not the whole match."""

    said: str
    start: int | None = None
    end: int | None = None
    others: tuple[str, ...] = ()
    sure: bool = False
    """Whether `others` are only offered: the writing alone decides."""


class Rule(NamedTuple):
    """A way of writing and how it is said; `say` returns None for what only looks like it. `number`: a match always
    begins with a number or its sign, and is looked for only where there is one."""

    kind: Kind
    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], Reading | None]
    number: bool = False


def read(source: str, rules: Sequence[Rule], words: Mapping[str, str], choices: Sequence[Choice]) -> Spoken:
    """Apply the `choices` first, then the agency's `words`, then `rules`: at each place the leftmost match, and among
    those the first rule."""
    fixed = deque(fixed_changes(source, words, choices))
    search = _Search(source, rules)
    changes: list[Change] = []
    while True:
        rule, match = search.leftmost()
        stop = fixed[0].start if fixed else len(source)
        if fixed and (match is None or match.start() >= stop):
            change = fixed.popleft()
        elif match is None or rule is None:
            return _spoken(source, changes)
        else:
            reading = rule.say(match) if match.end() <= stop else None
            start = match.start() if reading is None or reading.start is None else reading.start
            if reading is None or start < search.at:
                search.pass_over(match)
                continue
            end = match.end() if reading.end is None else reading.end
            change = Change(start, end, reading.said, rule.kind, reading.others, reading.sure)
        changes.append(change)
        search.go(change.end)


class _Search:
    """The next match of each rule from the place reached."""

    def __init__(self, source: str, rules: Sequence[Rule]) -> None:
        self.at = 0
        self._source = source
        self._rules = rules
        self._numbers = [place for match in _NUMBERS.finditer(source) for place in range(*match.span())]
        self._nexts = [self._find(rule, 0) for rule in rules]

    def leftmost(self) -> tuple[Rule | None, re.Match[str] | None]:
        found: tuple[Rule | None, re.Match[str] | None] = (None, None)
        first = len(self._source) + 1
        for rule, match in zip(self._rules, self._nexts, strict=True):
            if match is not None and match.start() < first:
                first, found = match.start(), (rule, match)
        return found

    def go(self, at: int) -> None:
        self.at = at
        for i, match in enumerate(self._nexts):
            if match is not None and match.start() < at:
                self._nexts[i] = self._find(self._rules[i], at)

    def pass_over(self, passed: re.Match[str]) -> None:
        """`passed` is nothing; look for that rule's next one."""
        i = next(i for i, match in enumerate(self._nexts) if match is passed)
        self._nexts[i] = self._find(self._rules[i], passed.start() + 1)

    def _find(self, rule: Rule, at: int) -> re.Match[str] | None:
        if not rule.number:
            return rule.pattern.search(self._source, at)
        for place in self._numbers[bisect_left(self._numbers, at) :]:
            if (match := rule.pattern.match(self._source, place)) is not None:
                return match
        return None


def _spoken(source: str, changes: Iterable[Change]) -> Spoken:
    pieces: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for start, end, said, kind, others, sure in changes:
        if source[start:end] == said and kind != "chosen":
            continue
        pieces += source[at:start], said
        length += start - at
        spans.append(Span(start, end, length, length + len(said), kind, others, bool(others) and not sure))
        length += len(said)
        at = end
    return Spoken(source, "".join([*pieces, source[at:]]), tuple(spans))


def end_dot(match: re.Match[str]) -> str:
    """A full stop where the dot that `match` ends in ends the sentence too."""
    return "." if match[0].endswith(".") and SENTENCE_END.match(match.string, match.end()) else ""


def before(match: re.Match[str]) -> str:
    """The few words in front of a match."""
    return match.string[max(0, match.start() - 30) : match.start()]
