"""Quick replies while one writes: a slash opens the list, Tab or Enter puts the reply in, filled in for this lead."""

import re
from collections.abc import Callable, Sequence
from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from services.library_records import LibraryVoice
from services.records import QuickReply
from services.replies import Replies
from widgets.composer.editor import Editor
from widgets.theme import Theme
from widgets.words import tr

_TYPED: Final = re.compile(r"(?:^|\s)/([\w-]*)$")
_REPLY: Final = Qt.ItemDataRole.UserRole
_MOST: Final = 8
_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_TAKES: Final = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuickList(QListWidget):
    """`picked` (QuickReply) when one was chosen: its /name is gone from the editor by then. `managed` asks to see them
    all."""

    picked = Signal(object)
    managed = Signal()
    voice_picked = Signal(object)
    """An entry of the audio library (LibraryVoice)."""

    def __init__(self, theme: Theme, editor: Editor, replies: Callable[[], Replies]) -> None:
        super().__init__(editor)
        self.hide()
        self._theme, self._editor, self._replies = theme, editor, replies
        self.voices: Callable[[str], Sequence[LibraryVoice]] = lambda start: ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("frame", "palette")
        self.setAccessibleName(tr("Respuestas rápidas"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._take)
        editor.installEventFilter(self)
        editor.textChanged.connect(self.look)
        editor.cursorPositionChanged.connect(self.look)

    def look(self) -> None:
        """Offer what begins like the word behind the slash; nothing where there is none."""
        start = self._start()
        if start is None or not self._editor.hasFocus():
            self.hide()
            return
        found = self._replies().named(start)[:_MOST]
        self.clear()
        for each in found:
            kind = {"audio": tr("voz"), "image": tr("imagen")}.get((each.media.mime if each.media else "")[:5], "")
            words = " ".join(each.text.split())
            item = QListWidgetItem("   ".join(filter(None, [f"/{each.name}", kind, words[:60]])), self)
            item.setData(_REPLY, each)
        for voice in self.voices(start)[:_MOST]:
            told = ["/" + "-".join(voice.name.casefold().split()), tr("biblioteca"), " ".join(voice.text.split())[:60]]
            QListWidgetItem("   ".join(told), self).setData(_REPLY, voice)
        none = tr("Ninguna respuesta se llama así. Crear una…") if start else tr("Crear la primera respuesta…")
        QListWidgetItem(tr("Cambiar o agregar respuestas…") if found else none, self)
        self.setCurrentRow(0)
        self._place()

    def offer(self) -> None:
        """As if a slash had been typed here."""
        self._editor.setFocus()
        if self._start() is None:
            before = self._before()
            self._editor.insertPlainText("/" if not before or before[-1].isspace() else " /")
        self.look()

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
            self.hide()
        elif key in _MOVES:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % max(1, self.count()))
        else:
            self._take(self.currentItem())
        return True

    def _take(self, item: QListWidgetItem) -> None:
        reply: QuickReply | LibraryVoice | None = item.data(_REPLY)
        self.hide()
        start = self._start()
        if start is not None:
            cursor = self._editor.textCursor()
            step = QTextCursor.MoveOperation.Left
            cursor.movePosition(step, QTextCursor.MoveMode.KeepAnchor, len(start) + 1)
            cursor.removeSelectedText()
        if reply is None:
            self.managed.emit()
        elif isinstance(reply, LibraryVoice):
            self.voice_picked.emit(reply)
        else:
            self.picked.emit(reply)

    def _before(self) -> str:
        cursor = self._editor.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    def _start(self) -> str | None:
        found = _TYPED.search(self._before())
        return found[1] if found is not None else None

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
