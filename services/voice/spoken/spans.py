"""A text and how it is said: which words stand for which, in both directions."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "dictionary",
    "money",
    "measure",
    "number",
    "ordinal",
    "date",
    "hour",
    "phone",
    "percent",
    "range",
    "web",
    "abbreviation",
    "letters",
    "roman",
    "symbol",
    "emoji",
    "chosen",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """In one text, the `nth` place (from 0) where `written` stands is said `said`: somebody chose so."""

    written: str
    said: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """`source[start:end]` is said `text[said_start:said_end]`; an empty saying means that it is left out. Only what was
    chosen may be said as it is written.

    `others` are further readings that can be chosen; `doubtful` where the writing alone does not decide between them.
    """

    start: int
    end: int
    said_start: int
    said_end: int
    kind: Kind
    others: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """`text` is `source` as it is said; `spans` are the changes, in order, without overlaps. What is in no span is the
    same on both sides."""

    source: str
    text: str
    spans: tuple[Span, ...]

    def said(self, at: int) -> int:
        """The place in `text` of place `at` of `source`; inside a change, the start of its saying."""
        span = self._last([span.start for span in self.spans], at)
        if span is None:
            return at
        return span.said_start if at < span.end else span.said_end + at - span.end

    def written(self, at: int) -> int:
        """The place in `source` of place `at` of `text`; inside a saying, the start of what was written."""
        span = self._last([span.said_start for span in self.spans], at)
        if span is None:
            return at
        return span.start if at < span.said_end else span.end + at - span.said_end

    def change_at(self, at: int) -> Span | None:
        """The change that holds place `at` of `source`."""
        span = self._last([span.start for span in self.spans], at)
        return span if span is not None and at < span.end else None

    def saying_at(self, at: int) -> Span | None:
        """The change whose saying holds place `at` of `text`."""
        span = self._last([span.said_start for span in self.spans], at)
        return span if span is not None and at < span.said_end else None

    def _last(self, starts: list[int], at: int) -> Span | None:
        index = bisect_right(starts, at) - 1
        return self.spans[index] if index >= 0 else None
