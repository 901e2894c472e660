"""The last step: a voice, heard first, goes to one's own phone."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.records import Changes, Conversation
from services.settings import TESTED
from services.trouble import Trouble
from services.voice.sound import VOICE_NOTE
from widgets.composer.speaking import Speaking
from widgets.composer.speech import Making, Script
from widgets.controls import Label, button
from widgets.conversation.states import STATES
from widgets.onboarding.field import Field, Said
from widgets.onboarding.means import SetupMeans
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

_DIGITS: Final = 8
"""The last digits of a number say whose it is, however its country and its 9 are written."""
_ARRIVED: Final = ("sent", "delivered", "read", "played")


class SelfStep(QWidget):
    """`done` once a message to one's own phone was accepted; `changed` when that or anything else moved."""

    changed = Signal()

    def __init__(self, theme: Theme, means: SetupMeans, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._means, self._tasks = means, tasks
        self._speaking = Speaking(means.voice, means.player, means.feed, self)
        self._found: Conversation | None = None
        self._message = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(12)
        why = Label(tr("Desde tu teléfono escribile «hola» al número de la agencia. Sin eso WhatsApp no deja mandarte "
                       "nada."), "reading", "secondary", parent=self)  # fmt: skip
        why.setWordWrap(True)
        column.addWidget(why)
        self.phone = Field(theme, tr("Tu número"), tr("Por ejemplo +54 9 11 5555-0142"), parent=self)
        self.arrived = Said(theme, self)
        self.text = QLineEdit(tr("Hola, así suena la voz de {agency}.").format(agency=means.agency), self)
        self.text.setAccessibleName(tr("Qué dice"))
        for part in (self.phone, self.arrived, self.text):
            column.addWidget(part)
        row = QHBoxLayout()
        self.make = button(tr("Generar y oír"), parent=self)
        self.send = button(tr("Mandar a mi teléfono"), parent=self)
        row.addWidget(self.make)
        row.addWidget(self.send)
        row.addStretch(1)
        column.addLayout(row)
        self.said = Said(theme, self)
        column.addWidget(self.said)
        column.addStretch(1)
        self.phone.line.textChanged.connect(self._look)
        self.text.textChanged.connect(self._written)
        self.make.clicked.connect(self._make)
        self.send.clicked.connect(self._send)
        self._speaking.changed.connect(self._show)
        means.feed.changed.connect(self._changed)
        self._look()

    @property
    def done(self) -> bool:
        return self._means.settings.get(TESTED)

    def focus(self) -> None:
        self.phone.line.setFocus()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible():
            self._look()
            self._follow()

    def _look(self) -> None:
        """The conversation of the person whose number was typed, once they wrote."""
        wanted, store = _digits(self.phone.text), self._means.store
        self._found = None
        if len(wanted) >= _DIGITS:
            rows = store.conversations(store.conversation_ids())
            self._found = next((each for each in rows if _digits(each.address)[-_DIGITS:] == wanted[-_DIGITS:]), None)
        if self._found is not None:
            self.arrived.say(tr("Llegó tu mensaje: {name}.").format(name=self._found.name), "success")
        else:
            self.arrived.say(tr("Esperando tu mensaje…") if wanted else "")
        self._written()

    def _script(self) -> Script:
        config = self._means.store.integration("elevenlabs") or {}
        voice, model = str(config.get("voice_id") or ""), str(config.get("model_id") or "")
        mime = self._means.outbox.ability(self._found.id).format if self._found is not None else VOICE_NOTE
        return Script(self.text.text().strip(), voice, model, mime=mime)

    def _written(self) -> None:
        if self._found is not None:
            self._speaking.write(self._found.id, self._script())
        self._show()

    def _make(self) -> None:
        if self._found is not None:
            self.said.say("")
            self._speaking.make(self._found.id)

    def _show(self, _: str = "") -> None:
        found = self._found
        ability = self._means.outbox.ability(found.id) if found is not None else None
        voiced = ability is not None and ability.voice is None and bool(self._script().voice)
        speech = self._speaking.speech(found.id) if found is not None else None
        self.make.setVisible(found is None or voiced)
        self.make.setEnabled(voiced and speech is not None and not isinstance(speech.phase, Making))
        written = ability is not None and ability.text is None and not voiced
        self.send.setEnabled(bool(not self._message and (written or (speech is not None and speech.heard))))
        if ability is not None and ability.text is not None and not voiced:
            self.said.say(sentence(ability.text).text, "warning")
        elif speech is not None and speech.trouble is not None:
            told = sentence(speech.trouble.code, speech.trouble.facts)
            self.said.say(f"{told.text} {told.action}".strip(), "danger")
        elif speech is not None and isinstance(speech.phase, Making):
            self.said.say(tr("Generando…"))
        elif speech is not None and speech.chosen is not None and not self._message:
            ready = tr("La oíste entera: ya se puede enviar.")
            self.said.say(ready if speech.heard else tr("Escuchala entera para poder enviarla."))
        self.changed.emit()

    def _send(self) -> None:
        if self._found is not None and self.send.isEnabled():
            self.send.setEnabled(False)
            self._tasks.start(self._queue(self._found.id), key="send")

    async def _queue(self, conversation: str) -> None:
        chosen, outbox, text = self._speaking.speech(conversation).chosen, self._means.outbox, self._script().text
        try:
            if chosen is not None:
                self._message = await outbox.voice(conversation, chosen.take.clip, text)
            else:
                self._message = await outbox.text(conversation, text)
            await outbox.send_now(self._message)
        except Trouble as trouble:
            self.said.say(sentence(trouble.code, trouble.facts).text, "danger")
            self._show()
        else:
            self._follow()

    def _follow(self) -> None:
        """How far the message has come."""
        message = self._means.store.message(self._message) if self._message else None
        if message is None or message.state is None:
            return
        if message.state in _ARRIVED:
            self._means.settings.put(TESTED, True)
        elif message.state == "failed":
            self._message = ""
        tone = "success" if message.state in _ARRIVED else "danger" if message.state == "failed" else "muted"
        state = STATES[message.state].word()
        why = sentence(message.trouble).text if message.trouble else ""
        self.said.say(" ".join(filter(None, [tr("A tu teléfono: {state}.").format(state=state), why])), tone)
        self.changed.emit()


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())
