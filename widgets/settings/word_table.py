"""The dictionary as a table: changed in place, filtered by a word and by whose it is."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from services.agency_records import DictionaryWord
from widgets.theme import Theme
from widgets.words import tr

Index = QModelIndex | QPersistentModelIndex
_WORD, _SAID, _WHOSE = range(3)
_LONGEST: Final = {_WORD: 80, _SAID: 300}


class WordModel(QAbstractTableModel):
    """`changed` (before, after) when a person wrote something else into a cell; the rows change once that is kept."""

    changed = Signal(object, object)

    def __init__(self, member: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._member = member
        self._all: list[DictionaryWord] = []
        self.rows: list[DictionaryWord] = []
        self._sought, self._whose = "", ""

    def show_words(self, words: Sequence[DictionaryWord]) -> None:
        if list(words) != self._all:
            self._all = list(words)
            self._filter()

    def seek(self, text: str, whose: str) -> None:
        """Only words that hold `text`, "agency" or "mine" or "" for both."""
        self._sought, self._whose = text.casefold().strip(), whose
        self._filter()

    def _filter(self) -> None:
        self.beginResetModel()
        self.rows = [
            each
            for each in self._all
            if self._sought in f"{each.word}\n{each.said}".casefold()
            and self._whose in ("", "mine" if each.member else "agency")
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("Palabra"), tr("Se dice"), tr("Para"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        each = self.rows[index.row()]
        told = (each.word, each.said, tr("Solo yo") if each.member else tr("Agencia"))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return told[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = tr("{written} se dice {said}").format(written=each.word, said=each.said)
            return f"{said}, {told[_WHOSE]}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        before, text = self.rows[index.row()], " ".join(str(value).split())
        member = before.member
        if index.column() == _WHOSE:
            member = None if text == tr("Agencia") else self._member
        after = DictionaryWord(
            text if index.column() == _WORD else before.word, text if index.column() == _SAID else before.said, member
        )
        if after != before:
            self.changed.emit(before, after)
        return after != before


class WordTable(QTableView):
    """F2, a double click or Enter change a cell; `removed` when Delete was pressed on rows."""

    removed = Signal()

    def __init__(self, theme: Theme, model: WordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setProperty("frame", "words")
        self.setAccessibleName(tr("Palabras del diccionario"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(_WORD, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_SAID, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_WHOSE, QHeaderView.ResizeMode.ResizeToContents)
        theme.changed.connect(self._space)
        self._space()

    def chosen(self) -> list[int]:
        """The rows that are selected."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the Enter that ends a change does not begin the next one
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.chosen():
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _space(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.size("tableRow"))


class _Cells(QStyledItemDelegate):
    """A line to write in; for whose a word is, the two that there are."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.column() == _WHOSE:
            box = QComboBox(parent)
            box.addItems([tr("Agencia"), tr("Solo yo")])
            box.setAccessibleName(tr("Para quién"))
            return box
        made = super().createEditor(parent, option, index)
        made.setProperty("maxLength", _LONGEST[index.column()])
        made.setAccessibleName(tr("Palabra") if index.column() == _WORD else tr("Cómo se dice"))
        return made

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, model, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data()))
        else:
            super().setEditorData(editor, index)
