"""A list that opens over an editor while one writes: behind a sign, what begins like the word that follows it."""

from typing import Any, Final, cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from widgets.composer.editor import Editor
from widgets.pieces.announce import announce
from widgets.theme import Theme

CHOSEN: Final = Qt.ItemDataRole.UserRole
"""Role of what an item stands for."""

_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_TAKES: Final = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Offering(QListWidget):
    """Arrows choose, Enter and Tab take, Esc closes it until the sign is typed anew; the keyboard stays in the editor.
    What is offered, and what comes of it, says who inherits: `start`, `fill` and `take`."""

    def __init__(self, theme: Theme, editor: Editor, name: str) -> None:
        super().__init__(editor)
        self.hide()
        self._theme, self._editor = theme, editor
        self._shut: int | None = None
        """The place of a sign whose list was closed."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("frame", "palette")
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._chosen)
        editor.installEventFilter(self)
        editor.textChanged.connect(self.look)
        editor.cursorPositionChanged.connect(self.look)

    def start(self) -> str | None:
        """What follows the sign before the caret; None where there is none."""
        raise NotImplementedError

    def fill(self, start: str) -> None:
        """Add what is offered for it."""
        raise NotImplementedError

    def take(self, chosen: Any) -> None:
        """Something was chosen, here as its item's data CHOSEN; its sign is gone from the editor by now."""
        raise NotImplementedError

    def look(self) -> None:
        """Offer what there is for the sign before the caret; nothing where there is none."""
        start = self.start()
        if start is None:
            self._shut = None
        if start is None or self._sign(start) == self._shut or not self._editor.hasFocus():
            self.hide()
            return
        self.clear()
        self.fill(start)
        if not self.count():
            self.hide()
            return
        self.setCurrentRow(0)
        self._place()
        self._say()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        key = cast(QKeyEvent, event).key()
        if key not in (*_MOVES, *_TAKES, Qt.Key.Key_Escape) or cast(QKeyEvent, event).modifiers():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif key == Qt.Key.Key_Escape:
            self._shut = self._sign(self.start() or "")
            self.hide()
        elif key in _MOVES:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % max(1, self.count()))
            self._say()
        else:
            self._chosen(self.currentItem())
        return True

    def before(self) -> str:
        """The line up to the caret."""
        cursor = self._editor.textCursor()
        block = cursor.block().text()
        return block.encode("utf-16-le", "surrogatepass")[: 2 * cursor.positionInBlock()].decode("utf-16-le", "ignore")

    def reopen(self) -> None:
        """Offer again what was closed."""
        self._shut = None
        self.look()

    def _chosen(self, item: QListWidgetItem) -> None:
        chosen = item.data(CHOSEN)  # the item itself goes with the next look at the text
        self.hide()
        start = self.start()
        if start is not None:
            cursor = self._editor.textCursor()
            cursor.setPosition(self._sign(start), QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self.hide()
        self.take(chosen)

    def _sign(self, start: str) -> int:
        """The place of the sign, counted as Qt does."""
        return self._editor.textCursor().position() - len(start.encode("utf-16-le", "surrogatepass")) // 2 - 1

    def _say(self) -> None:
        """The keyboard is elsewhere: a screen reader would not notice what is offered."""
        announce(self._editor, f"{self.accessibleName()}: {self.currentItem().text()}")

    def _place(self) -> None:
        """Over the editor, inside the window: a window of its own would take the keyboard on some desktops."""
        window = self._editor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        tall = sum(self.sizeHintForRow(row) for row in range(self.count())) + 4
        wide = min(self._editor.width(), self._theme.scaled(460))
        corner = self._editor.mapTo(window, QPoint(0, 0))
        self.setGeometry(corner.x(), max(0, corner.y() - tall - 4), wide, tall)
        self.show()
        self.raise_()
