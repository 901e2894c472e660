"""Tags one after the other, and the button behind them that adds one."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from widgets.controls import button
from widgets.inspector.flow import Flow
from widgets.words import tr


class Chips(QWidget):
    """`make(tag)` is what stands for a tag; they are made anew only where they are others."""

    def __init__(self, make: Callable[[str], QWidget], adds: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._make = make
        self._tags: tuple[str, ...] = ()
        self.made: list[QWidget] = []
        self._flow = Flow(self)
        self.add = button(tr("+ Etiqueta"), parent=self)
        self.add.setProperty("kind", "tag")
        self.add.setAccessibleName(adds)
        self._flow.addWidget(self.add)

    def show_tags(self, tags: tuple[str, ...]) -> None:
        """These, in this order."""
        if tags == self._tags:
            return
        self._tags = tags
        while self._flow.count():
            self._flow.takeAt(0)
        for old in self.made:
            old.hide()
            old.deleteLater()
        self.made = [self._make(tag) for tag in tags]
        for chip in self.made:
            chip.setParent(self)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.add)
        self.updateGeometry()
