"""The view of a timeline: stays at the end while somebody is there, and never moves while somebody reads above."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from widgets.conversation.delegate import TimelineDelegate
from widgets.conversation.model import TimelineModel
from widgets.conversation.transcript import neighbour
from widgets.inbox.model import Index
from widgets.words import tr

NEAR = 8
"""So close to the end, in px, counts as being there."""
PLAYING = {
    Qt.Key.Key_Space: "play",
    Qt.Key.Key_Left: "back",
    Qt.Key.Key_Right: "ahead",
    Qt.Key.Key_Plus: "faster",
    Qt.Key.Key_Minus: "slower",
}
"""What the keys do on the row of a voice."""
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class TimelineView(QListView):
    """Signals: `acted(message id, action, share)` for a click or key on a part of a row (share only for `seek`,
    the second for `word`),
    `menu_wanted(row, global point)`, `day_clicked(global point)`, `end_reached()`."""

    acted = Signal(str, str, float)
    menu_wanted = Signal(int, QPoint)
    day_clicked = Signal(QPoint)
    end_reached = Signal()

    def __init__(self, model: TimelineModel, delegate: TimelineDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline, self._delegate = model, delegate
        self._reading = False
        self._held, self._above = True, 0
        self.setAccessibleName(tr("Mensajes"))
        self.setModel(model)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setProperty("surface", "canvas")
        self.verticalScrollBar().setSingleStep(40)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def at_end(self) -> bool:
        """Whether the newest message is in sight."""
        bar = self.verticalScrollBar()
        return not self._timeline.later and bar.value() >= bar.maximum() - NEAR

    def to_end(self) -> None:
        """Show the newest message."""
        self._timeline.to_newest()
        self._stand()
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def show_row(self, row: int) -> None:
        """Bring a row into sight and select it."""
        self._stand()
        index = self._timeline.index(row)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Rows may change inside: whoever is at the end stays there, whoever reads above sees nothing move."""
        at_end = self.at_end
        anchor = QModelIndex() if at_end else self.indexAt(QPoint(1, 1))
        key = self._timeline.key_at(anchor.row()) if anchor.isValid() else ""
        offset = self.visualRect(anchor).top() if anchor.isValid() else 0
        self._reading = True
        try:
            yield
            self._stand()
            if at_end:
                self.to_end()
            elif (row := self._timeline.row_of(key)) >= 0:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + self.visualRect(self._timeline.index(row)).top() - offset)
        finally:
            self._reading = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        held, width = self._held, self.viewport().width()
        if width != self._delegate.width:
            with self.steady():
                self._delegate.width = width
                super().resizeEvent(event)
        else:
            super().resizeEvent(event)
        if held:
            self.to_end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard stands on the last message in sight, and sees that."""
        if event.reason() in BY_KEYBOARD and not self.selectedIndexes():
            last = self._timeline.index(self._timeline.rowCount() - 1)
            foot = self.indexAt(self.viewport().rect().bottomLeft() + QPoint(1, -1))
            self.setCurrentIndex(last if self.at_end or not foot.isValid() else foot)
        super().focusInEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()  # the ring lies around its row, on the ground of the neighbours

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        over = index.isValid() and self._delegate.area_at(index, self._box(index), event.position())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        message = self._timeline.message_at(self.currentIndex().row())
        if message is not None and message.transcript is not None and (step := _word_step(event)):
            playing = self._delegate.scene.voice
            at = playing.at if playing.message == message.id else 0.0
            self.acted.emit(message.id, "word", neighbour(message.transcript, at, step))
        elif message is not None and message.kind == "audio" and event.key() in PLAYING:
            self.acted.emit(message.id, PLAYING[Qt.Key(event.key())], 0.0)
        elif message is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.acted.emit(message.id, "copy", 0.0)
        elif message is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.menu_wanted.emit(self.currentIndex().row(), self._menu_point())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(self.currentIndex().row(), self._menu_point())
            return
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(index.row(), event.globalPos())

    def _menu_point(self) -> QPoint:
        middle = self.visualRect(self.currentIndex()).center()
        inside = self.viewport().rect()
        middle.setY(max(inside.top(), min(middle.y(), inside.bottom())))
        return self.viewport().mapToGlobal(middle)

    def _click(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        box, message = self._box(index), self._timeline.message_at(index.row())
        area = self._delegate.area_at(index, box, event.position())
        if area is not None and area.action == "day":
            self.day_clicked.emit(self.viewport().mapToGlobal(area.box.bottomLeft().toPoint()))
        elif area is not None and message is not None:
            share = self._delegate.layout(index).seek_share(box, event.position().x(), self._delegate.scene)
            self.acted.emit(message.id, area.action, area.second if area.action == "word" else share)

    def _box(self, index: QModelIndex) -> QRectF:
        return QRectF(self.visualRect(index))

    def _stand(self) -> None:
        """Lay the rows out; a conversation shorter than the pane stands at its foot, beside the composer."""
        above = max(0, self.height() - self._delegate.heights(self._timeline, self.height()))
        if above != self._above:
            self._above = above
            self.setViewportMargins(0, above, 0, 0)
        self.doItemsLayout()
        self.verticalScrollBar().setEnabled(above == 0)

    def _scrolled(self, value: int) -> None:
        self._held = self.at_end
        if self._held:
            self.end_reached.emit()
        if self._reading:
            return
        near, foot = self.viewport().height(), self.verticalScrollBar().maximum()
        if value < near and self._timeline.more:
            with self.steady():
                self._timeline.read_older()
        elif value > foot - near and self._timeline.later:
            with self.steady():
                self._timeline.read_newer()


def _word_step(event: QKeyEvent) -> int:
    """-1 or 1 for the keys that go from word to word in a text."""
    if event.matches(QKeySequence.StandardKey.MoveToNextWord):
        return 1
    return -1 if event.matches(QKeySequence.StandardKey.MoveToPreviousWord) else 0
