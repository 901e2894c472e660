"""The bar of a take: play and pause, its waveform, the time, the speed, and how much it weighs."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.voice.fitting import FORMATS, seconds_over
from services.voice.sound import MPEG, VOICE_NOTE
from widgets import words
from widgets.controls import IconButton, Label
from widgets.pieces.round_button import PlayButton
from widgets.pieces.segments import Segments
from widgets.theme import Theme
from widgets.voice.correct import CorrectHint
from widgets.voice.pace import RATES
from widgets.voice.waveform import SEEKS, Waveform
from widgets.words import tr

SLACK_MS: Final = 150
"""An encoded note is a little longer than what was said: so near its end the time is the whole."""


class TakeBar(QFrame):
    """Shows what it is told and asks by signals: `toggled` (play or pause), `sought` (ms), `speed_chosen` (factor),
    `repeat_chosen` (whether it begins again at its end).

    With the focus anywhere in it: Space plays and pauses, the arrows go 5 s, Home and End to its ends, + and − change
    the speed, L repeats, Enter goes one step further and Escape back."""

    toggled = Signal()
    sought = Signal(int)
    speed_chosen = Signal(float)
    repeat_chosen = Signal(bool)
    correct_wanted = Signal()
    """The word that is being said is to be said otherwise."""
    submitted = Signal(bool)
    """Enter, with Control or without: one step further."""
    left = Signal()
    """Escape: back to the text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, waveform: Waveform | None = None) -> None:
        """`waveform` shows the voice, where it is to be more than one."""
        super().__init__(parent)
        self._speed, self._total_ms = 1.0, 0
        self.setProperty("frame", "sunken")
        self.setAccessibleName(tr("Toma de voz"))
        self.play_button = PlayButton(theme, 40, parent=self)
        self.waveform = waveform or Waveform(theme, parent=self)
        self._at, self._total = Label("0:00", "label", parent=self), Label("", "caption", "muted", parent=self)
        for label in (self._at, self._total):
            label.setFont(theme.font(label.property("type"), tabular=True))
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.speeds = Segments(theme, {f"{s:g}": (_said(s), "") for s in RATES}, raised=True, close=True, parent=self)
        for speed in RATES:
            self.speeds.buttons[f"{speed:g}"].setAccessibleName(tr("Velocidad {speed}").format(speed=_said(speed)))
        self.repeat_button = IconButton(theme, "repeat", tr("Repetir"), shortcut="L", parent=self)
        self.repeat_button.setCheckable(True)
        self.repeat_button.clicked.connect(self.repeat_chosen)
        self.correct = CorrectHint(self)
        self.correct.clicked.connect(self.correct_wanted)
        self._meter = Meter(theme, self)
        self._weight = Label(role="caption", parent=self)
        self._weight.setProperty("strong", True)
        self._unit = Label(role="caption", tone="muted", elide=True, parent=self)
        kept = self._unit.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._unit.setSizePolicy(kept)
        self._lay_out()
        self.play_button.clicked.connect(self.toggled)
        self.waveform.sought.connect(self.sought)
        self.speeds.chosen.connect(self._choose_speed)
        self.show_speed(1.0)

    def show_voice(self, peaks: bytes, total_ms: int, size: int, *, growing: bool, mime: str = VOICE_NOTE) -> None:
        """The voice so far; `size` in bytes, 0 while nobody knows."""
        most = FORMATS[mime].most
        self._total_ms = total_ms
        self.waveform.show_voice(peaks, total_ms, growing=growing)
        length = words.seconds(total_ms / 1000)
        self._total.setText(tr("llegando…") if growing else tr("de {length}").format(length=length))
        self._meter.show_share(size / most)
        for part in (self._meter, self._weight, self._unit):
            part.setVisible(bool(size))
        self._weight.setText(words.number(max(1, round(size / 1024))))
        room = tr("de {kilobytes} KB").format(kilobytes=words.number(most // 1024))
        fits = tr("audio MP3") if mime == MPEG else _fits(size, total_ms)
        self._unit.brief = room if size <= most else fits
        self._unit.setText(f"{room} · {fits}")
        self._unit.setMinimumWidth(self._unit.fontMetrics().horizontalAdvance(room) + 2)
        self._unit.set_tone("muted" if size <= most else "danger")

    def show_position(self, ms: int, playing: bool) -> None:
        total = self._total_ms
        ended = ms >= total - SLACK_MS and total > 0
        self._at.setText(words.seconds(total / 1000 if ended else ms // 1000))
        self.waveform.show_position(ms)
        self.play_button.show_playing(playing)

    def show_speed(self, speed: float, *, repeats: bool | None = None) -> None:
        if repeats is not None:
            self.show_repeats(repeats)
        if speed == self._speed and self.speeds.buttons[f"{speed:g}"].isChecked():
            return
        self._speed = speed
        self.speeds.choose(f"{speed:g}")

    def show_repeats(self, repeats: bool) -> None:
        self.repeat_button.setChecked(repeats)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        elif event.key() in steps:
            at = RATES.index(self._speed) + steps[Qt.Key(event.key())]
            self._choose_speed(f"{RATES[max(0, min(at, len(RATES) - 1))]:g}")
        elif event.key() == Qt.Key.Key_L:
            self.repeat_button.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in SEEKS:
            self.waveform.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(10, 8, 12, 8)
        rows.setSpacing(4)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.setSpacing(8)
        upper.addWidget(self.play_button)
        upper.addWidget(self.waveform, 1)
        times = QVBoxLayout()
        times.setSpacing(0)
        times.addStretch(1)
        for label in (self._at, self._total):
            label.setMinimumWidth(58)
            times.addWidget(label)
        times.addStretch(1)
        upper.addLayout(times)
        upper.addWidget(self.repeat_button)
        lower.setSpacing(4)
        lower.addWidget(self.speeds)
        lower.addSpacing(4)
        lower.addWidget(self._meter)
        lower.addSpacing(3)
        lower.addWidget(self._weight)
        lower.addWidget(self._unit, 1)
        lower.addWidget(self.correct)
        rows.addLayout(upper)
        rows.addLayout(lower)

    def _choose_speed(self, key: str) -> None:
        self.show_speed(float(key))
        self.speed_chosen.emit(self._speed)


class Meter(QWidget):
    """A thin bar that fills with a share of 0..1; over 1 it is full and red."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._share = theme, 0.0
        self.setMinimumWidth(28)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(36, 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(self._theme.color("border.default"))
        painter.drawRoundedRect(whole, 3, 3)
        painter.setBrush(self._theme.color("accent.base" if self._share <= 1 else "wave.clip"))
        filled = max(6.0, whole.width() * min(1.0, self._share)) if self._share else 0.0
        painter.drawRoundedRect(QRectF(0, 0, filled, whole.height()), 3, 3)


def _said(speed: float) -> str:
    return f"{words.number(speed, 2).rstrip('0').rstrip(',')}×"


def _fits(size: int, total_ms: int) -> str:
    """Whether WhatsApp plays it in place, or what would have to go."""
    over = seconds_over(size, total_ms / 1000)
    if not over:
        return tr("nota de voz")
    if over == 1:
        return tr("sobra 1 segundo para que WhatsApp la muestre como nota de voz")
    return tr("sobran {count} segundos para que WhatsApp la muestre como nota de voz").format(count=over)
