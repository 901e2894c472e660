"""What a person decides in the list: close, put off, assign, tag; for one conversation or for all that are selected."""

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from services import hours
from services.decisions import Decisions, Done
from services.records import Conversation
from widgets.feed import Feed
from widgets.inbox.decided import DecidedBar
from widgets.inbox.pane import InboxPane
from widgets.inbox.tag_picker import TagPicker
from widgets.inbox.times import WhenDialog, mornings
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr


class Shelf(Protocol):
    """What is read of the store here."""

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...

    def colleagues(self) -> list[tuple[str, str]]: ...

    def all_tags(self) -> list[str]: ...

    def agency(self) -> dict[str, Any]: ...


class Triage(QObject):
    """Each action is about `ids`, or about what the list says its actions are about. Menus open at the row, and tell
    the keys of an action (`keys(action)`)."""

    def __init__(
        self,
        theme: Theme,
        feed: Feed,
        store: Shelf,
        decisions: Decisions,
        inbox: InboxPane,
        keys: Callable[[str], str] = lambda action: "",
    ) -> None:
        super().__init__(inbox)
        self._keys = keys
        self._theme, self._feed, self._store, self._decisions, self._inbox = theme, feed, store, decisions, inbox
        self._tasks = Tasks(self, feed.report)
        self.bar = DecidedBar(theme, feed.now)
        self.bar.watch(inbox.rows)
        self.bar.undone.connect(lambda done: self._tasks.start(decisions.undo(done)))
        inbox.layout().addWidget(self.bar)  # type: ignore[union-attr]  # it has one
        inbox.rows.menu_wanted.connect(self._show_menu)

    def can(self) -> bool:
        """Whether there is anything to decide about."""
        return bool(self._inbox.targets())

    def can_reopen(self) -> bool:
        return any(row.closed or row.put_off(self._feed.now()) for row in self._rows())

    def close(self, ids: Sequence[str] | None = None) -> None:
        self._do(self._decisions.close(self._ids(ids)))

    def reopen(self, ids: Sequence[str] | None = None) -> None:
        self._do(self._decisions.reopen(self._ids(ids)))

    def unread(self, ids: Sequence[str] | None = None) -> None:
        self._do(self._decisions.unread(self._ids(ids)))

    def snooze(self, ids: Sequence[str] | None = None, at: QPoint | None = None) -> None:
        """Ask until when."""
        menu = self._menu()
        self._add_snoozing(menu, self._ids(ids))
        self._open(menu, at)

    def assign(self, ids: Sequence[str] | None = None, at: QPoint | None = None) -> None:
        """Ask to whom."""
        menu = self._menu()
        self._add_members(menu, self._ids(ids))
        self._open(menu, at)

    def tag(self, ids: Sequence[str] | None = None, at: QPoint | None = None) -> None:
        """Show which tags there are, and take new ones."""
        chosen = self._ids(ids)
        picker = TagPicker(self._theme, self._store.all_tags(), self._store.conversations(chosen), self._inbox)
        picker.toggled.connect(lambda tag, put: self._do(self._decisions.tag(chosen, tag, put)))
        picker.open_at(at or self._at_row())

    def decided(self, done: Done) -> None:
        """Something was decided elsewhere that can be undone here."""
        self.bar.show_done(done)

    def menu(self) -> QMenu:
        """The menu of the selected rows: it is about them, whatever is selected by the time somebody chooses."""
        ids = self._inbox.targets()
        rows = self._store.conversations(ids)
        menu = self._menu()
        if any(not row.closed for row in rows):
            menu.addAction(self._taught(tr("Cerrar"), "conversation.close"), partial(self.close, ids))
        if any(row.closed or row.put_off(self._feed.now()) for row in rows):
            menu.addAction(tr("Reabrir"), partial(self.reopen, ids))
        if any(not row.unread for row in rows):
            menu.addAction(self._taught(tr("Marcar como no leída"), "conversation.unread"), partial(self.unread, ids))
        self._add_snoozing(menu.addMenu(tr("Posponer")), ids)
        self._add_members(menu.addMenu(tr("Asignar")), ids)
        menu.addAction(self._taught(tr("Etiquetas…"), "conversation.tag"), partial(self.tag, ids))
        return menu

    def _taught(self, name: str, action: str) -> str:
        keys = self._keys(action)
        return f"{name}\t{keys}" if keys else name

    def _show_menu(self, at: QPoint) -> None:
        self.menu().popup(at)

    def _add_snoozing(self, menu: QMenu, ids: Sequence[str]) -> None:
        now = self._feed.now()
        until: Callable[[int | None], Callable[[], None]] = lambda at: partial(self._snooze, ids, at)  # noqa: E731
        menu.addAction(tr("Hasta que conteste"), until(None))
        for name, at in mornings(now, hours.of(self._store.agency())):
            menu.addAction(name, until(at))
        menu.addAction(tr("Elegir fecha…"), partial(self._ask_when, ids))

    def _add_members(self, menu: QMenu, ids: Sequence[str]) -> None:
        own, rows = self._decisions.member, self._store.conversations(ids)
        now = {row.member for row in rows}
        others = [each for each in self._store.colleagues() if each[0] != own]
        for member, shown, name in [
            (own, tr("A mí"), self._decisions.name),
            *((member, name, name) for member, name in others),
            (None, tr("A nadie"), ""),
        ]:
            action = menu.addAction(shown.replace("&", "&&"), partial(self._assign, ids, member, name))
            action.setCheckable(True)
            action.setChecked(now == {member})

    def _ask_when(self, ids: Sequence[str]) -> None:
        dialog = WhenDialog(self._feed.now(), self._inbox.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._snooze(ids, dialog.until))
        dialog.open()

    def _snooze(self, ids: Sequence[str], until: int | None) -> None:
        self._do(self._decisions.snooze(ids, until))

    def _assign(self, ids: Sequence[str], member: str | None, name: str) -> None:
        self._do(self._decisions.assign(ids, member, name))

    def _do(self, work: Coroutine[Any, Any, Done]) -> None:
        async def decide() -> None:
            self.bar.show_done(await work)

        self._tasks.start(decide())

    def _ids(self, ids: Sequence[str] | None) -> list[str]:
        return self._inbox.targets() if ids is None else list(ids)

    def _rows(self) -> list[Conversation]:
        return self._store.conversations(self._inbox.targets())

    def _menu(self) -> QMenu:
        menu = QMenu(self._inbox)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _open(self, menu: QMenu, at: QPoint | None) -> None:
        menu.popup(at or self._at_row())
        if actions := menu.actions():
            menu.setActiveAction(actions[0])

    def _at_row(self) -> QPoint:
        """Below the name in the current row, as far as it is seen."""
        rows: QWidget = self._inbox.rows.viewport()
        here = self._inbox.rows.visualRect(self._inbox.rows.currentIndex())
        seen = here.intersected(rows.rect())
        corner = seen.bottomLeft() + QPoint(60, -8) if not seen.isEmpty() else QPoint(60, 8)
        return rows.mapToGlobal(corner)
