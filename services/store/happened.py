"""Keeps what was done with a contact or a conversation, for its history."""

from typing import Any, Final

import msgspec

from services.channels.loose import text
from services.store import people
from services.store.book import Book
from services.store.rows import HappeningRow

KINDS: Final = frozenset({
    "conversation.closed", "conversation.reopened", "conversation.snoozed", "conversation.assigned",
    "conversation.tagged", "conversation.untagged", "contact.merged", "contact.unmerged", "contact.consent",
    "lead.changed", "lead.answered",
})  # fmt: skip
"""Facts that are told; the lines of a conversation are told by its timeline."""

_json = msgspec.json.Encoder()


def record(book: Book, identifier: str, kind: str, body: dict[str, Any], seq: int, at: int, device: str) -> None:
    """Keep a fact for the history of whoever it is about."""
    about = text(body.get("conversation")) or text(body.get("contact"))
    if kind == "lead.answered":
        form = book.messages.get(people.digest("form", text(body.get("leadgen"))))
        about = form.conversation if form is not None else ""
    if about:
        row = HappeningRow(identifier, book.real(about), seq, at, kind, device, _json.encode(body).decode())
        book.happenings.put(identifier, row)
