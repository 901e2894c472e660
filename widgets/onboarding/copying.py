"""Bringing a copy from another computer: the .strato file, picked or dropped, and the passphrase that opens it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from services.trouble import Trouble
from widgets.controls import button
from widgets.onboarding.doors import Restore
from widgets.onboarding.field import Field
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

SUFFIX: Final = ".strato"


class Copying(QWidget):
    """`restored(Brought)` once the copy was opened; `changed` when `ready` may be different."""

    restored = Signal(object)
    changed = Signal()

    def __init__(self, theme: Theme, restore: Restore, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._restore, self._tasks, self._busy, self._percent = restore, tasks, False, 0
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(14)
        hint = tr("Elegí el archivo o soltalo acá. Termina en {suffix}.").format(suffix=SUFFIX)
        self.file = Field(theme, tr("Archivo de la copia"), hint)
        self.pick = button(tr("Elegir archivo…"), parent=self)
        self.pick.clicked.connect(self._pick)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.file, 1)
        column.addLayout(row)
        beside = QHBoxLayout()
        beside.addWidget(self.pick)
        beside.addStretch(1)
        column.addLayout(beside)
        self.phrase = Field(theme, tr("Frase de la copia"), tr("La que elegiste al guardarla."), secret=True)
        column.addWidget(self.phrase)
        column.addStretch(1)
        for field in (self.file, self.phrase):
            field.line.textChanged.connect(self._typed)

    @property
    def ready(self) -> bool:
        """Whether there is a file and something to open it with."""
        return not self._busy and bool(self.file.text and self.phrase.text)

    @property
    def why(self) -> str:
        """What is still missing, in words."""
        if self._busy:
            return tr("Abriendo la copia… {percent} %").format(percent=self._percent)
        return tr("Falta el archivo.") if not self.file.text else tr("Falta la frase.")

    def start(self) -> None:
        """Open the copy; what goes wrong is said beside the field that it is about."""
        if self.ready:
            self._set_busy(True)
            self._tasks.start(self._open(Path(self.file.text).expanduser()), key="copy")

    def focus(self) -> None:
        (self.phrase if self.file.text else self.file).line.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := _dropped(event):
            self.file.line.setText(path)
            self.phrase.line.setFocus()

    def _pick(self) -> None:
        dialog = QFileDialog(self, tr("Elegir archivo…"), str(Path.home()), f"STRATO (*{SUFFIX})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file.line.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _typed(self) -> None:
        self.file.say("")
        self.phrase.say("")
        self.changed.emit()

    async def _open(self, path: Path) -> None:
        try:
            brought = await self._restore(path, self.phrase.text, self._told)
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            field = self.phrase if "passphrase" in trouble.code else self.file
            self._set_busy(False)
            field.say(f"{told.text} {told.action}.".strip() if told.action else told.text, "danger")
            return
        self.phrase.line.clear()
        self._set_busy(False)
        self.restored.emit(brought)

    def _told(self, done: int, whole: int) -> None:
        percent = 100 * done // max(1, whole)
        if percent != self._percent:
            self._percent = percent
            self.changed.emit()

    def _set_busy(self, busy: bool) -> None:
        self._busy, self._percent = busy, 0
        for each in (self.file.line, self.phrase.line):
            each.setReadOnly(busy)
        self.pick.setEnabled(not busy)
        self.changed.emit()


def _dropped(event: QDropEvent) -> str:
    """The path of the one copy that is dragged, else ""."""
    urls = event.mimeData().urls()
    local = urls[0].toLocalFile() if len(urls) == 1 else ""
    return local if local.endswith(SUFFIX) else ""
