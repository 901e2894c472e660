"""What keeps this computer in order: the repair, what is stored, and the log to give to whoever helps."""

import asyncio
from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from services.trouble import Trouble
from services.upkeep import Upkeep
from widgets import words
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.inspector.section import Section
from widgets.pieces.announce import announce
from widgets.pieces.titled import titled
from widgets.tasks import Tasks
from widgets.trouble_words import sentence
from widgets.words import tr


class UpkeepCards(QWidget):
    """`log` gives the end of the program's log; it blocks, so it is asked in a thread."""

    def __init__(self, upkeep: Upkeep, log: Callable[[], str], feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upkeep, self._log = upkeep, log
        self._tasks = Tasks(self, feed.report)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.storage = Section(tr("Lo que ocupa"), card=True)
        self.storage.show_rows([(tr("En total"), "…")])
        column.addWidget(self.storage)
        self.repair = button(tr("Reparar"), parent=self)
        self.copy_log = button(tr("Copiar el registro"), parent=self)
        self._repaired, self._copied = (Label("", "caption", "muted", parent=self) for _ in "rc")
        column.addWidget(_card(
            tr("Reparar los datos"),
            tr("Vuelve a leer todo del relay. Nada se pierde: los borradores y lo que falta enviar se quedan."),
            self.repair, self._repaired,
        ))  # fmt: skip
        column.addWidget(_card(
            tr("Registro"), tr("Lo que STRATO anotó mientras trabajaba, sin claves ni mensajes, para quien te ayude."),
            self.copy_log, self._copied,
        ))  # fmt: skip
        self.repair.clicked.connect(lambda: self._tasks.start(self._repair(), key="repair"))
        self.copy_log.clicked.connect(lambda: self._tasks.start(self._copy(), key="log"))

    def refresh(self) -> None:
        """Measure again."""
        self._tasks.start(self._measure(), key="measure")

    async def _measure(self) -> None:
        found = await self._upkeep.measure()
        names = {
            "conversations": tr("Conversaciones"), "media": tr("Archivos recibidos"), "voices": tr("Voces"),
            "other": tr("Lo demás"),
        }  # fmt: skip
        rows = [(names[kind], words.size(count) if count else "0") for kind, count in found.items()]
        self.storage.show_rows([(tr("En total"), words.size(sum(found.values()))), *rows])

    async def _repair(self) -> None:
        self.repair.setEnabled(False)
        try:
            await self._upkeep.repair()
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self._say(self._repaired, f"{told.text} {told.action}".strip(), "danger")
        else:
            self._say(self._repaired, tr("Leyendo todo de nuevo. Podés seguir trabajando."), "success")
        finally:
            self.repair.setEnabled(True)

    async def _copy(self) -> None:
        told = await asyncio.to_thread(self._log)
        QGuiApplication.clipboard().setText(told)
        self._say(self._copied, tr("Copiado.") if told else tr("Todavía no hay nada anotado."), "success")

    def _say(self, label: Label, text: str, tone: str) -> None:
        label.set_tone(tone)
        label.setText(text)
        announce(self, text, urgent=tone == "danger")


def _card(title: str, about: str, does: QWidget, said: Label) -> QFrame:
    card = QFrame()
    column = titled(card, title, about)
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(does)
    said.setWordWrap(True)
    row.addWidget(said, 1)
    column.addLayout(row)
    return card
