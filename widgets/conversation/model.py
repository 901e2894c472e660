"""The timeline of one conversation as a model: the newest messages first, older ones when somebody scrolls up."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, Qt

from services.records import Changes, Conversation, Message
from widgets import words
from widgets.conversation.carrying import File, carried
from widgets.conversation.message_words import message_words, times_words
from widgets.conversation.rows import Asked, Row, Said, Separator, rows_of
from widgets.inbox.model import ROOT, Index
from widgets.words import Words

PAGE: Final = 60
MANY: Final = 200
"""More changed messages than this are read again in one go."""
STEP: Final = 30
"""Messages that are read on by at once, up or down: each has to be measured before it is seen."""
MOST: Final = 240
"""Messages held at once: what is far from where somebody reads is let go, and read again when it is wanted."""

ROW: Final = Qt.ItemDataRole.UserRole
"""Role of the `Row`."""


class Shelf(Protocol):
    """What the timeline reads of the store."""

    def messages(
        self, conversation: str, before: tuple[int, int] | None = None, limit: int = PAGE
    ) -> list[Message]: ...

    def messages_after(self, conversation: str, shown: tuple[int, int], limit: int = PAGE) -> list[Message]: ...

    def message(self, id: str) -> Message | None: ...  # noqa: A002

    def conversation(self, id: str) -> Conversation | None: ...  # noqa: A002

    def mentions(self, conversation: str, member: str) -> list[str]: ...


class TimelineModel(QAbstractListModel):
    """Rows of `conversation`: its newest messages, or those around a place in it. A change re-reads only the messages
    it names, and only rows that differ are told of."""

    def __init__(self, store: Shelf, now: Callable[[], int], parent: QObject | None = None, reader: str = "") -> None:
        super().__init__(parent)
        self._store, self._now, self._reader = store, now, reader
        self.conversation: Conversation | None = None
        self._messages: list[Message] = []
        self._rows: list[Row] = []
        self._more = self._later = False
        self._asked = Asked()
        self.file: File = lambda media, stem: None

    def open(self, conversation: Conversation | None) -> None:
        """Show the newest page of a conversation."""
        self.conversation = conversation
        self._asked = Asked()
        self._show(self._store.messages(conversation.id, limit=PAGE) if conversation else [], later=False)

    def _show(self, messages: list[Message], *, later: bool) -> None:
        self.beginResetModel()
        self._messages, self._more, self._later = messages, len(messages) >= PAGE, later
        self._rows = self._wanted()
        self.endResetModel()

    def to_newest(self) -> None:
        """Show the newest page where another place is shown."""
        if self._later and self.conversation is not None:
            self._show(self._store.messages(self.conversation.id, limit=PAGE), later=False)

    @property
    def more(self) -> bool:
        """Whether there are older messages than those shown."""
        return self._more

    @property
    def later(self) -> bool:
        """Whether there are newer messages than those shown."""
        return self._later

    @property
    def names_reader(self) -> bool:
        """Whether a note of the conversation names who reads (the member `reader`), and was not seen."""
        found = self.conversation
        return bool(found and self._reader and self._store.mentions(found.id, self._reader))

    def read_newer(self) -> None:
        """Put what comes after the newest message below it; what is far above is let go."""
        if self.conversation is None or not self._later:
            return
        newest = (self._messages[-1].at, self._messages[-1].seq)
        newer = self._store.messages_after(self.conversation.id, newest, limit=STEP)
        self._later = len(newer) == STEP
        self._messages += newer
        self._arrange()
        if len(self._messages) > MOST:
            self._messages, self._more = self._messages[-MOST:], True
            self._arrange()

    def read_older(self) -> None:
        """Put what comes before the oldest message above it; what is far below is let go."""
        if self.conversation is None or not self._more:
            return
        before = (self._messages[0].at, self._messages[0].seq)
        older = self._store.messages(self.conversation.id, before=before, limit=STEP)
        self._more = len(older) == STEP
        self._messages = older + self._messages
        self._arrange()
        if len(self._messages) > MOST:
            self._messages, self._later = self._messages[:MOST], True
            self._arrange()

    def read_back_to(self, message: str) -> int:
        """Show `message` with those around it; its row, or -1 if it is not of this conversation."""
        found = self._store.message(message)
        if found is None or self.conversation is None or found.conversation != self.conversation.id:
            return -1
        if self.row_of(message) < 0:
            place = (found.at, found.seq)
            older = self._store.messages(self.conversation.id, before=place, limit=STEP)
            newer = self._store.messages_after(self.conversation.id, place, limit=STEP)
            self._show([*older, found, *newer], later=len(newer) == STEP)
            self._more = len(older) == STEP
        return self.row_of(message)

    def seek(self, sought: str) -> None:
        """Let these words stand out wherever they are shown; "" for none."""
        self._asked.sought = sought
        self._arrange()

    def unfold(self, message: str) -> None:
        """Show what a message said before it was edited, or show it no longer."""
        self._asked.unfolded ^= {message}
        self._arrange()

    def tell_trouble(self, message: str, trouble: Words | None) -> None:
        """Why the file of a message could not be had; None once it could."""
        if self._asked.troubles.get(message) == trouble:
            return
        self._asked.troubles.pop(message, None)
        if trouble is not None:
            self._asked.troubles[message] = trouble
        self._arrange()

    def tell_writing(self, message: str, writing: bool, unheard: Words | None = None) -> None:
        """Whether a voice is being written down, and why it could not be."""
        (self._asked.writing.add if writing else self._asked.writing.discard)(message)
        self._asked.unheard.pop(message, None)
        if unheard is not None:
            self._asked.unheard[message] = unheard
        self._arrange()

    def last_voice(self) -> Message | None:
        """The newest voice of the lead among those shown that nobody had written down."""
        voices = (each for each in reversed(self._messages) if each.kind == "audio" and each.direction == "in")
        return next((each for each in voices if not (each.text or each.deleted or each.transcript)), None)

    def change(self, changes: Changes) -> int:
        """Follow the store; returns how many messages came in at the end."""
        if self.conversation is None:
            return 0
        if not changes.everything and self.conversation.id not in changes.conversations:
            return 0
        self.conversation = self._store.conversation(self.conversation.id) or self.conversation
        newest = self._newest_in()
        if changes.everything or len(changes.messages) > MANY:
            self._read_again()
        else:
            self._fold(changes.messages)
        self._arrange()
        if self._later:
            return sum(1 for each in changes.arrived if self._is_below(each))
        return sum(1 for each in self._messages if each.direction == "in" and (each.at, each.seq) > newest)

    def age(self) -> None:
        """Follow the clock: days get other names, windows close."""
        self._arrange()

    def _read_again(self) -> None:
        """The same place as the store has it now."""
        assert self.conversation is not None
        count = max(PAGE, len(self._messages))
        if not self._later:
            self._messages = self._store.messages(self.conversation.id, limit=count)
            self._more = len(self._messages) == count
            return
        before = (self._messages[0].at, self._messages[0].seq)
        self._messages = self._store.messages_after(self.conversation.id, (before[0], before[1] - 1), limit=count)
        self._later = len(self._messages) == count

    def _is_below(self, message: str) -> bool:
        """Whether it is of this conversation, and newer than what is shown."""
        assert self.conversation is not None
        found = self._store.message(message)
        here = found is not None and found.conversation == self.conversation.id and found.direction == "in"
        return here and self.row_of(message) < 0

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
            return message_words(row.message, name, self._now(), self._reader)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Said):
            return words.hover(times_words(row.message, self._now()))
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
        return rows_of(
            self._messages, self._now(), self.conversation, self._asked, ends=not self._later, reader=self._reader
        )

    def _newest_in(self) -> tuple[int, int]:
        return max(((each.at, each.seq) for each in self._messages if each.direction == "in"), default=(-1, -1))

    def _fold(self, ids: frozenset[str]) -> None:
        assert self.conversation is not None
        oldest = (self._messages[0].at, self._messages[0].seq) if self._messages and self._more else (-1, -1)
        newest = (self._messages[-1].at, self._messages[-1].seq) if self._later else (2**62, 2**62)
        known = {each.id: each for each in self._messages}
        for each in ids:
            found = self._store.message(each)
            if found is None or found.conversation != self.conversation.id:
                known.pop(each, None)
            elif oldest <= (found.at, found.seq) <= newest:
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
