"""Follows what arrives and tells of it: grouped by conversation, never of what is being looked at."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from services.mentions import told
from services.records import Changes, Conversation, Message
from services.settings import Settings
from widgets.feed import Feed
from widgets.notifications.rules import Notice, audible, notice, speaks_of, summary, wanted
from widgets.tasks import Tasks

MANY: Final = 4
"""More conversations than this at once are one notice."""
KEPT: Final = 200


class Shelf(Protocol):
    """What is read of the store."""

    def message(self, id: str) -> Message | None: ...  # noqa: A002

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...


class Shows(Protocol):
    """Where notices are shown."""

    def show(self, told: Notice) -> Awaitable[bool]: ...

    def take_back(self, conversation: str) -> Awaitable[None]: ...


class Notifier(QObject):
    """`looking` gives whether the window is in front and which conversation is open. `told(conversation)` for each
    notice that went out. `member` is who works here: a note is told of to those whom it names."""

    told = Signal(str)

    def __init__(
        self,
        feed: Feed,
        store: Shelf,
        settings: Settings,
        shows: Shows,
        ring: Callable[[], bool],
        looking: Callable[[], tuple[bool, str | None]],
        parent: QObject,
        member: str = "",
    ) -> None:
        super().__init__(parent)
        self._feed, self._store, self._settings, self._shows = feed, store, settings, shows
        self._ring, self._looking, self._member = ring, looking, member
        self._tasks = Tasks(self, feed.report)
        self._unseen: dict[str, list[Message]] = {}
        feed.changed.connect(self._changed)

    def seen(self, conversation: str = "") -> None:
        """A conversation was opened, or all of them may be looked at now: what was told of it is done."""
        for each in [conversation] if conversation else [*self._unseen, ""]:
            self._unseen.pop(each, None)
            self._tasks.start(self._take_back(each), key=each)

    def _changed(self, changes: Changes) -> None:
        now = self._feed.now()
        if not changes.arrived or not wanted(self._settings, now):
            return
        in_front, opened = self._looking()
        came: set[str] = set()
        messages = [each for each in map(self._store.message, changes.arrived) if each is not None and self._mine(each)]
        for message in sorted(messages, key=lambda each: (each.at, each.seq)):
            if speaks_of(self._settings, message.conversation, in_front, opened):
                came.add(message.conversation)
                self._unseen.setdefault(message.conversation, []).append(message)
                del self._unseen[message.conversation][:-KEPT]
        if came:
            self._tell(came)
            if audible(self._settings, now):
                self._ring()

    def _mine(self, message: Message) -> bool:
        named = told(message.extra) if message.kind == "note" else {}
        return not named or self._member in named

    def _tell(self, came: set[str]) -> None:
        if len(came) > MANY:
            count = sum(len(self._unseen[each]) for each in came)
            self._tasks.start(self._show(summary(len(came), count)), key="")
            return
        for found in self._store.conversations(sorted(came)):
            made = notice(self._settings, found, self._unseen[found.id])
            self._tasks.start(self._show(made), key=("show", found.id))

    async def _show(self, told: Notice) -> None:
        if await self._shows.show(told):
            self.told.emit(told.conversation)

    async def _take_back(self, conversation: str) -> None:
        await self._shows.take_back(conversation)
