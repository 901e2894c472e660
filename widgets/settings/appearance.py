"""Apariencia: light or dark, how dense, how large the text, which key sends, and the language."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from services.settings import DENSITY, ENTER_SENDS, LANGUAGE, TEXT_SIZE, THEME, TODAY_FIRST, Settings
from widgets import words
from widgets.controls import Label
from widgets.pieces.segments import Segments
from widgets.pieces.slider import Slider
from widgets.pieces.tick import TickBox
from widgets.theme import Theme
from widgets.words import tr

SETTLES_MS: Final = 250
"""The whole window is laid out anew for each size: not for each step of a key that is held."""


class Appearance(QWidget):
    """Each change is seen at once and kept."""

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._settings = theme, settings
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(16)
        column.addWidget(Label(tr("Apariencia"), "heading", parent=self))
        form = _form()
        self.scheme = Segments(
            theme,
            {"system": (tr("Como el sistema"), ""), "light": (tr("Claro"), ""), "dark": (tr("Oscuro"), "")},
        )
        self.density = Segments(theme, {"comoda": (tr("Cómoda"), ""), "compacta": (tr("Compacta"), "")})
        self._settled = QTimer(self, singleShot=True, interval=SETTLES_MS)
        self._settled.timeout.connect(self._keep_text)
        self.text = Slider(theme, 90, 150)
        self.text.setAccessibleName(tr("Tamaño del texto"))
        self.text.setFixedWidth(220)
        self._percent = Label(parent=self)
        size = QWidget(self)
        beside = QVBoxLayout(size)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.text)
        beside.addWidget(self._percent)
        self.send_key = Segments(theme, {"enter": (tr("Intro"), ""), "control": (tr("Ctrl+Intro"), "")})
        self.language = Segments(theme, {"es": ("Español", ""), "en": ("English", "")})  # each in its own words
        self.today_first = TickBox(tr("Mostrar Hoy la primera vez del día"), self)
        self.today_first.clicked.connect(lambda on: settings.put(TODAY_FIRST, on))
        self._reopen = Label(tr("Cambia al volver a abrir STRATO."), "caption", "muted", parent=self)
        self._spoken = settings.get(LANGUAGE)
        for name, field in (
            (tr("Tema"), self.scheme),
            (tr("Densidad"), self.density),
            (tr("Tamaño del texto"), size),
            (tr("Enviar con"), self.send_key),
            (tr("Idioma"), self.language),
            (tr("Al abrir"), self.today_first),
        ):
            form.addRow(Label(name, tone="secondary", parent=self), field)
        form.addRow("", self._reopen)
        column.addLayout(form)
        column.addStretch(1)
        self.scheme.chosen.connect(self._choose_scheme)
        self.density.chosen.connect(self._choose_density)
        self.text.valueChanged.connect(self._choose_text)
        self.text.sliderReleased.connect(self._keep_text)
        self.send_key.chosen.connect(self._choose_send_key)
        self.language.chosen.connect(self._choose_language)
        theme.changed.connect(self._show_look)
        self._show()

    def _show_look(self) -> None:
        """It may be changed elsewhere too, with a key."""
        self.scheme.choose(self._theme.choice)
        self.density.choose(self._theme.density)

    def _show(self) -> None:
        self._show_look()
        self.text.setValue(self._theme.text)
        self._percent.setText(f"{self._theme.text}{words.NBSP}%")
        self.send_key.choose("enter" if self._settings.get(ENTER_SENDS) else "control")
        self.language.choose(self._settings.get(LANGUAGE))
        self.today_first.setChecked(self._settings.get(TODAY_FIRST))
        self._reopen.setVisible(False)

    def _choose_scheme(self, key: str) -> None:
        self._settings.put(THEME, key)
        self._theme.choose(scheme="dark" if key == "dark" else "light" if key == "light" else "system")

    def _choose_density(self, key: str) -> None:
        self._settings.put(DENSITY, key)
        self._theme.choose(density="compacta" if key == "compacta" else "comoda")

    def _choose_text(self, percent: int) -> None:
        self._percent.setText(f"{percent}{words.NBSP}%")
        if not self.text.isSliderDown():
            self._settled.start()

    def _keep_text(self) -> None:
        """While the knob is dragged nothing moves below it."""
        self._settings.put(TEXT_SIZE, self.text.value())
        self._theme.choose(text=self.text.value())

    def _choose_send_key(self, key: str) -> None:
        self._settings.put(ENTER_SENDS, key == "enter")

    def _choose_language(self, code: str) -> None:
        """The words of a window are written once, when it is made."""
        self._settings.put(LANGUAGE, code)
        self._reopen.setVisible(code != self._spoken)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(24)
    form.setVerticalSpacing(14)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFormAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    return form
