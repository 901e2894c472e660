"""A short state on a soft ground: icon and word, never colour alone."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from widgets.controls import Label, restyle
from widgets.theme import Theme

_INK = {
    "plain": "text.secondary",
    "success": "semantic.success.fg",
    "warning": "semantic.warning.fg",
    "danger": "semantic.danger.fg",
}


class Chip(QFrame):
    """`look` is plain, success, warning or danger."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon_name = theme, ""
        self.setProperty("chip", "plain")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 3, 7, 3)
        row.setSpacing(5)
        self._icon, self._text = QLabel(self), Label(role="caption", parent=self)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        theme.changed.connect(self._tint)

    def say(self, look: str, icon: str, text: str) -> None:
        self._icon_name = icon
        self._text.setText(text)
        self._text.set_tone({"plain": "secondary"}.get(look, look))
        self.setProperty("chip", look)
        restyle(self)
        self._tint()

    def _tint(self) -> None:
        if self._icon_name:
            self._icon.setPixmap(self._theme.pixmap(self._icon_name, _INK[self.property("chip")], 14))
