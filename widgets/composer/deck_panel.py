"""What is seen of a recording: how it comes in, then how it sounds, where it begins and ends, and what can be done."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from services.voice.sound import VOICE_NOTE
from widgets import words
from widgets.composer.notice import Notice
from widgets.composer.tape import Tape
from widgets.controls import Label, button
from widgets.pieces.announce import announce
from widgets.pieces.icons import LEADING, leading
from widgets.theme import Theme
from widgets.voice.level import Level, RecordingDot
from widgets.voice.take import TakeBar
from widgets.voice.trim import Trim
from widgets.voice.waveform import Waveform
from widgets.words import tr

_PLAYED: Final = ("ready", "making")


class DeckPanel(QFrame):
    """A view: it shows the tape it is told, and asks by signals. With the focus anywhere in it: Space pauses and goes
    on, or plays what is ready; Enter ends the recording, with Ctrl it sends; Esc asks whether to throw it away."""

    paused = Signal()
    finished = Signal()
    asked = Signal()
    kept = Signal()
    discarded = Signal()
    submitted = Signal(bool)
    left = Signal()
    """Another page or mode is shown in its place."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tape: Tape | None = None
        self._said = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Grabación"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        self._coming = self._make_coming()
        self.trim = Trim(theme)
        self.bar = TakeBar(theme, self, self.trim)
        self.bar.correct.hide()  # what somebody said has no reading to correct
        self.asking = Notice(theme, self)
        self.keep_button = button(tr("Conservar"), parent=self)
        if (row := self.asking.layout()) is not None:
            row.addWidget(self.keep_button)
        for part in (self._coming, self.bar, self.asking):
            column.addWidget(part)
        column.addLayout(self._make_foot())
        self.asking.acted.connect(self.discarded)
        self.keep_button.clicked.connect(self.kept)
        theme.changed.connect(self._tint)
        self._tint()

    def show_tape(self, tape: Tape) -> None:
        """Show it, and what can be done with it."""
        before, self._tape = self._tape, tape
        played = tape.phase in _PLAYED
        self._coming.setVisible(not played)
        self.bar.setVisible(played)
        self.dot.run(tape.phase == "recording")
        self.trim.show_recording(tape.wave, tape.ms, tape.start_ms, tape.end_ms, tape.recording.lead_ms)
        clip = tape.recording.clip
        length_ms = round(clip.seconds * 1000) if clip is not None else tape.length_ms
        size, mime = (clip.size, clip.mime) if clip is not None else (0, VOICE_NOTE)
        self.bar.show_voice(b"", length_ms, size, growing=False, mime=mime)
        self.bar.play_button.setEnabled(tape.phase == "ready")
        if not tape.running:
            self.show_level(0.0, tape.wave, tape.ms, "")
        self.asking.setVisible(tape.asking)
        length = words.seconds(tape.ms // 1000)
        if tape.asking:
            ask = tr("¿Descartar la grabación de {length}?").format(length=length)
            self.asking.say(ask, tr("Por 10 segundos se puede deshacer."), icon="mic", action=tr("Descartar"))
        self._enable(tape)
        if before is None or before.phase != tape.phase or before.asking != tape.asking:
            self._say(tape, length)
            if tape.asking and (before is None or not before.asking):
                self.keep_button.setFocus()

    def show_level(self, level: float, wave: bytes, ms: int, device: str, mute: bool = False) -> None:
        """How loud it is now, 0 to 1, and what has come in so far from `device`; `mute`: nothing but silence."""
        self.level.show_level(level)
        self._time.setText(words.seconds(ms // 1000))
        self._wave.show_voice(wave, ms, growing=True)
        silent = tr("No se oye nada: fijate si el micrófono está silenciado.")
        self._device.setText(silent if mute else device)
        self._device.set_tone("warning" if mute else "muted")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        tape, key = self._tape, event.key()
        if tape is None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self.bar.toggled.emit() if tape.phase in _PLAYED else self.paused.emit()
        elif key == Qt.Key.Key_Escape:
            self.kept.emit() if tape.asking else self.asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if tape.phase == "ready":
                self.submitted.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            else:
                self.finished.emit()
        elif tape.phase == "ready":
            self.bar.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody is recorded behind other pages; a window that is minimized goes on."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.left.emit()

    def _make_coming(self) -> QWidget:
        frame = QFrame(self)
        frame.setProperty("frame", "sunken")
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(12)
        self.dot = RecordingDot(self._theme, frame)
        self._time = Label("0:00", "title", parent=frame)
        self._time.setFont(self._theme.font("title", tabular=True))
        self._time.setMinimumWidth(self._theme.scaled(52))
        self._wave = Waveform(self._theme, 48, frame)
        self._wave.setEnabled(False)
        self._wave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.level = Level(self._theme, frame)
        for part in (self.dot, self._time):
            row.addWidget(part)
        row.addWidget(self._wave, 1)
        row.addWidget(self.level)
        return frame

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.pause_button, self.finish_button = button("", parent=self), button("", parent=self)
        self.discard_button = button("", "quiet", parent=self)
        self.pause_button.clicked.connect(self.paused)
        self.finish_button.clicked.connect(self.finished)
        self.discard_button.clicked.connect(self.asked)
        self._device = Label(role="caption", tone="muted", elide=True, parent=self)
        self._device.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for each in (self.pause_button, self.finish_button, self.discard_button):
            each.setIconSize(LEADING)
            row.addWidget(each)
        row.addWidget(self._device, 1)
        return row

    def _enable(self, tape: Tape) -> None:
        going = tape.phase in ("opening", "recording")
        ends = not tape.asking and tape.phase != "stopping"
        self._caption(self.pause_button, tr("Pausa") if going else tr("Seguir grabando"), tr("Espacio"))
        self.pause_button.setEnabled(ends and tape.phase != "making")
        self._caption(self.finish_button, tr("Terminar"), tr("Intro"))
        self.finish_button.setVisible(tape.phase not in _PLAYED)
        self.finish_button.setEnabled(ends)
        self._caption(self.discard_button, tr("Descartar"), tr("Esc"))
        self.discard_button.setEnabled(ends)
        self._tint()

    @staticmethod
    def _caption(each: QPushButton, text: str, key: str) -> None:
        each.setText(text)
        each.setToolTip(f"{text} ({key})")

    def _say(self, tape: Tape, length: str) -> None:
        """What a screen reader is told of another phase."""
        said = {
            "recording": tr("Grabando"),
            "paused": tr("En pausa, {length}").format(length=length),
            "ready": tr("Grabación lista, {length}").format(length=length),
        }.get(tape.phase, "")
        said = self.asking.accessibleName() if tape.asking else said
        if said and said != self._said:
            announce(self, said)
        self._said = said

    def _tint(self) -> None:
        going = self._tape is not None and self._tape.phase in ("opening", "recording")
        self.pause_button.setIcon(leading(self._theme, "pause" if going else "mic"))
        self.finish_button.setIcon(leading(self._theme, "check"))
        self.discard_button.setIcon(leading(self._theme, "x"))
