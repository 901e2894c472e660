"""A menu of actions: the same names and keys as in the palette, and only what can be done now."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from widgets.actions.actions import Actions


class MoreMenu(QObject):
    """Hangs on a "…" button and opens below it. `ids` in their order; "" is a line between two groups."""

    def __init__(self, actions: Actions, ids: Iterable[str], button: QToolButton) -> None:
        super().__init__(button)
        self._actions, self._ids, self._button = actions, tuple(ids), button
        button.clicked.connect(self.open)

    def open(self) -> None:
        """Show it, unless there is nothing to do."""
        menu = self.menu()
        corner = self._button.mapToGlobal(self._button.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), -2))

    def menu(self) -> QMenu:
        """The menu of this moment."""
        menu = QMenu(self._button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in self._ids:
            if not each:
                menu.addSeparator()
            elif self._actions.can(each):
                entry = menu.addAction(self._actions.name(each))
                entry.setData(each)
                if keys := self._actions.written(each):
                    entry.setText(f"{entry.text()}\t{keys}")
                entry.triggered.connect(self._chosen)
        return menu

    def _chosen(self) -> None:
        entry = self.sender()
        assert isinstance(entry, QAction)
        self._actions.run(str(entry.data()))
