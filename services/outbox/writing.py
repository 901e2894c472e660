"""What a person writes, of every kind: checked against what the channel takes, and queued in the log."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from services.channels.contacts import Flow
from services.channels.senders import Senders
from services.channels.takes import Takes, relayed
from services.channels.whatsapp.templates import Template
from services.mentions import Mention
from services.outbox import facts
from services.outbox.ability import Ability, able, nothing
from services.outbox.content import Attachment, family, filled
from services.outbox.leaving import AT_ONCE, Leaving, last_written
from services.records import Conversation, Media, OutgoingKind
from services.store import Store
from services.trouble import Trouble
from services.voice import disclosure


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


class Writing(ABC):
    """Queues this desk's messages. `author` signs them; they can be taken back for `hold_ms`."""

    def __init__(
        self,
        store: Store,
        senders: Senders,
        files: OutgoingFiles,
        author: str,
        now: Callable[[], int],
        hold_ms: int,
    ) -> None:
        self._store = store
        self._senders = senders
        self._files = files
        self._author = author
        self._now = now
        self._hold_ms = hold_ms
        self._last_at = 0

    @abstractmethod
    def look(self) -> None:
        """Something was queued: look at what is due."""

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
        leaving: Leaving = AT_ONCE,
    ) -> str:
        """Queue `text`; it leaves after the time to undo. Returns the message's id. `quick_replies` are the provider's
        own objects ({type, caption, target} at ManyChat). Raises Trouble where `ability(…)` names one, "message.empty"
        and "message.too_long"."""
        if not text.strip():
            raise Trouble("message.empty")
        self._takes(self._known(conversation)).check_text(text)
        if not quick_replies:
            return await self._queue(conversation, "text", text, reply_to=reply_to, leaving=leaving)
        self._able(conversation, "quick_replies")
        content = {"quick_replies": list(quick_replies)}
        return await self._queue(conversation, "text", text, reply_to=reply_to, content=content, leaving=leaving)

    async def disclosure(self, conversation: str, clip: str = "", leaving: Leaving = AT_ONCE) -> str:
        """Queue the line that tells that a voice is generated, where this lead has to be told; returns the message's
        id, or "" where not, as for a `clip` that is not generated. Raises Trouble where `ability(…)` names one, and
        "message.too_long"."""
        told = disclosure.due(self._store, conversation, self._author, leaving.at or self._now())
        if told is None or (clip and not self._store.generated(clip)):
            return ""
        message, text = told  # any hands: whoever is first in the log says it, also if two desks wrote it off the line
        self._takes(self._known(conversation)).check_text(text)
        content = {disclosure.FLAG: True}
        return await self._queue(
            conversation, "text", text, content=content, leaving=leaving, message=message, hands="any"
        )

    async def voice(
        self, conversation: str, heard: Heard, text: str, reply_to: str | None = None, leaving: Leaving = AT_ONCE
    ) -> str:
        """Queue the voice note that was heard, by its hash; `text` is what it says. One that waits for an answer may be
        queued while the window is closed. Returns the message's id.

        Raises Trouble where `ability(…).voice` names one, "voice.other_format" for a clip that was not made in
        `ability(…).format`, and "voice.not_on_this_desk" for one whose file is gone.
        """
        self._takes(self._known(conversation)).check_voice(heard.mime)
        path = self._files.path(heard.sha256)
        if path is None:
            raise Trouble("voice.not_on_this_desk")
        size = (await asyncio.to_thread(path.stat)).st_size
        media = Media(heard.mime, heard.sha256, size, seconds=heard.seconds, wave=heard.wave, voice=True)
        return await self._queue(conversation, "audio", text, media, reply_to, leaving=leaving)

    async def image(
        self, conversation: str, file: Path | str, caption: str = "", reply_to: str | None = None, name: str = "",
        leaving: Leaving = AT_ONCE,
    ) -> str:  # fmt: skip
        """Queue a picture: `file` is its path, or the hash of a file that is on this desk. Returns the message's id.

        Raises Trouble where `ability(…).image` names one, "media.gone", "media.type_not_taken",
        "media.too_large_to_send", "message.too_long" for the caption, and "media.disk_full".
        """
        return await self._file("image", conversation, file, caption, reply_to, name, leaving)

    async def video(
        self, conversation: str, file: Path | str, caption: str = "", reply_to: str | None = None, name: str = "",
        leaving: Leaving = AT_ONCE,
    ) -> str:  # fmt: skip
        """Queue a video, as `image` does a picture."""
        return await self._file("video", conversation, file, caption, reply_to, name, leaving)

    async def document(
        self, conversation: str, file: Path | str, caption: str = "", reply_to: str | None = None, name: str = "",
        leaving: Leaving = AT_ONCE,
    ) -> str:  # fmt: skip
        """Queue a document, as `image` does a picture; `name` is what the lead sees, else the file's own."""
        return await self._file("document", conversation, file, caption, reply_to, name, leaving)

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
        self, kind: OutgoingKind, conversation: str, file: Path | str, caption: str, reply_to: str | None, name: str,
        leaving: Leaving,
    ) -> str:  # fmt: skip
        self._able(conversation, kind)
        takes, media = self._takes(self._known(conversation)), await self._files.take(file, name)
        takes.check_file(kind, media, self.ability(conversation).hands == "any")
        takes.check_text(caption, caption=True)
        return await self._queue(conversation, kind, caption, media, reply_to, leaving=leaving)

    async def template(
        self, conversation: str, template: Template, values: Mapping[str, str], reply_to: str | None = None,
        leaving: Leaving = AT_ONCE,
    ) -> str:  # fmt: skip
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
        return await self._queue(conversation, "template", text, media, reply_to, content, leaving)

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

    async def note(self, conversation: str, text: str, mentions: Sequence[Mention] = ()) -> str:
        """Write a note for the agency alone into the conversation: it is never sent. `mentions` are the colleagues it
        names. Returns its id. Raises Trouble "message.empty"."""
        if not text.strip():
            raise Trouble("message.empty")
        note = uuid4().hex
        known = self._known(conversation)
        await self._store.publish(facts.noted(note, known, text, self._author, self._now(), mentions))
        return note

    async def _queue(
        self,
        conversation: str,
        kind: OutgoingKind,
        text: str,
        media: Media | None = None,
        reply_to: str | None = None,
        content: dict[str, Any] | None = None,
        leaving: Leaving = AT_ONCE,
        message: str = "",
        hands: str = "",
    ) -> str:
        found, ability = self._known(conversation), self.ability(conversation)
        code = ability.of(kind)
        if code is not None and not (leaving.answer_by and code.endswith(".window_closed")):
            raise Trouble(code)
        if reply_to is not None and ability.reply:
            raise Trouble(ability.reply)
        message, now = message or uuid4().hex, self._now()
        self._last_at = max(now, self._last_at + 1)  # two in one ms keep their order, also when the clock is set back
        travels = media is None or relayed(media.mime)
        draft = facts.queued(
            message,
            found,
            kind=kind,
            text=text,
            media=media,
            content=content or {},
            hands=hands or ("any" if leaving != AT_ONCE and travels else ability.hands),
            author=self._author,
            at=self._last_at,
            not_before=now + self._hold_ms if leaving.at is None else leaving.at,
            reply_to=reply_to,
            scheduled=leaving.at,
            waits=None if leaving.answer_by is None else {"until": leaving.answer_by, "seen": last_written(found)},
        )
        await self._store.publish(draft)
        self.look()
        return message

    def _known(self, conversation: str) -> Conversation:
        found = self._store.conversation(conversation)
        if found is None:
            raise Trouble("conversation.unknown")
        return found
