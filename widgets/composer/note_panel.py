"""The composer's note: yellow, for the agency alone, and never sent."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets.composer.editor import Editor
from widgets.composer.mentioning import MentionList
from widgets.controls import Label, button
from widgets.theme import Theme
from widgets.words import tr


class NotePanel(QWidget):
    """`submitted` asks to keep what is written. `colleagues` gives (member, name) of those who can be named in it."""

    submitted = Signal()

    def __init__(
        self, theme: Theme, colleagues: Callable[[], Sequence[tuple[str, str]]] = list, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.editor = Editor(theme, parent=self)
        self.editor.setProperty("paper", "note")
        self.editor.setAccessibleName(tr("Nota interna"))
        self.editor.setPlaceholderText(tr("Escribí una nota para la agencia. Con @ mencionás a alguien."))
        self.mentioning = MentionList(theme, self.editor, colleagues)
        column.addWidget(self.editor)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._icon = QLabel(self)
        self._only_us = Label(tr("La ve solo la agencia. Nunca se envía."), "caption", "muted", elide=True, parent=self)
        self.keep_button = button(tr("Guardar nota"), "primary", self)
        row.addWidget(self._icon)
        row.addWidget(self._only_us, 1)
        row.addWidget(self.keep_button)
        column.addLayout(row)
        self.editor.submitted.connect(self._submit)
        self.keep_button.clicked.connect(self._submit)
        self.editor.textChanged.connect(self.allow)
        theme.changed.connect(self._tint)
        self.allow()
        self._tint()

    def allow(self) -> None:
        """Only a note that says something can be kept."""
        self.keep_button.setEnabled(bool(self.editor.toPlainText().strip()))

    def _submit(self) -> None:
        if self.keep_button.isEnabled():
            self.submitted.emit()

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("sticky-note", "semantic.warning.fg", 16))
