"""The rooms where leads' voices are listened to: written down, told of, and said again."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from app.desk import Desk
from services.credentials import Credentials
from services.store import Store

if TYPE_CHECKING:
    from services.media import MediaFiles
    from services.outbox import Outbox
    from services.voice import Clips
    from services.voice.attending import Attending
    from services.voice.disclosing import Disclosing
    from services.voice.elevenlabs import ElevenLabs
    from services.voice.library import Library
    from services.voice.record import VoiceRecord
    from services.voice.transcribe import Transcriber


class ListeningRooms(ABC):
    """`transcriber`, `attending`, `disclosing` and `library`, each made when it is first asked for."""

    desk: Desk
    store: Store
    credentials: Credentials
    _now: Callable[[], int]

    @property
    @abstractmethod
    def media(self) -> "MediaFiles": ...

    @property
    @abstractmethod
    def outbox(self) -> "Outbox": ...

    @property
    @abstractmethod
    def clips(self) -> "Clips": ...

    @property
    @abstractmethod
    def speech(self) -> "ElevenLabs": ...

    @property
    @abstractmethod
    def voice_record(self) -> "VoiceRecord": ...

    @abstractmethod
    def _report(self, error: BaseException) -> None: ...

    @cached_property
    def transcriber(self) -> "Transcriber":
        from services.voice.transcribe import Transcriber

        return Transcriber(self.store, lambda: self.speech, self.media.fetch, self.voice_record)

    @cached_property
    def attending(self) -> "Attending":
        from services.voice.attending import Attending

        def can() -> bool:
            return self.credentials.cached(self.desk.tenant.id, "elevenlabs", "api_key") is not None

        fetch = self.media.fetch
        return Attending(self.store, self.transcriber, fetch, self.desk.device, can, self._report)

    @cached_property
    def disclosing(self) -> "Disclosing":
        from services.voice.disclosing import Disclosing

        return Disclosing(self.store, self.outbox, self._now, self._report)

    @cached_property
    def library(self) -> "Library":
        from services.voice.library import Library

        member = self.desk.member
        return Library(self.store, self.media, self.clips, member.id, member.name, self._now)
