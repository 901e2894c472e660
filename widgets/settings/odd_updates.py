"""Updates that this version shows nobody: whole but with the people covered, to be handed on or read again later."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from services import masking
from services.export.export import write
from services.provider_records import OddUpdate
from services.store import Store
from widgets import words
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.health_words import NAMES
from widgets.pieces.announce import announce
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr


class OddUpdates(QWidget):
    """Reads them of the log; shows each as JSON."""

    def __init__(self, theme: Theme, store: Store, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._store, self._feed = theme, store, feed
        self._tasks = Tasks(self, feed.report)
        self.updates: list[OddUpdate] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.said = Label(role="caption", tone="muted", parent=self)
        self.said.setWordWrap(True)
        column.addWidget(self.said)
        beside = QSplitter(Qt.Orientation.Horizontal, self)
        self.list = QListWidget(beside)
        self.list.setAccessibleName(tr("Novedades sin leer"))
        self.list.currentRowChanged.connect(self._show)
        self.body = QPlainTextEdit(beside)
        self.body.setReadOnly(True)
        self.body.setAccessibleName(tr("Contenido, sin datos de contactos"))
        self.body.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        beside.setStretchFactor(1, 1)
        beside.setSizes([320, 480])
        column.addWidget(beside, 1)
        column.addLayout(self._make_buttons())
        self.refresh()

    def refresh(self) -> None:
        """Read the log again."""
        found = self._store.odd_updates()
        if found != self.updates or not found:
            self.updates = found
            self.list.clear()
            for each in found:
                when = words.when_exactly(each.at, self._feed.now())
                name = NAMES.get(each.provider, each.provider)
                self.list.addItem(" · ".join(filter(None, (when, name, each.what))))
        if found:
            self.list.setCurrentRow(max(0, self.list.currentRow()))
            text = tr("Están guardadas, pero esta versión no sabe mostrarlas. Acá van sin datos de contactos.")
        else:
            text = tr("No hay ninguna: esta versión sabe leer todo lo que llegó.")
            self.body.clear()
        self.said.setText(text)
        for part in (self.list, self.body, self.copy, self.save):
            part.setEnabled(bool(found))

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.again = button(tr("Leer de nuevo"), parent=self)
        self.again.setToolTip(tr("Después de actualizar STRATO, vuelve a leer todo lo guardado"))
        self.again.clicked.connect(lambda: self._tasks.start(self._read_again(), key="again"))
        self.copy = button(tr("Copiar"), parent=self)
        self.copy.clicked.connect(self._copy)
        self.save = button(tr("Guardar todas…"), parent=self)
        self.save.clicked.connect(self._ask_file)
        row.addStretch(1)
        for part in (self.again, self.copy, self.save):
            row.addWidget(part)
        return row

    def _show(self, row: int) -> None:
        if 0 <= row < len(self.updates):
            self.body.setPlainText(masking.masked(self.updates[row].body))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.body.toPlainText())
        announce(self, tr("Copiado"))

    async def _read_again(self) -> None:
        self.again.setEnabled(False)
        self.said.setText(tr("Leyendo todo de nuevo…"))
        before = len(self.updates)
        try:
            await self._store.read_again()
        finally:
            self.again.setEnabled(True)
        self.updates = []
        self.refresh()
        read = before - len(self.updates)
        told = tr("Ahora se leen {count}.").format(count=read) if read > 0 else tr("Siguen sin leerse.")
        if before:
            self.said.setText(f"{told} {self.said.text()}")
            announce(self, told)

    def _ask_file(self) -> None:
        asked = QFileDialog(self, tr("Guardar todas…"), str(Path.home() / "strato-novedades.json"), "*.json")
        asked.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.fileSelected.connect(partial(self._save))
        asked.open()

    def _save(self, path: str) -> None:
        self._tasks.start(write(Path(path), masking.listed(self.updates)), key="save")
