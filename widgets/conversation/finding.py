"""Searching in the open conversation: a bar with the words, how many lines hold them, and a way to each."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from widgets import words
from widgets.controls import IconButton, Label
from widgets.theme import Theme
from widgets.words import tr

PAUSE_MS = 120
"""Who types on is not followed with each letter."""


class FindBar(QWidget):
    """`find` gives the ids of the messages that hold some words, newest first. `sought` tells the words that should
    stand out ("" for none), `reached` the message to go to; `closed` when the person is done."""

    sought = Signal(str)
    reached = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, find: Callable[[str], list[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self._hits: list[str] = []
        self._at = 0
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Buscar en el chat"))
        self.field.setAccessibleName(tr("Buscar en el chat"))
        self.field.setClearButtonEnabled(True)
        self.count = Label("", "caption", "muted")
        self.older = IconButton(theme, "arrow-up", tr("Anterior"), shortcut="Intro")
        self.newer = IconButton(theme, "chevron-down", tr("Siguiente"), shortcut=tr("Mayús+Intro"))
        self.shut = IconButton(theme, "x", tr("Cerrar la búsqueda"), shortcut="Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 12, 6)
        row.addWidget(self.field, 1)
        for part in (self.count, self.older, self.newer, self.shut):
            row.addWidget(part)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.field.textChanged.connect(self._typed)
        self.older.clicked.connect(self.to_older)
        self.newer.clicked.connect(self.to_newer)
        self.shut.clicked.connect(self.close_bar)
        self.hide()

    def open_bar(self) -> None:
        """Show it, with what was sought before chosen."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.field.text():
            self.look()

    def close_bar(self) -> None:
        """Hide it; nothing stands out any more."""
        if not self.isVisible():
            return
        self._pause.stop()
        self.hide()
        self.sought.emit("")
        self.closed.emit()

    def look(self) -> None:
        """Find the words that stand there, and go to the newest line that holds them."""
        self._pause.stop()
        text = self.field.text().strip()
        self._hits, self._at = self._find(text) if text else [], 0
        self.sought.emit(text if self._hits else "")
        self._go()

    def to_older(self) -> None:
        self._step(1)

    def to_newer(self) -> None:
        self._step(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _typed(self) -> None:
        self._pause.start()

    def _step(self, by: int) -> None:
        if self._pause.isActive():
            self.look()
        elif self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._go()

    def _go(self) -> None:
        counted = tr("{at} de {count}").format(at=words.number(self._at + 1), count=words.number(len(self._hits)))
        nothing = tr("Sin resultados") if self.field.text().strip() else ""
        self.count.setText(counted if self._hits else nothing)
        for button in (self.older, self.newer):
            button.setEnabled(len(self._hits) > 1)
        if self._hits:
            self.reached.emit(self._hits[self._at])
