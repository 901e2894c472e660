"""The rows of a timeline: separators between days, the end of the window, and messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.records import Message
from widgets import words
from widgets.words import tr


@dataclass(frozen=True)
class Separator:
    """A line across the timeline with a few words in it."""

    key: str
    text: str
    icon: str = ""


@dataclass(frozen=True)
class Said:
    """A message as a row."""

    message: Message

    @property
    def key(self) -> str:
        return self.message.id


Row = Separator | Said


def rows_of(messages: Sequence[Message], now: int, closed_at: int | None = None) -> list[Row]:
    """The rows of messages in their order, a separator before each day, and the end of the window if it has closed."""
    rows: list[Row] = []
    last = None
    for message in messages:
        date = words.local(message.at).date()
        if date != last:
            rows.append(Separator(f"day {date}", words.day(message.at, now)))
            last = date
        rows.append(Said(message))
    if closed_at is not None and closed_at <= now and rows:
        when = words.when_exactly(closed_at, now)
        rows.append(
            Separator("closed", tr("{when} · se cerró la ventana").format(when=when[:1].upper() + when[1:]), "lock")
        )
    return rows
