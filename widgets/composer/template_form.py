"""What a template wants filled in: a field for each variable, where its value came from, how long it may be."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from widgets.composer.template_look import Field
from widgets.controls import IconButton, Label
from widgets.pieces.beside_bar import keep_beside_bar
from widgets.theme import Theme
from widgets.words import tr

_NEAR = 0.75
"""From this share of its limit on, a field that nobody is in still says how long it is."""


class TemplateForm(QScrollArea):
    """`typed` gives the key and the value that a person wrote; `submitted` when the key that sends was pressed."""

    typed = Signal(str, str)
    submitted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[str, _Row] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Variables de la plantilla"))
        self.setProperty("surface", "canvas")
        self._inside = QWidget(self)
        self._inside.setProperty("surface", "canvas")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(7)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        keep_beside_bar(self, self._column)

    def show_fields(self, fields: Sequence[Field]) -> None:
        """These fields; those that stay keep the caret."""
        if [each.key for each in fields] != list(self._rows):
            for row in self._rows.values():
                row.hide()
                row.deleteLater()
            self._rows = {}
            for n, each in enumerate(fields):
                row = self._rows[each.key] = _Row(self._theme, each, self._inside)
                row.typed.connect(self.typed)
                row.submitted.connect(self._next)
                self._column.insertWidget(n, row)
        for each in fields:
            self._rows[each.key].show_field(each)

    def focus_first(self, lacking: bool = True) -> None:
        """The first field that is empty, else the last one."""
        rows = list(self._rows.values())
        empty = [row for row in rows if not row.field.text().strip()]
        for row in (empty[:1] if lacking else rows[:1]) or rows[-1:]:
            row.field.setFocus()
            self.ensureWidgetVisible(row)

    def _next(self) -> None:
        """Enter goes to what is still empty; when nothing is, it sends."""
        if any(not row.field.text().strip() for row in self._rows.values()):
            self.focus_first()
        else:
            self.submitted.emit()


class _Row(QWidget):
    typed = Signal(str, str)
    submitted = Signal()

    def __init__(self, theme: Theme, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        head = QHBoxLayout()
        self._label, self._length = Label(role="caption", parent=self), Label(role="caption", tone="muted", parent=self)
        head.addWidget(self._label, 1)
        head.addWidget(self._length)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.field = QLineEdit(self)
        self._source = Label(role="caption", tone="muted", parent=self.field)
        inside = QHBoxLayout(self.field)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addStretch(1)
        inside.addWidget(self._source)
        row.addWidget(self.field, 1)
        if field.kind in ("image", "video", "document"):
            choose = IconButton(theme, "paperclip", tr("Elegir un archivo"), parent=self)
            choose.clicked.connect(self._choose)
            row.addWidget(choose)
        column.addLayout(row)
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self.submitted)

    def show_field(self, field: Field) -> None:
        self._shown = field
        self._label.setText(field.label)
        self.field.setAccessibleName(field.label.strip("{}"))
        self.field.setPlaceholderText(field.hint)
        if self.field.text() != field.value:
            self.field.setText(field.value)
        self._source.setText(field.source)
        self.field.setTextMargins(0, 0, self._source.sizeHint().width() + 8 if field.source else 0, 0)
        self.field.setAccessibleDescription(" ".join(filter(None, [field.source, field.hint])))
        self._say_length()

    def _edited(self, text: str) -> None:
        self.typed.emit(self._shown.key, text)

    def _say_length(self) -> None:
        limit, length = self._shown.limit, len(self.field.text().strip())
        close = limit is not None and (limit <= 120 or length > limit * _NEAR)
        said = tr("{length} de {limit}").format(length=length, limit=limit) if close and not self._shown.source else ""
        self._length.setText(said)
        self._length.set_tone("danger" if limit is not None and length > limit else "muted")

    def _choose(self) -> None:
        asked = QFileDialog(self, tr("Elegir un archivo"), str(Path.home()))
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.fileSelected.connect(self._take)
        asked.open()

    def _take(self, path: str) -> None:
        self.field.setText(path)
        self._edited(path)
