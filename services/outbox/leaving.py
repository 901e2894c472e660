"""When a message leaves: after the time to undo, at a time that somebody chose, or once the lead answers."""

from dataclasses import dataclass
from typing import Final

from services.records import Conversation

DAY_MS: Final = 24 * 3_600_000
WINDOW_MS: Final = DAY_MS
WAIT_MS: Final = 3 * DAY_MS
"""How long a voice waits for an answer, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """`at` is a time that somebody chose, `answer_by` the end of waiting for the lead to answer: ms, one at most."""

    at: int | None = None
    answer_by: int | None = None


AT_ONCE: Final = Leaving()


def last_written(conversation: Conversation) -> int:
    """When the lead wrote last, as far as the window tells; 0 for never."""
    return (conversation.window_closes_at or WINDOW_MS) - WINDOW_MS


def window_open_at(conversation: Conversation, at: int) -> bool:
    """Whether a free message could leave at `at` if the lead writes nothing more."""
    closes = conversation.window_closes_at
    return at < closes if closes is not None else conversation.channel != "whatsapp"
