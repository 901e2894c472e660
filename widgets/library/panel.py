"""The audio library in one window: search it, hear an entry, put it on the table, change it, delete it, undo that."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from services.library_records import LibraryVoice
from services.voice.library import Library
from widgets import words
from widgets.controls import Label, button
from widgets.library.library_words import row_words, shelf_names
from widgets.pieces.segments import Segments
from widgets.theme import Theme
from widgets.words import tr

ENTRY: Final = Qt.ItemDataRole.UserRole
_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class LibraryPanel(QDialog):
    """`inserted`, `played`, `edited`, `removed`, `put_back` (LibraryVoice); `keep_wanted`: what lies on the table."""

    inserted = Signal(object)
    played = Signal(object)
    edited = Signal(object)
    removed = Signal(object)
    put_back = Signal(object)
    keep_wanted = Signal()

    def __init__(self, theme: Theme, library: Callable[[], Library], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._gone: LibraryVoice | None = None
        self.setWindowTitle(tr("Biblioteca de audios"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(theme.scaled(560), theme.scaled(460))
        self.field = QLineEdit(placeholderText=tr("Buscar por nombre o por lo que dice"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.shelves = Segments(theme, {"": (tr("Todo"), ""), **{key: (n, "") for key, n in shelf_names().items()}})
        self.shelves.choose("")
        self.rows = QListWidget()
        self.rows.setAccessibleName(tr("Audios de la biblioteca"))
        self.rows.setProperty("frame", "words")
        self.rows.setWordWrap(True)
        self.none = Label(role="caption", tone="muted")
        self.none.setWordWrap(True)
        self._build()
        self.show_all()

    def show_all(self, chosen: str = "") -> None:
        """What is found now; the mark stays on its entry, or goes to `chosen`."""
        marked = self.entry
        wanted = chosen or (marked.id if marked else "")
        library = self._library()
        found = library.found(self.field.text(), self._shelf())
        self.rows.clear()
        for each in found:
            item = QListWidgetItem(row_words(each, heard=library.was_heard(each)), self.rows)
            item.setData(ENTRY, each)
            item.setToolTip(words.hover(each.text))
            if each.id == wanted:
                self.rows.setCurrentItem(item)
        if found and self.rows.currentRow() < 0:
            self.rows.setCurrentRow(0)
        empty = tr("Todavía no hay audios guardados. Generá o grabá uno, oílo entero y guardalo acá.")
        self.none.setText(tr("Ningún audio se llama ni dice eso.") if library.all() else empty)
        self.none.setVisible(not found)
        self.rows.setVisible(bool(found))
        self._allow()

    @property
    def entry(self) -> LibraryVoice | None:
        """The marked one."""
        item = self.rows.currentItem()
        found: LibraryVoice | None = item.data(ENTRY) if item is not None else None
        return found

    def can_keep(self, can: bool, why: str = "") -> None:
        """Whether something lies on the table that may be kept."""
        self.keep_button.setEnabled(can)
        self.keep_button.setToolTip(why)

    def say_removed(self, entry: LibraryVoice) -> None:
        """Offer to undo it."""
        self._gone = entry
        self._told.setText(tr("Se eliminó «{name}».").format(name=entry.name))
        self.bar.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while somebody types; Delete deletes in the list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if watched is self.field and event.key() in _MOVES:
            self.rows.keyPressEvent(event)
            return True
        if watched is self.rows and self.entry is not None:
            if event.key() == Qt.Key.Key_Delete:
                self.removed.emit(self.entry)
                return True
            if event.key() == Qt.Key.Key_Space:
                self._act(self.played)
                return True
        return False

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.shelves, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.rows, 1)
        column.addWidget(self.none)
        column.addStretch(0)
        self.bar = QFrame(self)
        self.bar.setProperty("frame", "bar")
        self._told, undo = Label(elide=True, parent=self.bar), button(tr("Deshacer"), parent=self.bar)
        inside = QHBoxLayout(self.bar)
        inside.setContentsMargins(12, 4, 6, 4)
        inside.addWidget(self._told, 1)
        inside.addWidget(undo)
        undo.clicked.connect(self._undo)
        self.bar.hide()
        column.addWidget(self.bar)
        column.addLayout(self._make_foot())
        self.field.textChanged.connect(lambda: self.show_all())
        self.field.returnPressed.connect(lambda: self._act(self.inserted))
        self.shelves.chosen.connect(lambda: self.show_all())
        self.rows.itemActivated.connect(lambda: self._act(self.inserted))
        self.rows.currentItemChanged.connect(self._allow)
        for each in (self.field, self.rows):
            each.installEventFilter(self)

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self.keep_button = button(tr("Guardar lo que está en la mesa…"), "quiet", self)
        self.play_button, self.edit_button = button(tr("Oír"), parent=self), button(tr("Cambiar…"), parent=self)
        self.remove_button = button(tr("Eliminar"), "danger", self)
        self.insert_button = button(tr("Poner en la mesa"), "primary", self)
        self.keep_button.clicked.connect(self.keep_wanted)
        for made, signal in (
            (self.play_button, self.played), (self.edit_button, self.edited),
            (self.remove_button, self.removed), (self.insert_button, self.inserted),
        ):  # fmt: skip
            made.clicked.connect(lambda _=False, signal=signal: self._act(signal))
            made.setAutoDefault(False)
        self.keep_button.setAutoDefault(False)
        foot.addWidget(self.keep_button)
        foot.addStretch(1)
        for each in (self.remove_button, self.edit_button, self.play_button, self.insert_button):
            foot.addWidget(each)
        return foot

    def _shelf(self) -> str:
        return next((key for key, each in self.shelves.buttons.items() if each.isChecked()), "")

    def _act(self, signal: SignalInstance) -> None:
        if self.entry is not None:
            signal.emit(self.entry)

    def _allow(self) -> None:
        entry = self.entry
        for each in (self.insert_button, self.edit_button, self.remove_button):
            each.setEnabled(entry is not None)
        self.play_button.setEnabled(entry is not None and entry.media is not None)

    def _undo(self) -> None:
        gone, self._gone = self._gone, None
        self.bar.hide()
        if gone is not None:
            self.put_back.emit(gone)
