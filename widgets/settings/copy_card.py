"""A copy of this desk in one encrypted file: its passphrase, what goes into it, and how far it is."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.copies.copying import Copying
from services.export.names import file_name, free
from services.trouble import Trouble
from widgets import words
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.pieces.tick import TickBox
from widgets.pieces.titled import titled
from widgets.settings.progress_line import ProgressLine
from widgets.tasks import Tasks
from widgets.trouble_words import sentence
from widgets.words import tr

SUFFIX = ".strato"
LEAST = 10
"""Characters of the phrase; the copy itself refuses fewer."""


class CopyCard(QFrame):
    """`made` (Path) when a copy stands."""

    made = Signal(Path)

    def __init__(self, copying: Copying, agency: str, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copying, self._agency, self._feed = copying, agency, feed
        self._tasks = Tasks(self, feed.report)
        column = titled(
            self,
            tr("Copia cifrada"),
            tr(
                "Un archivo con todo menos las claves, para guardar o para seguir en otra computadora. Sin "
                "la frase no lo abre nadie, tampoco nosotros."
            ),
        )
        self.phrase, self.again = self._make_line(tr("Frase")), self._make_line(tr("La misma frase"))
        lines = QHBoxLayout()
        lines.setSpacing(12)
        for title, line in ((tr("Frase"), self.phrase), (tr("La misma frase"), self.again)):
            pair = QVBoxLayout()
            pair.setSpacing(4)
            pair.addWidget(Label(title, "caption", "secondary", parent=self))
            pair.addWidget(line)
            lines.addLayout(pair, 1)
        column.addLayout(lines)
        self.media = TickBox(tr("Con los archivos de las conversaciones"), self)
        self.media.setChecked(True)
        column.addWidget(self.media)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.make = button(tr("Hacer una copia…"), "primary", self)
        self.make.clicked.connect(self._ask)
        self.why = Label("", "caption", "muted", parent=self)
        self.why.setWordWrap(True)
        row.addWidget(self.make)
        row.addWidget(self.why, 1)
        column.addLayout(row)
        self.progress = ProgressLine(self)
        self.progress.given_up.connect(self._tasks.cancel)
        column.addWidget(self.progress)
        self._render()

    def _make_line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setAccessibleName(name)
        line.textChanged.connect(self._render)
        line.returnPressed.connect(self._enter)
        return line

    def _render(self) -> None:
        phrase, again = self.phrase.text().strip(), self.again.text().strip()
        why = ""
        if len(phrase) < LEAST:
            why = tr("Con {least} caracteres o más: cuatro palabras que recuerdes.").format(least=LEAST)
        elif phrase != again:
            why = tr("Escribila dos veces igual: si se pierde, la copia no se abre.")
        self.make.setEnabled(not why)
        self.why.set_tone("muted")
        self.why.setText(why)

    def _enter(self) -> None:
        if self.make.isEnabled():
            self._ask()

    def _ask(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        stem = f"{self._agency} {words.local(self._feed.now()):%Y-%m-%d}"
        dialog = QFileDialog(self, tr("Hacer una copia"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Copia de STRATO (*.strato)"))
        dialog.setDefaultSuffix(SUFFIX)
        dialog.setDirectory(documents)
        dialog.selectFile(free(Path(documents) / file_name(stem, SUFFIX)).name)
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, name: str) -> None:
        """Make the copy there; both lines are empty afterwards."""
        self._tasks.start(self._write(Path(name), self.phrase.text()), key="copy")

    async def _write(self, target: Path, phrase: str) -> None:
        self.progress.begin(tr("Copiando…"))
        self.make.setEnabled(False)
        try:
            size = await self._copying.write(
                target, phrase, media=self.media.isChecked(), progress=self.progress.show_progress
            )
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self._render()
            self.why.set_tone("danger")
            self.why.setText(f"{told.text} {told.action}".strip())
            announce(self, told.text, urgent=True)
            return
        except asyncio.CancelledError:
            self._render()
            raise
        finally:
            self.progress.hide()
        for line in (self.phrase, self.again):
            line.clear()
        said = tr("Copia hecha: {name}, {size}").format(name=target.name, size=words.size(size))
        self.why.set_tone("success")
        self.why.setText(said)
        announce(self, said)
        self.made.emit(target)
