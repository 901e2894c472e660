"""The composer's template: the list, what it wants filled in, the voice that waits behind it, and the way out."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets.composer.notice import Notice
from widgets.composer.template_form import TemplateForm
from widgets.composer.template_list import TemplateList
from widgets.composer.waiting import WaitingCard
from widgets.controls import IconButton, Label
from widgets.pieces.send_button import SendButton
from widgets.theme import Theme
from widgets.words import tr


class TemplatePanel(QWidget):
    """A view: it shows what it is told. `sent` asks to send, `acted` for the action of the trouble that is shown."""

    sent = Signal()
    acted = Signal()

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        self.trouble = Notice(theme, self)
        self.trouble.acted.connect(self.acted)
        self.trouble.hide()
        column.addWidget(self.trouble)
        both = QHBoxLayout()
        both.setSpacing(12)
        self.list, self.form = TemplateList(theme, self), TemplateForm(theme, self)
        right = QVBoxLayout()
        right.setSpacing(7)
        head = QHBoxLayout()
        self._title = Label(role="label", elide=True, parent=self)
        self._done = Label(role="caption", tone="muted", parent=self)
        head.addWidget(self._title, 1)
        head.addWidget(self._done)
        self._lacking = Label(role="caption", tone="muted", parent=self)
        self._lacking.setWordWrap(True)
        right.addLayout(head)
        right.addWidget(self.form, 1)
        right.addWidget(self._lacking)
        both.addWidget(self.list, 9)
        both.addLayout(right, 11)
        column.addLayout(both, 1)
        self.card = WaitingCard(theme, now, self)
        column.addWidget(self.card)
        column.addLayout(self._make_foot())
        self.setMinimumHeight(theme.scaled(250))

    def show_title(self, title: str, total: int, done: int) -> None:
        """Which template it is, and how many of its variables have a value."""
        self._title.setText(title)
        self._done.setText(tr("{done} de {total} completas").format(done=done, total=total) if total else "")

    def show_lacking(self, text: str, total: int) -> None:
        """Why it cannot be sent; "" where it can."""
        self._lacking.setText(text or (tr("Si falta una variable, no se puede enviar.") if total else ""))
        self._lacking.set_tone("warning" if text else "muted")

    def show_send(self, name: str, price: str, can_send: bool, verb: str = "") -> None:
        """Whom it goes to, and what decides its price."""
        said = verb or tr("Enviar plantilla a {name}")
        self.send_button.show_action(said.format(name=name), tr("Ctrl+Intro"))
        self.send_button.setEnabled(can_send)
        self._price.setText(price)

    def show_trouble(self, text: str, detail: str = "", action: str = "") -> None:
        """Why there is no list, "" for nothing wrong."""
        self.trouble.setVisible(bool(text))
        if text:
            self.trouble.say(text, detail, icon="triangle-alert" if action else "hourglass", action=action)

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._price = Label(role="caption", tone="muted", elide=True, parent=self)
        self.later_button = IconButton(self._theme, "alarm-clock", tr("Programar el envío"), parent=self)
        self.send_button = SendButton(self._theme, self)
        self.send_button.clicked.connect(self.sent)
        row.addWidget(self._price, 1)
        row.addWidget(self.later_button)
        row.addWidget(self.send_button)
        return row
