"""The sheet of the keys that work, on F1: whatever the actions are and whichever keys they have now."""

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from widgets.actions.actions import Actions
from widgets.controls import Label
from widgets.words import tr

WIDE, HIGH = 760, 560
KEYS_WIDE = 150


class ShortcutSheet(QDialog):
    """Lists the keys by group, in two columns; closes with Escape. `settings_wanted(provider, section)` where
    somebody wants other keys."""

    settings_wanted = Signal(str, str)

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Atajos de teclado"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(Label(tr("Atajos de teclado"), "title"))
        column.addWidget(self._sheet(), 1)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Cerrar"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        self.change = QPushButton(tr("Cambiar atajos"))
        buttons.addButton(self.change, QDialogButtonBox.ButtonRole.ActionRole)
        self.change.setAutoDefault(False)
        self.change.clicked.connect(self._change)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(WIDE, HIGH)

    def _change(self) -> None:
        self.accept()
        self.settings_wanted.emit("", "shortcuts")

    def _sheet(self) -> QScrollArea:
        """The groups, as even as they come on both sides."""
        told = [action for action in self._actions.told() if self._actions.keys(action.id)]
        groups = [(name, list(found)) for name, found in groupby(told, key=lambda action: action.group)]
        sides: tuple[QVBoxLayout, QVBoxLayout] = (QVBoxLayout(), QVBoxLayout())
        lengths = [0, 0]
        for name, found in groups:
            side = lengths.index(min(lengths))
            lengths[side] += len(found) + 2
            sides[side].addLayout(self._group(name, [(each.name, self._actions.written(each.id)) for each in found]))
        inner = QWidget()
        beside = QHBoxLayout(inner)
        beside.setContentsMargins(0, 0, 12, 0)
        beside.setSpacing(40)
        for each in sides:
            each.setSpacing(20)
            each.addStretch(1)
            beside.addLayout(each, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("Atajos de teclado"))
        area.setWidget(inner)
        return area

    def _group(self, name: str, rows: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(0, 1)
        grid.addWidget(Label(name, "label"), 0, 0)
        for row, (what, key) in enumerate(rows, start=1):
            said = Label(what, "body", "secondary")
            said.setWordWrap(True)
            grid.addWidget(said, row, 0)
            tile = cap(key)
            if tile.sizeHint().width() > KEYS_WIDE:  # many keys, one below the other, leave room for the words
                tile.setWordWrap(True)
                tile.setFixedWidth(KEYS_WIDE)
            grid.addWidget(tile, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        return grid


def cap(key: str) -> QLabel:
    """Keys as they are shown everywhere: small, on a tile of their own."""
    label = Label(key, "caption", "secondary")
    label.setProperty("frame", "key")
    return label
