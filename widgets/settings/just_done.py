"""The bar of the ten seconds in which a change of the settings can be taken back."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from widgets.controls import Label
from widgets.pieces.announce import announce
from widgets.words import tr

HOLD_MS: Final = 10_000


class JustDone(QFrame):
    """Says what was done; `undone` when somebody wants it back. It leaves by itself."""

    undone = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "bar")
        self._what = Label(elide=True, parent=self)
        self.button = QPushButton(tr("Deshacer"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 10, 5)
        row.addWidget(self._what, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(self.undone)
        self._hold = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._hold.timeout.connect(self.leave)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._what.text()

    def say(self, what: str, *, undo: bool = True) -> None:
        """Tell this, with a way back if there is one."""
        self._what.setText(what)
        self.button.setVisible(undo)
        announce(self, what)
        self.show()
        self._hold.start()

    def leave(self) -> None:
        """Offer it no more."""
        self._hold.stop()
        self.hide()
        self.left.emit()
