"""What is known of a lead, under names that people choose: shown in rows, changed in place."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from widgets.controls import IconButton, button
from widgets.inspector.section import Section
from widgets.theme import Theme
from widgets.words import tr

NAME = "name"
"""The field that is the lead's own name."""


class FieldsSection(Section):
    """`changed({name: value or None})` with what is other than before, when somebody saves it."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Búsqueda"), tr("Editar"), parent=parent)
        self._theme = theme
        self._fields: dict[str, str] = {}
        self._rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._editor = QWidget(self)
        self._cells = QGridLayout(self._editor)
        self._cells.setContentsMargins(0, 0, 0, 0)
        self._cells.setHorizontalSpacing(4)
        self._cells.setVerticalSpacing(4)
        self._cells.setColumnStretch(0, 2)
        self._cells.setColumnStretch(1, 3)
        self._foot = QWidget(self)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        self.add, self.save = button(tr("Agregar dato"), "quiet", self._foot), button(tr("Guardar"), parent=self._foot)
        self.cancel = button(tr("Cancelar"), "quiet", self._foot)
        for part in (self.add, None, self.cancel, self.save):
            foot.addStretch(1) if part is None else foot.addWidget(part)
        for widget in (self._editor, self._foot):
            self.body.addWidget(widget)
            widget.hide()
        self.link.setAccessibleName(tr("Editar los datos del lead"))
        self.link.clicked.connect(self.edit)
        self.add.clicked.connect(self._add_empty)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.leave)

    @property
    def editing(self) -> bool:
        return not self._foot.isHidden()

    def show_fields(self, fields: dict[str, str]) -> None:
        """What is known now; what somebody is writing stays as it is."""
        self._fields = {name: value for name, value in fields.items() if value}
        if not self.editing:
            self._show()

    def edit(self) -> None:
        """Make every row a pair of fields, with an empty one below."""
        self.show_rows([])
        for name, value in self._fields.items():
            self._add_row(name, value)
        self._add_row("", "")
        self._turn(editing=True)
        self._rows[0][1 if self._fields else 0].setFocus()

    def leave(self) -> None:
        """Show what is known again, without what was written."""
        self._turn(editing=False)
        while self._cells.count():
            item = self._cells.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows.clear()
        self._show()

    def _turn(self, *, editing: bool) -> None:
        self.link.setVisible(not editing)
        self._editor.setVisible(editing)
        self._foot.setVisible(editing)

    def _show(self) -> None:
        self.show_rows([(_shown(name), value) for name, value in self._fields.items()])

    def _add_empty(self) -> None:
        self._add_row("", "")
        self._rows[-1][0].setFocus()

    def _add_row(self, name: str, value: str) -> None:
        row = self._cells.rowCount()
        names = QLineEdit(_shown(name), placeholderText=tr("Zona"), maxLength=60)
        values = QLineEdit(value, placeholderText=tr("Belgrano, Núñez"), maxLength=500)
        names.setAccessibleName(tr("Nombre del dato"))
        values.setAccessibleName(_shown(name) or tr("Valor del dato"))
        names.setProperty("field", name)
        for each in (names, values):
            each.setCursorPosition(0)
        remove = IconButton(self._theme, "x", tr("Quitar el dato"))
        remove.clicked.connect(names.clear)
        remove.clicked.connect(values.clear)
        for column, widget in enumerate((names, values, remove)):
            self._cells.addWidget(widget, row, column)
        values.returnPressed.connect(self._save)
        self._rows.append((names, values))

    def _save(self) -> None:
        written = {_field(names): values.text().strip() for names, values in self._rows if names.text().strip()}
        now = {name: value for name, value in written.items() if value}
        news: dict[str, str | None] = {name: value for name, value in now.items() if self._fields.get(name) != value}
        news |= {name: None for name in self._fields if name not in now}
        self._fields = now
        self.leave()
        if news:
            self.changed.emit(news)


def _field(names: QLineEdit) -> str:
    """The name as it is kept: one that came from a provider stays what it was unless somebody wrote another."""
    kept, text = str(names.property("field")), " ".join(names.text().split())
    return kept if kept and text == _shown(kept) else text


def _shown(name: str) -> str:
    if name == NAME:
        return tr("Nombre")
    return name[:1].upper() + name[1:]
