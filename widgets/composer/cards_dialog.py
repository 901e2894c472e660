"""Where cards, or a text with buttons, are built for a lead at ManyChat or UChat."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from services.channels.contacts import Flow
from services.trouble import Trouble
from widgets.composer.cards_form import ButtonRow, CardForm
from widgets.controls import Label, button
from widgets.pieces.send_button import SendButton
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

MOST_CARDS: Final = 10
MOST_BUTTONS: Final = 11
KINDS: Final = {"manychat": "flow", "uchat": "node"}
"""What each provider calls a button that leads into an automation."""


class CardsDialog(QDialog):
    """`cards_given` (cards) or `text_given` (text, quick replies), in the provider's own objects."""

    cards_given = Signal(object)
    text_given = Signal(str, object)

    def __init__(
        self, theme: Theme, channel: str, name: str, text: str, cards: Sequence[dict[str, Any]],
        replies: Sequence[dict[str, Any]], flows: Sequence[Flow], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._kind, self._flows = theme, KINDS.get(channel, "flow"), tuple(flows)
        self.forms: list[CardForm] = []
        self.rows: list[ButtonRow] = []
        self.setWindowTitle(tr("Tarjetas y botones para {name}").format(name=name))
        self.resize(480, 520)
        column = QVBoxLayout(self)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._cards_page(), tr("Tarjetas"))
        self.tabs.addTab(self._buttons_page(text), tr("Texto con botones"))
        self._told = Label(role="caption", tone="muted", parent=self)
        self._told.setWordWrap(True)
        self.send = SendButton(theme, self)
        self.send.show_action(tr("Enviar a {name}").format(name=name), tr("Ctrl+Intro"))
        self.send.setShortcut("Ctrl+Return")
        cancel = button(tr("Cancelar"), parent=self)
        foot = QHBoxLayout()
        foot.addWidget(self._told, 1)
        foot.addWidget(cancel)
        foot.addWidget(self.send)
        column.addWidget(self.tabs, 1)
        column.addLayout(foot)
        cancel.clicked.connect(self.reject)
        self.send.clicked.connect(self._give)
        self.tabs.currentChanged.connect(self._look)
        for card in cards or [{}]:
            self.add_card(card)
        for reply in replies or [{}]:
            self.add_button(reply)
        self.tabs.setCurrentIndex(int(bool(replies) or (bool(text) and not cards)))
        self._look()

    def show_flows(self, flows: Sequence[Flow], why: str = "") -> None:
        """What the account's buttons can start; `why` where that could not be read."""
        self._flows = tuple(flows)
        for row in self.rows:
            row.show_flows(self._flows)
        self._look()
        if why and not flows:
            self._told.setText(why)

    def refuse(self, trouble: Trouble) -> None:
        """It could not be queued."""
        self._told.setText(sentence(trouble.code, trouble.facts).text)
        self.send.setEnabled(True)

    def add_card(self, card: dict[str, Any] | None = None) -> None:
        """One more card, empty or with what it had."""
        form = CardForm(self._theme, card or {}, self)
        form.changed.connect(self._look)
        form.removed.connect(lambda: self._drop(form, self.forms))
        self.forms.append(form)
        self._cards.insertWidget(len(self.forms) - 1, form)
        if card is None:
            form.fields["title"].setFocus()
        self._look()

    def add_button(self, reply: dict[str, Any] | None = None) -> None:
        """One more button below the text."""
        row = ButtonRow(self._theme, self._kind, reply or {}, self._flows, self)
        row.changed.connect(self._look)
        row.removed.connect(lambda: self._drop(row, self.rows))
        self.rows.append(row)
        self._buttons.insertWidget(len(self.rows) - 1, row)
        if reply is None:
            row.caption.setFocus()
        self._look()

    def _drop(self, part: QWidget, parts: list[Any]) -> None:
        parts.remove(part)
        part.hide()
        part.deleteLater()
        self._look()

    def _cards_page(self) -> QWidget:
        area, self._cards = _scrolled(tr("Tarjetas"))
        self.more_cards = button(tr("Agregar otra tarjeta"), "quiet", area)
        self.more_cards.clicked.connect(lambda: self.add_card())
        self._cards.addWidget(self.more_cards, 0, Qt.AlignmentFlag.AlignLeft)
        self._cards.addStretch(1)
        return area

    def _buttons_page(self, text: str) -> QWidget:
        page = QWidget(self)
        page.setProperty("surface", "canvas")
        column = QVBoxLayout(page)
        self.text = QPlainTextEdit(text, page)
        self.text.setPlaceholderText(tr("Escribí tu mensaje"))
        self.text.setAccessibleName(tr("Tu mensaje"))
        self.text.setTabChangesFocus(True)
        self.text.setMaximumHeight(110)
        self.text.textChanged.connect(self._look)
        area, self._buttons = _scrolled(tr("Botones"))
        self.more_buttons = button(tr("Agregar otro botón"), "quiet", area)
        self.more_buttons.clicked.connect(lambda: self.add_button())
        self._buttons.addWidget(self.more_buttons, 0, Qt.AlignmentFlag.AlignLeft)
        self._buttons.addStretch(1)
        column.addWidget(self.text)
        column.addWidget(area, 1)
        return page

    def _look(self) -> None:
        """What is missing, and what that forbids."""
        if not hasattr(self, "send"):
            return
        for n, form in enumerate(self.forms, 1):
            form.title.setText(tr("Tarjeta {number}").format(number=n))
        lacks = self._lacks()
        self._told.setText(lacks)
        self.send.setEnabled(not lacks)
        self.more_cards.setVisible(len(self.forms) < MOST_CARDS)
        self.more_buttons.setVisible(len(self.rows) < MOST_BUTTONS)

    def _lacks(self) -> str:
        if self.tabs.currentIndex() == 0:
            if not self.forms:
                return tr("Agregá una tarjeta.")
            return next((each.lacks for each in self.forms if each.lacks), "")
        if not self.text.toPlainText().strip():
            return tr("Falta el texto.")
        return next((each.lacks for each in self.rows if each.lacks), "") if self.rows else tr("Agregá un botón.")

    def _give(self) -> None:
        self.send.setEnabled(False)
        if self.tabs.currentIndex() == 0:
            self.cards_given.emit([form.card for form in self.forms])
        else:
            self.text_given.emit(self.text.toPlainText().strip(), [row.reply for row in self.rows])


def _scrolled(name: str) -> tuple[QScrollArea, QVBoxLayout]:
    area, inside = QScrollArea(), QWidget()
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    column = QVBoxLayout(inside)
    area.setWidget(inside)
    return area, column
