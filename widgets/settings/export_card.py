"""All of the agency's data as plain files that any other system reads."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QWidget

from services.export.everything import Exported, export_everything
from services.export.names import file_name, free
from services.store import Store
from services.trouble import Trouble
from widgets import words
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.pieces.titled import titled
from widgets.settings.progress_line import ProgressLine
from widgets.tasks import Tasks
from widgets.trouble_words import sentence
from widgets.words import tr


class ExportCard(QFrame):
    """`file` finds a message's file by its hash."""

    def __init__(
        self, store: Store, file: Callable[[str], Path | None], agency: str, feed: Feed, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._file, self._agency, self._feed = store, file, agency, feed
        self._tasks = Tasks(self, feed.report)
        self._there: Path | None = None
        column = titled(
            self,
            tr("Exportar todo"),
            tr(
                "Contactos, conversaciones, mensajes y sus archivos en una carpeta que lee cualquier "
                "programa (CSV y JSON). No va cifrada: guardala con cuidado."
            ),
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        self.make = button(tr("Exportar todo…"), parent=self)
        self.make.clicked.connect(self._ask)
        self.said = Label("", "caption", "muted", parent=self)
        self.said.setWordWrap(True)
        self.show_folder = button(tr("Mostrar la carpeta"), "quiet", self)
        self.show_folder.clicked.connect(self._show_folder)
        self.show_folder.hide()
        row.addWidget(self.make)
        row.addWidget(self.said, 1)
        row.addWidget(self.show_folder)
        column.addLayout(row)
        self.progress = ProgressLine(self)
        self.progress.given_up.connect(self._tasks.cancel)
        column.addWidget(self.progress)

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("Dónde dejar la carpeta"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, directory: str) -> None:
        """Make a folder of today in there."""
        stem = f"STRATO {self._agency} {words.local(self._feed.now()):%Y-%m-%d}"
        self._tasks.start(self._write(free(Path(directory) / file_name(stem, ""))), key="export")

    async def _write(self, target: Path) -> None:
        self.make.setEnabled(False)
        self.show_folder.hide()
        self.said.setText("")
        self.progress.begin(tr("Exportando…"))
        try:
            told = await export_everything(self._store, self._file, target, words.local, self.progress.show_progress)
        except Trouble as trouble:
            said = sentence(trouble.code, trouble.facts)
            self._say(f"{said.text} {said.action}".strip(), "danger")
        else:
            self._there = target
            self.show_folder.show()
            self._say(_summary(told), "success")
        finally:
            self.progress.hide()
            self.make.setEnabled(True)

    def _say(self, text: str, tone: str) -> None:
        self.said.set_tone(tone)
        self.said.setText(text)
        announce(self, text, urgent=tone == "danger")

    def _show_folder(self) -> None:
        if self._there is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._there)))


def _summary(told: Exported) -> str:
    said = tr("{contacts} contactos, {messages} mensajes y {files} archivos.").format(
        contacts=words.number(told.contacts), messages=words.number(told.messages), files=words.number(told.files)
    )
    if not told.missing:
        return said
    lacking = tr("{count} archivos no están en esta computadora.").format(count=words.number(told.missing))
    return f"{said} {lacking}"
