"""The rows of one view of the inbox: ids at once, conversations read in pages as they are painted."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from services.records import Changes, Conversation
from widgets import words
from widgets.inbox.row_words import row_words

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
PAGE: Final = 64
FEW: Final = 40
"""Up to so many rows are inserted, moved and removed one by one; more are one change of layout."""

CONVERSATION: Final = Qt.ItemDataRole.UserRole
"""Role of the `Conversation` of a row."""


class Shelf(Protocol):
    """What the list reads of the store."""

    def conversation_ids(self, view: str = "all") -> list[str]: ...

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...


class InboxModel(QAbstractTableModel):
    """One column, one row per conversation of `view` (and of `channel`, if one was chosen). A change re-reads only what
    it touched and moves rows without disturbing the selection or the scroll of who is reading."""

    def __init__(self, store: Shelf, now: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._now = now
        self.view = "unanswered"
        self.channel: str | None = None
        self._ids: list[str] = []
        self._read: dict[str, Conversation] = {}
        self._channels: dict[str, str] = {}

    def choose(self, view: str, channel: str | None = None) -> None:
        """Show another view, or only one channel of it."""
        self.beginResetModel()
        self.view, self.channel = view, channel
        self._read.clear()
        self._ids = self._wanted()
        self.endResetModel()

    def change(self, changes: Changes) -> None:
        """Follow the store: the rows of `changes` are read again, and put where they belong now."""
        if changes.everything:
            self._read.clear()
        touched = set(self._ids) if changes.everything else changes.conversations
        for each in touched:
            self._read.pop(each, None)
        self._arrange(self._wanted(), touched)
        self._repaint(touched)

    def age(self) -> None:
        """Follow the clock: in a view of closing windows, time alone brings rows and takes them away."""
        self._arrange(self._wanted(), set())

    def id_at(self, row: int) -> str | None:
        """The conversation of a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, conversation: str) -> int:
        """The row of a conversation, -1 if it is not in this view."""
        return self._ids.index(conversation) if conversation in self._ids else -1

    def conversation(self, row: int) -> Conversation | None:
        """The conversation of a row, read with its neighbours if it was not yet."""
        wanted = self._ids[row]
        if wanted not in self._read:
            start = row - row % PAGE
            page = [each for each in self._ids[start : start + PAGE] if each not in self._read]
            self._read.update((each.id, each) for each in self._store.conversations(page))
        return self._read.get(wanted)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        found = self.conversation(index.row())
        if found is None:
            return None
        if role == CONVERSATION:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return found.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row_words(found, self._now())
        return words.hover(found.last_text) or None if role == Qt.ItemDataRole.ToolTipRole else None

    def _wanted(self) -> list[str]:
        ids = self._store.conversation_ids(self.view)
        if self.channel is None:
            return ids
        unknown = [each for each in ids if each not in self._channels]
        self._channels.update((each.id, each.channel) for each in self._store.conversations(unknown))
        return [each for each in ids if self._channels.get(each) == self.channel]

    def _repaint(self, touched: set[str] | frozenset[str]) -> None:
        rows = [row for row, each in enumerate(self._ids) if each in touched] if touched else []
        if len(rows) > FEW:
            rows = [0, len(self._ids) - 1]
            self.dataChanged.emit(self.index(rows[0], 0), self.index(rows[-1], 0))
            return
        for row in rows:
            self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def _arrange(self, wanted: list[str], touched: set[str] | frozenset[str]) -> None:
        """Make `_ids` equal to `wanted`."""
        if wanted == self._ids:
            return
        kept, known = set(wanted), set(self._ids)
        loose = (set(touched) & kept) | (kept - known)
        steady = [each for each in self._ids if each in kept and each not in loose]
        gone = [row for row, each in enumerate(self._ids) if each not in kept]
        if len(loose) + len(gone) > FEW or steady != [each for each in wanted if each not in loose]:
            self._relay(wanted)
            return
        for row in reversed(gone):
            self.beginRemoveRows(ROOT, row, row)
            del self._ids[row]
            self.endRemoveRows()
        for position, each in enumerate(wanted):
            if each in loose:
                self._place(each, self._ids.index(wanted[position - 1]) + 1 if position else 0)
        assert self._ids == wanted, "rows and ids went apart"

    def _place(self, conversation: str, row: int) -> None:
        """Put a conversation directly at `row`, counted before it is moved."""
        if conversation not in self._ids:
            self.beginInsertRows(ROOT, row, row)
            self._ids.insert(row, conversation)
            self.endInsertRows()
            return
        old = self._ids.index(conversation)
        if row in (old, old + 1):
            return
        self.beginMoveRows(ROOT, old, old, ROOT, row)
        del self._ids[old]
        self._ids.insert(row - 1 if row > old else row, conversation)
        self.endMoveRows()

    def _relay(self, wanted: list[str]) -> None:
        """Take a wholly new order; what was selected stays selected."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._ids[index.row()] for index in before]
        places = {each: row for row, each in enumerate(wanted)}
        self._ids = wanted
        after = [self.index(places[each], 0) if each in places else QModelIndex() for each in ids]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
