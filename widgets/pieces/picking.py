"""What is found by a few letters: a popup with a field above its rows, and one of them to be chosen."""

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


class Narrowed(QFrame):
    """A popup with rows of which a few letters leave those that have them. Enter takes the row that is marked, as a
    click does; the arrows mark another one while somebody types; Esc closes it."""

    def __init__(self, title: str, hint: str, parent: QWidget, *, width: int, height: int) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("frame", "palette")
        self.setAccessibleName(title)
        self.field = QLineEdit(placeholderText=hint)
        self.field.setAccessibleName(hint)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setMinimumHeight(height)
        column = self.column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.setFixedWidth(width)
        self.field.textChanged.connect(self.narrow)
        self.field.returnPressed.connect(self._enter)
        self.list.itemClicked.connect(self.take)
        self.field.installEventFilter(self)

    def narrow(self, text: str) -> None:
        """Show the rows with these letters."""
        wanted = folded(text.strip())
        for item in self.items():
            item.setHidden(not self.fits(item, wanted))
        marked = self.list.currentItem()
        if marked is None or marked.isHidden():
            shown = next((item for item in self.items() if not item.isHidden()), None)
            self.list.setCurrentItem(shown)  # type: ignore[arg-type]  # None marks nothing

    def fits(self, item: QListWidgetItem, wanted: str) -> bool:
        """Whether a row is shown for these letters, which are folded."""
        return wanted in folded(item.text())

    def take(self, item: QListWidgetItem) -> None:
        """Somebody wants this row."""
        raise NotImplementedError

    def items(self) -> list[QListWidgetItem]:
        """All rows, from the first on."""
        return [self.list.item(row) for row in range(self.list.count())]

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
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _KEYS:
            self.list.keyPressEvent(event)
            return True
        return False

    def _enter(self) -> None:
        marked = self.list.currentItem()
        if marked is not None and not marked.isHidden():
            self.take(marked)


class Picker(Narrowed):
    """`chosen(key)` once, by Enter or a click; then it closes. While nothing has come yet, and where nothing can,
    `tell` says why."""

    chosen = Signal(str)

    def __init__(self, title: str, hint: str, parent: QWidget) -> None:
        super().__init__(title, hint, parent, width=300, height=200)
        self._told = Label(role="caption", tone="muted", parent=self)
        self._told.setWordWrap(True)
        self.column.insertWidget(1, self._told)
        self._told.hide()

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
        self.narrow(self.field.text())

    def tell(self, text: str) -> None:
        """Say something above the rows; "" for nothing."""
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def take(self, item: QListWidgetItem) -> None:
        key = str(item.data(_ROLE))
        self.close()
        self.chosen.emit(key)
