"""The integrations at a glance: the keyring in use, and a card for each provider."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from widgets.composer.notice import Notice
from widgets.controls import Label, button
from widgets.pieces.icons import LEADING, leading
from widgets.settings.card import Card
from widgets.settings.connection import Connection
from widgets.theme import Theme
from widgets.words import tr

_LEAST, _PAIR = 264, 500
"""px that one card needs, and in which two stand beside each other."""


class Overview(QScrollArea):
    """`configured` (provider) asks for its panel, `tested` (provider) for its trial, `all_tested` for all of them,
    `renewed` (provider) for a new key, `again_wanted` for the first run's steps."""

    configured = Signal(str)
    tested = Signal(str)
    all_tested = Signal()
    renewed = Signal(str)
    again_wanted = Signal()

    def __init__(self, theme: Theme, connections: Mapping[str, Connection], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._columns = theme, 0
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self)
        inside.setProperty("surface", "canvas")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._make_head())
        self.keyring = Notice(theme, self)
        self.keyring.say(tr("Mirando el llavero…"), icon="key-round")
        column.addWidget(self.keyring)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self.cards: dict[str, Card] = {}
        for provider, connection in connections.items():
            card = self.cards[provider] = Card(theme, connection, self)
            card.configured.connect(self.configured)
            card.tested.connect(self.tested)
            card.renewed.connect(self.renewed)
        self._arrange(2)
        column.addLayout(self._grid)
        column.addStretch(1)
        theme.changed.connect(self._tint)
        self._tint()

    def show_connections(self, connections: Mapping[str, Connection], now: int) -> None:
        """Every card as its provider stands, and how many stand how."""
        for provider, connection in connections.items():
            self.cards[provider].show_connection(connection, now)
        looks = [connection.chip()[0] for connection in connections.values()]
        counts = (
            (tr("{count} en orden"), looks.count("success")),
            (tr("{count} con aviso"), looks.count("warning")),
            (tr("{count} con falla"), looks.count("danger")),
            (tr("{count} sin conectar"), looks.count("plain")),
        )
        self._summary.setText(" · ".join(text.format(count=count) for text, count in counts if count))
        self.try_all.setEnabled(any(each.complete for each in connections.values()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.viewport().width() >= self._theme.scaled(_PAIR) else 1)

    def _arrange(self, columns: int) -> None:
        """The cards in so many columns, none of them narrower than its words need."""
        if columns == self._columns:
            return
        self._columns = columns
        for at, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, at // columns, at % columns)

    def _make_head(self) -> QHBoxLayout:
        head, titles = QHBoxLayout(), QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Label(tr("Integraciones"), "heading", elide=True, parent=self))
        self._summary = Label(role="caption", tone="muted", parent=self)
        titles.addWidget(self._summary)
        head.addLayout(titles, 1)
        self.again = button(tr("Volver a los primeros pasos"), "quiet", self)
        self.again.clicked.connect(self.again_wanted)
        self.again.hide()
        head.addWidget(self.again)
        self.try_all = button(tr("Probar todas"), parent=self)
        self.try_all.clicked.connect(self.all_tested)
        head.addWidget(self.try_all)
        return head

    def _tint(self) -> None:
        self.setMinimumWidth(self._theme.scaled(_LEAST))
        self.try_all.setIcon(leading(self._theme, "zap"))
        self.try_all.setIconSize(LEADING)
