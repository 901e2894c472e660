"""Writes down what happens to the voices being prepared: what was made and cost, what was heard, what came of it."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from services.drafts import DraftVoice
from services.trouble import Trouble
from services.voice.office import VoiceOffice
from services.voice.reels import Kept
from widgets.composer.speaking import Speaking
from widgets.composer.speech import Option, Script, Speech
from widgets.feed import Feed
from widgets.tasks import Tasks


class Keeping(QObject):
    """Looks at each Speech as it changes; `booked` when something was added to what this month cost."""

    booked = Signal()

    def __init__(
        self, office: Callable[[], VoiceOffice], speaking: Speaking, feed: Feed, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._office, self._speaking = office, speaking
        self._tasks = Tasks(self, feed.report)
        self._recalled: dict[str, asyncio.Event] = {}
        """Conversation -> whether its takes are back."""
        self._known: set[tuple[str, str, str]] = set()
        """Conversation, clip and text of what is written down."""
        self._heard: set[tuple[str, str]] = set()
        self._failure: Trouble | None = None
        speaking.changed.connect(self._look)

    def recall(self, conversation: str) -> None:
        """Bring back the takes of earlier days, once."""
        if conversation and conversation not in self._recalled:
            self._recalled[conversation] = asyncio.Event()
            self._tasks.start(self._recall(conversation))

    def restore(self, conversation: str, kept: DraftVoice) -> None:
        """Put what a draft had on the table there again, once its takes are back."""
        self._tasks.start(self._restore(conversation, kept), key=("restore", conversation))

    async def _restore(self, conversation: str, kept: DraftVoice) -> None:
        if (back := self._recalled.get(conversation)) is not None:
            await back.wait()
        self._speaking.restore(conversation, kept.sha256, kept.heard, kept.like)

    async def _recall(self, conversation: str) -> None:
        try:
            await self._bring_back(conversation)
        finally:
            self._recalled[conversation].set()

    async def _bring_back(self, conversation: str) -> None:
        options = [_option(each) for each in await self._office().reels.takes(conversation)]
        for each in options:
            self._known.add((conversation, each.take.clip.sha256, each.script.text))
            if each.heard:
                self._heard.add((conversation, each.take.clip.sha256))
        self._speaking.recall(conversation, options)

    def _look(self, conversation: str) -> None:
        speech = self._speaking.speech(conversation)
        for option in speech.options:
            key = (conversation, option.take.clip.sha256, option.script.text)
            if key not in self._known:
                self._known.add(key)
                self._tasks.start(self._made(conversation, option))
            if option.heard and key[:2] not in self._heard:
                self._heard.add(key[:2])
                self._tasks.start(self._was_heard(conversation, option))
        self._look_at_failure(conversation, speech)

    def _look_at_failure(self, conversation: str, speech: Speech) -> None:
        if speech.trouble is not None and speech.trouble is not self._failure:
            self._failure = speech.trouble
            if self._failure.facts.get("credits"):
                self._tasks.start(self._lost(self._failure, speech.script, conversation))

    async def _made(self, conversation: str, option: Option) -> None:
        office = self._office()
        await office.reels.keep(conversation, Kept(option.take, option.script.text, option.at, option.heard))
        if option.source:
            await office.ledger.reshaped(option.take, option.source, conversation)
        elif not option.free:
            await office.ledger.made(option.take, conversation)
            self.booked.emit()

    async def _was_heard(self, conversation: str, option: Option) -> None:
        office = self._office()
        await office.ledger.heard(option.take.clip.sha256)
        await office.reels.heard(conversation, option.take.clip.sha256)

    async def _lost(self, trouble: Trouble, script: Script, conversation: str) -> None:
        await self._office().ledger.lost(trouble, script.voice, script.model, conversation)
        self.booked.emit()


def _option(kept: Kept) -> Option:
    wording = kept.take.wording
    mime = kept.take.clip.mime
    script = Script(kept.text, wording.voice, wording.model, wording.settings, wording.text, mime)
    return Option(kept.take, script, kept.at, kept.take.credits == 0, kept.heard)
