"""The list of conversations: header, one view of the work, what a search found, and what waits to leave."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services.records import Changes, Conversation, Hit, Key, Outgoing, Query, SavedView
from widgets.controls import Label, hairline
from widgets.feed import Feed
from widgets.inbox.delegate import ConversationDelegate
from widgets.inbox.header import InboxHeader
from widgets.inbox.list_view import ListView
from widgets.inbox.model import CONVERSATION, InboxModel
from widgets.inbox.views import DRAFTS, OUTBOX, View, view, views
from widgets.theme import Theme
from widgets.words import tr

if TYPE_CHECKING:
    from widgets.inbox.outgoing import OutgoingList
    from widgets.inbox.search import FoundList

SEARCH_AFTER_MS = 120


class Shelf(Protocol):
    """What the pane reads of the store."""

    def keys(self, query: Query, ids: Iterable[str] | None = None) -> list[Key]: ...

    def saved_views(self, member: str) -> list[SavedView]: ...

    def all_tags(self) -> list[str]: ...

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...

    def conversation(self, id: str) -> Conversation | None: ...  # noqa: A002

    def search(self, text: str, limit: int = 50) -> list[Hit]: ...

    def outgoing(self) -> list[Outgoing]: ...


class InboxPane(QWidget):
    """`opened(conversation, message)` when a person goes to a row; the message is "" except for one that was found.
    `member` is who works here, `drafts` names the conversations with a draft. `views_changed` when a saved view did."""

    opened = Signal(str, str)
    view_changed = Signal(str)
    outgoing_made = Signal(object)
    """The list of what waits to leave (OutgoingList), when somebody looks at it for the first time."""
    views_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        feed: Feed,
        store: Shelf,
        view: str = "unanswered",
        parent: QWidget | None = None,
        *,
        member: str = "",
        drafts: Callable[[], list[str]] = list,
    ) -> None:
        super().__init__(parent)
        self._theme, self._feed, self._store = theme, feed, store
        self._member, self._drafts = member, drafts
        self._drafted: list[str] = []
        self._open: str | None = None
        self._minute = 0
        self.setProperty("surface", "list")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = InboxHeader(theme, self.views, store.all_tags)
        self._model = InboxModel(store, feed.now, self)
        self.rows = ListView(theme, tr("Conversaciones"), self._model, ConversationDelegate(theme, feed.now), many=True)
        self._empty = Label("", "body", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(17, 16, 17, 16)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.rows)
        self._stack.addWidget(self._empty)
        self._typed = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._text = ""
        self._lay_out()
        self._connect()
        self.choose_view(view)

    @property
    def view(self) -> str:
        """The key of the view that is shown."""
        return self._view.key

    @property
    def view_name(self) -> str:
        return self._view.name

    @property
    def saved(self) -> str:
        """The id of the view that is shown, if it is one of the member's own; else ""."""
        return self._view.saved

    @property
    def query(self) -> Query:
        """What the list is held to now."""
        return self._model.query

    def views(self) -> tuple[View, ...]:
        """Those of everybody, then the member's own."""
        return views(self._store.saved_views(self._member))

    def targets(self) -> list[str]:
        """The conversations that an action is about: those selected in the list if they are several, or if the list
        has the keyboard; else the one that stands open."""
        chosen = [each for row in self.rows.selected() if (each := self._model.id_at(row)) is not None]
        if len(chosen) > 1 or (chosen and self.rows.hasFocus()) or self._open is None:
            return chosen
        return [self._open]

    def ids(self) -> list[str]:
        """The conversations of the view, in the order that is shown."""
        return [each for row in range(self._model.rowCount()) if (each := self._model.id_at(row)) is not None]

    def choose_view(self, key: str) -> None:
        """Show one of `views`."""
        self._view = view(key, self._store.saved_views(self._member))
        self.header.end_search()
        if self._view.key == OUTBOX:
            self.waiting.refresh()
            self._render()
        else:
            asked = self._view.query
            self.hold(asked if asked.channel else replace(asked, channel=self._model.query.channel))
        self.view_changed.emit(self._view.key)

    def hold(self, query: Query) -> None:
        """Hold the list to something else within its view."""
        self._drafted = self._drafts()
        self._model.choose(replace(query, member=self._member), self._drafts if self._view.key == DRAFTS else None)
        self._mark_open()
        self._render()

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

    @cached_property
    def found(self) -> "FoundList":
        """What a search found; made with the first search."""
        from widgets.inbox.search import FoundList

        made = FoundList(self._theme, self._feed, self._store)
        made.opened.connect(self._go_to_message)
        self._stack.addWidget(made)
        return made

    @cached_property
    def waiting(self) -> "OutgoingList":
        """What waits to leave; made when somebody looks."""
        from widgets.inbox.outgoing import OutgoingList

        made = OutgoingList(self._theme, self._feed, self._store)
        made.opened.connect(self._go_to_message)
        self._stack.addWidget(made)
        self.outgoing_made.emit(made)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, hairline(), self._stack):
            column.addWidget(part)
        self.setFocusProxy(self.rows)

    def _connect(self) -> None:
        self.header.searched.connect(self._type)
        self.header.channel_chosen.connect(lambda channel: self.hold(replace(self.query, channel=channel)))
        self.header.tag_chosen.connect(lambda tag: self.hold(replace(self.query, tag=tag)))
        self.header.order_chosen.connect(lambda order: self.hold(replace(self.query, order=order)))
        self.header.view_chosen.connect(self.choose_view)
        self.rows.chosen.connect(self._go_to)
        self._typed.timeout.connect(self._search)
        self._feed.changed.connect(self._change)
        self._feed.tick.connect(self._tick)

    def _change(self, changes: Changes) -> None:
        if changes.conversations or changes.everything:
            with self.rows.steady():
                self._model.change(changes)
            self._mark_open()
        if changes.agency or changes.everything:
            self._follow_views()
        if self._view.key == OUTBOX and (changes.outbox or changes.everything):
            self.waiting.refresh()
        self._render()

    def _tick(self, now: int) -> None:
        if self._view.key == DRAFTS and self._drafts() != self._drafted:
            self._drafted = self._drafts()
            self._age()
        if self._view.key == OUTBOX:
            self.waiting.viewport().update()  # the undo time is counted in seconds
        if now // 60_000 == self._minute:
            return
        self._minute = now // 60_000
        self._age()
        self.rows.viewport().update()

    def _age(self) -> None:
        """Windows close, what was put off wakes, drafts come and go: nobody tells."""
        with self.rows.steady():
            self._model.age()
        self._mark_open()
        self._render()

    def _follow_views(self) -> None:
        """The view that is shown may have another name by now, ask for something else, or be gone."""
        now = view(self._view.key, self._store.saved_views(self._member))
        if now != self._view:
            self.choose_view(now.key)
        self.views_changed.emit()

    def _mark_open(self) -> None:
        """The open conversation is the current row, unless somebody is choosing several."""
        if len(self.rows.selected()) > 1:
            return
        row = self._model.row_of(self._open) if self._open else -1
        if row != self.rows.currentIndex().row():
            self.rows.show_chosen(row)

    def _render(self) -> None:
        page: ListView = self.rows
        if self._text:
            page = self.found
            self._empty.setText(tr("No encontramos «{text}» en nombres ni mensajes.").format(text=self._text))
        else:
            page = self.waiting if self._view.key == OUTBOX else self.rows
            self._empty.setText(self._view.empty)
            self.header.show_view(self._view, self.query, page.count)
        self._stack.setCurrentWidget(page if page.count else self._empty)

    def _type(self, text: str) -> None:
        self._text = text.strip()
        if self._text:
            self._typed.start()
        else:
            self._typed.stop()
            self._render()

    def _search(self) -> None:
        self.found.search(self._text)
        self._render()

    def _go_to(self, index: QModelIndex) -> None:
        found: Conversation | None = index.data(CONVERSATION)
        if found is not None and found.id != self._open:
            self._open = found.id
            self.opened.emit(found.id, "")

    def _go_to_message(self, conversation: str, message: str) -> None:
        self._open = conversation
        self.opened.emit(conversation, message)
