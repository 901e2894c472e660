"""What a person may do with a message on its way, and the round that sends what is due."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import time
from typing import Any, Final, Literal, Protocol
from uuid import uuid4

from services.channels.senders import Senders
from services.outbox import facts
from services.outbox.delivery import Delivery
from services.outbox.due import HOLD_MS, closed, heads, patience
from services.records import Conversation, Media, Outgoing
from services.store import Store
from services.trouble import Trouble

GRACE_S: Final = 5.0
"""How long a closing desk waits for the answers of calls under way."""
_LOOK_MS: Final = 30_000
"""The clock is looked at this often even when nothing is due: it may have been set, or the machine asleep."""

log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class Ability:
    """What may be sent in a conversation now: None, or the Trouble code that says why not. `hands` "any" means that
    this desk has no key and another one will send it."""

    text: str | None
    voice: str | None
    hands: Literal["own", "any"] = "own"


class Voices(Protocol):
    """Where the clips of this desk lie."""

    def path(self, sha256: str) -> Path | None: ...
    async def bytes_of(self, sha256: str) -> bytes | None: ...
    async def share(self, sha256: str, mime: str) -> None: ...


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
        voices: Voices,
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
        self._voices = voices
        self._device = device
        self._author = author
        self._report = report
        self._now = now
        self._hold_ms = hold_ms
        self._delivery = Delivery(store, senders, device, voices.bytes_of, patience, now)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._withdrawing: set[str] = set()
        self._broken: set[str] = set()
        self._share_at: dict[str, float] = {}
        self._look = asyncio.Event()

    def ability(self, conversation: str) -> Ability:
        """Whether text and voice can go to `conversation` now; said before anything is tried."""
        found = self._store.conversation(conversation)
        if found is None:
            return Ability("conversation.unknown", "conversation.unknown")
        why = self._senders.closed(found.channel) or closed(found, self._now())
        voice = why if self._senders.speaks(found.channel) else "channel.no_voice"
        return Ability(why, voice, "own" if self._senders.holds(found.channel) else "any")

    async def text(self, conversation: str, text: str, reply_to: str | None = None) -> str:
        """Queue `text`; it leaves after the time to undo. Returns the message's id. Raises Trouble where
        `ability(…).text` names one, and "message.empty"."""
        if not text.strip():
            raise Trouble("message.empty")
        return await self._queue(conversation, text, None, reply_to)

    async def voice(self, conversation: str, heard: Heard, text: str, reply_to: str | None = None) -> str:
        """Queue the voice note that was heard, by its hash; `text` is what it says. Returns the message's id.

        Raises Trouble where `ability(…).voice` names one, and "voice.not_on_this_desk" for a clip whose file is gone.
        """
        path = self._voices.path(heard.sha256)
        if path is None:
            raise Trouble("voice.not_on_this_desk")
        size = (await asyncio.to_thread(path.stat)).st_size
        media = Media(heard.mime, heard.sha256, size, seconds=heard.seconds, wave=heard.wave, voice=True)
        return await self._queue(conversation, text, media, reply_to)

    async def _queue(self, conversation: str, text: str, media: Media | None, reply_to: str | None) -> str:
        ability = self.ability(conversation)
        if code := ability.text if media is None else ability.voice:
            raise Trouble(code)
        found = self._known(conversation)
        message, now = uuid4().hex, self._now()
        await self._store.publish(
            facts.queued(
                message,
                found,
                text=text,
                media=media,
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
        taken = message in self._running or message in self._withdrawing
        return one is not None and one.state == "queued" and not taken

    def look(self) -> None:
        """Something changed: the replica, a key, the clock. Look at once at what is due."""
        self._look.set()
        self._delivery.changed()

    async def run(self) -> None:
        """Send what is due, for ever. A failure of one message is reported and keeps none of the others."""
        try:
            while True:
                self._look.clear()
                await self._delivery.recover(self._running)
                wait_ms = self._start_due()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait_ms / 1000):
                        await self._look.wait()
        finally:
            await self._finish()

    def _start_due(self) -> int:
        """Start every attempt that is due; returns the milliseconds until the next one."""
        now, next_at = self._now(), self._now() + _LOOK_MS
        outgoing = [one for one in self._store.outgoing() if one.message not in self._broken]
        busy = {one.conversation for one in outgoing if one.message in self._running}
        for one in heads(outgoing, self._device, self._senders.holds):
            due_at = self._delivery.due_at(one)
            if one.conversation in busy or one.message in self._withdrawing:
                continue
            if due_at > now:
                next_at = min(next_at, due_at)
            else:
                self._start(one.message, self._delivery.attempt(one))
        self._share(outgoing)
        return next_at - now

    def _share(self, outgoing: list[Outgoing]) -> None:
        """Voices that any desk may send are put where every desk can fetch them."""
        for one in outgoing:
            sha256 = one.media.sha256 if one.media is not None else None
            if one.media is None or one.hands != "any" or not sha256:
                continue
            if self._share_at.get(sha256, 0) <= self._now():
                self._share_at[sha256] = inf
                self._start(f"share {sha256}", self._put(sha256, one.media.mime))

    async def _put(self, sha256: str, mime: str) -> None:
        if self._voices.path(sha256) is None:
            return
        try:
            await self._voices.share(sha256, mime)
        except Trouble as trouble:
            log.info("a voice could not be shared yet: %s", trouble.code)
            self._share_at[sha256] = self._now() + _LOOK_MS

    def _start(self, key: str, work: Coroutine[Any, Any, None]) -> None:
        task = self._running[key] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda done: self._done(key, done))

    def _done(self, key: str, task: asyncio.Task[None]) -> None:
        del self._running[key]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._broken.add(key)
            self._report(error)
        self.look()

    async def _finish(self) -> None:
        """Calls under way may still answer; what does not answer in time is written down as unknown."""
        running = list(self._running.values())
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=GRACE_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
