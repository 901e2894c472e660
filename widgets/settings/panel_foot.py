"""The foot of a provider's panel: try it again, or have it write to oneself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.controls import button
from widgets.pieces.icons import LEADING, leading
from widgets.theme import Theme
from widgets.words import tr


class PanelFoot(QWidget):
    """`tried` and `cancelled` for the trial, `asked_message` for a message to one's own number."""

    tried = Signal()
    cancelled = Signal()
    asked_message = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(8)
        row.addStretch(1)
        self.message = button(tr("Mandarme un mensaje"), parent=self)
        self.message.clicked.connect(self.asked_message)
        self.cancel = button(tr("Cancelar"), parent=self)
        self.cancel.clicked.connect(self.cancelled)
        self.try_it = button(tr("Probar"), "primary", self)
        self.try_it.clicked.connect(self.tried)
        for part in (self.message, self.cancel, self.try_it):
            row.addWidget(part)
        theme.changed.connect(self._tint)
        self._tint()
        self.show_state(running=False, tried=False, ready=False, why="", messages=False)

    def show_state(self, *, running: bool, tried: bool, ready: bool, why: str, messages: bool) -> None:
        """`why` says what a trial lacks; `messages` whether one can be sent to oneself by this provider."""
        self.cancel.setVisible(running)
        self.try_it.setVisible(not running)
        self.try_it.setEnabled(ready)
        self.try_it.setToolTip("" if ready else why)
        self.try_it.setText(tr("Probar de nuevo") if tried else tr("Probar"))
        self.message.setVisible(messages)

    def _tint(self) -> None:
        self.try_it.setIcon(leading(self._theme, "zap", "text.onAccent"))
        self.try_it.setIconSize(LEADING)
