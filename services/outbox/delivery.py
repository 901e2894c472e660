"""One attempt: check, begin, call the provider once, and write down what came of it."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Container
from dataclasses import replace
from typing import Final, Protocol

from services.channels.senders import Senders
from services.channels.sending import Access, Parcel, Refused, Sender, Unknowable
from services.entries import Draft
from services.outbox import facts
from services.outbox.due import ALONE_MS, MAX_ATTEMPTS, too_late, wakes_at
from services.outbox.pauses import Pauses
from services.records import Media, Outgoing
from services.store import Store
from services.trouble import Trouble

PARALLEL: Final = 8
"""Providers are called for this many conversations at once."""
_ELSEWHERE_S: Final = 3.0
"""Before this desk looks again at what another one may send."""
LINK_S: Final = 7 * 86_400
"""How long a provider, or its lead, can fetch a file of ours by its address."""
_NOT_HERE: Final = ("voice.not_on_this_desk", "media.not_on_this_desk")

log = logging.getLogger(__name__)


class Provides(Protocol):
    """Files by hash: their bytes, or None where they cannot be had, and a public address of them."""

    async def bytes_of(self, sha256: str) -> bytes | None: ...
    async def link(self, sha256: str, mime: str, ttl_s: int) -> str: ...


class Delivery:
    """Makes the attempts of this device. `patience` gives the seconds before the attempt after attempt n; `now`
    milliseconds since 1970."""

    def __init__(
        self,
        store: Store,
        senders: Senders,
        device: str,
        files: Provides,
        patience: Callable[[int], float],
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._senders = senders
        self._device = device
        self._files = files
        self._patience = patience
        self._now = now
        self._calls = asyncio.Semaphore(PARALLEL)
        self._changed = asyncio.Event()
        self._pauses = Pauses(now)
        self._lost: dict[str, Parcel] = {}

    def changed(self) -> None:
        """The replica changed: an attempt that waits for its place in the log looks again."""
        self._changed.set()
        self._changed.clear()

    def due_at(self, one: Outgoing) -> int:
        """When `one` may leave: not before its own time, nor while its account, or it here, has to pause."""
        retry = (one.message, one.not_before)  # written here and since then: how long is known, whatever the clock
        own = self._pauses.until(retry) if retry in self._pauses else wakes_at(one, self._device, self._now())
        return max(own, self._pauses.until((one.channel, one.account)), self._pauses.until(one.message))

    async def recover(self, under_way: Container[str]) -> None:
        """What this device began and is not `under_way` was cut off, and is unknown: it may have been accepted.

        Only a replica that is up to date can tell: in an older one the outcome may still be on its way.
        """
        position = self._store.position()
        drafts = [
            facts.unknown(one.message, one.attempt)
            for one in self._store.outgoing()
            if one.state == "sending" and one.message not in under_way and self.is_ours(one)
        ]
        if drafts and position.seq >= position.head:
            await self._store.publish(*drafts)

    async def attempt(self, outgoing: Outgoing) -> None:
        """Make the next attempt of `outgoing` unless it must not be sent any more.

        Once it has begun, every way out of here leaves an outcome in the log: also a bug, also a cancellation.
        """
        number = outgoing.attempt + 1
        try:
            self._check(outgoing)
            parcel, sender, access = await self._prepare(outgoing)
        except Trouble as trouble:
            await self._cannot(outgoing, trouble)
            return
        await self._store.publish(facts.begun(outgoing.message, number, self._device))
        if not await self._is_to_call(outgoing, number):
            self._pauses.begin(outgoing.message, _ELSEWHERE_S)
            return
        outcome = [facts.unknown(outgoing.message, number)]
        try:
            outcome = await self._call(outgoing, number, sender, parcel, access)
        finally:
            await self._store.publish(*outcome)

    async def _cannot(self, outgoing: Outgoing, trouble: Trouble) -> None:
        """It cannot begin here. A voice that another desk may have, or may be about to share, is left waiting."""
        if outgoing.hands == "any" and trouble.code in _NOT_HERE:
            self._pauses.begin(outgoing.message, _ELSEWHERE_S)
        else:
            await self._store.publish(_failed(outgoing.message, outgoing.attempt, trouble))

    def _check(self, outgoing: Outgoing) -> None:
        if code := too_late(outgoing, self._store.conversation(outgoing.conversation), self._now()):
            raise Refused(code, again=True)

    async def _prepare(self, outgoing: Outgoing) -> tuple[Parcel, Sender, Access]:
        """Everything that can go wrong before the message has begun."""
        access = self._senders.access(outgoing.channel)
        sender = await self._senders.sender(outgoing.channel)
        parcel = self.parcel(outgoing)
        if outgoing.media is None:
            return parcel, sender, access
        parcel = replace(parcel, data=await self._proven(outgoing, outgoing.media))
        if self._senders.takes(outgoing.channel, parcel.via).by_link and outgoing.media.sha256:
            link = await self._files.link(outgoing.media.sha256, outgoing.media.mime, LINK_S)
            parcel = replace(parcel, link=link)
        return parcel, sender, access

    async def _proven(self, outgoing: Outgoing, media: Media) -> bytes:
        """The bytes of a voice or file, proven to be those that were heard or chosen when it was queued."""
        heard = outgoing.kind == "audio"
        data = await self._files.bytes_of(media.sha256) if media.sha256 else None
        if data is None:
            raise Refused(_NOT_HERE[0] if heard else _NOT_HERE[1], again=True)
        found = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        if found != media.sha256:
            raise Refused("voice.not_what_was_heard" if heard else "media.not_as_announced")
        return data

    def told(self, outgoing: Outgoing) -> Parcel:
        """What the last attempt of this device told the provider, as far as it is known here still."""
        return self._lost.get(outgoing.message) or self.parcel(outgoing)

    def is_ours(self, one: Outgoing) -> bool:
        """Whether this device began the attempt."""
        first = self._store.first_begun(one.message, one.attempt)
        return self._device in (first, one.begun_by if first is None else None)

    def parcel(self, outgoing: Outgoing) -> Parcel:
        """What is to be sent, without the bytes and the address of its file."""
        conversation = self._store.conversation(outgoing.conversation)
        contact = self._store.contact(conversation.contact) if conversation is not None else None
        return Parcel(
            message=outgoing.message,
            account=outgoing.account,
            identities=self._store.recipient(outgoing.conversation),
            kind=outgoing.kind,
            text=outgoing.text,
            mime=outgoing.media.mime if outgoing.media is not None else "",
            name=(outgoing.media.name or "") if outgoing.media is not None else "",
            content=outgoing.content,
            reply_to=outgoing.reply_to,
            via=contact.fields.get("via", "") if contact is not None else "",
        )

    async def _is_to_call(self, outgoing: Outgoing, number: int) -> bool:
        """Whether the call is this device's to make. An own message does not wait for the relay, unless it was handed
        over, or is so late that it may have been."""
        one = self._store.outgoing_one(outgoing.message)
        if one is None or one.hands == "any" or self._now() - one.not_before > ALONE_MS:
            return await self._won(outgoing.message, number)
        return self._store.first_begun(outgoing.message, number) in (None, self._device)

    async def _won(self, message: str, number: int) -> bool:
        """Wait until the log says who began `number` first; False if another device did, or nobody may any more."""
        while (first := self._store.first_begun(message, number)) is None:
            one = self._store.outgoing_one(message)
            if one is None or one.attempt < number:
                return False
            await self._changed.wait()
        return first == self._device

    async def _call(
        self, outgoing: Outgoing, number: int, sender: Sender, parcel: Parcel, access: Access
    ) -> list[Draft]:
        message = outgoing.message
        try:
            self._check(outgoing)  # an attempt of any hands may have waited long for the relay
            async with self._calls:
                sent = await sender.send(parcel, access)
        except Refused as refused:
            return self._refused(outgoing, number, refused)
        except Unknowable as why:
            log.warning("attempt unknown: message %s attempt %d: %s", message, number, why)
            self._lost[message] = replace(parcel, data=None)
            return [facts.unknown(message, number)]
        return [facts.sent(message, number, sent.provider_id)]

    def _refused(self, outgoing: Outgoing, number: int, refused: Refused) -> list[Draft]:
        """The failure, and where time mends it, the way back to the queue in the same breath."""
        log.info("attempt %d of message %s refused: %s", number, outgoing.message, refused.code)
        drafts = [_failed(outgoing.message, number, refused)]
        if refused.pause_s is None:
            return drafts
        pause_s = refused.pause_s or self._patience(number)
        if refused.breadth == "account":
            self._pauses.begin((outgoing.channel, outgoing.account), pause_s)
        if number < MAX_ATTEMPTS:
            until = self._now() + round(pause_s * 1000)
            self._pauses.begin((outgoing.message, until), pause_s)
            drafts.append(facts.retried(outgoing.message, until))
        return drafts


def _failed(message: str, attempt: int, trouble: Trouble) -> Draft:
    detail = trouble.detail if isinstance(trouble, Refused) else None
    again = trouble.again if isinstance(trouble, Refused) else True
    return facts.failed(message, attempt, trouble.code, detail=detail, again=again)
