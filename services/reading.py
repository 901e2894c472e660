"""What this office has read of a conversation."""

from typing import Protocol
from uuid import uuid4

from services.entries import Draft
from services.records import Changes, Conversation


class Publishes(Protocol):
    """The part of the store that is needed here."""

    def conversation(self, id: str) -> Conversation | None: ...  # noqa: A002

    async def publish(self, *drafts: Draft) -> Changes: ...


async def mark_read(store: Publishes, conversation: str, upto: int) -> None:
    """Everything of `conversation` up to `upto` (ms since 1970 UTC) was seen; nothing is written where nothing was
    unread."""
    found = store.conversation(conversation)
    if found is not None and found.unread:
        await store.publish(Draft(uuid4().hex, "conversation.read", {"conversation": conversation, "upto": upto}))
