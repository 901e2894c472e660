"""Hoy: what the day begins with, from the longest wait to a connection that is not well; Enter opens each."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from services.records import Changes
from widgets import words
from widgets.controls import Label
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.today.lines import Line, Shelf, lines
from widgets.today.model import LINE, TodayDelegate, TodayModel
from widgets.words import tr

if TYPE_CHECKING:
    from services.probes.health import Health


class Rows(QListView):
    """`entered(line)` with Enter; `headed(line)` when the heading above one was pressed."""

    entered = Signal(object)
    headed = Signal(object)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        delegate = self.itemDelegate()
        if index.isValid() and isinstance(delegate, TodayDelegate):
            line: Line = index.data(LINE)
            if line.head and event.position().y() < self.visualRect(index).top() + delegate.head():
                self.headed.emit(line)
                return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered.emit(self.currentIndex().data(LINE))
            return
        super().keyPressEvent(event)


class TodayPage(QWidget):
    """`conversation_wanted(conversation, message)` and `provider_wanted(provider)` when a line was opened,
    `view_wanted(key)` for all of a kind."""

    view_wanted = Signal(str)
    conversation_wanted = Signal(str, str)
    provider_wanted = Signal(str)

    def __init__(
        self, theme: Theme, store: Shelf, feed: Feed, health: "Callable[[], Sequence[Health]]",
        member: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._member = member
        self._theme, self._store, self._feed, self._health = theme, store, feed, health
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 18, 8, 8)
        column.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(0)
        head.addWidget(Label(tr("Hoy"), "heading", parent=self))
        self.date = Label(role="caption", tone="muted", parent=self)
        head.addWidget(self.date)
        column.addLayout(head)
        column.addWidget(self._make_empty())
        self.rows = Rows(self)
        self.rows.setAccessibleName(tr("Lo de hoy"))
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setMouseTracking(True)
        self.rows.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.model = TodayModel(self)
        self.rows.setModel(self.model)
        self.rows.setItemDelegate(TodayDelegate(theme, self.rows))
        self.rows.entered.connect(self._open)
        self.rows.headed.connect(self._head)
        self.rows.clicked.connect(self._clicked)
        column.addWidget(self.rows, 1)
        column.addStretch(0)
        theme.changed.connect(self._tint)
        feed.changed.connect(self._changed)
        feed.health_changed.connect(self._look)
        feed.tick.connect(self._tick)
        self.setFocusProxy(self.rows)
        self._tint()
        self.refresh()

    def refresh(self) -> None:
        """Read it all again."""
        now = self._feed.now()
        found = lines(self._store, self._health(), now, self._member)
        day = words.day(now, now).partition(", ")[2].capitalize()
        self.date.setText(" · ".join([day, *(each.head for each in found if each.head)]))
        chosen = self.rows.currentIndex().data(LINE)
        self.model.show_lines(found)
        self.rows.setVisible(bool(found))
        self._empty.setVisible(not found)
        if found and not self.rows.currentIndex().isValid():
            same = (row for row, each in enumerate(found) if chosen is not None and each.opens == chosen.opens)
            self.rows.setCurrentIndex(self.model.index(next(same, 0)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _make_empty(self) -> QWidget:
        self._empty = QWidget(self)
        column = QVBoxLayout(self._empty)
        column.setContentsMargins(16, 16, 16, 0)
        self._mark = QLabel(self._empty)
        column.addWidget(self._mark)
        column.addWidget(Label(tr("Estás al día."), "title", parent=self._empty))
        column.addStretch(1)
        return self._empty

    def _changed(self, changes: Changes) -> None:
        if not self._feed.catching_up:
            self._look()

    def _tick(self, now: int) -> None:
        if now // 1000 % 30 == 0:  # waits grow and windows close by themselves
            self._look()

    def _look(self) -> None:
        if self.isVisible():
            self.refresh()

    def _clicked(self, index: QModelIndex) -> None:
        self._open(index.data(LINE))

    def _open(self, line: Line) -> None:
        if line.conversation:
            self.conversation_wanted.emit(line.conversation, line.message)
        elif line.provider:
            self.provider_wanted.emit(line.provider)
        elif line.view:
            self.view_wanted.emit(line.view)

    def _head(self, line: Line) -> None:
        if line.view:
            self.view_wanted.emit(line.view)

    def _tint(self) -> None:
        self._mark.setPixmap(self._theme.pixmap("circle-check", "semantic.success.fg", 24))
