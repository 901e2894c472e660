"""The voice being prepared: its takes, how the voice speaks, and what is left to spend."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from services.voice import Quota, VoiceSettings
from widgets import words
from widgets.composer.speech import Speech
from widgets.controls import Label
from widgets.inspector.section import Section
from widgets.inspector.takes import Takes
from widgets.theme import Theme
from widgets.voice.take import Meter
from widgets.words import tr

_STEPS: Final = 100


class VoicePane(QWidget):
    """`take_chosen` gives an index among the options; `settings_chosen` the new VoiceSettings."""

    take_chosen = Signal(int)
    settings_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = VoiceSettings()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_takes(theme))
        column.addWidget(self._make_settings(theme))
        column.addWidget(self._make_spending(theme))
        column.addStretch(1)
        self.show_speech(Speech())
        self.show_quota(None)

    def show_speech(self, speech: Speech) -> None:
        """The takes of the text as it is now."""
        self.takes.show_speech(speech)
        self.takes.setVisible(bool(speech.current))
        self._note.setText(
            tr("Volver a oír una toma no gasta créditos.")
            if speech.current
            else tr("Todavía no hay tomas de este mensaje.")
        )
        self._show_settings(speech.script.settings)

    def show_quota(self, quota: Quota | None) -> None:
        """What was spent in this period; hidden while nobody knows."""
        self._spending.setVisible(quota is not None)
        if quota is None:
            return
        used, limit = words.number(quota.used), words.number(quota.limit)
        self._spent.setText(tr("{used} de {limit} créditos").format(used=used, limit=limit))
        renews = ""
        if quota.renews_at:
            moment = words.local(quota.renews_at * 1000)
            renews = f"{moment.day}{words.NBSP}{words.month_short(quota.renews_at * 1000)}"
        self._renews.setText(tr("renueva el {day}").format(day=renews) if renews else "")
        self._meter.show_share(quota.used / quota.limit if quota.limit else 0)

    def _make_takes(self, theme: Theme) -> QWidget:
        section = Section(tr("Tomas de este mensaje"), parent=self)
        self.takes = Takes(theme, section)
        self.takes.picked.connect(self.take_chosen)
        self._note = Label(role="caption", tone="muted", parent=section)
        self._note.setWordWrap(True)
        section.body.addWidget(self.takes)
        section.body.addWidget(self._note)
        return section

    def _make_settings(self, theme: Theme) -> QWidget:
        section = Section(tr("Ajustes de la voz"), tr("Restablecer"), self)
        section.link.clicked.connect(self._reset)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 76)
        self.sliders: dict[str, Slider] = {}
        self._values: dict[str, Label] = {}
        ranges = {
            "stability": (tr("Estabilidad"), 0, 100),
            "similarity": (tr("Similitud"), 0, 100),
            "speed": (tr("Velocidad"), 70, 120),
        }
        for row, (key, (name, least, most)) in enumerate(ranges.items()):
            slider = self.sliders[key] = Slider(theme, least, most, self)
            slider.setAccessibleName(name)
            value = self._values[key] = Label(parent=self)
            value.setFont(theme.font("body", tabular=True))
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Label(name, tone="muted", parent=self), row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(value, row, 2)
            slider.valueChanged.connect(self._moved)
        section.body.addLayout(grid)
        return section

    def _make_spending(self, theme: Theme) -> QWidget:
        section = self._spending = Section(tr("Gasto del mes"), parent=self)
        row = QHBoxLayout()
        self._spent, self._renews = (Label(role="caption", tone="muted", elide=True, parent=section) for _ in "sr")
        self._renews.setAlignment(Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._spent, 3)
        row.addWidget(self._renews, 2)
        self._meter = Meter(theme, section)
        self._meter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        section.body.addLayout(row)
        section.body.addWidget(self._meter)
        return section

    def _show_settings(self, settings: VoiceSettings) -> None:
        self._settings = settings
        for key, slider in self.sliders.items():
            value = getattr(settings, key)
            slider.blockSignals(True)
            slider.setValue(round(value * _STEPS))
            slider.blockSignals(False)
            self._values[key].setText(words.number(value, 2))

    def _moved(self) -> None:
        changed = {key: slider.value() / _STEPS for key, slider in self.sliders.items()}
        self._choose(VoiceSettings(**changed, style=self._settings.style, boost=self._settings.boost))

    def _reset(self) -> None:
        self._choose(VoiceSettings())

    def _choose(self, settings: VoiceSettings) -> None:
        self._show_settings(settings)
        self.settings_chosen.emit(settings)


class Slider(QSlider):
    """A thin slider in the accent: what is chosen is filled."""

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
