"""What this office has read of a conversation, and whether the lead is shown it."""

import logging
from typing import Protocol
from uuid import uuid4

from services.channels.senders import Senders
from services.connections import Http
from services.entries import Draft
from services.records import Changes, Conversation, Message
from services.settings import READ_RECEIPTS, Settings
from services.trouble import Trouble

log = logging.getLogger(__name__)


class Publishes(Protocol):
    """The part of the store that is needed here."""

    def conversation(self, id: str) -> Conversation | None: ...  # noqa: A002

    async def publish(self, *drafts: Draft) -> Changes: ...


class Lists(Publishes, Protocol):
    """The store, as far as receipts need it."""

    def messages(self, conversation: str) -> list[Message]: ...

    def mentions(self, conversation: str, member: str) -> list[str]: ...


async def mark_read(store: Publishes, conversation: str, upto: int) -> bool:
    """Everything of `conversation` up to `upto` (ms since 1970 UTC) was seen. False, and nothing is written, where
    nothing was unread."""
    found = store.conversation(conversation)
    if found is None or not found.unread:
        return False
    await store.publish(Draft(uuid4().hex, "conversation.read", {"conversation": conversation, "upto": upto}))
    return True


class Reading:
    """Marks conversations as read, with the notes in them that name `member`, and tells WhatsApp where the setting
    READ_RECEIPTS says so."""

    def __init__(self, store: Lists, senders: Senders, http: Http, settings: Settings, member: str = "") -> None:
        self._store, self._member = store, member
        self._senders = senders
        self._http = http
        self._settings = settings
        self._shown: dict[str, str] = {}

    async def mark(self, conversation: str, upto: int) -> None:
        """Everything up to `upto` (ms since 1970 UTC) was seen at this desk. That the lead cannot be shown it is no
        trouble of anybody's: the next one says it for both."""
        if notes := self._store.mentions(conversation, self._member):
            body = {"notes": notes, "member": self._member}
            await self._store.publish(Draft(uuid4().hex, "mention.seen", body))
        if not await mark_read(self._store, conversation, upto):
            return
        found = self._store.conversation(conversation)
        if found is None or found.channel != "whatsapp" or not self._settings.get(READ_RECEIPTS):
            return
        newest = self._newest(conversation, upto)
        if newest is None or self._shown.get(conversation) == newest or not self._senders.holds(found.channel):
            return
        try:
            room = await self._senders.room(found.channel, "receipts")
            await room.tell_read(self._http, self._senders.access(found.channel), found.account, newest)
        except Trouble as trouble:
            log.info("a lead could not be shown that it was read: %s", trouble)
            return
        self._shown[conversation] = newest

    def _newest(self, conversation: str, upto: int) -> str | None:
        """WhatsApp's id of the lead's last message that was seen; it speaks for all before it."""
        lines = [each for each in self._store.messages(conversation) if each.direction == "in" and each.at <= upto]
        return next((each.provider_id for each in reversed(lines) if each.provider_id), None)
