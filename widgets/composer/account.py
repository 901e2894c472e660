"""The speech account as the composer needs it: voices, models and credits, read once something asks for a voice."""

from collections.abc import Callable
from math import ceil
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

from services import voice as voices
from services.trouble import Trouble
from services.voice.models import known
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.trouble_words import sentence
from widgets.words import Words

_HIDDEN: Final = "voice.missing_permission"
_QUICK: Final = "eleven_flash_v2_5"
_PASSING: Final = ("voice.no_network", "voice.provider_down", "voice.busy")
"""What may be over in a moment, without anybody doing anything."""
_AGAIN_MS: Final = 15_000


class Account(QObject):
    """`changed` when something is known now that was not; `trouble` says why nothing is."""

    changed = Signal()

    def __init__(self, voice: Callable[[], voices.Voice], feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._voice = voice
        self._tasks = Tasks(self, feed.report)
        self.voices: list[voices.VoiceOption] = []
        self.models: list[voices.Model] = []
        self.quota: voices.Quota | None = None
        self.trouble: Trouble | None = None
        self._now, self._read_at = feed.now, 0
        self.reading = False
        """Whether the answer is on its way. It is over before anybody is told: a click at once counts."""
        feed.tick.connect(self._look_again)
        self.watched: Callable[[], bool] = lambda: False
        """Whether somebody sees what is told here."""

    def want(self) -> None:
        """Read it, unless it is here or on its way."""
        if not (self.voices and self.models) and not self.reading:
            if not self.hides:
                self.trouble = None
            self._start()
            self.changed.emit()

    def forget(self) -> None:
        """What was read is out of date."""
        self.voices, self.models, self.quota, self.trouble = [], [], None, None

    def drop(self, voice: str) -> None:
        """The account has it no more, whatever its list said."""
        self.voices = [each for each in self.voices if each.id != voice]
        self.changed.emit()

    def model(self, model: str) -> voices.Model:
        """What is known of a model now."""
        return next((each for each in self.models if each.id == model), known(model))

    def refresh_quota(self, charged: int = 0) -> None:
        """Read what is left: after a voice was made, which cost `charged`. The account's own count lags behind, so what
        is known here counts meanwhile."""
        if self.quota is not None and charged:
            left, used = max(0, self.quota.left - charged), self.quota.used + charged
            self.quota = msgspec.structs.replace(self.quota, left=left, used=used)
            self.changed.emit()
        self._tasks.start(self._read_quota(), key="quota")

    def read_again(self) -> None:
        """Ask for the voices again; those that are known stay until the answer is here."""
        if not self.reading:
            self._start()

    def cost(self, text: str, model: str, multiple: float = 1.0, new: int | None = None) -> int | None:
        """Credits, about, that `text` as it is said would cost; `multiple` is the voice's own, `new` what it comes to
        where some of it is here already."""
        if not (self.models and text and model):
            return None
        return ceil((self._voice().estimate(text, model) if new is None else new) * multiple)

    @property
    def hides(self) -> bool:
        """Whether the key may speak but not list: then what is known of the voices has to do."""
        return not self.voices and self.trouble is not None and self.trouble.code == _HIDDEN

    def words(self, *, known: bool) -> Words | None:
        """Why no voice can be had at all, if so; `known`: there is one that may speak though none can be listed."""
        if self.trouble is None or self.voices or (self.hides and known):
            return None
        return sentence(self.trouble.code, self.trouble.facts)

    def _look_again(self, now: int) -> None:
        """What was only passing is over by itself: nobody has to ask again."""
        passing = self.trouble is not None and self.trouble.code in _PASSING
        if passing and not self.voices and now - self._read_at >= _AGAIN_MS and self.watched():
            self.read_again()

    def _start(self) -> None:
        self.reading = True
        self._tasks.start(self._read(), key="read")

    async def _read(self) -> None:
        try:
            await self._read_voices()
        finally:
            self.reading = False
        self.changed.emit()
        if self.voices or self.hides:
            await self._read_quota()

    async def _read_voices(self) -> None:
        self._read_at = self._now()
        try:
            self.voices = await self._voice().voices()
            self.trouble = None if self.voices else Trouble("voice.no_voices")
        except Trouble as trouble:
            self.trouble = trouble
        if self.trouble is None or self.hides:
            await self._read_models()

    async def _read_models(self) -> None:
        try:
            self.models = await self._voice().models()
        except Trouble as trouble:
            if trouble.code == _HIDDEN:
                self.models = [known(each) for each in (voices.DEFAULT, _QUICK)]
            else:
                self.trouble = trouble

    async def _read_quota(self) -> None:
        try:
            told, known_ = await self._voice().quota(), self.quota
            same = known_ is not None and (known_.renews_at, known_.limit) == (told.renews_at, told.limit)
            self.quota = known_ if same and known_ and known_.used > told.used else told
        except Trouble:
            self.quota = None  # a key may speak and still not be allowed to read the account: then it is not shown
        self.changed.emit()
