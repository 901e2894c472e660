"""Has the voices of the open conversation written down when somebody asks, and shows how that goes in their rows."""

from collections.abc import Awaitable, Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from services.trouble import Trouble
from widgets.conversation.model import TimelineModel
from widgets.pieces.announce import announce
from widgets.tasks import Tasks
from widgets.trouble_words import sentence
from widgets.words import tr

Transcribe = Callable[[str], Awaitable[Any]]


class Transcribing(QObject):
    """`transcribe` is who does it; nothing is asked for before it is set."""

    def __init__(self, model: TimelineModel, report: Callable[[BaseException], None], window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._tasks = Tasks(self, report)
        self.transcribe: Transcribe | None = None

    def ask(self, message: str) -> None:
        """Have this voice written down; asked again while that goes on, nothing more happens."""
        if self.transcribe is not None and not self._tasks.running(message):
            self._tasks.start(self._write(message, self.transcribe), key=message)

    def ask_chosen(self, row: int) -> None:
        """The voice of a row; where that is none, the lead's newest that nobody had written down."""
        chosen = self._model.message_at(row)
        if chosen is None or chosen.kind != "audio" or chosen.transcript is not None:
            chosen = self._model.last_voice()
        if chosen is not None:
            self.ask(chosen.id)

    async def _write(self, message: str, transcribe: Transcribe) -> None:
        self._model.tell_writing(message, True)
        why = None
        try:
            await transcribe(message)
        except Trouble as trouble:
            why = sentence(trouble.code, trouble.facts)
        finally:
            self._model.tell_writing(message, False, why)
        announce(self._window, why.text if why else tr("transcripción lista"))
