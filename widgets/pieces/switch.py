"""A switch: on or off at once, with the words beside it as its name."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from widgets.theme import Theme


class Switch(QAbstractButton):
    """`toggled` as of any checkable button. The knob's side and the track's fill both tell, so grey still reads."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(40, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(3, 4, 34, 20)
        on, ready = self.isChecked(), self.isEnabled()
        painter.setPen(QPen(theme.color("accent.base" if on and ready else "border.control"), 1))
        painter.setBrush(theme.color("accent.base" if on and ready else "bg.sunken"))
        painter.drawRoundedRect(track, 10, 10)
        knob = QRectF(track.right() - 17 if on else track.left() + 3, track.top() + 3, 14, 14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text.onAccent" if on and ready else "text.muted"))
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent.focus"), 2))
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), 12, 12)
