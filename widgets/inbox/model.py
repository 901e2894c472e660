"""The rows of one view of the inbox: ids at once, conversations read in pages as they are painted."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from services.records import Changes, Conversation, Key, Query
from widgets import words
from widgets.inbox.row_words import row_words

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
PAGE: Final = 64
FEW: Final = 40
"""Up to so many rows are inserted, moved and removed one by one; more are one change of layout."""

MANY: Final = 500
"""Touched conversations from which on it is quicker to read the whole view again."""

CONVERSATION: Final = Qt.ItemDataRole.UserRole
"""Role of the `Conversation` of a row."""


class Shelf(Protocol):
    """What the list reads of the store."""

    def keys(self, query: Query, ids: Iterable[str] | None = None) -> list[Key]: ...

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...


class InboxModel(QAbstractTableModel):
    """One column, one row per conversation that `query` asks for. A change re-reads only what it touched, however many
    rows there are, and moves rows without disturbing the selection or the scroll of who is reading."""

    def __init__(self, store: Shelf, now: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._now = now
        self.query = Query("unanswered")
        self._among: Callable[[], Iterable[str]] | None = None
        self._keys: list[Key] = []
        self._places: dict[str, Key] = {}
        self._read: dict[str, Conversation] = {}

    def choose(self, query: Query, among: Callable[[], Iterable[str]] | None = None) -> None:
        """Show what `query` asks for; where `among` is given, only of those conversations."""
        self.beginResetModel()
        self.query, self._among = query, among
        self._read.clear()
        self._keys = self._wanted()
        self._places = {key[-1]: key for key in self._keys}
        self.endResetModel()

    def change(self, changes: Changes) -> None:
        """Follow the store: the rows of `changes` are read again, and put where they belong now."""
        if changes.everything or len(changes.conversations) > MANY:
            self._read.clear()
            self.age()
            self._repaint(self._places.keys())
            return
        for each in changes.conversations:
            self._read.pop(each, None)
        fresh: dict[str, Key | None] = dict.fromkeys(changes.conversations)
        fresh.update((key[-1], key) for key in self._wanted(changes.conversations))
        self._arrange(fresh)
        self._repaint(changes.conversations)

    def age(self) -> None:
        """Follow the clock: time alone brings rows, takes them away, and makes them urgent."""
        wanted = self._wanted()
        if wanted == self._keys:
            return
        gone, come = set(self._keys).difference(wanted), set(wanted).difference(self._keys)
        if len(gone) + len(come) > FEW:
            self._relay(wanted)
            return
        fresh: dict[str, Key | None] = {key[-1]: None for key in gone}
        self._arrange(fresh | {key[-1]: key for key in come})

    def id_at(self, row: int) -> str | None:
        """The conversation of a row."""
        return self._keys[row][-1] if 0 <= row < len(self._keys) else None

    def row_of(self, conversation: str) -> int:
        """The row of a conversation, -1 if it is not in this view."""
        key = self._places.get(conversation)
        return -1 if key is None else bisect_left(self._keys, key)

    def conversation(self, row: int) -> Conversation | None:
        """The conversation of a row, read with its neighbours if it was not yet."""
        wanted = self._keys[row][-1]
        if wanted not in self._read:
            start = row - row % PAGE
            page = [key[-1] for key in self._keys[start : start + PAGE] if key[-1] not in self._read]
            self._read.update((each.id, each) for each in self._store.conversations(page))
        return self._read.get(wanted)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys)

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

    def _wanted(self, touched: Iterable[str] | None = None) -> list[Key]:
        if self._among is None:
            return self._store.keys(self.query, touched)
        among = set(self._among())
        return self._store.keys(self.query, among if touched is None else among.intersection(touched))

    def _repaint(self, touched: Collection[str]) -> None:
        if len(touched) > FEW:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._keys) - 1, 0))
            return
        for row in sorted(row for each in touched if (row := self.row_of(each)) >= 0):
            self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def _arrange(self, fresh: dict[str, Key | None]) -> None:
        """Put these conversations at their keys; None takes one out."""
        moved = {each: key for each, key in fresh.items() if self._places.get(each) != key}
        if len(moved) > FEW:
            kept = [key for key in self._keys if key[-1] not in moved]
            self._relay(sorted([*kept, *(key for key in moved.values() if key is not None)]))
            return
        for each in sorted((each for each, key in moved.items() if key is None), key=self.row_of, reverse=True):
            row = self.row_of(each)
            self.beginRemoveRows(ROOT, row, row)
            del self._keys[row], self._places[each]
            self.endRemoveRows()
        for key in sorted(key for key in moved.values() if key is not None):
            self._place(key)

    def _place(self, key: Key) -> None:
        """Put a conversation at its key: insert it, or move it there."""
        old, row = self.row_of(key[-1]), bisect_left(self._keys, key)
        if old < 0:
            self.beginInsertRows(ROOT, row, row)
        elif row not in (old, old + 1):
            self.beginMoveRows(ROOT, old, old, ROOT, row)
        moves = old >= 0 and row not in (old, old + 1)
        if old >= 0:
            del self._keys[old]
        self._keys.insert(row - 1 if 0 <= old < row else row, key)
        self._places[key[-1]] = key
        if old < 0:
            self.endInsertRows()
        elif moves:
            self.endMoveRows()

    def _relay(self, keys: list[Key]) -> None:
        """Take a wholly new order; what was selected stays selected."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._keys[index.row()][-1] for index in before]
        self._keys, self._places = keys, {key[-1]: key for key in keys}
        after = [self.index(row, 0) if (row := self.row_of(each)) >= 0 else QModelIndex() for each in ids]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
