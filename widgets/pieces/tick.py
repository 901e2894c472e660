"""The tick of a box and of a line of a list: the style sheet draws the square, which alone would not say yes."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
)

_GRID = 24
_YES = (QPointF(20, 6), QPointF(9, 17), QPointF(4, 12))
_SOME = (QPointF(5, 12), QPointF(19, 12))
"""Lucide's check and minus, on their grid."""
_SIDE = 12


class TickBox(QCheckBox):
    """A check box whose square holds a tick while it is checked."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            square = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            _draw(QPainter(self), square, _YES, _color(self.palette(), enabled=self.isEnabled()))


class TickedLines(QStyledItemDelegate):
    """The same for the lines of a list; one that is partly so has a stroke."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is None or Qt.CheckState(checked) == Qt.CheckState.Unchecked:
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        square = shown.widget.style().subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, shown, shown.widget
        )
        stroke = _YES if Qt.CheckState(checked) == Qt.CheckState.Checked else _SOME
        painter.save()
        _draw(
            painter, square, stroke, _color(shown.palette, enabled=bool(shown.state & QStyle.StateFlag.State_Enabled))
        )
        painter.restore()


def _color(palette: QPalette, *, enabled: bool) -> QColor:
    """What is read on the accent; grey where nothing can be changed."""
    if enabled:
        return palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText)
    return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)


def _draw(painter: QPainter, square: QRect, stroke: tuple[QPointF, ...], color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = square.toRectF().center()
    points = [middle + (each - QPointF(_GRID / 2, _GRID / 2)) * (_SIDE / _GRID) for each in stroke]
    painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(points)
