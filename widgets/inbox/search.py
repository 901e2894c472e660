"""What a search found: messages with the words marked, in one line each."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyleOptionViewItem

from services.records import Hit
from widgets import words
from widgets.feed import Feed
from widgets.inbox.list_view import ListView, Rows
from widgets.inbox.model import CONVERSATION, ROOT, Index
from widgets.inbox.painting import in_qt_units, paint_ground, paint_text
from widgets.theme import Theme
from widgets.words import tr

HIT = CONVERSATION


class HitsModel(QAbstractTableModel):
    """One row per message found, newest first."""

    def __init__(self, now: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._hits: list[Hit] = []

    def show_hits(self, hits: list[Hit]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hit.name}, {plain(hit.snippet)}, {words.when(hit.at, self._now())}"
        return None


class Shelf(Protocol):
    """What a search asks of the store."""

    def search(self, text: str, limit: int = 50) -> list[Hit]: ...


class FoundList(ListView):
    """`opened(conversation, message)` when a person goes to a message that was found."""

    opened = Signal(str, str)

    def __init__(self, theme: Theme, feed: Feed, store: Shelf) -> None:
        self._store, self._hits = store, HitsModel(feed.now)
        super().__init__(theme, tr("Resultados de la búsqueda"), self._hits, HitDelegate(theme, feed.now))
        self._hits.setParent(self)
        self.chosen.connect(self._go)

    def search(self, text: str) -> None:
        """Show what is found of `text`."""
        self._hits.show_hits(self._store.search(text))

    def _go(self, index: QModelIndex) -> None:
        hit: Hit = index.data(HIT)
        self.opened.emit(hit.conversation, hit.message)


class HitDelegate(Rows):
    """Name and time above, the words around what was found below, the found ones in the accent."""

    def __init__(self, theme: Theme, now: Callable[[], int]) -> None:
        super().__init__()
        self._theme = theme
        self._now = now

    def height(self) -> int:
        """Height of every row, in px."""
        return self._theme.line("body") * 2 + 18

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit = index.data(HIT)
        painter.save()
        paint_ground(painter, option, self._theme)
        box = QRect(option.rect).adjusted(17, 8, -14, -10)
        upper = QRect(box.left(), box.top(), box.width(), box.height() // 2)
        when = words.when(hit.at, self._now())
        taken = paint_text(painter, self._theme, upper, when, "caption", "text.muted", right=True, tabular=True)
        paint_text(painter, self._theme, upper.adjusted(0, 0, -taken - 8, 0), hit.name, "label", "text.primary")
        self._snippet(painter, upper.translated(0, upper.height()), hit.snippet)
        painter.restore()

    def _snippet(self, painter: QPainter, box: QRect, snippet: str) -> None:
        """Plain text with formats laid over it: what a stranger wrote is never read as markup."""
        text, marks = split(snippet)
        text = self._theme.metrics("body").elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        layout = QTextLayout(text, self._theme.font("body"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        formats = []
        for start, length in marks:
            found = QTextLayout.FormatRange()
            found.start, found.length = in_qt_units(text, start, length)
            look = QTextCharFormat()
            look.setForeground(self._theme.color("accent.softText"))
            look.setBackground(self._theme.color("accent.soft"))
            look.setFontWeight(600)
            found.format = look
            formats.append(found)
        layout.setFormats(formats)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        painter.setClipRect(box)
        painter.setPen(self._theme.color("text.secondary"))
        layout.draw(painter, QRectF(box).topLeft())


def split(snippet: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of a snippet, and where its marked words stand in it: (start, length)."""
    text, marks, start = "", [], 0
    for letter in snippet.replace("\n", " "):
        if letter == "\x02":
            start = len(text)
        elif letter == "\x03":
            marks.append((start, len(text) - start))
        else:
            text += letter
    return text, marks


def plain(snippet: str) -> str:
    """The words of a snippet without their marks."""
    return split(snippet)[0]
