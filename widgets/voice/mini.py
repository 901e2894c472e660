"""The slim bar of a voice that goes on while its conversation is not in sight: who, where it is, and the way back."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from widgets import words
from widgets.controls import IconButton, Label, button
from widgets.pieces.round_button import PlayButton
from widgets.theme import Theme
from widgets.voice.about import About
from widgets.voice.pace import RATES
from widgets.voice.player import Player
from widgets.voice.waveform import SEEKS, Waveform
from widgets.words import tr

_TALL: Final = 44


class MiniPlayer(QFrame):
    """Follows the player by itself. `seen` says whether a voice can be seen in the panes, `name` whose a conversation
    is, `wave` its peaks; call `settle` when that may be otherwise. `return_wanted` (About) asks to go back to it."""

    return_wanted = Signal(object)
    focus_left = Signal()
    """It goes away with the keyboard in it."""

    def __init__(
        self, theme: Theme, player: Player, seen: Callable[[About], bool], name: Callable[[str], str],
        wave: Callable[[About], bytes], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._player, self._seen, self._name, self._wave = theme, player, seen, name, wave
        self._ended = False
        self.setProperty("frame", "mini")
        self.setAccessibleName(tr("Reproductor"))
        self.play_button = PlayButton(theme, 28, parent=self)
        self.back_button = button("", "quiet", parent=self)
        self.waveform = Waveform(theme, 28, self)
        self._time = Label("", "caption", "secondary", parent=self)
        self._time.setFont(theme.font("caption", tabular=True))
        self.speed_button = button("", parent=self)
        self.close_button = IconButton(theme, "x", tr("Detener y cerrar"), parent=self)
        self._lay_out()
        self.play_button.clicked.connect(player.toggle)
        self.back_button.clicked.connect(self._go_back)
        self.waveform.sought.connect(player.seek)
        self.speed_button.clicked.connect(self._next_speed)
        self.close_button.clicked.connect(player.stop)
        player.changed.connect(self.settle)
        player.position_changed.connect(self._show_position)
        player.ended.connect(self._end)
        self.hide()

    def settle(self) -> None:
        """Show it or not, by what the player has and what can be seen."""
        player, about = self._player, self._player.about
        self._ended = self._ended and not player.playing
        shown = about is not None and bool(player.key) and not self._ended and not self._seen(about)
        if shown == self.isHidden():
            held = self.window().focusWidget()
            self.setVisible(shown)
            if held is not None and (held is self or self.isAncestorOf(held)):
                self.focus_left.emit()
        if about is None or not shown:
            return
        name = self._name(about.conversation)
        whose = tr("Voz de {name}") if about.message else tr("Voz para {name}")
        self.back_button.setText(whose.format(name=name))
        self.back_button.setToolTip(tr("Volver a la conversación"))
        self.waveform.show_voice(self._wave(about), self._total(about), growing=player.arriving and not about.seconds)
        self.play_button.show_playing(player.playing)
        speed = f"{words.number(player.rate, 2).rstrip('0').rstrip(',')}×"
        self.speed_button.setText(speed)
        self.speed_button.setAccessibleName(tr("Velocidad {speed}").format(speed=speed))
        self._show_position()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.scaled(_TALL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._player.toggle()
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._player.faster(1 if event.key() == Qt.Key.Key_Plus else -1)
        elif event.key() in SEEKS:
            self.waveform.keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._player.stop()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(10)
        row.addWidget(self.play_button)
        row.addWidget(self.back_button)
        row.addWidget(self.waveform, 1)
        for part in (self._time, self.speed_button, self.close_button):
            row.addWidget(part)

    def _total(self, about: About) -> int:
        return round(about.seconds * 1000) if self._player.arriving and about.seconds else self._player.total_ms

    def _show_position(self) -> None:
        about = self._player.about
        if about is not None and not self.isHidden():
            at, total = self._player.position_ms, self._total(about)
            self.waveform.show_position(at)
            self._time.setText(f"{words.seconds(at // 1000)} / {words.seconds(total / 1000)}")

    def _next_speed(self) -> None:
        """The next one; after the fastest, the first."""
        self._player.set_rate(RATES[(RATES.index(self._player.rate) + 1) % len(RATES)])

    def _go_back(self) -> None:
        if self._player.about is not None:
            self.return_wanted.emit(self._player.about)

    def _end(self) -> None:
        self._ended = True
        self.settle()
