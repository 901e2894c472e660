"""One line of work under way: what is being done, how far it is, and a way to give it up."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from widgets.controls import Label, button
from widgets.words import tr


class ProgressLine(QWidget):
    """Hidden until `begin`; `given_up` when somebody presses Cancelar."""

    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._said = Label("", "caption", "muted", parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self.cancel = button(tr("Cancelar"), "quiet", self)
        self.cancel.clicked.connect(self.given_up)
        row.addWidget(self._said)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, said: str) -> None:
        """Something starts; how long it takes is not known yet."""
        self._said.setText(said)
        self._bar.setAccessibleName(said)
        self._bar.setRange(0, 0)
        self.show()

    def show_progress(self, done: int, whole: int) -> None:
        """Also of numbers larger than Qt's own."""
        self._bar.setRange(0, 1000 if whole else 0)
        self._bar.setValue(round(1000 * done / whole) if whole else 0)
