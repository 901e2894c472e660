"""Says when a conversation's text has rested: what is written goes on for a while."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

_STILL_MS: Final = 300


class Resting(QObject):
    """`rested` names the conversation that was written in last, once it is still."""

    rested = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conversation = ""
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._still.timeout.connect(self._rested)

    def write(self, conversation: str) -> None:
        """Somebody writes there."""
        self._conversation = conversation
        self._still.start()

    def _rested(self) -> None:
        self.rested.emit(self._conversation)
