"""Whether the lead lets us write, since when, and the button that writes down the other."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from services.records import Contact
from widgets import words
from widgets.controls import CHANNELS, Label, button
from widgets.inspector.section import Section
from widgets.words import tr


class ConsentSection(Section):
    """`changed(given)` when somebody writes down that the lead accepted, or asked us to stop."""

    changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Consentimiento"), parent=parent)
        self._given = True
        self._said = Label(parent=self)
        self._said.setWordWrap(True)
        self.button = button("", parent=self)
        self.body.addWidget(self._said)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.button.clicked.connect(lambda: self.changed.emit(not self._given))

    def show_consent(self, contact: Contact, now: int) -> None:
        lines = [
            _sentence(channel, each.given, words.when_exactly(each.at, now), each.how)
            for channel, each in sorted(contact.consents.items())
        ]
        self._given = all(each.given for each in contact.consents.values())
        self._said.setText("\n".join(lines) or tr("Todavía no dijo nada."))
        self._said.set_tone("primary" if lines else "muted")
        self.button.setText(tr("Anotar que pidió no recibir más") if self._given else tr("Anotar que aceptó"))


def _sentence(channel: str, given: bool, when: str, how: str) -> str:
    said = tr("Aceptó recibir mensajes: {when}") if given else tr("Pidió no recibir más: {when}")
    parts = [said.format(when=when), CHANNELS.get(channel, channel), how]
    return " · ".join(part for part in parts if part)
