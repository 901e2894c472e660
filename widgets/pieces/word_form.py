"""A word and how it is said, to be written down: for the whole agency, or for oneself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.agency_records import DictionaryWord
from widgets.controls import Label, button
from widgets.pieces.segments import Segments
from widgets.theme import Theme
from widgets.words import tr

LONGEST_WORD = 80
LONGEST_SAYING = 300


class WordForm(QWidget):
    """`given` (word, saying, whether for the whole agency) with Enter or its button; `closed` with Escape. `wide` puts
    all of it in one row."""

    given = Signal(str, str, bool)
    closed = Signal()

    def __init__(self, theme: Theme, *, wide: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word, self.said = QLineEdit(self), QLineEdit(self)
        for field, name, hint, most in (
            (self.word, tr("Palabra"), tr("Palabra: Núñez"), LONGEST_WORD),
            (self.said, tr("Cómo se dice"), tr("Se dice: Nuñes"), LONGEST_SAYING),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
            field.setMaxLength(most)
            field.returnPressed.connect(self._give)
            field.textEdited.connect(self._typed)
        self.whose = Segments(
            theme, {"agency": (tr("Agencia"), ""), "mine": (tr("Solo yo"), "")}, raised=True, parent=self
        )
        self.whose.choose("agency")
        self.save_button = button(tr("Guardar"), "primary", self)
        self.save_button.clicked.connect(self._give)
        self.told = Label(role="caption", tone="danger", parent=self)
        self.told.setWordWrap(True)
        self.told.hide()
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        fields = QHBoxLayout() if wide else QVBoxLayout()
        fields.setSpacing(6)
        fields.addWidget(self.word, 2 if wide else 0)
        fields.addWidget(self.said, 3 if wide else 0)
        row.addLayout(fields, 1) if wide else column.addLayout(fields)
        row.setSpacing(8)
        row.addWidget(self.whose)
        if not wide:
            row.addStretch(1)
        row.addWidget(self.save_button)
        row.setDirection(QBoxLayout.Direction.LeftToRight)
        column.addLayout(row)
        column.addWidget(self.told)

    def ask(self, word: DictionaryWord | None = None) -> None:
        """Ask for a new word, or for another saying of one."""
        self.word.setText(word.word if word else "")
        self.said.setText(word.said if word else "")
        self.whose.choose("mine" if word and word.member else "agency")
        self.refuse("")
        self.show()
        (self.said if word else self.word).setFocus()
        self.said.selectAll()

    def refuse(self, why: str) -> None:
        """Say why it was not taken, "" for nothing."""
        self.told.setText(why)
        self.told.setVisible(bool(why))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self) -> None:
        self.refuse("")

    def _give(self) -> None:
        word, said = self.word.text().strip(), self.said.text().strip()
        if word and not said:
            self.said.setFocus()
        else:
            self.given.emit(word, said, self.whose.buttons["agency"].isChecked())
