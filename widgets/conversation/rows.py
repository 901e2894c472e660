"""The rows of a timeline: separators between days, the end of the window, and messages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.records import Channel, Conversation, Message
from widgets import words
from widgets.words import Words, tr


@dataclass(frozen=True)
class Separator:
    """A line across the timeline with a few words in it; `at` (ms) is a moment of the day that it begins, or 0."""

    key: str
    text: str
    icon: str = ""
    at: int = 0


@dataclass(frozen=True)
class Said:
    """A message as a row, with what its bubble says besides: the lead's `name`, the channel, whether what it said
    before an edit is unfolded, and the words that are `sought` in the conversation."""

    message: Message
    name: str = ""
    channel: Channel = "whatsapp"
    unfolded: bool = False
    sought: str = ""
    trouble: Words | None = None
    """Why its file could not be had."""
    writing: bool = False
    """What is said in its voice is being written down."""
    unheard: Words | None = None
    """Why that could not be done."""
    reader: str = ""
    """The member who reads: a note that names it stands out."""

    @property
    def key(self) -> str:
        return self.message.id


Row = Separator | Said


@dataclass
class Asked:
    """What a person asked of an open conversation, as its rows show it: messages `unfolded` to what they said before,
    the words that are `sought`, and the `troubles` of files that could not be had, the voices that are being
    written down (`writing`), and why one could not be (`unheard`)."""

    unfolded: set[str] = field(default_factory=set)
    sought: str = ""
    troubles: dict[str, Words] = field(default_factory=dict)
    writing: set[str] = field(default_factory=set)
    unheard: dict[str, Words] = field(default_factory=dict)


def rows_of(
    messages: Sequence[Message],
    now: int,
    conversation: Conversation | None = None,
    asked: Asked | None = None,
    *,
    ends: bool = True,
    reader: str = "",
) -> list[Row]:
    """The rows of messages in their order, a separator before each day; where they end with the newest one, also the
    end of the window if it has closed."""
    rows: list[Row] = []
    last = None
    asked = asked or Asked()
    name: str = conversation.name if conversation else ""
    channel: Channel = conversation.channel if conversation else "whatsapp"
    for message in messages:
        date = words.local(message.at).date()
        if date != last:
            rows.append(Separator(f"day {date}", words.day(message.at, now), at=message.at))
            last = date
        unfolded, trouble = message.id in asked.unfolded, asked.troubles.get(message.id)
        writing, unheard = message.id in asked.writing, asked.unheard.get(message.id)
        rows.append(Said(message, name, channel, unfolded, asked.sought, trouble, writing, unheard, reader))
    closed_at = conversation.window_closes_at if conversation else None
    if closed_at is not None and closed_at <= now and rows and ends:
        when = words.when_exactly(closed_at, now)
        rows.append(
            Separator("closed", tr("{when} · se cerró la ventana").format(when=when[:1].upper() + when[1:]), "lock")
        )
    return rows
