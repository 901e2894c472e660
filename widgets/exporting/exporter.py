"""Asks where to, exports there without holding the window up, and says how it went."""

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressDialog, QWidget

from services.export import export
from services.export.names import file_name, free
from services.records import Conversation, Media
from widgets import words
from widgets.exporting import headings
from widgets.exporting.blocks import blocks, title
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr

SHOWN_AFTER_MS: Final = 600
Kind = Literal["list", "csv", "pdf"]


class Shelf(export.Shelf, export.Record, Protocol):
    """What is read of the store."""


class Exporter(QObject):
    """`listed` gives the name of the list that is shown and the ids of its rows; `opened` the conversation that is
    open; `file` the file of a message where it is on this machine. `done(words)` when a file stands."""

    done = Signal(str)

    def __init__(
        self,
        theme: Theme,
        feed: Feed,
        store: Shelf,
        listed: Callable[[], tuple[str, list[str]]],
        opened: Callable[[], Conversation | None],
        file: Callable[[Media], Path | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._theme, self._feed, self._store, self._window = theme, feed, store, window
        self._listed, self._opened, self._file = listed, opened, file
        self._tasks = Tasks(self, feed.report)
        self._directory = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self._save: Callable[[Path], Coroutine[Any, Any, None]] | None = None
        self._progress: QProgressDialog | None = None
        self.voice_name: Callable[[str], str] = str

    def export_list(self) -> None:
        """The rows of the view, as CSV."""
        name, ids = self._listed()
        self._ask(f"STRATO {name} {self._today()}", ".csv", partial(self.save_list, ids))

    def export_csv(self) -> None:
        """The open conversation, as CSV."""
        if (found := self._opened()) is not None:
            self._ask(f"{found.name} {self._today()}", ".csv", partial(self.save_csv, found))

    def export_pdf(self) -> None:
        """The open conversation, as PDF."""
        if (found := self._opened()) is not None:
            self._ask(f"{found.name} {self._today()}", ".pdf", partial(self.save_pdf, found))

    def export_voices(self, since: int, until: int) -> None:
        """The record of voices between two moments (ms), as CSV."""
        name = tr("Registro de voces {day}").format(day=self._today())
        self._ask(f"STRATO {name}", ".csv", partial(self.save_voices, since, until))

    def print_(self) -> None:
        """The open conversation, on a printer that the system's dialog asks for."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        if (found := self._opened()) is None:
            return
        self._printing = found, QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printing[1].setDocName(title(found))
        dialog = QPrintDialog(self._printing[1], self._window)
        dialog.accepted.connect(self._print_now)
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # its own open wants a slot by name

    async def save_list(self, ids: list[str], path: Path) -> None:
        """Raises Trouble "export.not_written"."""
        count = await export.export_list(self._store, ids, headings.of_list(), path, words.local, self._show)
        self._say(tr("Exportado: {count} filas en {name}").format(count=words.number(count), name=path.name))

    async def save_csv(self, found: Conversation, path: Path) -> None:
        """Raises Trouble "export.not_written"."""
        names = headings.of_conversation()
        count = await export.export_conversation(self._store, found.id, names, path, words.local, self._show)
        self._say(tr("Exportado: {count} mensajes en {name}").format(count=words.number(count), name=path.name))

    async def save_voices(self, since: int, until: int, path: Path) -> None:
        """Raises Trouble "export.not_written"."""
        names = headings.of_voices()
        count = await export.export_voices(
            self._store, since, until, names, path, words.local, self._show, self.voice_name, headings.of_fact
        )
        self._say(tr("Exportado: {count} filas en {name}").format(count=words.number(count), name=path.name))

    async def save_pdf(self, found: Conversation, path: Path) -> None:
        """Raises Trouble "export.not_written"."""
        from widgets.exporting.paper import pdf

        messages = await export.whole(self._store, found.id, self._show)
        told = blocks(found, messages, self._file)
        content = await pdf(told, title(found), self._family(), lambda count: self._show(count, len(told)))
        await export.write(path, content)
        said = tr("Exportado: {count} mensajes en {name}")
        self._say(said.format(count=words.number(len(messages)), name=path.name))

    def _print_now(self) -> None:
        self._start(self._print(*self._printing))

    async def _print(self, found: Conversation, printer: Any) -> None:
        from widgets.exporting.paper import draw

        messages = await export.whole(self._store, found.id, self._show)
        told = blocks(found, messages, self._file)
        await draw(printer, told, title(found), self._family(), lambda count: self._show(count, len(told)))

    def _ask(self, stem: str, suffix: str, save: Callable[[Path], Coroutine[Any, Any, None]]) -> None:
        self._save = save
        dialog = QFileDialog(self._window, tr("Exportar"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{suffix[1:].upper()} (*{suffix})")
        dialog.setDefaultSuffix(suffix)
        dialog.setDirectory(str(self._directory))
        dialog.selectFile(free(self._directory / file_name(stem, suffix)).name)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, name: str) -> None:
        save, self._save = self._save, None
        if save is not None:
            self._directory = Path(name).parent
            self._start(save(Path(name)))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        progress = self._progress = QProgressDialog(tr("Exportando…"), tr("Cancelar"), 0, 0, self._window)
        progress.setWindowTitle(tr("Exportar"))
        progress.setMinimumDuration(SHOWN_AFTER_MS)
        progress.setAutoReset(False)
        progress.canceled.connect(self._tasks.cancel)
        self._tasks.start(self._finish(work, progress), key="export")

    async def _finish(self, work: Coroutine[Any, Any, None], progress: QProgressDialog) -> None:
        try:
            await work
        finally:
            progress.canceled.disconnect(self._tasks.cancel)
            progress.close()
            progress.deleteLater()
            if self._progress is progress:
                self._progress = None

    def _show(self, done: int, of: int) -> None:
        if self._progress is not None:
            self._progress.setMaximum(of)
            self._progress.setValue(done)

    def _say(self, text: str) -> None:
        self.done.emit(text)

    def _today(self) -> str:
        return f"{words.local(self._feed.now()):%Y-%m-%d}"

    def _family(self) -> str:
        return self._theme.font("body").family()
