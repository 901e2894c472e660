"""One of a list, found by a few letters: a popup with a field above its rows."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from widgets.controls import Label
from widgets.palette.fuzzy import folded

_KEYS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ROLE: Final = Qt.ItemDataRole.UserRole


class Choice(NamedTuple):
    """`key` is what `chosen` gives, `text` how it is called, `detail` where it belongs."""

    key: str
    text: str
    detail: str = ""


class Picker(QFrame):
    """`chosen(key)` once, by Enter or a click; then it closes, as by Esc. While nothing has come yet, and where nothing
    can, `tell` says why."""

    chosen = Signal(str)

    def __init__(self, title: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("frame", "palette")
        self.setAccessibleName(title)
        self.field = QLineEdit(placeholderText=hint)
        self.field.setAccessibleName(hint)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setMinimumHeight(200)
        self._told = Label(role="caption", tone="muted", parent=self)
        self._told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        for part in (self.field, self._told, self.list):
            column.addWidget(part)
        self._told.hide()
        self.setFixedWidth(300)
        self.field.textChanged.connect(self._narrow)
        self.field.returnPressed.connect(self._enter)
        self.list.itemClicked.connect(self._take)
        self.field.installEventFilter(self)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; what was typed and marked stays."""
        marked = item.data(_ROLE) if (item := self.list.currentItem()) is not None else None
        self.list.clear()
        for each in choices:
            made = QListWidgetItem(f"{each.text}  ·  {each.detail}" if each.detail else each.text)
            made.setData(_ROLE, each.key)
            self.list.addItem(made)
            if each.key == marked:
                self.list.setCurrentItem(made)
        self._narrow(self.field.text())

    def tell(self, text: str) -> None:
        """Say something above the rows; "" for nothing."""
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def open_at(self, point: QPoint) -> None:
        """Show it with its corner there, or as near as it is seen whole."""
        size = self.sizeHint()
        if (screen := QGuiApplication.screenAt(point) or self.screen()) is not None:
            area = screen.availableGeometry()
            x = max(area.left(), min(point.x(), area.right() - size.width()))
            point = QPoint(x, max(area.top(), min(point.y(), area.bottom() - size.height())))
        self.move(point)
        self.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while somebody types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _KEYS:
            self.list.keyPressEvent(event)
            return True
        return False

    def _narrow(self, text: str) -> None:
        wanted = folded(text.strip())
        items = [self.list.item(row) for row in range(self.list.count())]
        for item in items:
            item.setHidden(wanted not in folded(item.text()))
        marked = self.list.currentItem()
        if marked is None or marked.isHidden():
            shown = next((item for item in items if not item.isHidden()), None)
            self.list.setCurrentItem(shown)  # type: ignore[arg-type]  # None marks nothing

    def _enter(self) -> None:
        marked = self.list.currentItem()
        if marked is not None and not marked.isHidden():
            self._take(marked)

    def _take(self, item: QListWidgetItem) -> None:
        key = str(item.data(_ROLE))
        self.close()
        self.chosen.emit(key)
