"""What has to be asked for and what is there already: a text as kept sentences and new breaths."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.voice.sentences import Span, sentences, within


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the text that is handled in one go: one kept sentence, or new ones that are asked for together.
    `spans` are its sentences, by their places in the whole text."""

    spans: tuple[Span, ...]
    kept: bool = False

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


def planned(
    text: str, kept: Callable[[str], bool], limit: int, *, alone: bool = False, lost: Stretch | None = None
) -> tuple[Stretch, ...]:
    """The stretches of `text`, in order. New sentences that follow each other are one breath as long as they keep
    within `limit` characters; with `alone` each is asked for by itself. What is `lost` was asked for as it is."""
    found: list[Stretch] = []
    for span in within(text, sentences(text), limit):
        breath = found[-1] if found and not found[-1].kept and found[-1] is not lost and not alone else None
        if lost is not None and span in lost.spans:
            found += [lost] if span == lost.spans[0] else []
        elif kept(text[slice(*span)]):
            found.append(Stretch((span,), True))
        elif breath is not None and span[1] - breath.start <= limit:
            found[-1] = Stretch((*found[-1].spans, span))
        else:
            found.append(Stretch((span,)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Price:
    """What a voice would cost now: `credits`, about, for `fresh` of its `sentences`, in so many `requests`."""

    credits: int
    fresh: int
    sentences: int
    requests: int

    @property
    def long(self) -> bool:
        """Several requests although all of it is new: the model does not take it at once."""
        return self.requests > 1 and self.fresh == self.sentences


def priced(stretches: Sequence[Stretch], credits: Callable[[int], int]) -> Price:  # noqa: A002  (the trade's word)
    """`credits` tells what so many characters cost."""
    new = [stretch for stretch in stretches if not stretch.kept]
    return Price(
        sum(credits(stretch.end - stretch.start) for stretch in new),
        sum(len(stretch.spans) for stretch in new),
        sum(len(stretch.spans) for stretch in stretches),
        len(new),
    )
