"""Joining an agency: by the relay's address and the first admin's code, or by an invitation's link or code."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from services.invitations import read
from services.trouble import Trouble
from widgets.controls import Label, button
from widgets.onboarding.doors import Doors
from widgets.onboarding.field import Field
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

COMMAND = 'strato-relay tenant add "Mi inmobiliaria"'
"""What makes an agency on its relay, and prints the first invitation."""


class Joining(QWidget):
    """`joined(desk)` when this computer is part of an agency; `changed` when `ready` may be different; `keyring_wanted`
    (code) when nothing could be kept."""

    joined = Signal(object)
    changed = Signal()
    keyring_wanted = Signal(str)

    def __init__(self, theme: Theme, doors: Doors, tasks: Tasks, *, first: bool, parent: QWidget | None = None) -> None:
        """`first`: the admin who connects the agency; else somebody who was invited."""
        super().__init__(parent)
        self._doors, self._tasks, self._first, self._busy = doors, tasks, first, False
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(14)
        if first:
            column.addWidget(self._make_command())
        self.invitation = Field(theme, tr("Enlace o código de invitación"), secret=False)
        self.relay = Field(theme, tr("Dirección del relay"), tr("Por ejemplo https://relay.tuagencia.example"))
        self.person = Field(theme, tr("Tu nombre"), tr("Así te ve el resto de la agencia."))
        self.computer = Field(theme, tr("Esta computadora"))
        self.computer.line.setText(doors.machine)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.person, 1, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(self.computer, 1, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.invitation)
        column.addWidget(self.relay)
        column.addLayout(pair)
        column.addStretch(1)
        for field in (self.invitation, self.relay, self.person, self.computer):
            field.line.textChanged.connect(self._typed)
        self.relay.line.editingFinished.connect(self._ask_relay)

    @property
    def ready(self) -> bool:
        """Whether all is there to join with."""
        return not self._busy and not self.missing

    @property
    def busy(self) -> bool:
        """Whether it is being redeemed."""
        return self._busy

    @property
    def missing(self) -> list[str]:
        """The names of what is still to be filled in."""
        lacks = {
            tr("la invitación"): not read(self.invitation.text).code,
            tr("la dirección del relay"): not self._address(),
            tr("tu nombre"): not self.person.text,
        }
        return [name for name, lacking in lacks.items() if lacking]

    def start(self) -> None:
        """Redeem it; what goes wrong is said beside the field that it is about."""
        if self.ready:
            self._set_busy(True)
            self._tasks.start(self._join(), key="join")

    def focus(self) -> None:
        """Give the keyboard to the first field that is empty."""
        fields = (self.invitation, self.relay, self.person)
        next((field for field in fields if not field.text and field.isVisible()), self.person).line.setFocus()

    def _make_command(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("frame", "sunken")
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 10, 12)
        said = tr("La primera invitación la da el relay de tu agencia. Quien lo administra corre este comando:")
        label = Label(said, "caption", "secondary", parent=card)
        label.setWordWrap(True)
        column.addWidget(label)
        row = QHBoxLayout()
        command = Label(COMMAND, "body", parent=card)
        command.setProperty("frame", "key")
        self.copy = button(tr("Copiar"), parent=card)
        self.copy.setAccessibleName(tr("Copiar el comando"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(COMMAND))
        row.addWidget(command, 1)
        row.addWidget(self.copy)
        column.addLayout(row)
        return card

    def _address(self) -> str:
        return read(self.invitation.text).relay or self.relay.text

    def _typed(self) -> None:
        linked = read(self.invitation.text)
        self.relay.setVisible(not linked.relay)
        sender = self.sender().parent()
        if isinstance(sender, Field):
            sender.say("")
        if linked.relay:
            self.invitation.say(tr("Del relay {host}").format(host=linked.relay.partition("//")[2]), "success")
        self.changed.emit()

    def _ask_relay(self) -> None:
        if self.relay.text and not self._busy:
            self._tasks.start(self._look(self.relay.text), key="relay")

    async def _look(self, address: str) -> None:
        self.relay.say(tr("Preguntando…"))
        try:
            await self._doors.answers(address)
        except Trouble as trouble:
            self._say(self.relay, trouble)
        else:
            self.relay.say(tr("El relay responde, con conexión segura.") if address.startswith("https")
                           else tr("El relay responde, en esta misma computadora."), "success")  # fmt: skip

    async def _join(self) -> None:
        code = read(self.invitation.text).code
        computer = self.computer.text or self._doors.machine
        try:
            desk: Any = await self._doors.join(self._address(), code, self.person.text, computer)
        except Trouble as trouble:
            self._set_busy(False)
            about_relay = trouble.code.startswith(("relay.", "net."))
            field = self.relay if about_relay and self.relay.isVisible() else self.invitation
            self._say(field, trouble)
            field.line.setFocus()
            if trouble.code.startswith("keyring."):
                self.keyring_wanted.emit(trouble.code)
            return
        self.invitation.line.clear()
        self._set_busy(False)
        self.joined.emit(desk)

    def _say(self, field: Field, trouble: Trouble) -> None:
        told = sentence(trouble.code, trouble.facts)
        field.say(f"{told.text} {told.action}.".strip() if told.action else told.text, "danger")

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for field in (self.invitation, self.relay, self.person, self.computer):
            field.line.setReadOnly(busy)
        self.changed.emit()
