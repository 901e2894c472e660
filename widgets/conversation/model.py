"""The timeline of one conversation as a model: the newest messages first, older ones when somebody scrolls up."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, Qt

from services.records import Changes, Conversation, Message
from widgets.conversation.carrying import File, carried
from widgets.conversation.message_words import message_words
from widgets.conversation.rows import Row, Said, Separator, rows_of
from widgets.inbox.model import ROOT, Index

PAGE: Final = 60
MANY: Final = 200
"""More changed messages than this are read again in one go."""

ROW: Final = Qt.ItemDataRole.UserRole
"""Role of the `Row`."""


class Shelf(Protocol):
    """What the timeline reads of the store."""

    def messages(
        self, conversation: str, before: tuple[int, int] | None = None, limit: int = PAGE
    ) -> list[Message]: ...

    def message(self, id: str) -> Message | None: ...  # noqa: A002

    def conversation(self, id: str) -> Conversation | None: ...  # noqa: A002


class TimelineModel(QAbstractListModel):
    """Rows of `conversation`. A change re-reads only the messages it names, and only rows that differ are told of."""

    def __init__(self, store: Shelf, now: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._now = now
        self.conversation: Conversation | None = None
        self._messages: list[Message] = []
        self._rows: list[Row] = []
        self._more = False
        self.file: File = lambda media, stem: None

    def open(self, conversation: Conversation | None) -> None:
        """Show the newest page of a conversation."""
        self.beginResetModel()
        self.conversation = conversation
        self._messages = self._store.messages(conversation.id, limit=PAGE) if conversation else []
        self._more = len(self._messages) == PAGE
        self._rows = self._wanted()
        self.endResetModel()

    @property
    def more(self) -> bool:
        """Whether there are older messages than those shown."""
        return self._more

    def read_older(self, limit: int = PAGE) -> None:
        """Put the page before the oldest message above it."""
        if self.conversation is None or not self._more:
            return
        before = (self._messages[0].at, self._messages[0].seq)
        older = self._store.messages(self.conversation.id, before=before, limit=limit)
        self._more = len(older) == limit
        self._messages = older + self._messages
        self._arrange()

    def read_back_to(self, message: str) -> int:
        """Read as far back as `message`; its row, or -1 if it is not of this conversation."""
        found = self._store.message(message)
        if found is None or self.conversation is None or found.conversation != self.conversation.id:
            return -1
        while self._more and (found.at, found.seq) < (self._messages[0].at, self._messages[0].seq):
            self.read_older(4 * PAGE)
        return self.row_of(message)

    def change(self, changes: Changes) -> int:
        """Follow the store; returns how many messages came in at the end."""
        if self.conversation is None:
            return 0
        if not changes.everything and self.conversation.id not in changes.conversations:
            return 0
        self.conversation = self._store.conversation(self.conversation.id) or self.conversation
        newest = self._newest_in()
        if changes.everything or len(changes.messages) > MANY:
            self._messages = self._store.messages(self.conversation.id, limit=max(PAGE, len(self._messages)))
        else:
            self._fold(changes.messages)
        self._arrange()
        return sum(1 for each in self._messages if each.direction == "in" and (each.at, each.seq) > newest)

    def age(self) -> None:
        """Follow the clock: days get other names, windows close."""
        self._arrange()

    def message_at(self, row: int) -> Message | None:
        """The message of a row; None for a separator."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found.message if isinstance(found, Said) else None

    def newest(self, count: int) -> list[Message]:
        """The last messages shown."""
        return self._messages[-count:]

    def key_at(self, row: int) -> str:
        """The key of a row: a message's id, or a separator's own."""
        return self._rows[row].key if 0 <= row < len(self._rows) else ""

    def row_of(self, message: str) -> int:
        """The row of a message, -1 if it is not shown."""
        return next((row for row, each in enumerate(self._rows) if each.key == message), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text if isinstance(row, Separator) else row.message.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if isinstance(row, Separator):
                return row.text
            name = self.conversation.name if self.conversation else ""
            return message_words(row.message, name, self._now())
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        message = self.message_at(index.row())
        drags = message is not None and not message.deleted
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled if drags else super().flags(index)

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list", "text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """What a drag takes along: the files that are on this machine, and the words."""
        found = [self.message_at(index.row()) for index in indexes]
        return carried([each for each in found if each is not None], self.file)

    def _wanted(self) -> list[Row]:
        closes = self.conversation.window_closes_at if self.conversation else None
        return rows_of(self._messages, self._now(), closes)

    def _newest_in(self) -> tuple[int, int]:
        return max(((each.at, each.seq) for each in self._messages if each.direction == "in"), default=(-1, -1))

    def _fold(self, ids: frozenset[str]) -> None:
        assert self.conversation is not None
        oldest = (self._messages[0].at, self._messages[0].seq) if self._messages and self._more else (-1, -1)
        known = {each.id: each for each in self._messages}
        for each in ids:
            found = self._store.message(each)
            if found is None or found.conversation != self.conversation.id:
                known.pop(each, None)
            elif (found.at, found.seq) >= oldest:
                known[each] = found
        self._messages = sorted(known.values(), key=lambda message: (message.at, message.seq))

    def _arrange(self) -> None:
        """Make the rows what they should be: what stands equal at either end is left alone."""
        old, new = self._rows, self._wanted()
        head = _equal_keys(old, new)
        tail = _equal_keys(old[head:][::-1], new[head:][::-1])
        changed = [row for row in range(head) if old[row] != new[row]]
        if len(old) - tail > head:
            self.beginRemoveRows(ROOT, head, len(old) - tail - 1)
            self._rows = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if len(new) - tail > head:
            self.beginInsertRows(ROOT, head, len(new) - tail - 1)
            self._rows = new
            self.endInsertRows()
        changed += [len(new) - step for step in range(tail, 0, -1) if old[len(old) - step] != new[len(new) - step]]
        self._rows = new
        for row in changed:
            self.dataChanged.emit(self.index(row), self.index(row))


def _equal_keys(one: list[Row], other: list[Row]) -> int:
    """How many rows at the start are the same ones."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a.key != b.key:
            break
        count += 1
    return count
