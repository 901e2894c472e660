"""Above the list: which view and how many, the channel it is held to, and the field that searches everything."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from widgets import words
from widgets.controls import CHANNELS, IconButton, Label, button
from widgets.inbox.views import View, views
from widgets.theme import Theme
from widgets.words import tr


class InboxHeader(QWidget):
    """Signals: `searched(text)` while somebody types (empty when the search ends), `channel_chosen(channel or "")`,
    `view_chosen(key)` from the menu that replaces the rail where the rail is narrow."""

    searched = Signal(str)
    channel_chosen = Signal(str)
    view_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = Label("", "title")
        self._count = Label("", "title", "muted")
        self._count.setStyleSheet("font-weight: 400")
        self._views = IconButton(theme, "chevron-down", tr("Elegir vista"))
        self._views.clicked.connect(self._show_views)
        self.more = IconButton(theme, "ellipsis", tr("Más acciones de la lista"), size=18)
        self.searching = IconButton(theme, "search", tr("Buscar en todo"), size=18)
        self.searching.setCheckable(True)
        self.searching.toggled.connect(self._toggle_search)
        self._order = Label("", "caption", "muted", elide=True)
        self._order_icon = Label()
        self._channel = button("", "menu")
        self._channel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._channel.clicked.connect(self._show_channels)
        self._field = QLineEdit(placeholderText=tr("Buscar nombres y mensajes"), clearButtonEnabled=True)
        self._field.setAccessibleName(tr("Buscar en todo"))
        self._field.textChanged.connect(self.searched)
        self._field.installEventFilter(self)
        self._field.hide()
        self._lay_out()
        self.show_channel("")
        self.collapse(False)
        theme.changed.connect(self._draw)
        self._draw()

    def show_view(self, shown: View, count: int | None) -> None:
        """Name, order and number of rows (None where there is none to give)."""
        self._title.setText(shown.name)
        self._order.setText(shown.order)
        self._count.setText("" if count is None else words.number(count))

    def show_channel(self, channel: str) -> None:
        """The channel that the list is held to, "" for all."""
        self._channel.setText(CHANNELS.get(channel, tr("Todos los canales")))
        self._channel.setAccessibleName(tr("Canal: {channel}").format(channel=self._channel.text()))

    def collapse(self, rail_is_narrow: bool) -> None:
        """Where the rail shows only icons, the view is chosen here."""
        self._views.setVisible(rail_is_narrow)

    def focus_search(self) -> None:
        """Open the search field and put the cursor in it."""
        self.searching.setChecked(True)
        self._field.setFocus()
        self._field.selectAll()

    def end_search(self) -> None:
        """Close the search field; the view comes back."""
        self.searching.setChecked(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.end_search()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._upper, self._lower = QWidget(), QWidget()
        upper, lower = QHBoxLayout(self._upper), QHBoxLayout(self._lower)
        upper.addWidget(self._title)
        upper.addWidget(self._views)
        upper.addWidget(self._count)
        upper.setSpacing(8)
        upper.addStretch()
        upper.addWidget(self.searching)
        upper.addWidget(self.more)
        for part in (self._order_icon, self._order, self._channel, self._field):
            lower.addWidget(part, 1 if part in (self._order, self._field) else 0)
        lower.setSpacing(6)
        upper.setContentsMargins(16, 0, 10, 0)
        lower.setContentsMargins(16, 0, 12, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._upper)
        whole.addWidget(self._lower)

    def _draw(self) -> None:
        self._order_icon.setPixmap(self._theme.pixmap("arrow-up-down", "text.muted", 14))
        self._channel.setIcon(self._theme.icon("chevron-down", "text.muted", 14))
        self._channel.setIconSize(QSize(14, 14))
        upper = self._theme.size("toolbar")
        lower = self._theme.size("listHeader") - upper
        if self.searching.isChecked():
            lower = max(lower, self._field.sizeHint().height() + 6)
        self._upper.setFixedHeight(upper)
        self._lower.setFixedHeight(lower)
        self.setFixedHeight(upper + lower)

    def _toggle_search(self, searching: bool) -> None:
        for part in (self._order_icon, self._order, self._channel):
            part.setVisible(not searching)
        self._field.setVisible(searching)
        self._draw()
        if searching:
            self._field.setFocus()
        else:
            self._field.clear()

    def _show_channels(self) -> None:
        menu = self._menu()
        for key, name in [("", tr("Todos los canales")), *CHANNELS.items()]:
            action = menu.addAction(name)
            action.setData(key)
            action.triggered.connect(self._pick_channel)
        menu.popup(self._channel.mapToGlobal(self._channel.rect().bottomLeft()))

    def _show_views(self) -> None:
        menu = self._menu()
        for each in views():
            action = menu.addAction(each.name)
            action.setData(each.key)
            action.triggered.connect(self._pick_view)
        menu.popup(self._views.mapToGlobal(self._views.rect().bottomLeft()))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _pick_channel(self) -> None:
        key = self._picked()
        self.show_channel(key)
        self.channel_chosen.emit(key)

    def _pick_view(self) -> None:
        self.view_chosen.emit(self._picked())

    def _picked(self) -> str:
        action = self.sender()
        assert isinstance(action, QAction)
        return str(action.data())
