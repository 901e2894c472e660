"""The list of conversations: header, one view of the work, what a search found, and what waits to leave."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services.records import Changes, Conversation, Hit, Outgoing
from widgets.controls import Label, hairline
from widgets.feed import Feed
from widgets.inbox.delegate import ConversationDelegate
from widgets.inbox.header import InboxHeader
from widgets.inbox.list_view import ListView
from widgets.inbox.model import CONVERSATION, InboxModel
from widgets.inbox.outgoing import OUTGOING, OutgoingDelegate, OutgoingModel
from widgets.inbox.search import HIT, HitDelegate, HitsModel
from widgets.inbox.views import view
from widgets.theme import Theme
from widgets.words import tr

SEARCH_AFTER_MS = 120
RowDelegate = ConversationDelegate | HitDelegate | OutgoingDelegate


class Shelf(Protocol):
    """What the pane reads of the store."""

    def conversation_ids(self, view: str = "all") -> list[str]: ...

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...

    def conversation(self, id: str) -> Conversation | None: ...  # noqa: A002

    def search(self, text: str, limit: int = 50) -> list[Hit]: ...

    def outgoing(self) -> list[Outgoing]: ...


class InboxPane(QWidget):
    """`opened(conversation, message)` when a person goes to a row; the message is "" except for one that was found."""

    opened = Signal(str, str)
    view_changed = Signal(str)

    def __init__(self, theme: Theme, feed: Feed, store: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._feed, self._store = theme, feed, store
        self._open: str | None = None
        self._delegates: list[tuple[ListView, RowDelegate]] = []
        self._minute = 0
        self.setProperty("surface", "list")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = InboxHeader(theme)
        self._model = InboxModel(store, feed.now, self)
        self._hits = HitsModel(feed.now, self)
        self._outgoing = OutgoingModel(store, feed.now, self)
        self.rows = self._list(tr("Conversaciones"), self._model, ConversationDelegate(theme, feed.now))
        self._found = self._list(tr("Resultados de la búsqueda"), self._hits, HitDelegate(theme, feed.now))
        self._waiting = self._list(tr("Bandeja de salida"), self._outgoing, OutgoingDelegate(theme, feed.now))
        self._empty = Label("", "body", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(17, 16, 17, 16)
        self._stack = QStackedWidget()
        for page in (self.rows, self._found, self._waiting, self._empty):
            self._stack.addWidget(page)
        self._typed = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._text = ""
        self._lay_out()
        self._connect()
        self._measure()
        self.choose_view("unanswered")

    @property
    def view(self) -> str:
        """The key of the view that is shown."""
        return self._view.key

    def choose_view(self, key: str) -> None:
        """Show one of the views of `inbox.views`."""
        self._view = view(key)
        self.header.end_search()
        if key == "outbox":
            self._outgoing.refresh()
        else:
            self._model.choose(key, self._model.channel)
            self._mark_open()
        self._render()
        self.view_changed.emit(key)

    def show_open(self, conversation: str) -> None:
        """Mark the row of the conversation that stands open beside the list."""
        self._open = conversation
        self._mark_open()

    def step(self, rows: int) -> None:
        """Go to the conversation so many rows below (above, if negative)."""
        here = self.rows.currentIndex().row()
        last = self._model.rowCount() - 1
        self.rows.choose(min(last, max(0, here + rows)) if here >= 0 else 0)

    def next_unread(self) -> None:
        """Go to the next conversation below with something unread, from the top again at the end."""
        count = self._model.rowCount()
        here = self.rows.currentIndex().row()
        for step in range(1, count + 1):
            row = (here + step) % count
            found = self._model.conversation(row)
            if found is not None and found.unread:
                self.rows.choose(row)
                return

    def focus_list(self) -> None:
        """Give the keyboard to the rows."""
        (self._stack.currentWidget() or self).setFocus()

    def _list(self, name: str, model: QAbstractTableModel, delegate: RowDelegate) -> ListView:
        rows = ListView(self._theme, name)
        delegate.setParent(rows)
        rows.setModel(model)
        rows.setItemDelegate(delegate)
        self._delegates.append((rows, delegate))
        return rows

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, hairline(), self._stack):
            column.addWidget(part)
        self.setFocusProxy(self.rows)

    def _connect(self) -> None:
        self.header.searched.connect(self._type)
        self.header.channel_chosen.connect(self._choose_channel)
        self.header.view_chosen.connect(self.choose_view)
        self.rows.chosen.connect(self._go_to)
        self._found.chosen.connect(self._go_to_hit)
        self._waiting.chosen.connect(self._go_to_outgoing)
        self._typed.timeout.connect(self._search)
        self._feed.changed.connect(self._change)
        self._feed.tick.connect(self._tick)
        self._theme.changed.connect(self._measure)

    def _measure(self) -> None:
        for rows, delegate in self._delegates:
            rows.set_row_height(delegate.height())

    def _change(self, changes: Changes) -> None:
        if changes.conversations or changes.everything:
            with self.rows.steady():
                self._model.change(changes)
            self._mark_open()
        if self._view.key == "outbox" and (changes.outbox or changes.everything):
            with self._waiting.steady():
                self._outgoing.refresh()
        self._render()

    def _tick(self, now: int) -> None:
        if self._view.key == "outbox":
            self._waiting.viewport().update()  # the undo time is counted in seconds
        if now // 60_000 == self._minute:
            return
        self._minute = now // 60_000
        if self._view.key == "closing":
            with self.rows.steady():
                self._model.age()
            self._mark_open()
            self._render()
        self.rows.viewport().update()

    def _mark_open(self) -> None:
        row = self._model.row_of(self._open) if self._open else -1
        if row != self.rows.currentIndex().row():
            self.rows.show_chosen(row)

    def _render(self) -> None:
        if self._text:
            count, page = self._hits.rowCount(), self._found
            self._empty.setText(tr("No encontramos «{text}» en nombres ni mensajes.").format(text=self._text))
        else:
            outbox = self._view.key == "outbox"
            count = self._outgoing.rowCount() if outbox else self._model.rowCount()
            page = self._waiting if outbox else self.rows
            self._empty.setText(self._view.empty)
            self.header.show_view(self._view, count)
        self._stack.setCurrentWidget(page if count else self._empty)

    def _type(self, text: str) -> None:
        self._text = text.strip()
        if self._text:
            self._typed.start()
        else:
            self._typed.stop()
            self._hits.show_hits([])
            self._render()

    def _search(self) -> None:
        self._hits.show_hits(self._store.search(self._text))
        self._render()

    def _choose_channel(self, channel: str) -> None:
        self._model.choose(self._model.view, channel or None)
        self._mark_open()
        self._render()

    def _go_to(self, index: QModelIndex) -> None:
        found: Conversation | None = index.data(CONVERSATION)
        if found is not None and found.id != self._open:
            self._open = found.id
            self.opened.emit(found.id, "")

    def _go_to_hit(self, index: QModelIndex) -> None:
        hit: Hit = index.data(HIT)
        self._open = hit.conversation
        self.opened.emit(hit.conversation, hit.message)

    def _go_to_outgoing(self, index: QModelIndex) -> None:
        waiting: Outgoing = index.data(OUTGOING)
        self._open = waiting.conversation
        self.opened.emit(waiting.conversation, waiting.message)
