"""How a word is said, asked for in place: its saying, and for whom it counts."""

from typing import Final, Literal, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from widgets.controls import IconButton, Label, button
from widgets.pieces.segments import Segments
from widgets.theme import Theme
from widgets.words import tr

Scope = Literal["text", "mine", "agency"]
LONGEST: Final = 300
"""Characters of a saying, as the agency's dictionary has them."""
_SHOWN: Final = 40


class SayingBar(QFrame):
    """`given` (saying, scope) with Enter, `closed` with Escape or when there is nothing more to ask. An empty saying
    takes away what was given before."""

    given = Signal(str, str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "sunken")
        self.setAccessibleName(tr("Cómo se dice"))
        self._word = Label(role="label", parent=self)
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST)
        self.field.setPlaceholderText(tr("Escribí cómo suena"))
        scopes = {
            "agency": (tr("Toda la agencia"), ""),
            "mine": (tr("Solo yo"), ""),
            "text": (tr("Este texto"), ""),
        }
        self.scopes = Segments(theme, scopes, raised=True, parent=self)
        self.save_button = button(tr("Guardar"), "primary", self)
        self.close_button = IconButton(theme, "x", tr("Cancelar"), shortcut="Esc", parent=self)
        self.told = Label(role="caption", tone="danger", parent=self)
        self.told.setWordWrap(True)
        column, first, second = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(10, 8, 8, 8)
        column.setSpacing(6)
        first.setSpacing(8)
        first.addWidget(self._word)
        first.addWidget(self.field, 1)
        first.addWidget(self.close_button)
        second.addWidget(self.scopes)
        second.addStretch(1)
        second.addWidget(self.save_button)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.told)
        self.field.returnPressed.connect(self._give)
        self.field.textEdited.connect(self._typed)
        self.save_button.clicked.connect(self._give)
        self.close_button.clicked.connect(self.close_bar)
        self.hide()

    @property
    def scope(self) -> Scope:
        """For whom it would count now."""
        return cast(Scope, next(key for key, each in self.scopes.buttons.items() if each.isChecked()))

    def ask(self, written: str, said: str, scope: Scope, *, only_here: bool = False) -> None:
        """Ask how `written` is said; `said` is how it is said now. What cannot stand in a dictionary counts in this
        text alone (`only_here`)."""
        shown = " ".join(written.split())
        cut = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
        self._word.setText(tr("«{word}» se dice").format(word=cut))
        self.field.setAccessibleName(tr("Cómo se dice «{word}»").format(word=shown))
        self.field.setText(said)
        for key in ("agency", "mine"):
            self.scopes.buttons[key].setEnabled(not only_here)
        self.scopes.choose("text" if only_here else scope)
        self.refuse("")
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def refuse(self, why: str) -> None:
        """Say why it was not taken, "" for nothing."""
        self.told.setText(why)
        self.told.setVisible(bool(why))

    def close_bar(self) -> None:
        """Ask no more."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _typed(self) -> None:
        self.refuse("")

    def _give(self) -> None:
        self.given.emit(self.field.text().strip(), self.scope)
