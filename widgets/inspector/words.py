"""The agency's dictionary beside the voice: the words of this text first, and a place to write another one down."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from services.agency_records import DictionaryWord
from widgets.controls import Label, button
from widgets.inspector.section import Section
from widgets.pieces.icons import LEADING, leading
from widgets.pieces.word_form import WordForm
from widgets.theme import Theme
from widgets.words import tr

MOST: Final = 4


class WordsPane(Section):
    """`opened` asks for the whole dictionary, `given` (word, saying, whether for the whole agency) writes one down."""

    opened = Signal()
    given = Signal(str, str, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Diccionario de la agencia"), tr("Abrir"), parent)
        self._theme = theme
        self._words: tuple[DictionaryWord, ...] = ()
        self.link.setAccessibleName(tr("Abrir el diccionario"))
        self.link.clicked.connect(self.opened)
        self._none = Label(tr("Todavía no hay palabras."), "caption", "muted", parent=self)
        self._none.setWordWrap(True)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(2)
        self._rows.setColumnStretch(0, 1)
        self._rows.setColumnStretch(1, 1)
        self.form = WordForm(theme, parent=self)
        self.form.hide()
        self.add_button = button(tr("Agregar palabra"), parent=self)
        self.add_button.setIconSize(LEADING)
        self.body.addWidget(self._none)
        self.body.addLayout(self._rows)
        self.body.addWidget(self.form)
        self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_button.clicked.connect(self._ask)
        self.form.given.connect(self.given)
        self.form.closed.connect(self.close_form)
        theme.changed.connect(self._tint)
        self._tint()

    def show_words(self, words: Sequence[DictionaryWord]) -> None:
        """The first few of these."""
        shown = tuple(words[:MOST])
        self._none.setVisible(not shown)
        if shown == self._words:
            return
        self._words = shown
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row, each in enumerate(shown):
            name = QPushButton(each.word.replace("&", "&&"), self)
            name.setProperty("kind", "word")
            name.setProperty("row", row)
            name.setAccessibleName(tr("{written} se dice {said}").format(written=each.word, said=each.said))
            name.setToolTip(tr("Cambiar cómo se dice"))
            name.clicked.connect(self._edit)
            said = Label(each.said, elide=True, parent=self)
            self._rows.addWidget(name, row, 0)
            self._rows.addWidget(said, row, 1)

    def close_form(self) -> None:
        """What was asked is answered, or not wanted."""
        held = self.form.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() else False
        self.form.hide()
        self.add_button.show()
        if held:
            self.add_button.setFocus()

    def _ask(self) -> None:
        self.add_button.hide()
        self.form.ask()

    def _edit(self) -> None:
        self.add_button.hide()
        self.form.ask(self._words[int(self.sender().property("row"))])

    def _tint(self) -> None:
        self.add_button.setIcon(leading(self._theme, "plus"))
