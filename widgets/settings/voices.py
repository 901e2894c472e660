"""Voces y diccionario: how the agency speaks, its voices and what they may cost in parts side by side."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from widgets.controls import Label
from widgets.pieces.segments import Segments
from widgets.settings.page import Refreshed
from widgets.theme import Theme
from widgets.words import tr


class VoicesSection(QWidget):
    """`parts`: key -> (name, what builds it when it is first opened)."""

    def __init__(
        self, theme: Theme, parts: Mapping[str, tuple[str, Callable[[], QWidget]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._makes = {key: make for key, (_, make) in parts.items()}
        self.parts: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(Label(tr("Voces y diccionario"), "heading", elide=True, parent=self), 1)
        self.tabs = Segments(theme, {key: (name, "") for key, (name, _) in parts.items()}, parent=self)
        self.tabs.setVisible(len(parts) > 1)
        self.tabs.chosen.connect(self.open_part)
        head.addWidget(self.tabs)
        column.addLayout(head)
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack, 1)
        self._open = next(iter(parts))

    def refresh(self) -> None:
        """Show the part that was open, as things are now."""
        self.open_part(self._open)

    def open_part(self, part: str) -> None:
        """Show a part."""
        if part not in self._makes:
            return
        if part not in self.parts:
            self.parts[part] = self._makes[part]()
            self._stack.addWidget(self.parts[part])
        self._open = part
        self.tabs.choose(part)
        self._stack.setCurrentWidget(shown := self.parts[part])
        if isinstance(shown, Refreshed):
            shown.refresh()
