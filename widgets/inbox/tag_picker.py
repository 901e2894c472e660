"""The tags of one or several conversations: those that there are, checked or not, and a field that makes new ones."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidgetItem, QWidget

from services.records import Conversation
from widgets.controls import category
from widgets.palette.fuzzy import folded
from widgets.pieces.picking import Narrowed
from widgets.pieces.tick import TickedLines
from widgets.theme import Theme
from widgets.words import tr

_TYPED = Qt.ItemDataRole.UserRole + 1


class TagPicker(Narrowed):
    """`toggled(tag, put)` as tags are checked; it stays open. What was typed and is no tag yet can be made one: it is
    offered last."""

    toggled = Signal(str, bool)

    def __init__(self, theme: Theme, tags: Sequence[str], rows: Sequence[Conversation], parent: QWidget) -> None:
        super().__init__(tr("Etiquetas"), tr("Buscar o crear una etiqueta"), parent, width=260, height=180)
        self._theme = theme
        self.list.setItemDelegate(TickedLines(self.list))
        self._new = QListWidgetItem("")
        self.list.addItem(self._new)
        known = list(dict.fromkeys([*sorted({tag for row in rows for tag in row.tags}), *tags]))
        for tag in known:
            self._add(tag, sum(tag in row.tags for row in rows), len(rows))
        self.narrow("")

    def narrow(self, text: str) -> None:
        """The last row makes what was typed a tag."""
        typed = " ".join(text.split())
        self._new.setText(tr("Crear la etiqueta «{tag}»").format(tag=typed))
        self._new.setData(_TYPED, typed)
        super().narrow(text)

    def fits(self, item: QListWidgetItem, wanted: str) -> bool:
        if item is not self._new:
            return super().fits(item, wanted)
        typed = folded(str(item.data(_TYPED)))
        return bool(typed) and all(folded(other.text()) != typed for other in self.items() if other is not item)

    def _add(self, tag: str, have: int, all_: int) -> QListWidgetItem:
        item = QListWidgetItem(_dot(self._theme, tag), tag)
        whole = Qt.CheckState.Checked if have == all_ else Qt.CheckState.PartiallyChecked
        item.setData(Qt.ItemDataRole.UserRole, have == all_)
        item.setCheckState(whole if have else Qt.CheckState.Unchecked)
        item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
        self.list.insertItem(self.list.row(self._new), item)
        return item

    def take(self, item: QListWidgetItem) -> None:
        if item is self._new:
            item = self._add(str(item.data(_TYPED)), 0, 1)
        self.field.clear()
        put = not item.data(Qt.ItemDataRole.UserRole)
        item.setData(Qt.ItemDataRole.UserRole, put)
        item.setCheckState(Qt.CheckState.Checked if put else Qt.CheckState.Unchecked)
        self.toggled.emit(item.text(), put)


def _dot(theme: Theme, tag: str) -> QIcon:
    """The colour that the tag has everywhere."""
    picture = QPixmap(12, 12)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"category.{category(tag)}"))
    painter.drawEllipse(3, 3, 7, 7)
    painter.end()
    return QIcon(picture)
