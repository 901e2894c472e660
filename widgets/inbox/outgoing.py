"""The outbox as a list: each message that has not come to rest, what it waits for, and to whom it goes."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from services.records import Conversation, Outgoing
from widgets import words
from widgets.composer.times import said
from widgets.conversation.states import STATES
from widgets.feed import Feed
from widgets.inbox.list_view import ListView, Rows
from widgets.inbox.model import CONVERSATION, ROOT, Index
from widgets.inbox.painting import paint_ground, paint_text
from widgets.inbox.row_words import kind_word
from widgets.theme import Theme
from widgets.words import tr

OUTGOING = CONVERSATION


class Shelf(Protocol):
    """What the outbox list reads of the store."""

    def outgoing(self) -> list[Outgoing]: ...

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...


class OutgoingModel(QAbstractTableModel):
    """One row per message, in the order in which they leave."""

    def __init__(self, store: Shelf, now: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._now = now
        self._rows: list[Outgoing] = []
        self._names: dict[str, str] = {}

    def refresh(self) -> None:
        """Read the outbox again."""
        self.beginResetModel()
        self._rows = sorted(self._store.outgoing(), key=lambda each: each.not_before)
        ids = list(dict.fromkeys(each.conversation for each in self._rows))
        self._names = {each.id: each.name for each in self._store.conversations(ids)}
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == OUTGOING:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._names.get(row.conversation, tr("Sin nombre"))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.data(index)}, {what_leaves(row)}, {waits_for(row, self._now())}"
        return None


def what_leaves(row: Outgoing) -> str:
    """The message in one line."""
    if row.kind == "text":
        return " ".join(row.text.split())
    if row.kind != "audio":
        return " · ".join(filter(None, [kind_word(row.kind), " ".join(row.text.split())]))
    length = row.media.seconds if row.media else None
    return kind_word("audio", voice=True) + (f" {words.seconds(length)}" if length is not None else "")


def waits_for(row: Outgoing, now: int) -> str:
    """The state, and for a queued message what it waits for."""
    if row.state == "queued" and row.waits_until is not None:
        return tr("en espera de su respuesta · vence {when}").format(when=said(row.waits_until, now))
    if row.state == "queued" and (row.scheduled_at or 0) > now:
        return tr("sale {when}").format(when=said(row.scheduled_at or 0, now))
    if row.state == "queued" and row.not_before > now:
        return tr("sale en {seconds} s").format(seconds=-(-(row.not_before - now) // 1000))
    return STATES[row.state].word()


class OutgoingList(ListView):
    """`opened(conversation, message)` when a person goes to a message that waits."""

    opened = Signal(str, str)

    def __init__(self, theme: Theme, feed: Feed, store: Shelf) -> None:
        self._waiting = OutgoingModel(store, feed.now)
        super().__init__(theme, tr("Bandeja de salida"), self._waiting, OutgoingDelegate(theme, feed.now))
        self._waiting.setParent(self)
        self.chosen.connect(self._go)

    def refresh(self) -> None:
        """Read the outbox again; the scroll stays."""
        with self.steady():
            self._waiting.refresh()

    def _go(self, index: QModelIndex) -> None:
        waiting: Outgoing = index.data(OUTGOING)
        self.opened.emit(waiting.conversation, waiting.message)


class OutgoingDelegate(Rows):
    """To whom, what, and the state with its icon."""

    def __init__(self, theme: Theme, now: Callable[[], int]) -> None:
        super().__init__()
        self._theme = theme
        self._now = now

    def height(self) -> int:
        """Height of every row, in px."""
        return self._theme.line("body") * 2 + self._theme.line("caption") + 16

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Outgoing = index.data(OUTGOING)
        box = QRect(option.rect)
        painter.save()
        paint_ground(painter, option, self._theme)
        body = self._theme.line("body")
        line = QRect(box.left() + 17, box.top() + 7, box.width() - 31, body)
        paint_text(painter, self._theme, line, str(index.data()), "label", "text.primary")
        paint_text(painter, self._theme, line.translated(0, body), what_leaves(row), "body", "text.secondary")
        shown = STATES[row.state]
        below = line.translated(0, 2 * body)
        painter.drawPixmap(QPoint(below.left(), below.top() + 2), self._theme.pixmap(shown.icon, shown.tint, 14))
        paint_text(
            painter, self._theme, below.adjusted(18, 0, 0, 0), waits_for(row, self._now()), "caption", shown.tint
        )
        painter.restore()
