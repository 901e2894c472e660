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
        self._hint = hint
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
        self._below = Said(theme, self)
        column.addWidget(self._below)
        self.say("")

    @property
    def text(self) -> str:
        return self.line.text().strip()

    @property
    def said(self) -> str:
        """What stands below it."""
        return self._below.text

    def say(self, text: str, tone: str = "muted") -> None:
        """Something about what was typed; nothing brings the hint back."""
        self._below.say(text or self._hint, tone if text else "muted")


class Said(QWidget):
    """A line that tells how something stands, with its icon; hidden while there is nothing to tell."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._tone = theme, "muted"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._icon, self._label = QLabel(self), Label("", "caption", "muted", parent=self)
        self._label.setWordWrap(True)
        row.addWidget(self._icon)
        row.addWidget(self._label, 1)
        theme.changed.connect(self._tint)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str, tone: str = "muted") -> None:
        self._tone = tone
        self._label.setText(text)
        self._label.set_tone(tone)
        self.setVisible(bool(text))
        self._tint()

    def _tint(self) -> None:
        icon = _ICONS[self._tone]
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.setPixmap(self._theme.pixmap(icon, f"semantic.{self._tone}.fg", 14))
