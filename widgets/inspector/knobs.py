"""How the chosen voice speaks: only what its model really takes, and the way back to what is usual."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from services.voice import Knobs, VoiceSettings
from services.voice.models import STEPS, nearest_step
from widgets import words
from widgets.controls import Label
from widgets.inspector.section import Section
from widgets.pieces.segments import Segments
from widgets.pieces.slider import Slider
from widgets.pieces.switch import Switch
from widgets.theme import Theme
from widgets.words import tr

_STEPS: Final = 100


class KnobsPane(Section):
    """`chosen` gives the new VoiceSettings."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Ajustes de la voz"), tr("Restablecer"), parent)
        self._theme, self._settings, self._usual, self._knobs = theme, VoiceSettings(), VoiceSettings(), Knobs()
        self.link.clicked.connect(lambda: self._choose(self._usual))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, 76)
        self._grid.setColumnStretch(1, 1)
        self.sliders: dict[str, Slider] = {}
        self._values: dict[str, Label] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._add_slider("stability", tr("Estabilidad"), 0, 100)
        self._add_steps()
        self._add_slider("similarity", tr("Similitud"), 0, 100)
        self._add_slider("style", tr("Estilo"), 0, 100)
        self._add_slider("speed", tr("Velocidad"), 70, 120)
        self._add_boost()
        self.body.addLayout(self._grid)
        self.show_knobs(self._knobs, self._usual)

    def show_knobs(self, knobs: Knobs, usual: VoiceSettings) -> None:
        """Offer what a model takes; `usual` is what "Restablecer" goes back to."""
        self._knobs, self._usual = knobs, usual
        shown = {
            "stability": not knobs.steps,
            "steps": knobs.steps,
            "similarity": True,
            "style": knobs.style,
            "speed": knobs.speed,
            "boost": knobs.boost,
        }
        for key, parts in self._rows.items():
            for part in parts:
                part.setVisible(shown[key])
        self.show_settings(self._settings)

    def show_settings(self, settings: VoiceSettings) -> None:
        """How it speaks now."""
        self._settings = settings
        for key, slider in self.sliders.items():
            value = getattr(settings, key)
            slider.blockSignals(True)
            slider.setValue(round(value * _STEPS))
            slider.blockSignals(False)
            self._values[key].setText(words.number(value, 2))
        self.steps.choose(f"{nearest_step(settings.stability):g}")
        self.boost.blockSignals(True)
        self.boost.setChecked(settings.boost)
        self.boost.blockSignals(False)
        self.link.setEnabled(settings != self._usual)

    def _add_slider(self, key: str, name: str, least: int, most: int) -> None:
        slider = self.sliders[key] = Slider(self._theme, least, most, self)
        slider.setAccessibleName(name)
        value = self._values[key] = Label(parent=self)
        value.setFont(self._theme.font("body", tabular=True))
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row, label = self._grid.rowCount(), Label(name, tone="muted", parent=self)
        for column, part in enumerate((label, slider, value)):
            self._grid.addWidget(part, row, column)
        self._rows[key] = (label, slider, value)
        slider.valueChanged.connect(self._moved)

    def _add_steps(self) -> None:
        named = zip(STEPS, (tr("Creativa"), tr("Natural"), tr("Firme")), strict=True)
        self.steps = Segments(self._theme, {f"{step:g}": (name, "") for step, name in named}, parent=self)
        self.steps.setAccessibleName(tr("Estabilidad"))
        self.steps.chosen.connect(lambda key: self._choose(_with(self._settings, stability=float(key))))
        row, label = self._grid.rowCount(), Label(tr("Estabilidad"), tone="muted", parent=self)
        self._grid.addWidget(label, row, 0, 1, 3)
        self._grid.addWidget(self.steps, row + 1, 0, 1, 3)  # three names need the width of the pane
        self._rows["steps"] = (label, self.steps)

    def _add_boost(self) -> None:
        name = tr("Más parecida a la original")
        label, self.boost = Label(name, tone="muted", parent=self), Switch(self._theme, name, self)
        self.boost.toggled.connect(lambda on: self._choose(_with(self._settings, boost=on)))
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, 1, 2)
        self._grid.addWidget(self.boost, row, 1, 1, 2, Qt.AlignmentFlag.AlignRight)
        self._rows["boost"] = (label, self.boost)

    def _moved(self) -> None:
        changed = {key: slider.value() / _STEPS for key, slider in self.sliders.items()}
        if self._knobs.steps:
            del changed["stability"]
        self._choose(_with(self._settings, **changed))

    def _choose(self, settings: VoiceSettings) -> None:
        self.show_settings(settings)
        self.chosen.emit(settings)


def _with(settings: VoiceSettings, **changed: float | bool) -> VoiceSettings:
    now = {each: getattr(settings, each) for each in settings.__struct_fields__}
    return VoiceSettings(**{**now, **changed})
