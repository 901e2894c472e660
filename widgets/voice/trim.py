"""A recording with its two ends: what lies between them goes out, and each is moved by the mouse or by keys."""

from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from widgets import words
from widgets.pieces.announce import announce
from widgets.theme import Theme
from widgets.voice.waveform import Waveform
from widgets.words import tr

LEAST_MS: Final = 300
"""The ends stay so far apart."""
_STEP_MS: Final = 100
_LEAP_MS: Final = 1000
_WIDE: Final = 14
_AWAY: Final = 150
"""How much of the ground lies over what does not go out, of 255."""


class Trim(Waveform):
    """Shows all of a recording; times of `show_position` and `sought` count from where what goes out begins. `cut`
    (start, end in ms) when a person moved an end and let go of it."""

    cut = Signal(int, int)

    def __init__(self, theme: Theme, height: int = 48, parent: QWidget | None = None) -> None:
        super().__init__(theme, height, parent)
        self.ends, self._lead = (0, 0), 0
        self.start_handle, self.end_handle = Handle(theme, "start", self), Handle(theme, "end", self)
        for handle in (self.start_handle, self.end_handle):
            handle.moved.connect(self._pull)
            handle.left.connect(self._tell)

    def show_recording(self, peaks: bytes, whole_ms: int, start: int, end: int, lead: int = 0) -> None:
        """All of it, and the part that goes out, of which the first `lead` ms are not played."""
        self._lead = lead
        super().show_voice(peaks, whole_ms)
        self._show_ends(start, end)

    def show_voice(self, peaks: bytes, total_ms: int, *, growing: bool = False) -> None:
        """What the bar knows is the part; all of it is shown by `show_recording`."""

    def show_position(self, ms: int) -> None:
        super().show_position(min(self.ends[0] + self._lead + ms, max(self.ends[1], self.ends[0])))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        ground = QColor(self._theme.color("bg.sunken"))
        ground.setAlpha(_AWAY)
        left, right = self._x(self.ends[0]), self._x(self.ends[1])
        painter.fillRect(QRectF(0, 0, left, self.height()), ground)
        painter.fillRect(QRectF(right, 0, self.width() - right, self.height()), ground)

    def _seek(self, ms: int) -> None:
        begins = self.ends[0] + self._lead
        held = max(begins, min(ms, self.ends[1])) - begins
        self.show_position(held)
        self.sought.emit(held)

    def _show_ends(self, start: int, end: int) -> None:
        self.ends = (start, end)
        self.start_handle.show_at(start, 0, max(0, end - LEAST_MS))
        self.end_handle.show_at(end, start + LEAST_MS, self.total_ms)
        self._place()
        self.update()

    def _pull(self, ms: int) -> None:
        start, end = self.ends
        if self.sender() is self.start_handle:
            self._show_ends(max(0, min(ms, end - LEAST_MS)), end)
        else:
            self._show_ends(start, min(self.total_ms, max(ms, start + LEAST_MS)))

    def _tell(self) -> None:
        self.cut.emit(*self.ends)

    def _place(self) -> None:
        for handle, ms in zip((self.start_handle, self.end_handle), self.ends, strict=True):
            handle.setGeometry(round(self._x(ms) - _WIDE / 2), 0, _WIDE, self.height())

    def ms_at(self, x: float) -> int:
        """The moment under `x`."""
        return round((x - self._margin()) / max(1.0, self._span()) * self.total_ms)


class Handle(QAbstractSlider):
    """One of the two ends. Left and right move it by a tenth of a second, with Shift by a whole one, Home and End as
    far as it goes. `moved` (ms) while it moves, `left` once it stands."""

    moved = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, which: Literal["start", "end"], trim: Trim) -> None:
        super().__init__(trim)
        self._theme, self._trim = theme, trim
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAccessibleName(tr("Principio de lo que sale") if which == "start" else tr("Final de lo que sale"))
        self.setToolTip(self.accessibleName())
        self.valueChanged.connect(self._chosen)
        theme.changed.connect(self.update)

    def show_at(self, ms: int, least: int, most: int) -> None:
        """It stands at `ms`, and may go from `least` to `most`."""
        silent = self.blockSignals(True)
        self.setRange(least, max(least, most))
        self.setValue(ms)
        self.blockSignals(silent)
        told = tr("{at} de {total} segundos")
        self.setAccessibleDescription(
            told.format(at=words.number(ms / 1000, 1), total=words.number(self._trim.total_ms / 1000, 1))
        )

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, 40)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _LEAP_MS if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP_MS
        moves = {
            Qt.Key.Key_Left: self.value() - step,
            Qt.Key.Key_Right: self.value() + step,
            Qt.Key.Key_Home: self.minimum(),
            Qt.Key.Key_End: self.maximum(),
        }
        if event.key() not in moves:
            event.ignore()  # the bar has the other keys
            return
        self.moved.emit(max(self.minimum(), min(moves[Qt.Key(event.key())], self.maximum())))
        self.left.emit()
        announce(self, self.accessibleDescription())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.moved.emit(self._trim.ms_at(self.mapToParent(event.position()).x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent.base"))
        middle, tall = self.width() / 2, self.height()
        painter.drawRoundedRect(QRectF(middle - 1.5, 2, 3, tall - 4), 1.5, 1.5)
        painter.drawRoundedRect(QRectF(middle - 4, tall / 2 - 9, 8, 18), 4, 4)
        if self.hasFocus():
            painter.setPen(self._theme.focus_pen())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _chosen(self, ms: int) -> None:
        """A screen reader set the value."""
        self.moved.emit(ms)
        self.left.emit()
