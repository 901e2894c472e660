"""Where the keys go: the keyring in use, and the clear choice of a computer that has none or lost what it held."""

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.trouble import Trouble
from widgets.controls import Label, button
from widgets.onboarding.doors import Doors
from widgets.onboarding.field import Field
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

_HOW: Final[dict[str, Callable[[], str]]] = {
    "linux": lambda: tr(
        "Instalá GNOME Keyring (paquete gnome-keyring) o activá KWallet, cerrá la sesión y volvé a entrar. Si está "
        "instalado pero bloqueado, abrí «Contraseñas y claves» y desbloquealo."
    ),
    "darwin": lambda: tr(
        "Abrí «Acceso a Llaveros», desbloqueá el llavero «inicio de sesión» y permitile usarlo a STRATO."
    ),
    "win32": lambda: tr("Abrí el «Administrador de credenciales» de Windows y revisá que tu usuario pueda usarlo."),
}


def how() -> str:
    """How this system gets a keyring, or unlocks it."""
    return _HOW.get(sys.platform, _HOW["linux"])()


class KeyringLine(QWidget):
    """One line: which keyring keeps the keys, or that there is none. `help_wanted` asks what to do then."""

    help_wanted = Signal()

    def __init__(self, theme: Theme, doors: Doors, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._doors, self._tasks = theme, doors, tasks
        self._look = ("shield-check", "semantic.success.fg")
        self.code = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._icon, self.said = QLabel(self), Label(parent=self)
        self.said.setWordWrap(True)
        self.help = button(tr("Qué puedo hacer"), parent=self)
        self.help.setProperty("kind", "link")
        self.help.clicked.connect(self.help_wanted)
        self.help.hide()
        row.addWidget(self._icon)
        row.addWidget(self.said, 1)
        row.addWidget(self.help)
        theme.changed.connect(self._tint)

    def ask(self) -> None:
        """Look which keyring there is."""
        self.said.setText(tr("Mirando el llavero…"))
        self._tasks.start(self._ask(), key="keyring")

    async def _ask(self) -> None:
        try:
            name = await self._doors.keyring()
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self.code = trouble.code
            self.said.setText(told.text)
            self._look = ("triangle-alert", "semantic.warning.fg")
            self.help.show()
        else:
            self.code = ""
            kept = tr("Tus claves van al llavero del sistema: {name}, listo para usar.").format(name=name)
            self.said.setText(
                kept if name else tr("Sin llavero: las claves viven en memoria hasta que cierres STRATO.")
            )
            self._look = ("shield-check", "semantic.success.fg") if name else ("key-round", "semantic.warning.fg")
            self.help.hide()
        self._tint()

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(*self._look, 18))


class Keyless(QWidget):
    """What can be done where no keyring keeps the keys: mend it, go on for this session, or enter the key again.

    `mended` when a keyring answers; `session` when nothing is to be stored; `entered` when the key was taken."""

    mended = Signal()
    session = Signal()
    entered = Signal()

    def __init__(self, theme: Theme, doors: Doors, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors, self._tasks, self._known = doors, tasks, False
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(12)
        self.why = Label(role="reading", parent=self)
        self.why.setWordWrap(True)
        column.addWidget(self.why)
        self._mend = _Part(tr("Arreglar el llavero"), how(), tr("Volver a probar"), self)
        self._mend.act.clicked.connect(self.retry)
        self._go_on = _Part(
            tr("Seguir sin guardar claves"),
            tr("Nada se escribe en el disco: las claves viven en memoria y te las pedimos en cada inicio."),
            tr("Seguir sin guardar"), self,
        )  # fmt: skip
        self._go_on.act.clicked.connect(self._go_on_without)
        self._again = _Part(
            tr("Cargar de nuevo la llave de esta computadora"),
            tr("La que guardaste cuando entraste a la agencia. Si no la tenés, pedí una invitación nueva: tus "
               "conversaciones y borradores siguen acá."), tr("Usar esta llave"), self,
        )  # fmt: skip
        self.key = Field(theme, tr("Llave de esta computadora"), secret=True)
        self._again.body.insertWidget(2, self.key)
        self._again.act.clicked.connect(self._enter)
        self.key.line.returnPressed.connect(self._enter)
        for part in (self._mend, self._again, self._go_on):
            column.addWidget(part)
        column.addStretch(1)

    def explain(self, trouble: Trouble, *, known: bool) -> None:
        """Why this is shown; `known` where this computer is already part of an agency, and its key can be entered."""
        self._known = known
        self.why.setText(sentence(trouble.code, trouble.facts).text)
        self._again.setVisible(known)
        self._mend.setVisible(trouble.code not in ("keyring.lost", "keyring.session"))
        self._go_on.setVisible(trouble.code not in ("keyring.lost", "keyring.changed", "keyring.session"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field takes the key, and nothing more."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not self.key.line.hasFocus():
            super().keyPressEvent(event)

    def focus(self) -> None:
        """Give the keyboard to the first thing that can be done."""
        parts = (self._mend.act, self._go_on.act)
        (self.key.line if not self._again.isHidden() else next(each for each in parts if each.isVisible())).setFocus()

    def retry(self) -> None:
        """Look whether a keyring answers now."""
        self._tasks.start(self._look(), key="keyring")

    async def _look(self) -> None:
        try:
            await self._doors.unlock()
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self._mend.say(tr("Probamos recién: {why}").format(why=told.text))
        else:
            self.mended.emit()

    def _go_on_without(self) -> None:
        self._doors.session()
        if self._known:
            self.explain(Trouble("keyring.session"), known=True)
            self.focus()
        self.session.emit()

    def _enter(self) -> None:
        if self.key.text:
            self._again.act.setEnabled(False)
            self._tasks.start(self._take(), key="enter")

    async def _take(self) -> None:
        given = self.key.text
        self.key.line.clear()
        try:
            await self._doors.enter(given)
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self.key.say(f"{told.text} {told.action}".strip(), "danger")
        else:
            self.entered.emit()
        finally:
            self._again.act.setEnabled(True)


class _Part(QFrame):
    """One thing that can be done: its name, what it means, and its button."""

    def __init__(self, name: str, about: str, does: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(18, 14, 18, 14)
        self.body.setSpacing(8)
        self.body.addWidget(Label(name, "label", parent=self))
        self._about = Label(about, "body", "secondary", parent=self)
        self._about.setWordWrap(True)
        self.body.addWidget(self._about)
        row = QHBoxLayout()
        self.act = button(does, parent=self)
        row.addWidget(self.act)
        row.addStretch(1)
        self.body.addLayout(row)

    def say(self, text: str) -> None:
        self._about.setText(text)
