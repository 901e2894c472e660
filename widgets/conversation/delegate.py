"""Measures and paints the rows of a timeline; layouts are kept for each row and width."""

from PySide6.QtCore import QAbstractItemModel, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.conversation.layouts import Layout, layout_of
from widgets.conversation.model import ROW
from widgets.conversation.rows import Row, Said
from widgets.conversation.scene import Area, Scene
from widgets.inbox.model import Index

MOST = 3000
"""Layouts kept at once; a long reading forgets them all and starts again."""


class TimelineDelegate(QStyledItemDelegate):
    """Rows as high as what they say."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene
        self.width = 0
        self._kept: dict[str, tuple[Row, int, Layout]] = {}

    def forget(self) -> None:
        """Measure everything again: the theme, the density or the text size changed."""
        self._kept.clear()

    def layout(self, index: Index) -> Layout:
        """The layout of a row for the width in use."""
        row: Row = index.data(ROW)
        kept = self._kept.get(row.key)
        if kept is not None and kept[1] == self.width and (kept[0] is row or kept[0] == row):
            return kept[2]
        if len(self._kept) >= MOST:
            self._kept.clear()
        made = layout_of(self.scene.theme, row, self.width)
        self._kept[row.key] = (row, self.width, made)
        return made

    def heights(self, model: QAbstractItemModel, enough: int) -> int:
        """Height of all rows together, in px; counted only until it is `enough`."""
        total = 0
        for row in range(model.rowCount() - 1, -1, -1):
            total += round(self.layout(model.index(row, 0)).height)
            if total >= enough:
                break
        return total

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(1, round(self.layout(index).height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        self.layout(index).paint(painter, box, self.scene)
        row: Row = index.data(ROW)
        chosen = option.state & QStyle.StateFlag.State_Selected
        reached = isinstance(row, Said) and row.sought and row.key == self.scene.found
        if chosen and (reached or option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(self.scene.theme.focus_pen())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            gap = self.scene.theme.size("messageGap")
            painter.drawRoundedRect(box.adjusted(10, -3, -10, 3 - gap), 6, 6)
        painter.restore()

    def area_at(self, index: Index, box: QRectF, point: QPointF) -> Area | None:
        """The part of a row under a point that answers to a click."""
        areas = self.layout(index).areas(box, self.scene)
        return next((area for area in areas if area.box.contains(point)), None)
