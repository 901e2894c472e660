"""A voice left waiting beside a template: on or off, the take that was heard, and when it expires."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from services.outbox import WAIT_MS
from widgets import words
from widgets.composer.speech import Option
from widgets.composer.times import said
from widgets.controls import Label, button
from widgets.pieces.icons import LEADING, leading
from widgets.pieces.round_button import PlayButton
from widgets.pieces.switch import Switch
from widgets.theme import Theme
from widgets.voice.waveform import Waveform
from widgets.words import tr

_DAY_MS: Final = 24 * 3_600_000
DAYS: Final = (1, 2, 3, 5, 7)


class Expiry(QPushButton):
    """When a waiting voice expires. `chosen` when a person picked another length; `wait_ms` is how long it waits."""

    chosen = Signal()

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._now = theme, now
        self.wait_ms = WAIT_MS
        self.setProperty("kind", "mark")
        self.setIconSize(LEADING)
        self.clicked.connect(self._ask)
        theme.changed.connect(self.refresh)
        self.refresh()

    def choose(self, wait_ms: int) -> None:
        """Wait so long."""
        self.wait_ms = wait_ms
        self.refresh()

    @property
    def until(self) -> int:
        """The end of it, in ms since 1970, if it began now."""
        return self._now() + self.wait_ms

    def refresh(self) -> None:
        self.setIcon(leading(self._theme, "hourglass", "text.secondary"))
        at = words.local(self.until)
        self.setText(tr("vence {day}").format(day=f"{words.weekday_short(self.until)} {at.day}"))
        self.setToolTip(tr("Vence {when}. Tocá para cambiarlo.").format(when=said(self.until, self._now())))
        self.setAccessibleName(tr("La voz en espera vence {when}").format(when=said(self.until, self._now())))

    def _ask(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for days in DAYS:
            name = tr("Esperar 1 día") if days == 1 else tr("Esperar {days} días").format(days=days)
            entry = menu.addAction(name, partial(self._pick, days))
            entry.setCheckable(True)
            entry.setChecked(days * _DAY_MS == self.wait_ms)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _pick(self, days: int) -> None:
        self.choose(days * _DAY_MS)
        self.chosen.emit()


class WaitingCard(QFrame):
    """`changed` when it was switched or expires otherwise, `played` asks to hear the take, `voice_wanted` to make one
    or another one. Only a voice that was heard to its end can wait."""

    changed = Signal()
    played = Signal()
    voice_wanted = Signal()

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._option: Option | None = None
        self.setProperty("frame", "dashed")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 7, 12, 7)
        column.setSpacing(4)
        head, self._voice = QHBoxLayout(), QWidget(self)
        head.setSpacing(8)
        self.switch = Switch(theme, tr("Dejar la voz en espera"), self)
        title = Label(tr("Voz en espera"), "label", parent=self)
        self._what = Label(tr("· sale sola si toca el botón o contesta"), "caption", "muted", elide=True, parent=self)
        self.expiry = Expiry(theme, now, self)
        self.make_button = button(tr("Preparar voz"), "quiet", self)
        head.addWidget(self.switch)
        head.addWidget(title)
        head.addWidget(self._what, 1)
        head.addWidget(self.expiry)
        head.addWidget(self.make_button)
        column.addLayout(head)
        column.addWidget(self._voice)
        self._lay_out_voice()
        self.switch.toggled.connect(lambda _: self.changed.emit())
        self.expiry.chosen.connect(self.changed)
        self.make_button.clicked.connect(self.voice_wanted)
        self.change_button.clicked.connect(self.voice_wanted)
        self.play_button.clicked.connect(self.played)
        self.show_take(None)

    @property
    def on(self) -> bool:
        """Whether the voice is to wait."""
        return self.switch.isChecked() and self._option is not None and self._option.heard

    @property
    def option(self) -> Option | None:
        """The take on the table."""
        return self._option

    def show_take(self, option: Option | None) -> None:
        """The take on the table, None for none."""
        fresh = option is not None and option.heard and (self._option is None or not self._option.heard)
        self._option = option
        heard = option is not None and option.heard
        self._voice.setVisible(option is not None)
        self.make_button.setVisible(option is None)
        self.switch.setEnabled(heard)
        self.expiry.setVisible(heard)
        if fresh or not heard:
            self.switch.blockSignals(True)
            self.switch.setChecked(heard)
            self.switch.blockSignals(False)
        if option is None:
            return
        clip = option.take.clip
        self.waveform.show_voice(clip.wave, round(clip.seconds * 1000))
        self._length.setText(words.seconds(clip.seconds))
        self._weight.setText(words.size(clip.size))
        self._ear.setPixmap(
            self._theme.pixmap("ear" if heard else "ear-off", "semantic.success.fg" if heard else "text.muted", 14)
        )
        self._heard.setText(tr("oída") if heard else tr("escuchala entera"))
        self._heard.set_tone("success" if heard else "muted")

    def show_position(self, ms: int, playing: bool) -> None:
        """Where the take plays."""
        self.waveform.show_position(ms)
        self.play_button.show_playing(playing)

    def _lay_out_voice(self) -> None:
        row = QHBoxLayout(self._voice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(9)
        self.play_button = PlayButton(self._theme, 26, parent=self)
        self.waveform = Waveform(self._theme, 24, self)
        self._length = Label(role="caption", parent=self)
        self._weight = Label(role="caption", tone="muted", parent=self)
        self._ear, self._heard = QLabel(self), Label(role="caption", parent=self)
        self.change_button = button(tr("Cambiar"), "quiet", self)
        row.addWidget(self.play_button)
        row.addWidget(self.waveform, 1)
        for part in (self._length, self._weight, self._ear, self._heard, self.change_button):
            row.addWidget(part)
