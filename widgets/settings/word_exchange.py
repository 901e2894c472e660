"""The dictionary's way in and out: a file that is looked over before anything changes, and a file that is written."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from services import word_files
from services.agency import Agency
from services.agency_records import DictionaryWord
from services.export.names import file_name, free
from services.trouble import Trouble
from widgets import words
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.words import tr

_SUFFIXES: Final = (".csv", ".tsv", ".txt")


class WordExchange(QObject):
    """`looked` (name, DryRun) when a file was looked over, `saved` says what was written, `refused` (Trouble) why not.
    `shown` gives the words that are exported."""

    looked = Signal(str, object)
    saved = Signal(str)
    refused = Signal(object)

    def __init__(
        self, agency: Agency, shown: Callable[[], Sequence[DictionaryWord]], feed: Feed, window: QWidget
    ) -> None:
        super().__init__(window)
        self._agency, self._shown, self._now, self._window = agency, shown, feed.now, window
        self._tasks = Tasks(self, feed.report)
        self._directory = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))

    def bring(self, path: Path) -> None:
        """Look a file over."""
        self._directory = path.parent
        self._tasks.start(self._look_over(path), key="read")

    def ask_import(self) -> None:
        """Ask which file."""
        dialog = self._dialog(tr("Importar CSV"))
        dialog.setNameFilter(tr("Tablas ({kinds})").format(kinds=" ".join(f"*{each}" for each in _SUFFIXES)))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chose)
        dialog.open()

    def ask_export(self) -> None:
        """Ask where to."""
        dialog = self._dialog(tr("Exportar CSV"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("CSV (*.csv)")
        dialog.setDefaultSuffix(".csv")
        stem = f"{tr('STRATO diccionario')} {words.local(self._now()):%Y-%m-%d}"
        dialog.selectFile(free(self._directory / file_name(stem, ".csv")).name)
        dialog.fileSelected.connect(self._save_to)
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the words that are shown."""
        self._directory = path.parent
        self._tasks.start(self._save(path), key="write")

    def _chose(self, name: str) -> None:
        self.bring(Path(name))

    def _save_to(self, name: str) -> None:
        self.save(Path(name))

    async def _look_over(self, path: Path) -> None:
        try:
            run = await word_files.read(path, self._agency.member, self._agency.dictionary())
        except Trouble as trouble:
            self.refused.emit(trouble)
        else:
            self.looked.emit(path.name, run)

    async def _save(self, path: Path) -> None:
        names = (tr("Palabra"), tr("Se dice"), tr("Para"))
        try:
            count = await word_files.save(path, names, self._shown(), ("Agencia", "Solo para mí"))
        except Trouble as trouble:
            self.refused.emit(trouble)
            return
        told = tr("Exportado: {count} filas en {name}")
        self.saved.emit(told.format(count=words.number(count), name=path.name))

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setDirectory(str(self._directory))
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def brought(event: QDropEvent) -> Path | None:
    """The first table among the files that are let fall."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in _SUFFIXES), None)
