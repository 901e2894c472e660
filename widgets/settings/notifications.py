"""Avisos y sonidos: whether, when and how this computer tells of a new message, and what it does in the background."""

from collections.abc import Callable
from datetime import time
from typing import Final

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QTimeEdit, QVBoxLayout, QWidget

from services.autostart import Autostart
from services.settings import (
    NOTIFY,
    NOTIFY_CONTENT,
    NOTIFY_IN_FRONT,
    NOTIFY_SOUND,
    NOTIFY_VOLUME,
    QUIET_HOURS,
    TRAY_CLOSES,
    Setting,
    Settings,
)
from services.trouble import Trouble
from widgets.controls import Label, button
from widgets.notifications.rules import parsed
from widgets.pieces.announce import announce
from widgets.pieces.slider import Slider
from widgets.pieces.tick import TickBox
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

_NIGHT: Final = (time(22), time(8))


class Notifications(QWidget):
    """Each change is kept at once. `tested` when somebody asks for a notice to see how it looks; `play` rings the sound
    and says whether this machine can; `has_tray` whether closing to the tray makes sense here."""

    tested = Signal()

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        autostart: Autostart,
        play: Callable[[], bool],
        has_tray: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._autostart, self._play = settings, autostart, play
        self.on = self._check(tr("Avisar cuando escribe un lead y la ventana no está al frente"), NOTIFY)
        self.in_front = self._check(tr("Avisar también con la ventana al frente, si es de otro chat"), NOTIFY_IN_FRONT)
        self.content = self._check(tr("Mostrar quién escribió y qué dice"), NOTIFY_CONTENT)
        self.sound = self._check(tr("Sonar con cada aviso"), NOTIFY_SOUND)
        self.tray = self._check(tr("Al cerrar la ventana, seguir en la bandeja del sistema"), TRAY_CLOSES)
        self.login = TickBox(tr("Abrir STRATO al iniciar la sesión"), self)
        self.night = TickBox(tr("No avisar entre"), self)
        self.begin, self.end = self._time(tr("No avisar desde")), self._time(tr("No avisar hasta"))
        self.volume = Slider(theme, 0, 100)
        self.volume.setAccessibleName(tr("Volumen de los avisos"))
        self.volume.setFixedWidth(220)
        self.test, self.hear = button(tr("Mostrar un aviso de prueba")), button(tr("Oír el sonido"))
        self.said = Label("", "caption", "muted", parent=self)
        self.tray.setEnabled(has_tray())
        self._lay_out(has_tray())
        self._show()
        self._connect()

    def _check(self, text: str, setting: Setting[bool]) -> TickBox:
        box = TickBox(text, self)
        box.setChecked(self._settings.get(setting))
        box.setProperty("setting", setting.key)
        box.toggled.connect(self._keep)
        return box

    def _time(self, name: str) -> QTimeEdit:
        field = QTimeEdit(self)
        field.setDisplayFormat("HH:mm")
        field.lineEdit().setTextMargins(8, 0, 8, 0)
        for part in (field, field.lineEdit()):
            part.setAccessibleName(name)
        field.setFixedWidth(84)
        return field

    def _lay_out(self, has_tray: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(16)
        column.addWidget(Label(tr("Avisos y sonidos"), "heading", parent=self))
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(14)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setFormAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        private = Label(tr("Sin esto, el aviso solo dice que llegó un mensaje."), "caption", "muted")
        no_tray = Label(tr("Este escritorio no tiene bandeja del sistema."), "caption", "muted")
        no_tray.setVisible(not has_tray)
        rows: list[tuple[str, list[QWidget | list[QWidget]]]] = [
            (tr("Avisos"), [self.on, self.in_front, [self.test]]),
            (tr("Privacidad"), [self.content, private]),
            (tr("Horas de silencio"), [[self.night, self.begin, Label(tr("y")), self.end]]),
            (tr("Sonido"), [self.sound, self.volume, [self.hear, self.said]]),
            (tr("En segundo plano"), [self.login, self.tray, no_tray]),
        ]
        for name, parts in rows:
            form.addRow(Label(name, tone="secondary", parent=self), _stacked(parts))
        column.addLayout(form)
        column.addStretch(1)

    def _show(self) -> None:
        ends = parsed(self._settings.get(QUIET_HOURS))
        self.night.setChecked(ends is not None)
        begin, end = ends or _NIGHT
        self.begin.setTime(QTime(begin.hour, begin.minute))
        self.end.setTime(QTime(end.hour, end.minute))
        self.volume.setValue(self._settings.get(NOTIFY_VOLUME))
        self.login.setChecked(self._autostart.is_on())
        self._enable()

    def _connect(self) -> None:
        self.night.toggled.connect(self._keep_night)
        self.begin.timeChanged.connect(self._keep_night)
        self.end.timeChanged.connect(self._keep_night)
        self.volume.valueChanged.connect(self._keep_volume)
        self.login.toggled.connect(self._keep_login)
        self.test.clicked.connect(self.tested)
        self.hear.clicked.connect(self._hear)

    def _keep(self, on: bool) -> None:
        self._settings.put(Setting(str(self.sender().property("setting")), bool, True), on)
        self._enable()

    def _keep_night(self) -> None:
        hours = f"{self.begin.time().toString('HH:mm')}-{self.end.time().toString('HH:mm')}"
        self._settings.put(QUIET_HOURS, hours if self.night.isChecked() else "")
        self._enable()

    def _keep_volume(self, percent: int) -> None:
        self._settings.put(NOTIFY_VOLUME, percent)

    def _keep_login(self, on: bool) -> None:
        try:
            self._autostart.put(on)
        except Trouble as trouble:
            self._say(sentence(trouble.code, trouble.facts).text)
            self.login.setChecked(self._autostart.is_on())

    def _hear(self) -> None:
        heard = self._play()
        self._say("" if heard else tr("Esta computadora no tiene salida de sonido."))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        if text:
            announce(self, text)

    def _enable(self) -> None:
        on = self.on.isChecked()
        for part in (self.in_front, self.content, self.sound, self.night):
            part.setEnabled(on)
        self.volume.setEnabled(on and self.sound.isChecked())
        for field in (self.begin, self.end):
            field.setEnabled(on and self.night.isChecked())


def _stacked(parts: list[QWidget | list[QWidget]]) -> QWidget:
    """Widgets below each other; those of an inner list beside each other."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
            continue
        row = QHBoxLayout()
        row.setSpacing(8)
        for each in part:
            row.addWidget(each)
        row.addStretch(1)
        column.addLayout(row)
    return whole
