"""How loud a microphone is, and the dot that says that it is open."""

import math
from time import monotonic
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.theme import Theme
from widgets.words import tr

_STEPS: Final = 10
_GOOD: Final = 0.45
"""From here on a voice is loud enough: about -30 dB at its peaks."""
_BEAT_MS: Final = 50
_ROUND_S: Final = 1.4


class Level(QWidget):
    """Ten small bars; the last turns red where it is too loud."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._level = theme, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Nivel del micrófono"))
        self.show_level(0.0)
        theme.changed.connect(self.update)

    def show_level(self, level: float) -> None:
        """0 to 1 over the decibels of the meter."""
        self._level = level
        said = tr("demasiado fuerte") if level >= 1 else tr("bien") if level >= _GOOD else tr("bajo")
        self.setAccessibleDescription(said if level else tr("silencio"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_STEPS * 7 - 3, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        lit = round(self._level * _STEPS)
        for i in range(_STEPS):
            tone = "wave.clip" if i == _STEPS - 1 else "accent.base"
            painter.setBrush(self._theme.color(tone if i < lit else "border.default"))
            tall = 8 + i * 2
            painter.drawRoundedRect(QRectF(i * 7, (self.height() - tall) / 2, 4, tall), 2, 2)


class RecordingDot(QWidget):
    """Red, and breathing while the microphone is open: the one thing here that moves by itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._on = theme, False
        self.setFixedSize(14, 14)
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self.update)
        theme.changed.connect(self.update)

    def run(self, on: bool) -> None:
        """Whether the microphone is open."""
        self._on = on
        self._beat.start() if on else self._beat.stop()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        color = self._theme.color("wave.clip" if self._on else "border.control")
        if self._on:
            painter.setOpacity(0.7 + 0.3 * math.cos(monotonic() / _ROUND_S * 2 * math.pi))
        painter.setBrush(color)
        painter.drawEllipse(QRectF(1, 1, 12, 12))
