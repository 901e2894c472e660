"""A button with words whose tooltip tells its keys."""

from PySide6.QtWidgets import QPushButton, QWidget


class TaughtButton(QPushButton):
    """Its words are its name; `set_name` gives it the keys that do the same."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.set_name(text)

    def set_name(self, name: str, shortcut: str = "") -> None:
        """Change what it is called."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({shortcut})" if shortcut else name)
