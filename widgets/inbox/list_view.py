"""The table that lists rely on: one column, one row height, and a scroll that new rows never move."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QInputEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView, QWidget

from widgets.inbox.model import Index
from widgets.theme import Theme

_ADD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Rows(QStyledItemDelegate):
    """A delegate whose rows are all of one height."""

    def height(self) -> int:
        """In px, with the theme as it is now."""
        raise NotImplementedError


class ListView(QTableView):
    """A QTableView because QListView grows slow beyond two thousand rows. `chosen` gives the index of the row a person
    went to, by mouse or keyboard, never one that Qt moved to because a row left, nor one that was added to a selection
    of many. `answering` is Enter on a row: somebody means to answer it. `menu_wanted` gives the point (on the screen)
    where the menu of the selected rows is to open."""

    chosen = Signal(QModelIndex)
    answering = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        theme: Theme,
        name: str,
        model: QAbstractTableModel,
        delegate: Rows,
        parent: QWidget | None = None,
        *,
        many: bool = False,
    ) -> None:
        super().__init__(parent)
        self._rows = delegate
        self._following = False
        self._adding = False
        self.setAccessibleName(name)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        one, more = QAbstractItemView.SelectionMode.SingleSelection, QAbstractItemView.SelectionMode.ExtendedSelection
        self.setSelectionMode(more if many else one)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("surface", "list")
        delegate.setParent(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        theme.changed.connect(self._measure)
        self._measure()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.model().rowCount()

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Rows may come, go and move inside: what is read keeps its place, and nobody is said to have chosen a row."""
        bar = self.verticalScrollBar()
        top = self.indexAt(QPoint(0, 0))
        kept = self.model().index(top.row(), 0) if top.isValid() and bar.value() > 0 else QModelIndex()
        row, offset = QPersistentModelIndex(kept), bar.value() - top.row() * self.rowHeight(0)
        self._following = True
        try:
            yield
        finally:
            self._following = False
        if row.isValid():
            self.updateGeometries()
            bar.setValue(row.row() * self.rowHeight(0) + offset)

    def show_chosen(self, row: int) -> None:
        """Mark a row (-1 for none) without saying that a person chose it."""
        self._following = True
        index = self.model().index(row, 0) if row >= 0 else QModelIndex()
        how = QItemSelectionModel.SelectionFlag.ClearAndSelect if row >= 0 else QItemSelectionModel.SelectionFlag.Clear
        self.selectionModel().setCurrentIndex(index, how)
        self._following = False

    def choose(self, row: int) -> None:
        """Go to a row as a person does."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))

    def selected(self) -> list[int]:
        """The rows that are selected, from the top."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The right button on a selected row leaves the selection; on another it selects without going there."""
        if event.button() != Qt.MouseButton.RightButton:
            was = self.currentIndex()
            with self._perhaps_adding(event):
                super().mousePressEvent(event)
                if was.isValid() and was == self.indexAt(event.position().toPoint()):
                    self._say(was)
            return
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.row() not in self.selected():
            self.show_chosen(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        with self._perhaps_adding(event):
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._say(self.currentIndex())
                if self.currentIndex().isValid() and not self._adding:
                    self.answering.emit()

    def _say(self, current: Index) -> None:
        """Be chosen though the row was the current one: the focus, or the right button, may have made it so."""
        if current.isValid() and not self._adding:
            self.chosen.emit(current)

    @contextmanager
    def _perhaps_adding(self, event: QInputEvent) -> Iterator[None]:
        """Ctrl and Shift add to what is selected: nobody goes there."""
        self._adding = bool(event.modifiers() & _ADD)
        try:
            yield
        finally:
            self._adding = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the right button, or by the keyboard below the current row."""
        row = self.visualRect(self.currentIndex())
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        point = event.globalPos() if by_mouse else self.viewport().mapToGlobal(row.center())
        if self.selected():
            self.menu_wanted.emit(point)

    def keyboardSearch(self, search: str) -> None:
        """Letters lead nowhere: who thinks they are writing an answer must not end up with somebody else."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._following = True  # Qt goes to the first row where none is current; nobody chose it
        super().focusInEvent(event)
        self._following = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._following and not self._adding:
            self.chosen.emit(current)

    def _measure(self) -> None:
        """One height for every row; the rows stay where they are."""
        height = self._rows.height()
        with self.steady():
            self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height // 2)
