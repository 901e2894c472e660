"""Where a file of people comes in: by a button, or dropped."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QWidget

from services.importing.imports import Imports
from services.trouble import Trouble
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.pieces.titled import titled
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr


class ImportCard(QFrame):
    """`read` (Sheet, its file's name) once a file was read: nothing is written by that."""

    read = Signal(object, str)

    def __init__(self, theme: Theme, imports: Imports, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._imports = imports
        self._tasks = Tasks(self, feed.report)
        self.setAcceptDrops(True)
        column = titled(
            self,
            tr("Importar contactos"),
            tr(
                "De una planilla (CSV o Excel) o de tarjetas (vCard). Primero ves qué pasaría con cada "
                "fila; recién después se importa."
            ),
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        self.choose = button(tr("Elegir un archivo…"), parent=self)
        self.choose.clicked.connect(self._ask)
        self.said = Label(tr("O soltalo acá."), "caption", "muted", parent=self)
        self.said.setWordWrap(True)
        row.addWidget(self.choose)
        row.addWidget(self.said, 1)
        column.addLayout(row)

    def say(self, text: str) -> None:
        """How an import ended."""
        self.said.set_tone("success" if text else "muted")
        self.said.setText(text or tr("O soltalo acá."))

    def open_file(self, name: str) -> None:
        """Read it; what is wrong with it is said here."""
        self.say("")
        self._tasks.start(self._read(Path(name)), key="read")

    async def _read(self, path: Path) -> None:
        self.choose.setEnabled(False)
        try:
            sheet = await self._imports.read(path)
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self.said.set_tone("danger")
            self.said.setText(f"{told.text} {told.action}".strip())
            announce(self, told.text, urgent=True)
        else:
            self.read.emit(sheet, path.name)
        finally:
            self.choose.setEnabled(True)

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("Importar contactos"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Contactos (*.csv *.txt *.xlsx *.vcf)"), tr("Todos los archivos (*)")])
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.fileSelected.connect(self.open_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.open_file(files[0])
