"""The line that tells a lead that a voice is generated: once a month to each, as far as the log knows."""

import hashlib
from typing import Any, Final, Protocol

from services.records import Conversation
from services.replies import filled, known

FLAG: Final = "disclosure"
"""What marks the line among the messages of the log."""
MONTH_MS: Final = 30 * 86_400_000
LONGEST: Final = 300
"""Characters of the line."""


class Shelf(Protocol):
    """What is read of the store here."""

    def agency(self) -> dict[str, Any]: ...

    def conversation(self, identifier: str) -> Conversation | None: ...

    def contact(self, identifier: str) -> Any: ...

    def disclosures(self, contact: str, by: int | None = None) -> tuple[int, int | None]: ...


def line(store: Shelf) -> str:
    """The agency's own line; "" where it wants none."""
    written = store.agency().get("voice_line")
    return " ".join(written.split())[:LONGEST] if isinstance(written, str) else ""


def told_at(store: Shelf, contact: str) -> int | None:
    """When this person was told last (ms); what failed or was taken back does not count."""
    return store.disclosures(contact)[1]


def due(store: Shelf, conversation: str, author: str, now: int) -> tuple[str, str] | None:
    """(message id, text) of the line that has to go with a generated voice that leaves at `now`; None where none has
    to. One that is only to leave after that tells nobody yet.

    The id is made of the person and how often it was written before: two desks that tell at once write one message.
    """
    row, written = store.conversation(conversation), line(store)
    if row is None or not written:
        return None
    times, last = store.disclosures(row.contact, now)
    if last is not None and now - last < MONTH_MS:
        return None
    text = filled(written, known(store.contact(row.contact), author))
    return hashlib.sha256(f"{FLAG} {row.contact} {times}".encode()).hexdigest()[:32], text
