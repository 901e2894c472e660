"""One entry of the audio library: its name, its shelf, and what it says."""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QTextEdit, QVBoxLayout, QWidget

from services.library_records import SHELVES, LibraryVoice
from services.trouble import Trouble
from widgets.controls import Label, button
from widgets.library.library_words import shelf_names
from widgets.pieces.segments import Segments
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

Keep = Callable[[LibraryVoice], Awaitable[LibraryVoice]]


class EntryEditor(QDialog):
    """`keep` writes it down, or raises a Trouble that is shown here; `kept` (LibraryVoice) once it stands."""

    kept = Signal(object)

    def __init__(
        self, theme: Theme, entry: LibraryVoice, keep: Keep, report: Callable[[BaseException], None],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._entry, self._keep = entry, keep
        self._tasks = Tasks(self, report)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Guardar en la biblioteca") if not entry.id else tr("Cambiar la entrada"))
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        self.name, self.text = QLineEdit(entry.name, self), QTextEdit(self)
        self.name.setMaxLength(60)
        self.name.setPlaceholderText(tr("Saludo de la mañana"))
        self.text.setAcceptRichText(False)
        self.text.setTabChangesFocus(True)
        self.text.setPlainText(entry.text)
        self.text.setReadOnly(entry.media is not None and bool(entry.voice))
        self.shelves = Segments(theme, {key: (name, "") for key, name in shelf_names().items()}, parent=self)
        self.shelves.choose(entry.shelf)
        for label, field in ((tr("Nombre"), self.name), (tr("Qué es"), self.shelves), (tr("Lo que dice"), self.text)):
            field.setAccessibleName(label)
            column.addWidget(Label(label, "caption", "secondary", parent=self))
            column.addWidget(field, 1 if field is self.text else 0)
        hint = Label(_hint(entry), "caption", "muted", parent=self)
        hint.setWordWrap(True)
        column.addWidget(hint)
        self.told = Label(role="caption", tone="danger", parent=self)
        self.told.setWordWrap(True)
        self.told.hide()
        column.addWidget(self.told)
        foot = QHBoxLayout()
        self.save, cancel = button(tr("Guardar"), "primary", self), button(tr("Cancelar"), "quiet", self)
        self.save.clicked.connect(self._save)
        self.save.setDefault(True)
        cancel.clicked.connect(self.reject)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        column.addLayout(foot)
        self.name.setFocus()

    def _save(self) -> None:
        shelf = next((key for key in SHELVES if self.shelves.buttons[key].isChecked()), SHELVES[-1])
        entry = replace(self._entry, name=self.name.text(), shelf=shelf, text=self.text.toPlainText())
        self._tasks.start(self._kept(entry), key="save")

    async def _kept(self, entry: LibraryVoice) -> None:
        self.save.setEnabled(False)
        try:
            kept: Any = await self._keep(entry)
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self.told.setText(" ".join(filter(None, (told.text, told.action))))
            self.told.show()
            return
        finally:
            self.save.setEnabled(True)
        self.kept.emit(kept)
        self.accept()


def _hint(entry: LibraryVoice) -> str:
    if entry.media is None:
        known = "{nombre}  {agente}  {propiedad}"
        return tr("Con variables ({known}) se genera para cada lead, y se oye antes de enviarla.").format(known=known)
    if entry.voice:
        return tr("Es un audio fijo: para que diga otra cosa, generalo de nuevo y guardalo.")
    return tr("Es una grabación: el texto es para encontrarla, no cambia lo que se oye.")
