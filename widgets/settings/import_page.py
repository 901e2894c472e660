"""A file of people before it is imported: what each column is, what would become of each row, and doing it."""

import asyncio
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from services.export.names import free
from services.importing.imports import Imports
from services.importing.people import GOOD, Row, Use, guess
from services.importing.sheets import Sheet
from services.trouble import Trouble
from widgets import words
from widgets.composer.picker import Picker
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.settings.import_rows import ImportRows, outcome_words
from widgets.settings.progress_line import ProgressLine
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr


class ImportPage(QWidget):
    """`done` (words) when it was imported, or "" when it was given up."""

    done = Signal(str)

    def __init__(self, theme: Theme, imports: Imports, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._imports = theme, imports
        self._tasks = Tasks(self, feed.report)
        self._sheet, self._file = Sheet([], []), ""
        self.rows: list[Row] = []
        self.uses: list[Picker] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(12)
        self._title = Label("", "heading", elide=True, parent=self)
        column.addWidget(self._title)
        column.addWidget(Label(tr("Qué es cada columna"), "label", parent=self))
        column.addWidget(self._make_columns())
        self._summary = Label("", "label", parent=self)
        self._summary.setWordWrap(True)
        column.addWidget(self._summary)
        self.model = ImportRows(theme)
        column.addWidget(self._make_table(), 1)
        self.progress = ProgressLine(self)
        self.progress.given_up.connect(self._tasks.cancel)
        column.addWidget(self.progress)
        column.addLayout(self._make_buttons())

    def show_sheet(self, sheet: Sheet, file: str) -> None:
        """Another file; its columns are guessed, and its rows told at once."""
        self._sheet, self._file = sheet, file
        self._title.setText(tr("Importar {file}").format(file=file))
        self._fill_columns()
        self._rehearse()

    def _make_columns(self) -> QScrollArea:
        self._columns = QWidget(self)
        self._grid = QGridLayout(self._columns)
        self._grid.setContentsMargins(0, 0, 0, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._columns)
        scroll.setFixedHeight(96)
        return scroll

    def _make_table(self) -> QTableView:
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("Qué pasa con cada fila"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for section, wide in enumerate((64, 220, 260)):
            header.resizeSection(section, wide)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        return self.table

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.back = button(tr("Volver"), "quiet", self)
        self.back.clicked.connect(self._leave)
        self.failed = button(tr("Guardar las filas con problemas…"), parent=self)
        self.failed.clicked.connect(self._ask_failed)
        self.take = button("", "primary", self)
        self.take.clicked.connect(self._take)
        self._said = Label("", "caption", "muted", elide=True, parent=self)
        row.addWidget(self.back)
        row.addWidget(self._said, 1)
        row.addWidget(self.failed)
        row.addWidget(self.take)
        return row

    def _fill_columns(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.uses = []
        names: dict[Use, str] = {
            "name": tr("Nombre"), "surname": tr("Apellido"), "phone": tr("Teléfono"), "email": tr("Correo"),
            "consent": tr("Acepta mensajes"), "field": tr("Dato con su nombre"), "": tr("No importar"),
        }  # fmt: skip
        for at, (column, use) in enumerate(zip(self._sheet.columns, guess(self._sheet.columns), strict=True)):
            name = tr("Qué es la columna {name}").format(name=column)
            chooser = Picker(self._theme, name, parent=self._columns)
            chooser.show_choices(list(names.items()), [use])
            chooser.activated.connect(self._rehearse)
            self.uses.append(chooser)
            sample = next((row[at] for row in self._sheet.rows if row[at]), "")
            self._grid.addWidget(Label(column, "caption", "secondary", elide=True, parent=self._columns), 0, at)
            self._grid.addWidget(chooser, 1, at)
            self._grid.addWidget(Label(sample, "caption", "muted", elide=True, parent=self._columns), 2, at)
            self._grid.setColumnMinimumWidth(at, 150)
        self._grid.setColumnStretch(len(self.uses), 1)

    def _rehearse(self) -> None:
        self._said.setText("")
        self._tasks.start(self._look([each.key for each in self.uses]), key="look")

    async def _look(self, uses: list[Any]) -> None:
        self.take.setEnabled(False)
        self.failed.setEnabled(False)
        self.progress.begin(tr("Mirando las filas…"))
        try:
            self.rows = await self._imports.rehearse(self._sheet, uses, self.progress.show_progress)
        finally:
            self.progress.hide()
        self.model.show_rows(self.rows)
        self._render()

    def _render(self) -> None:
        count = {name: sum(row.outcome == name for row in self.rows) for name in GOOD}
        good, bad = sum(count.values()), len(self.rows) - sum(count.values())
        self._summary.setText(
            tr("Nuevos: {new} · ya estaban: {known} · con problemas: {bad}").format(
                new=words.number(count["new"]), known=words.number(count["known"]), bad=words.number(bad)
            )
        )
        self.take.setText(tr("Importar {count}").format(count=words.number(good)))
        self.take.setEnabled(bool(good))
        self.failed.setEnabled(bool(bad))
        announce(self, self._summary.text())

    def _take(self) -> None:
        self._tasks.start(self._import(), key="take")

    async def _import(self) -> None:
        for each in (self.take, self.failed, self.back, *self.uses):
            each.setEnabled(False)
        self.progress.begin(tr("Importando…"))
        try:
            count = await self._imports.take(self.rows, self._file, self.progress.show_progress)
        except asyncio.CancelledError:
            self._said.setText(tr("Se cortó: lo importado queda, y podés importar el mismo archivo otra vez."))
            raise
        finally:
            self.progress.hide()
            for each in (self.take, self.failed, self.back, *self.uses):
                each.setEnabled(True)
        said = tr("Importados {count} contactos de {file}.").format(count=words.number(count), file=self._file)
        announce(self, said)
        self.done.emit(said)

    def _leave(self) -> None:
        self._tasks.cancel()
        self.done.emit("")

    def _ask_failed(self) -> None:
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        wanted = free(documents / tr("{stem} con problemas.csv").format(stem=Path(self._file).stem))
        dialog = QFileDialog(self, tr("Guardar las filas con problemas"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("CSV (*.csv)")
        dialog.setDefaultSuffix(".csv")
        dialog.setDirectory(str(documents))
        dialog.selectFile(wanted.name)
        dialog.fileSelected.connect(self.save_failed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_failed(self, name: str) -> None:
        """The rows that cannot be taken, with the reason beside each."""
        self._tasks.start(self._save_failed(Path(name)), key="failed")

    async def _save_failed(self, path: Path) -> None:
        try:
            count = await self._imports.write_failed(self._sheet, self.rows, path, tr("Qué pasa"), outcome_words)
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self._said.setText(f"{told.text} {told.action}".strip())
            return
        self._said.setText(tr("{count} filas en {name}").format(count=words.number(count), name=path.name))
