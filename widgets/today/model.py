"""The lines of the day as a model, and how each is painted."""

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.controls import paint_avatar
from widgets.theme import Theme
from widgets.today.lines import Line

Index = QModelIndex | QPersistentModelIndex
LINE: Final = Qt.ItemDataRole.UserRole + 1
SIDE: Final = 16
_ROOT: Final = QModelIndex()


class TodayModel(QAbstractListModel):
    """One row per line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Replace the rows; the same ones as before are left alone, so that the choice stays."""
        if lines == self.lines:
            return
        if len(lines) == len(self.lines):
            self.lines = lines
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        return line.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class TodayDelegate(QStyledItemDelegate):
    """The heading of a kind above its first line; a face or an icon, who, what, and how long."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LINE)
        return QSize(0, self._row() + (self.head() if line.head else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE)
        box = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.head:
            head = QRect(box.left() + SIDE, box.top() + 10, box.width() - 2 * SIDE, self.head() - 10)
            painter.setFont(self._theme.font("label"))
            painter.setPen(self._theme.color("text.primary"))
            painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, line.head)
            box.setTop(box.top() + self.head())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("bg.selected" if chosen else "bg.hover"))
            painter.drawRoundedRect(QRectF(box).adjusted(6, 0, -6, 0), 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.focus_pen())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(7, 1, -7, -1), 6, 6)
        self._line(painter, box.adjusted(SIDE, 0, -SIDE, 0), line)
        painter.restore()

    def _line(self, painter: QPainter, box: QRect, line: Line) -> None:
        middle = box.center().y() + 1
        if line.person is not None:
            paint_avatar(painter, QRectF(box.left(), middle - 14, 28, 28), self._theme, *line.person)
        else:
            painter.drawPixmap(box.left() + 6, middle - 8, self._theme.pixmap(line.icon, line.tone, 16))
        painter.setFont(self._theme.font("caption", tabular=True))
        painter.setPen(self._theme.color(line.tone))
        wide = painter.fontMetrics().horizontalAdvance(line.right)
        middle_right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, middle_right, line.right)
        room = box.adjusted(40, 0, -wide - 16, 0)
        high, low = self._theme.line("label"), self._theme.line("caption")
        top = room.top() + (room.height() - high - low) // 2
        if not line.detail:
            self._words(painter, room, line.title, "body", "accent.base")
            return
        self._words(painter, QRect(room.left(), top, room.width(), high), line.title, "label", "text.primary")
        self._words(
            painter, QRect(room.left(), top + high, room.width(), low), line.detail, "caption", "text.secondary"
        )

    def _words(self, painter: QPainter, box: QRect, text: str, role: str, tone: str) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.color(tone))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def _row(self) -> int:
        return self._theme.line("label") + self._theme.line("caption") + 14

    def head(self) -> int:
        """How high the heading above a first line is."""
        return self._theme.line("label") + 22
