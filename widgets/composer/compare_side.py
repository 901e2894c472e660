"""One of two takes that are compared: which one it is, how it was made, its waveform, and the way to keep it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from services.voice import Clip
from services.voice.models import known
from widgets import words
from widgets.composer.picker import Picker
from widgets.composer.speech import Option
from widgets.composer.voice_words import manner
from widgets.controls import Label, button, restyle
from widgets.theme import Theme
from widgets.voice.waveform import Waveform
from widgets.words import tr


@dataclass(frozen=True, slots=True)
class Candidate:
    """A take, its index among the options, its name, and whose voice it is."""

    index: int
    name: str
    option: Option
    voice: str

    @property
    def clip(self) -> Clip:
        return self.option.take.clip

    @property
    def ms(self) -> int:
        return round(self.clip.seconds * 1000)


class Side(QFrame):
    """`heard` asks to hear this one, `chosen` to keep it, `sought` to go to a place (ms); `changed` when it is another
    take now."""

    heard = Signal()
    chosen = Signal()
    sought = Signal(int)
    changed = Signal()

    def __init__(self, theme: Theme, letter: str, candidates: Sequence[Candidate], parent: QWidget) -> None:
        super().__init__(parent)
        self._candidates = list(candidates)
        self.candidate = self._candidates[0]
        self.setProperty("frame", "card")
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(Label(letter, "title", "accent", parent=self))
        self.takes = Picker(theme, tr("Toma de {side}").format(side=letter), parent=self)
        self.takes.activated.connect(self._pick)
        head.addWidget(self.takes, 1)
        column.addLayout(head)
        self.waveform = Waveform(theme, parent=self)
        self.waveform.sought.connect(self.sought)
        column.addWidget(self.waveform)
        self._made, self._manner = Label(role="caption", parent=self), Label(role="caption", tone="muted", parent=self)
        self._cost = Label(role="caption", tone="muted", parent=self)
        for label in (self._made, self._manner, self._cost):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        row = QHBoxLayout()
        self.hear_button = button(tr("Oír {side}").format(side=letter), parent=self)
        self.keep_button = button(tr("Quedarme con {side}").format(side=letter), parent=self)
        for part, signal in ((self.hear_button, self.heard), (self.keep_button, self.chosen)):
            part.setAutoDefault(False)
            part.clicked.connect(signal)
            row.addWidget(part)
        row.addStretch(1)
        column.addLayout(row)

    def show_candidate(self, candidate: Candidate) -> None:
        """Which take it is."""
        self.candidate, option, clip = candidate, candidate.option, candidate.clip
        self.takes.show_choices([(str(each.index), each.name) for each in self._candidates], [str(candidate.index)])
        self.waveform.show_voice(clip.wave, candidate.ms)
        self._made.setText(f"{candidate.voice} · {known(option.script.model).name}")
        self._manner.setText(manner(option.script.settings) or tr("Con los ajustes de siempre"))
        cost = tr("sin gasto") if option.free or not option.take.credits else ""
        if not cost:
            cost = tr("{count} créditos").format(count=words.number(option.take.credits or 0))
        heard = tr("oída") if option.heard else tr("sin oír")
        self._cost.setText(" · ".join((words.seconds(clip.seconds), words.size(clip.size), cost, heard)))

    def show_position(self, ms: int, on: bool, playing: bool) -> None:
        """Where it stands; `on` is whether this is the one that is heard."""
        self.waveform.show_position(min(ms, self.candidate.ms))
        if self.property("chosen") != on:
            self.setProperty("chosen", on)
            restyle(self)
            self._column.setContentsMargins(*(13, 11, 13, 11) if on else (14, 12, 14, 12))  # its frame is wider
        self.hear_button.setEnabled(not (on and playing))

    def _pick(self) -> None:
        found = next(each for each in self._candidates if str(each.index) == self.takes.key)
        self.show_candidate(found)
        self.changed.emit()
