"""What a person may do: write a message, and decide about one that is on its way."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import time
from typing import Any, Protocol
from uuid import uuid4

from services.channels.contacts import Flow
from services.channels.senders import Senders
from services.channels.takes import Takes
from services.channels.whatsapp.templates import Template
from services.outbox import facts
from services.outbox.ability import Ability, able, nothing
from services.outbox.content import Attachment, family, filled
from services.outbox.delivery import Delivery
from services.outbox.due import HOLD_MS, patience
from services.outbox.lookup import Lookup
from services.outbox.round import Round
from services.records import Conversation, Media, OutgoingKind
from services.store import Store
from services.trouble import Trouble


class Heard(Protocol):
    """A voice note that lies on this desk and was heard: what the outbox needs of it."""

    @property
    def sha256(self) -> str: ...
    @property
    def mime(self) -> str: ...
    @property
    def seconds(self) -> float: ...
    @property
    def wave(self) -> bytes: ...


class OutgoingFiles(Protocol):
    """Where the clips and files of this desk lie."""

    def path(self, sha256: str) -> Path | None: ...
    async def bytes_of(self, sha256: str) -> bytes | None: ...
    async def share(self, sha256: str, mime: str) -> None: ...
    async def link(self, sha256: str, mime: str, ttl_s: int) -> str: ...
    async def take(self, file: Path | str, name: str = "") -> Media: ...


def _now() -> int:
    return int(time() * 1000)


class Outbox:
    """Queues, holds, sends and settles this agency's messages on this device.

    `author` signs what is written here. `report` receives what goes wrong outside of a call that a person waits for.
    """

    def __init__(
        self,
        store: Store,
        senders: Senders,
        files: OutgoingFiles,
        *,
        device: str,
        author: str,
        report: Callable[[BaseException], None],
        now: Callable[[], int] = _now,
        hold_ms: int = HOLD_MS,
        patience: Callable[[int], float] = patience,
    ) -> None:
        self._store = store
        self._senders = senders
        self._files = files
        self._author = author
        self._now = now
        self._hold_ms = hold_ms
        self._withdrawing: set[str] = set()
        delivery = Delivery(store, senders, device, files, patience, now)
        lookup = Lookup(store, senders, delivery, now)
        self._round = Round(store, senders, files, delivery, lookup, device, self._withdrawing, report, now)

    def ability(self, conversation: str) -> Ability:
        """What can be done in `conversation` now; said before anything is tried."""
        found = self._store.conversation(conversation)
        if found is None:
            return nothing("conversation.unknown")
        shut, holds = self._senders.closed(found.channel), self._senders.holds(found.channel)
        return able(found, self._takes(found), shut, holds, self._now())

    def _takes(self, conversation: Conversation) -> Takes:
        contact = self._store.contact(conversation.contact)
        return self._senders.takes(conversation.channel, contact.fields.get("via", "") if contact else "")

    async def text(
        self,
        conversation: str,
        text: str,
        reply_to: str | None = None,
        quick_replies: Sequence[dict[str, Any]] = (),
    ) -> str:
        """Queue `text`; it leaves after the time to undo. Returns the message's id. `quick_replies` are the provider's
        own objects ({type, caption, target} at ManyChat). Raises Trouble where `ability(…)` names one, "message.empty"
        and "message.too_long"."""
        if not text.strip():
            raise Trouble("message.empty")
        self._takes(self._known(conversation)).check_text(text)
        if not quick_replies:
            return await self._queue(conversation, "text", text, reply_to=reply_to)
        self._able(conversation, "quick_replies")
        content = {"quick_replies": list(quick_replies)}
        return await self._queue(conversation, "text", text, reply_to=reply_to, content=content)

    async def voice(self, conversation: str, heard: Heard, text: str, reply_to: str | None = None) -> str:
        """Queue the voice note that was heard, by its hash; `text` is what it says. Returns the message's id.

        Raises Trouble where `ability(…).voice` names one, and "voice.not_on_this_desk" for a clip whose file is gone.
        """
        path = self._files.path(heard.sha256)
        if path is None:
            raise Trouble("voice.not_on_this_desk")
        size = (await asyncio.to_thread(path.stat)).st_size
        media = Media(heard.mime, heard.sha256, size, seconds=heard.seconds, wave=heard.wave, voice=True)
        return await self._queue(conversation, "audio", text, media, reply_to)

    async def image(
        self, conversation: str, file: Path | str, caption: str = "", reply_to: str | None = None, name: str = ""
    ) -> str:
        """Queue a picture: `file` is its path, or the hash of a file that is on this desk. Returns the message's id.

        Raises Trouble where `ability(…).image` names one, "media.gone", "media.type_not_taken",
        "media.too_large_to_send", "message.too_long" for the caption, and "media.disk_full".
        """
        return await self._file("image", conversation, file, caption, reply_to, name)

    async def video(
        self, conversation: str, file: Path | str, caption: str = "", reply_to: str | None = None, name: str = ""
    ) -> str:
        """Queue a video, as `image` does a picture."""
        return await self._file("video", conversation, file, caption, reply_to, name)

    async def document(
        self, conversation: str, file: Path | str, caption: str = "", reply_to: str | None = None, name: str = ""
    ) -> str:
        """Queue a document, as `image` does a picture; `name` is what the lead sees, else the file's own."""
        return await self._file("document", conversation, file, caption, reply_to, name)

    async def attachment(self, conversation: str, file: Path | str, name: str = "") -> Attachment:
        """Keep a file on this desk and say as what it would go out to `conversation`: for a preview, before anything is
        queued. Raises Trouble as `image` does, but not for a closed window."""
        media = await self._files.take(file, name)
        found = self._known(conversation)
        takes, any_hands = self._takes(found), not self._senders.holds(found.channel)
        kind = family(media, takes)
        if code := takes.no(kind):
            raise Trouble(code)
        takes.check_file(kind, media, any_hands)
        return Attachment(kind, media)

    async def _file(
        self, kind: OutgoingKind, conversation: str, file: Path | str, caption: str, reply_to: str | None, name: str
    ) -> str:
        self._able(conversation, kind)
        takes, media = self._takes(self._known(conversation)), await self._files.take(file, name)
        takes.check_file(kind, media, self.ability(conversation).hands == "any")
        takes.check_text(caption, caption=True)
        return await self._queue(conversation, kind, caption, media, reply_to)

    async def template(
        self, conversation: str, template: Template, values: Mapping[str, str], reply_to: str | None = None
    ) -> str:
        """Queue a template with its variables filled in, by their keys; the value of a header's file is an address, a
        path, or the hash of a file on this desk. Returns the message's id.

        Raises Trouble where `ability(…).template` names one, "template.incomplete" (`names`), "template.bad_value",
        "template.not_approved", "template.unsupported", "template.too_long", and as `image` does for a file.
        """
        self._able(conversation, "template")
        found = self._known(conversation)
        content, text, file = filled(found.channel, template, values)
        media = None
        if file is not None:
            media = await self._files.take(file.value)
            self._takes(found).check_file(file.kind, media, self.ability(conversation).hands == "any")
        return await self._queue(conversation, "template", text, media, reply_to, content)

    async def cards(self, conversation: str, cards: Sequence[dict[str, Any]]) -> str:
        """Queue cards, the provider's own objects: {title, subtitle, image_url, action_url, buttons}. Returns the
        message's id. Raises Trouble where `ability(…).cards` names one, and "message.empty"."""
        if not cards or not all(str(each.get("title") or "").strip() for each in cards):
            raise Trouble("message.empty")
        text = "\n".join(str(each["title"]) for each in cards)
        return await self._queue(conversation, "cards", text, content={"cards": list(cards)})

    async def flow(self, conversation: str, flow: Flow) -> str:
        """Queue the start of an automation for the contact. Returns the message's id. Raises Trouble where
        `ability(…).flow` names one."""
        return await self._queue(conversation, "flow", flow.name, content={"flow": flow.id, "name": flow.name})

    def _able(self, conversation: str, kind: str) -> Ability:
        ability = self.ability(conversation)
        if code := ability.of(kind):
            raise Trouble(code)
        return ability

    async def _queue(
        self,
        conversation: str,
        kind: OutgoingKind,
        text: str,
        media: Media | None = None,
        reply_to: str | None = None,
        content: dict[str, Any] | None = None,
    ) -> str:
        ability = self._able(conversation, kind)
        if reply_to is not None and ability.reply:
            raise Trouble(ability.reply)
        found = self._known(conversation)
        message, now = uuid4().hex, self._now()
        await self._store.publish(
            facts.queued(
                message,
                found,
                kind=kind,
                text=text,
                media=media,
                content=content or {},
                hands=ability.hands,
                author=self._author,
                at=now,
                not_before=now + self._hold_ms,
                reply_to=reply_to,
            )
        )
        self.look()
        return message

    def _known(self, conversation: str) -> Conversation:
        found = self._store.conversation(conversation)
        if found is None:
            raise Trouble("conversation.unknown")
        return found

    async def withdraw(self, message: str) -> bool:
        """Undo a message that has not begun; False when it is too late, here or in the log."""
        if not self._waits(message):
            return False
        self._withdrawing.add(message)
        try:
            await self._store.publish(facts.withdrawn(message))
        finally:
            self._withdrawing.discard(message)
        return self._store.outgoing_one(message) is None

    async def send_now(self, message: str) -> None:
        """End the time to undo."""
        if self._waits(message):
            await self._store.publish(facts.retried(message, self._now()))
            self.look()

    async def retry(self, message: str) -> None:
        """Try a failed message once more."""
        one = self._store.outgoing_one(message)
        if one is not None and one.state == "failed":
            await self._store.publish(facts.retried(message, self._now()))
            self.look()

    async def settle(self, message: str, sent: bool) -> None:
        """A person decides what became of an uncertain message; one that was not sent can be tried again."""
        one = self._store.outgoing_one(message)
        if one is not None and one.state == "uncertain":
            await self._store.publish(facts.settled(message, sent))

    async def hand_over(self, message: str) -> None:
        """Let any desk that holds the channel's key send a message that waits for its author's desk."""
        one = self._store.outgoing_one(message)
        if one is not None and one.state == "queued" and one.hands == "own":
            await self._store.publish(facts.handed(message))
            self.look()

    def _waits(self, message: str) -> bool:
        one = self._store.outgoing_one(message)
        taken = message in self._round.running or message in self._withdrawing
        return one is not None and one.state == "queued" and not taken

    def look(self) -> None:
        """Something changed: the replica, a key, the clock. Look at once at what is due."""
        self._round.look()

    async def run(self) -> None:
        """Send what is due, for ever. A failure of one message is reported and keeps none of the others."""
        await self._round.run()
