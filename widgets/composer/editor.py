"""Where an answer is written: grows with its text, and sends with a key."""

from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.composer.attaching import carries
from widgets.composer.marked import MarkedText
from widgets.theme import Theme

_FRAME: Final = 12
"""Borders and paddings above and below, as the style sheet has them."""


class Editor(MarkedText):
    """`submitted` when the key that sends was pressed: Ctrl+Enter always (then with True), Enter unless it is set to
    make a new line, which Shift+Enter always does."""

    submitted = Signal(bool)
    escaped = Signal()
    brought = Signal(object)
    """Files or a picture were pasted or dropped here (QMimeData)."""

    def __init__(self, theme: Theme, *, lines: tuple[int, int] = (2, 8), parent: QWidget | None = None) -> None:
        """It is at least and at most so many lines high."""
        super().__init__(theme, parent=parent)
        self.enter_sends = True
        self._lines = lines
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        line, margins = self._theme.line("reading"), 2 * round(self.document().documentMargin())
        text = round(self.document().size().height()) - margins
        least, most = (count * line for count in self._lines)
        return QSize(200, max(least, min(text, most)) + margins + _FRAME)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to the text only while it has something to undo: then it gives back the last send."""
        undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        if event.type() == QEvent.Type.ShortcutOverride and undo and not self.document().isUndoAvailable():
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = Qt.KeyboardModifier.ControlModifier
        if held == control or (self.enter_sends and held == Qt.KeyboardModifier.NoModifier):
            self.submitted.emit(held == control)
        else:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return carries(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Words go into the text; files and pictures are handed on."""
        if carries(source):
            self.brought.emit(source)
        else:
            super().insertFromMimeData(source)
