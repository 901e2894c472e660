"""What the rows of every list have in common: their ground and a line of text."""

from math import ceil

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from widgets.theme import Theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
    """Selected (with its accent bar), hovered or plain; the line below; the ring of the keyboard."""
    box, state = QRect(option.rect), option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(box, theme.color("bg.selected"))
        painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.color("accent.base"))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(box, theme.color("bg.hover"))
    painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("border.subtle"))
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(theme.focus_pen())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(box).adjusted(1, 1, -1, -2))


def paint_text(
    painter: QPainter, theme: Theme, box: QRect, text: str, role: str, tint: str,
    *, right: bool = False, tabular: bool = False, weight: int | None = None,
) -> int:  # fmt: skip
    """Write one line, elided at the right; returns the width it takes."""
    metrics = theme.metrics(role, tabular=tabular, weight=weight)
    wide = ceil(metrics.horizontalAdvance(text))
    shown = text if wide <= box.width() else metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
    painter.setFont(theme.font(role, tabular=tabular, weight=weight))
    painter.setPen(theme.color(tint))
    painter.drawText(box, _RIGHT if right else _LEFT, shown)
    return min(wide, max(0, box.width()))


def in_qt_units(text: str, start: int, length: int) -> tuple[int, int]:
    """Where a part of `text` stands as Qt counts: an emoji is two."""
    return _units(text[:start]), _units(text[start : start + length])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
