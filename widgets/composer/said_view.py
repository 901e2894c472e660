"""The text as it will be said: read-only, each change an anchor that can be reached, described and opened."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from widgets import words
from widgets.composer.marked import MarkedText
from widgets.pieces.announce import announce
from widgets.theme import Theme


class SaidView(MarkedText):
    """`opened` gives the mark that a person wants to change: clicked, or Enter with the caret on it. Tab goes from one
    change to the next, and then on to what follows this view. While `clickable`, any other word can be asked to be
    heard: `asked` gives its place in the text."""

    opened = Signal(int)
    asked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "filled", parent)
        self._told: list[str] = []
        self._reached = -1
        self.clickable = False
        self.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)

    def describe(self, told: Sequence[str]) -> None:
        """What each mark stands for, as a sentence: its tooltip, and what is announced when it is reached."""
        self._told = list(told)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for i, (start, end) in enumerate(self.marks):
            anchor = QTextCharFormat()
            anchor.setAnchor(True)
            anchor.setAnchorHref(f"#{i}")
            anchor.setToolTip(words.hover(self._told[i]))
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(anchor)
        cursor.endEditBlock()

    @property
    def mark(self) -> int:
        """The mark that the caret is on, -1 for none."""
        if self._on(self._reached):
            return self._reached
        at = self.textCursor().selectionStart()
        return next((i for i, (start, end) in enumerate(self.marks) if start <= at < max(end, start + 1)), -1)

    def _on(self, mark: int) -> bool:
        """Whether exactly this mark is selected; what is left out takes no room in the text."""
        cursor = self.textCursor()
        return 0 <= mark < len(self.marks) and self.marks[mark] == (cursor.selectionStart(), cursor.selectionEnd())

    def _next(self, forward: bool) -> int:
        """The change that Tab goes to, -1 for none."""
        at, count = self.textCursor().selectionStart(), len(self.marks)
        if self._on(self._reached):
            found = self._reached + (1 if forward else -1)
            return found if 0 <= found < count else -1
        if forward:
            return next((i for i in range(count) if self.marks[i][0] >= at), -1)
        return next((i for i in reversed(range(count)) if self.marks[i][0] < at), -1)

    def focusNextPrevChild(self, forward: bool) -> bool:
        found = self._next(forward) if self.hasFocus() else -1
        if found < 0:
            return super().focusNextPrevChild(forward)
        self._reached = found
        start, end = self.marks[found]
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        announce(self, self._told[found])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.mark >= 0:
            self.opened.emit(self.mark)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.clickable and not event.modifiers():
            self.asked.emit(self.to_character(self.textCursor().position()))
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        on = self.clickable or self.mark_under(event.position()) >= 0
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.IBeamCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        mark = self.mark_under(QPointF(event.position())) if event.button() == Qt.MouseButton.LeftButton else -1
        if mark < 0:
            super().mouseReleaseEvent(event)
            left = event.button() == Qt.MouseButton.LeftButton
            if left and self.clickable and not self.textCursor().hasSelection():
                self.asked.emit(self.to_character(self.cursorForPosition(event.position().toPoint()).position()))
            return
        QTextEdit.mouseReleaseEvent(self, event)  # here a click asks for other readings, and for nothing else
        if not self.textCursor().hasSelection():
            self.opened.emit(mark)
