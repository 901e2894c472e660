"""Mandarme un mensaje: one line to one's own telephone, by the way that every message takes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.own_number import OwnNumber
from services.records import Changes
from services.store import Store
from services.trouble import Trouble
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.health_words import NAMES
from widgets.settings.connection import STATES
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr


class OwnMessage(QDialog):
    """Shows what becomes of the message until it comes to rest; one at a time. `conversation_wanted` opens it."""

    conversation_wanted = Signal(str, str)

    def __init__(
        self, theme: Theme, own: OwnNumber, store: Store, feed: Feed, channel: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._own, self._store, self._feed, self._channel = own, store, feed, channel
        self._tasks = Tasks(self, feed.report)
        self._message = ""
        self.setWindowTitle(tr("Mandarme un mensaje"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        title = tr("Un mensaje a tu teléfono por {channel}").format(channel=NAMES[channel])
        column.addWidget(Label(title, "title", parent=self))
        self.number = QLineEdit(own.number, self)
        self.number.setAccessibleName(tr("Tu número, con código de país"))
        self.number.setPlaceholderText("54 9 11 …")
        column.addWidget(Label(tr("Tu número, con código de país"), "caption", "secondary", parent=self))
        column.addWidget(self.number)
        self.text = QLineEdit(tr("Prueba de STRATO: si leés esto, la conexión funciona."), self)
        self.text.setAccessibleName(tr("Mensaje"))
        column.addWidget(self.text)
        self.said = Label(role="caption", tone="muted", parent=self)
        self.said.setWordWrap(True)
        self.said.setMinimumWidth(theme.scaled(380))
        column.addWidget(self.said)
        row = QHBoxLayout()
        self.close_it = button(tr("Cerrar"), "quiet", self)
        self.close_it.clicked.connect(self.reject)
        self.send = button(tr("Mandar"), "primary", self)
        self.send.setDefault(True)
        self.send.clicked.connect(self._ask)
        row.addStretch(1)
        row.addWidget(self.close_it)
        row.addWidget(self.send)
        column.addLayout(row)
        feed.changed.connect(self._changed)

    def _ask(self) -> None:
        self.send.setEnabled(False)
        self._tasks.start(self._write(), key="write")

    async def _write(self) -> None:
        try:
            await self._own.keep(self.number.text().strip())
            self._message = await self._own.write(self._channel, self.text.text().strip())
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self.said.set_tone("danger")
            self.said.setText(f"{told.text} {told.action}.")
            self.send.setEnabled(True)
            return
        self._show()

    def _changed(self, changes: Changes) -> None:
        if self._message and (changes.everything or self._message in changes.messages):
            self._show()

    def _show(self) -> None:
        found = self._store.message(self._message)
        if found is None or found.state is None:
            return
        state = STATES[found.state]() if found.state in STATES else found.state
        told = sentence(found.trouble).text if found.state == "failed" and found.trouble else ""
        self.said.set_tone("danger" if found.state == "failed" else "muted")
        self.said.setText(" ".join(filter(None, (tr("Tu mensaje: {state}.").format(state=state), told))))
        self.send.setEnabled(found.state in ("failed", "delivered", "read"))
