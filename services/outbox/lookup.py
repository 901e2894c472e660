"""What became of an attempt whose answer was lost, asked of the providers that tell."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Protocol, runtime_checkable

from services.channels.senders import Senders
from services.channels.sending import Access, Parcel, Refused, Sent
from services.outbox import facts
from services.outbox.delivery import Delivery
from services.records import Outgoing
from services.store import Store

LOOKS_S: Final = (2.0, 8.0, 32.0, 128.0)
"""Seconds before each look: a provider may show a message late. That it is not there proves nothing."""

TELL: Final = ("uchat",)
"""Channels whose provider shows what was sent. WhatsApp's statuses carry our id and need no asking."""

log = logging.getLogger(__name__)


@runtime_checkable
class Finds(Protocol):
    """A sender whose provider tells what was sent."""

    async def find(self, parcel: Parcel, access: Access, since_s: int) -> list[Sent]: ...


class Lookup:
    """Settles as sent what the provider shows; what it does not show stays for a person to decide."""

    def __init__(self, store: Store, senders: Senders, delivery: Delivery, now: Callable[[], int]) -> None:
        self._store = store
        self._senders = senders
        self._delivery = delivery
        self._now = now
        self._looks: dict[tuple[str, int], tuple[int, int]] = {}
        """By attempt: looks so far, and when the next one is due (ms)."""
        self._one_at_a_time = asyncio.Lock()

    def due_at(self, one: Outgoing) -> int | None:
        """When to look for `one` next; None for what nobody can tell of, or has been looked for enough."""
        if one.channel not in TELL or not self._senders.holds(one.channel):
            return None
        looks, at = self._looks.setdefault((one.message, one.attempt), (0, self._after(0)))
        return at if looks < len(LOOKS_S) else None

    def _after(self, looks: int) -> int:
        return self._now() + round(LOOKS_S[min(looks, len(LOOKS_S) - 1)] * 1000)

    async def look(self, one: Outgoing) -> None:
        """Ask once. Of two messages that say the same, each is found once."""
        looks = self._looks[one.message, one.attempt][0] + 1
        self._looks[one.message, one.attempt] = (looks, self._after(looks))
        sender = await self._senders.sender(one.channel)
        if not isinstance(sender, Finds):
            return
        async with self._one_at_a_time:
            try:
                access = self._senders.access(one.channel)
                found = await sender.find(self._delivery.told(one), access, one.not_before // 1000)
            except Refused as refused:
                log.info("message %s could not be looked for: %s", one.message, refused)
                return
            ids = (each.provider_id or "" for each in found)
            new = next((each for each in ids if each and not self._store.says(one.conversation, each)), None)
            if new is not None:
                await self._store.publish(facts.sent(one.message, one.attempt, new))
