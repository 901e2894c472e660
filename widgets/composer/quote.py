"""The message that is being answered, over the editor."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from services.records import Message
from widgets.controls import IconButton, Label
from widgets.inbox.row_words import kind_word
from widgets.theme import Theme
from widgets.words import tr


class QuoteBar(QFrame):
    """Who said what. `closed` when a person takes it away; Esc in the editor does so too."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.message: Message | None = None
        self.setProperty("frame", "sunken")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 6, 5)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._who = Label(role="caption", tone="accent", elide=True, parent=self)
        self._who.setProperty("strong", True)
        self._what = Label(role="caption", tone="secondary", elide=True, parent=self)
        words.addWidget(self._who)
        words.addWidget(self._what)
        row.addLayout(words, 1)
        self.close_button = IconButton(theme, "x", tr("No responder a este mensaje"), shortcut="Esc", parent=self)
        row.addWidget(self.close_button)
        self.close_button.clicked.connect(self.closed)
        theme.changed.connect(self.update)
        self.hide()

    def show_message(self, message: Message | None, name: str) -> None:
        """The message of the lead `name`, or of the agency; None for none."""
        self.message = message
        if message is not None:
            who = name if message.direction == "in" else message.author or tr("la agencia")
            self._who.setText(tr("Respondés a {name}").format(name=who))
            self._what.setText(" ".join(message.text.split())[:200] or kind_word(message.kind))
            self.setAccessibleName(f"{self._who.text()}: {self._what.text()}")
        self.setVisible(message is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(1, 6, 3, self.height() - 12, self._theme.color("accent.base"))
