"""Above the list: which view and how many, its order, channel and tag, and the field that searches everything."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget

from services.records import Query
from widgets import words
from widgets.controls import CHANNELS, IconButton, Label
from widgets.inbox.views import DRAFTS, OUTBOX, View, orders
from widgets.pieces.menu_button import MenuButton
from widgets.theme import Theme
from widgets.words import tr


class InboxHeader(QWidget):
    """Signals: `searched(text)` while somebody types (empty when the search ends); `order_chosen`, `channel_chosen`,
    `tag_chosen` ("" for all) hold the list to something; `view_chosen(key)` from the menu that replaces the rail where
    the rail is narrow; `asked` names what else the filter's menu offers: "save", "rename", "remove", "density"."""

    searched = Signal(str)
    order_chosen = Signal(str)
    channel_chosen = Signal(str)
    tag_chosen = Signal(str)
    view_chosen = Signal(str)
    asked = Signal(str)

    def __init__(
        self,
        theme: Theme,
        views: Callable[[], Sequence[View]],
        tags: Callable[[], list[str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._all, self._tags = theme, views, tags
        self._view, self._query = views()[0], Query()
        self._title = Label("", "title", elide=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._count = Label("", "title", "muted")
        self._count.setStyleSheet("font-weight: 400")
        self._views = IconButton(theme, "chevron-down", tr("Elegir vista"))
        self._views.clicked.connect(self._show_views)
        self.more = IconButton(theme, "ellipsis", tr("Más acciones de la lista"), size=18)
        self.searching = IconButton(theme, "search", tr("Buscar en todo"), size=18)
        self.searching.setCheckable(True)
        self.searching.toggled.connect(self._toggle_search)
        self.filter = IconButton(theme, "filter", tr("Filtrar y guardar la vista"), size=18)
        self.filter.clicked.connect(self._show_filter)
        self._order = MenuButton()
        self._order.clicked.connect(self._show_orders)
        self._channel = MenuButton()
        self._channel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._channel.clicked.connect(self._show_channels)
        self._field = QLineEdit(placeholderText=tr("Buscar nombres y mensajes"), clearButtonEnabled=True)
        self._field.setAccessibleName(tr("Buscar en todo"))
        self._field.textChanged.connect(self.searched)
        self._field.installEventFilter(self)
        self._field.hide()
        self._lay_out()
        self.collapse(False)
        theme.changed.connect(self._draw)
        self._draw()

    def show_view(self, shown: View, query: Query, count: int) -> None:
        """Its name, what the list is held to, and the number of rows."""
        self._view, self._query = shown, query
        self._title.setText(shown.name)
        self._count.setText(words.number(count))
        self._order.setText(orders(query).get(query.order, ""))
        self._order.setAccessibleName(tr("Orden: {order}").format(order=self._order.text()))
        self._channel.setText(CHANNELS.get(query.channel, tr("Todos los canales")))
        self._channel.setAccessibleName(tr("Canal: {channel}").format(channel=self._channel.text()))
        for part in (self._order, self._channel):
            part.setVisible(shown.key != OUTBOX and not self.searching.isChecked())
        self.filter.set_icon("filter", "accent.base" if query.tag else "text.secondary")
        name = tr("Filtrar y guardar la vista")
        self.filter.set_name(f"{name}: {query.tag}" if query.tag else name)

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
        upper.addSpacing(4)
        upper.addWidget(self._count)
        upper.addStretch()
        for part in (self.searching, self.filter, self.more):
            upper.addWidget(part)
        upper.setSpacing(3)
        lower.addWidget(self._order)
        lower.addWidget(self._field, 1)
        lower.addStretch()
        lower.addWidget(self._channel)
        lower.setSpacing(6)
        upper.setContentsMargins(16, 0, 10, 0)
        lower.setContentsMargins(12, 0, 12, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._upper)
        whole.addWidget(self._lower)

    def _draw(self) -> None:
        self._order.setIcon(self._theme.icon("arrow-up-down", "text.muted", 14, gap=4))
        self._order.setIconSize(QSize(18, 14))
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
        for part in (self._order, self._channel):
            part.setVisible(not searching and self._view.key != OUTBOX)
        self._field.setVisible(searching)
        self._draw()
        if searching:
            self._field.setFocus()
        else:
            self._field.clear()

    def _show_orders(self) -> None:
        self._offer(orders(self._query).items(), self._query.order, self.order_chosen, self._order)

    def _show_channels(self) -> None:
        known = [("", tr("Todos los canales")), *CHANNELS.items()]
        self._offer(known, self._query.channel, self.channel_chosen, self._channel)

    def _show_views(self) -> None:
        self._offer([(each.key, each.name) for each in self._all()], self._view.key, self.view_chosen, self._views)

    def _offer(self, known: Iterable[tuple[str, str]], now: str, chosen: SignalInstance, below: QWidget) -> None:
        """A menu of which one is chosen."""
        menu = self._menu()
        self._fill(menu, known, now, chosen)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _fill(self, menu: QMenu, known: Iterable[tuple[str, str]], now: str, chosen: SignalInstance) -> None:
        for key, name in known:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(key == now)
            action.setData(key)
            action.triggered.connect(partial(chosen.emit, key))

    def _show_filter(self) -> None:
        menu = self.filter_menu()
        corner = self.filter.mapToGlobal(self.filter.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), -2))

    def filter_menu(self) -> QMenu:
        """Tags to hold the list to, what can be done with this view, and how dense the list is."""
        menu = self._menu()
        tags = [("", tr("Todas las etiquetas")), *((each, each) for each in self._tags())]
        self._fill(menu, tags, self._query.tag, self.tag_chosen)
        menu.addSeparator()
        if self._view.key not in (DRAFTS, OUTBOX):
            self._ask(menu, "save", tr("Guardar esta vista…"))
        if self._view.saved:
            self._ask(menu, "rename", tr("Cambiar el nombre de la vista…"))
            self._ask(menu, "remove", tr("Quitar la vista"))
        menu.addSeparator()
        dense = self._ask(menu, "density", tr("Lista compacta"))
        dense.setCheckable(True)
        dense.setChecked(self._theme.density == "compacta")
        return menu

    def _ask(self, menu: QMenu, what: str, name: str) -> QAction:
        action = menu.addAction(name)
        action.setData(what)
        action.triggered.connect(partial(self.asked.emit, what))
        return action

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu
