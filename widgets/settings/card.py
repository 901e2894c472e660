"""A provider's card: its mark, its state, what is known of it, and the way to set it up."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets.controls import Label, button, restyle
from widgets.pieces.chip import Chip
from widgets.pieces.icons import LEADING, leading
from widgets.settings.connection import Connection
from widgets.theme import Theme
from widgets.words import tr


class Card(QFrame):
    """`configured` asks for the provider's panel, `tested` for a test of its key, `renewed` for a new key in the
    place of one that failed."""

    configured = Signal(str)
    tested = Signal(str)
    renewed = Signal(str)

    def __init__(self, theme: Theme, connection: Connection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.connection = connection
        form = connection.form
        self.setProperty("frame", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(9)
        self.mark = Mark(theme, form.mark, self)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Label(form.title, "label", elide=True, parent=self))
        names.addWidget(Label(form.about, "caption", "muted", elide=True, parent=self))
        head.addWidget(self.mark)
        head.addLayout(names, 1)
        self._chip = Chip(theme, self)
        head.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        foot = QHBoxLayout()
        self.renew = button(tr("Reemplazar clave"), "primary", self)
        self.renew.setAccessibleName(tr("Reemplazar clave de {provider}").format(provider=form.title))
        self.renew.hide()
        self.test = button(tr("Probar"), parent=self)
        self.test.setAccessibleName(tr("Probar {provider}").format(provider=form.title))
        self.configure = button(tr("Configurar"), "quiet", self)
        self.configure.setAccessibleName(tr("Configurar {provider}").format(provider=form.title))
        foot.addWidget(self.renew)
        foot.addWidget(self.test)
        foot.addWidget(self.configure)
        foot.addStretch(1)
        column.addLayout(foot)
        self.renew.clicked.connect(self._renew)
        self.test.clicked.connect(self._test)
        self.configure.clicked.connect(self._configure)
        theme.changed.connect(self._tint)
        self._tint()

    def show_connection(self, connection: Connection, now: int) -> None:
        self.connection = connection
        look, icon, said = connection.chip()
        self._chip.say(look, icon, said)
        rows = connection.rows(now)
        for row, (name, value) in enumerate(rows + [("", "")] * (self._grid.rowCount() - len(rows))):
            for column, (text, tone) in enumerate(((name, "muted"), (value, "primary"))):
                found = self._grid.itemAtPosition(row, column)
                label = found.widget() if found else None
                if not isinstance(label, Label):
                    label = Label(role="caption", tone=tone, elide=column == 1, parent=self)
                    self._grid.addWidget(label, row, column)
                label.setText(text)
        self.renew.setVisible(connection.refused)
        self.configure.setVisible(not connection.refused)  # the panel opens with the new key's field, or by the card
        self._tint()
        self.test.setEnabled(connection.complete and not connection.trying)
        self.test.setToolTip("" if connection.complete else said)

    def show_chosen(self, chosen: bool) -> None:
        if self.property("chosen") != chosen:
            self.setProperty("chosen", chosen)
            restyle(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._configure()

    def _configure(self) -> None:
        self.configured.emit(self.connection.form.provider)

    def _test(self) -> None:
        self.tested.emit(self.connection.form.provider)

    def _renew(self) -> None:
        self.renewed.emit(self.connection.form.provider)

    def _tint(self) -> None:
        self.renew.setIcon(leading(self._theme, "key-round", "text.onAccent"))
        self.renew.setIconSize(LEADING)
        self.test.setIcon(QIcon() if self.connection.refused else leading(self._theme, "zap"))
        self.test.setIconSize(LEADING)


class Mark(QLabel):
    """A provider's tile: a letter or an icon, never a brand."""

    def __init__(self, theme: Theme, mark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._mark = theme, mark
        self.setProperty("frame", "mark")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedSize(34, 34)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        if len(self._mark) == 1:
            self.setFont(self._theme.font("title"))
            self.setText(self._mark)
        else:
            self.setPixmap(self._theme.pixmap(self._mark, "text.primary", 20))
