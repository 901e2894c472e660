"""Hands what was written or heard to the outbox, and remembers what undoing it gives back."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from services.outbox import Outbox
from services.records import Outgoing
from services.trouble import Trouble
from widgets.composer.speech import Speech
from widgets.feed import Feed
from widgets.tasks import Tasks

Mode = Literal["text", "voice"]


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it was in the composer when it was sent."""

    conversation: str
    text: str
    mode: Mode
    speech: Speech | None = None


class Sending(QObject):
    """`gone` (Sent) when a message is queued, `refused` (Trouble) when it cannot be."""

    gone = Signal(object)
    refused = Signal(object)

    def __init__(self, outbox: Outbox, feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outbox = outbox
        self._tasks = Tasks(self, feed.report)
        self._under_way = False
        self._sent: dict[str, Sent] = {}

    def text(self, conversation: str, text: str) -> None:
        self._start(Sent(conversation, text, "text"))

    def voice(self, conversation: str, speech: Speech) -> None:
        """The take on the table, which was heard: these very bytes go out."""
        assert speech.chosen is not None
        self._start(Sent(conversation, speech.chosen.script.text, "voice", speech))

    def taken_back(self, out: Outgoing) -> Sent:
        """What the composer held when `out` was sent; after a restart only its text is known."""
        known = self._sent.pop(out.message, None)
        return known or Sent(out.conversation, out.text, "voice" if out.kind == "audio" else "text")

    def _start(self, sent: Sent) -> None:
        """Two clicks are one message."""
        if not self._under_way:
            self._under_way = True
            self._tasks.start(self._queue(sent), key="send")

    async def _queue(self, sent: Sent) -> None:
        option = sent.speech.chosen if sent.speech else None
        try:
            if option is None:
                message = await self._outbox.text(sent.conversation, sent.text)
            else:
                assert option.heard  # what was heard is what is sent
                message = await self._outbox.voice(sent.conversation, option.take.clip, sent.text)
        except Trouble as trouble:
            self.refused.emit(trouble)
            return
        finally:
            self._under_way = False
        self._sent[message] = sent
        self.gone.emit(sent)
