"""The hint that a word can be corrected while it is heard: its key on a tile, and the same thing to press."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from widgets.shortcuts import cap
from widgets.words import tr


class CorrectHint(QWidget):
    """`clicked` when it is pressed. It tells the keys that the action has now."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = cap("P")
        self.button = QPushButton(tr("corregir palabra"), self)
        self.button.setProperty("kind", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button)
        self.button.clicked.connect(self.clicked)
        self.set_name(tr("Corregir la palabra que suena"), "P")

    def accessibleName(self) -> str:
        return self.button.accessibleName()

    def set_name(self, name: str, shortcut: str = "") -> None:
        """What it does, and with which keys."""
        self.button.setAccessibleName(name)
        self.button.setToolTip(f"{name} ({shortcut})" if shortcut else name)
        self._key.setText(shortcut)
        self._key.setVisible(bool(shortcut))
