"""The tags of one or several conversations: those that there are, checked or not, and a field that makes new ones."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from services.records import Conversation
from widgets.controls import category
from widgets.palette.fuzzy import folded
from widgets.theme import Theme
from widgets.words import tr

_TYPED = Qt.ItemDataRole.UserRole + 1
_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class TagPicker(QFrame):
    """A popup. `toggled(tag, put)` as tags are checked; Enter checks the one that is marked. What was typed and is no
    tag yet can be made one: it is offered last."""

    toggled = Signal(str, bool)

    def __init__(self, theme: Theme, tags: Sequence[str], rows: Sequence[Conversation], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("frame", "palette")
        self._theme = theme
        self.field = QLineEdit(placeholderText=tr("Buscar o crear una etiqueta"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Etiquetas"))
        self.list.setMinimumHeight(180)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.setFixedWidth(260)
        self._new = QListWidgetItem("")
        self.list.addItem(self._new)
        known = list(dict.fromkeys([*sorted({tag for row in rows for tag in row.tags}), *tags]))
        for tag in known:
            self._add(tag, sum(tag in row.tags for row in rows), len(rows))
        self._narrow("")
        self.field.textChanged.connect(self._narrow)
        self.field.returnPressed.connect(self._enter)
        self.list.itemClicked.connect(self._toggle)
        self.field.installEventFilter(self)

    def open_at(self, point: QPoint) -> None:
        """Show it with its corner there."""
        self.move(point)
        self.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while somebody types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _KEYS:
            self.list.keyPressEvent(event)
            return True
        return False

    def _add(self, tag: str, have: int, all_: int) -> QListWidgetItem:
        item = QListWidgetItem(_dot(self._theme, tag), tag)
        whole = Qt.CheckState.Checked if have == all_ else Qt.CheckState.PartiallyChecked
        item.setData(Qt.ItemDataRole.UserRole, have == all_)
        item.setCheckState(whole if have else Qt.CheckState.Unchecked)
        item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
        self.list.insertItem(self.list.row(self._new), item)
        return item

    def _narrow(self, text: str) -> None:
        """Show the tags with these letters; the last line makes what was typed a tag."""
        wanted, typed = folded(text.strip()), " ".join(text.split())
        items = [self.list.item(row) for row in range(self.list.count() - 1)]
        for item in items:
            item.setHidden(wanted not in folded(item.text()))
        self._new.setText(tr("Crear la etiqueta «{tag}»").format(tag=typed))
        self._new.setData(_TYPED, typed)
        self._new.setHidden(not typed or any(folded(item.text()) == folded(typed) for item in items))
        shown = next((item for item in [*items, self._new] if not item.isHidden()), None)
        if shown is not None:
            self.list.setCurrentItem(shown)

    def _enter(self) -> None:
        marked = self.list.currentItem()
        if marked is not None and not marked.isHidden():
            self._toggle(marked)

    def _toggle(self, item: QListWidgetItem) -> None:
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
