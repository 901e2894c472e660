"""A field of the first run: its name above, what was found about it below."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from widgets.controls import Label
from widgets.theme import Theme

_ICONS: Final = {"success": "circle-check", "danger": "circle-x", "warning": "triangle-alert", "muted": ""}


class Field(QWidget):
    """`line` is where it is typed; `say` tells below it whether it is good."""

    def __init__(
        self, theme: Theme, name: str, hint: str = "", *, secret: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._tone, self._hint = theme, "muted", hint
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        title = Label(name, "caption", "secondary", parent=self)
        title.setProperty("strong", True)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(name)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        title.setBuddy(self.line)
        column.addWidget(title)
        column.addWidget(self.line)
        below = QHBoxLayout()
        below.setSpacing(6)
        self._icon = QLabel(self)
        self._said = Label(hint, "caption", "muted", parent=self)
        self._said.setWordWrap(True)
        below.addWidget(self._icon)
        below.addWidget(self._said, 1)
        column.addLayout(below)
        theme.changed.connect(self._tint)
        self.say("")

    @property
    def text(self) -> str:
        return self.line.text().strip()

    @property
    def said(self) -> str:
        """What stands below it."""
        return self._said.text()

    def say(self, text: str, tone: str = "muted") -> None:
        """Something about what was typed; nothing brings the hint back."""
        self._tone = tone if text else "muted"
        self._said.setText(text or self._hint)
        self._said.set_tone(self._tone)
        self._said.setVisible(bool(self._said.text()))
        self._tint()

    def _tint(self) -> None:
        icon = _ICONS[self._tone]
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.setPixmap(self._theme.pixmap(icon, f"semantic.{self._tone}.fg", 14))
