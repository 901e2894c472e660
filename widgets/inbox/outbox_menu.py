"""What can be done with a message of the outbox: the same as in its conversation."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from services.records import Outgoing
from widgets.conversation.actions import waiting_actions
from widgets.feed import Feed
from widgets.inbox.outgoing import OUTGOING, OutgoingList
from widgets.tasks import Tasks


class Sends(Protocol):
    """What a person may ask of the outbox here."""

    def withdraw(self, message: str) -> Awaitable[Any]: ...

    def send_now(self, message: str) -> Awaitable[Any]: ...

    def hand_over(self, message: str) -> Awaitable[Any]: ...


class OutboxMenu(QObject):
    """The menu of a row; `edit` takes a message back into the editor."""

    def __init__(
        self, rows: OutgoingList, outbox: Sends, device: str, feed: Feed, edit: Callable[[Outgoing], object]
    ) -> None:
        super().__init__(rows)
        self._rows, self._outbox, self._device, self._feed, self._edit = rows, outbox, device, feed, edit
        self._tasks = Tasks(self, feed.report)
        rows.menu_wanted.connect(self._show)

    def menu(self, out: Outgoing) -> QMenu:
        """What can be done with `out` now."""
        menu = QMenu(self._rows)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action, text in waiting_actions(out, self._device, self._feed.now()):
            menu.addAction(text, partial(self._act, out, action))
        return menu

    def _show(self, point: QPoint) -> None:
        out: Outgoing | None = self._rows.currentIndex().data(OUTGOING)
        if out is not None and not (menu := self.menu(out)).isEmpty():
            menu.popup(point)

    def _act(self, out: Outgoing, action: str) -> None:
        if action == "edit":
            self._edit(out)
            return
        ask = {
            "withdraw": self._outbox.withdraw,
            "send_now": self._outbox.send_now,
            "hand_over": self._outbox.hand_over,
        }[action]
        self._tasks.start(_asked(ask(out.message)), key=out.message)


async def _asked(work: Awaitable[Any]) -> None:
    await work
