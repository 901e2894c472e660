"""Where an answer is written: grows with its text, and sends with a key."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.composer.marked import MarkedText
from widgets.theme import Theme

_MOST_LINES: Final = 8


class Editor(MarkedText):
    """`submitted` when the key that sends was pressed: Enter, or Ctrl+Enter where Enter makes a new line. Shift+Enter is
    always a new line, Ctrl+Enter always sends."""

    submitted = Signal()

    def __init__(
        self, theme: Theme, *, least_lines: int = 2, grows: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent=parent)
        self.enter_sends = True
        self._least = least_lines
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        if grows:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)
            theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        line = self._theme.line("reading")
        text = round(self.document().size().height() - 2 * self.document().documentMargin())
        lines = max(self._least * line, min(text, _MOST_LINES * line))
        frame = self.contentsMargins()
        chrome = 2 * round(self.document().documentMargin()) + frame.top() + frame.bottom() + 12
        return QSize(200, lines + chrome)

    def minimumSizeHint(self) -> QSize:
        return QSize(
            120, self.sizeHint().height() if self.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed else 60
        )

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to the text only while it has something to undo: then it gives back the last send."""
        undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        if event.type() == QEvent.Type.ShortcutOverride and undo and not self.document().isUndoAvailable():
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = Qt.KeyboardModifier.ControlModifier
        if held == control or (self.enter_sends and held == Qt.KeyboardModifier.NoModifier):
            self.submitted.emit()
        else:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
