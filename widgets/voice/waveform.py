"""A voice as its peaks: grows while it arrives, shows what was heard, and seeks as a slider does."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from widgets.pieces.announce import announce
from widgets.theme import Theme
from widgets.voice.player import STEP_S
from widgets.words import tr

SEEKS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
"""The keys that go to another place."""
_BAR: Final = 2.6
_PITCH: Final = 5.2
_LEAST: Final = 3.0


class Waveform(QAbstractSlider):
    """The value is the position in whole seconds, as a screen reader says it; what is drawn is exact to the ms.
    `sought` (ms) says that a person asked for another place: by a click, by left and right (5 s), Home and End, or
    through a screen reader. While a voice arrives the bars keep their width."""

    sought = Signal(int)

    def __init__(self, theme: Theme, height: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._height = height
        self._peaks = b""
        self._growing = False
        self._at = self.total_ms = 0
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setSingleStep(STEP_S)
        self.setPageStep(STEP_S)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Onda de la voz"))
        self._describe()
        self.valueChanged.connect(self._value_chosen)
        theme.changed.connect(self.update)

    def show_voice(self, peaks: bytes, total_ms: int, *, growing: bool = False) -> None:
        """Show `peaks` (0..255, evenly spaced) of a voice of `total_ms` so far."""
        self._peaks, self._growing, self.total_ms = peaks, growing, total_ms
        self._set_silently(self._at)
        self.update()

    def show_position(self, ms: int) -> None:
        """The playhead is at `ms`."""
        self._set_silently(ms)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEP_S * 1000
        moves = {
            Qt.Key.Key_Left: self._at - step,
            Qt.Key.Key_Right: self._at + step,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.total_ms,
        }
        if event.key() in moves:
            self._seek(moves[Qt.Key(event.key())])
            announce(self, self.accessibleDescription())
        else:
            event.ignore()  # the player bar has the other keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event.position().x())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._draw_bars(painter)
        if self.total_ms and self.isEnabled():
            self._draw_playhead(painter)
        if self.hasFocus():
            painter.setPen(self._theme.color("accent.focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _draw_bars(self, painter: QPainter) -> None:
        span = self._span()
        count = max(1, int(span / _PITCH))
        playhead = self._x(self._at)
        played, idle = self._theme.color("wave.played"), self._theme.color("wave.idle")
        for i, peak in enumerate(resampled(self._peaks, count)):
            x = self._margin() + i * span / count
            tall = max(_LEAST, peak / 255 * (self.height() - 12))
            painter.setBrush(QColor(played if x < playhead else idle))
            painter.drawRoundedRect(QRectF(x, (self.height() - tall) / 2, _BAR, tall), _BAR / 2, _BAR / 2)

    def _draw_playhead(self, painter: QPainter) -> None:
        x = self._x(self._at)
        painter.setBrush(self._theme.color("accent.base"))
        painter.drawRect(QRectF(x - 0.75, 1, 1.5, self.height() - 2))
        painter.drawEllipse(QPointF(x, self.height() / 2), 5, 5)

    def _span(self) -> float:
        """Width of the bars: all of it, except while a voice grows, when a second keeps its width as long as it can."""
        whole = self.width() - 2 * self._margin()
        if not self._growing:
            return whole
        return float(min(whole, max(_PITCH, self.total_ms / 1000 * 40)))

    @staticmethod
    def _margin() -> float:
        return 6.0

    def _x(self, ms: int) -> float:
        return self._margin() + (self._span() * ms / self.total_ms if self.total_ms else 0.0)

    def _seek_to(self, x: float) -> None:
        self._seek(round((x - self._margin()) / self._span() * self.total_ms))

    def _seek(self, ms: int) -> None:
        held = max(0, min(ms, self.total_ms))
        self.show_position(held)
        self.sought.emit(held)

    def _value_chosen(self, seconds: int) -> None:
        """A screen reader set the value: whatever is only shown is set silently."""
        self._seek(seconds * 1000)

    def _set_silently(self, ms: int) -> None:
        self._at = ms
        silent = self.blockSignals(True)
        self.setRange(0, round(self.total_ms / 1000))
        self.setValue(ms // 1000)
        self.blockSignals(silent)
        self._describe()

    def _describe(self) -> None:
        """What a screen reader says of the value."""
        self.setAccessibleDescription(
            tr("{at} de {total} segundos").format(at=self._at // 1000, total=round(self.total_ms / 1000))
        )


def resampled(peaks: bytes, count: int) -> list[int]:
    """`count` peaks, each the highest of its share; repeated where there are fewer."""
    if not peaks:
        return []
    edges = [i * len(peaks) // count for i in range(count + 1)]
    return [max(peaks[a : max(b, a + 1)]) for a, b in pairwise(edges)]
