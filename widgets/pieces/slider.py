"""A thin slider in the accent: what is chosen is filled."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QWidget

from widgets.theme import Theme


class Slider(QSlider):
    """Whole numbers between `least` and `most`."""

    def __init__(self, theme: Theme, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setRange(least, most)
        self.setSingleStep(5)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, knob = self.height() / 2, 6.5
        room = self.width() - 2 * (knob + 1)
        at = knob + 1 + room * (self.value() - self.minimum()) / (self.maximum() - self.minimum())
        painter.setBrush(self._theme.color("border.default"))
        painter.drawRoundedRect(0, round(middle - 2), self.width(), 4, 2, 2)
        painter.setBrush(self._theme.color("accent.base"))
        painter.drawRoundedRect(0, round(middle - 2), round(at), 4, 2, 2)
        painter.setPen(QPen(self._theme.color("accent.base"), 3 if self.hasFocus() else 2))
        painter.setBrush(self._theme.color("bg.canvas"))
        painter.drawEllipse(round(at - knob), round(middle - knob), round(2 * knob), round(2 * knob))
