"""The palette over the window: a field, and below it what it offers."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from widgets.controls import Label, hairline
from widgets.palette.offers import Offer, Offers
from widgets.palette.rows import OFFER, OfferDelegate, OffersModel
from widgets.pieces.announce import announce
from widgets.theme import Theme
from widgets.words import tr

WIDTH: Final = 640
HEIGHT: Final = 520
MOST: Final = 20
"""Rows that are measured; so many are higher than the palette ever is."""
LOOK_AFTER_MS: Final = 60
_MOVES: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Palette(QFrame):
    """Lies over the window it is given; leaves with Escape, with a choice, or when the keyboard goes elsewhere, and
    gives the keyboard back to whoever had it."""

    def __init__(self, theme: Theme, offers: Offers, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._offers, self._window = theme, offers, window
        self._before: QWidget | None = None
        self._model = OffersModel(self)
        self.setProperty("frame", "palette")
        self.setAccessibleName(tr("Buscar o hacer"))
        self.field = QLineEdit(placeholderText=tr("Buscar o hacer: una acción, un nombre, un número, unas palabras"))
        self.field.setAccessibleName(tr("Buscar o hacer"))
        self.field.setProperty("kind", "palette")
        self.list = QListView()
        self._none = Label(tr("Nada se llama así."), "body", "muted")
        self._typed = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._build()
        self.hide()

    def summon(self) -> None:
        """Show it with what can be done; or, if it is there, leave."""
        if self.isVisible():
            self.leave()
            return
        self._before = QApplication.focusWidget()
        self.field.clear()
        self._look()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Go, and give the keyboard back."""
        had, self._before = self._before, None
        inside = QApplication.focusWidget() is self.field
        self.hide()
        if had is not None and inside:
            had.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, row: int) -> None:
        """Do what a row offers."""
        offer: Offer | None = self._model.index(row, 0).data(OFFER)
        if offer is not None:
            self.leave()
            offer.act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        elif watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        elif watched is self.field and isinstance(event, QFocusEvent) and event.lostFocus() and _went(event):
            self._before = None
            self.hide()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.scrollToTop()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 7)
        column.setSpacing(0)
        self.list.setModel(self._model)
        self.list.setItemDelegate(OfferDelegate(self._theme, self.list))
        self.list.setAccessibleName(tr("Lo que se puede buscar o hacer"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setUniformItemSizes(False)
        self._none.setContentsMargins(16, 14, 16, 14)
        for part in (self.field, hairline(), self._none, self.list):
            column.addWidget(part)
        self.field.installEventFilter(self)
        self._window.installEventFilter(self)
        self.field.textChanged.connect(self._type)
        self._typed.timeout.connect(self._look)
        self.list.clicked.connect(self._clicked)

    def _place(self) -> None:
        window = self._window
        rows = sum(self.list.sizeHintForRow(row) for row in range(min(self._model.rowCount(), MOST)))
        high = self.field.sizeHint().height() + 10 + (rows or self._none.sizeHint().height())
        wide, high = min(self._theme.scaled(WIDTH), window.width() - 32), min(HEIGHT, high, window.height() - 96)
        self.setGeometry((window.width() - wide) // 2, min(72, window.height() // 8), wide, high)

    def _type(self) -> None:
        self._typed.start()

    def _look(self) -> None:
        self._typed.stop()
        found = self._offers.find(self.field.text())
        self._model.show_offers(found)
        self._none.setVisible(not found)
        self.list.setVisible(bool(found))
        self._place()
        self._go_to(0, aloud=self.isVisible())

    def _key(self, event: QKeyEvent) -> bool:
        if self._typed.isActive() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._look()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self.list.currentIndex().row())
        elif (step := _MOVES.get(Qt.Key(event.key()))) is not None:
            self._step(step)
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        """One row further, round at the ends; a page stops there."""
        count, here = self._model.rowCount(), self.list.currentIndex().row()
        if count:
            self._go_to((here + step) % count if abs(step) == 1 else min(count - 1, max(0, here + step)))

    def _go_to(self, row: int, aloud: bool = True) -> None:
        index = self._model.index(row, 0)
        self.list.setCurrentIndex(index)
        if row == 0:
            self.list.scrollToTop()
        if aloud:
            announce(self.field, index.data(OFFER).spoken if index.isValid() else self._none.text())

    def _clicked(self, index: QModelIndex) -> None:
        self.choose(index.row())


def _went(event: QFocusEvent) -> bool:
    """Whether the keyboard went to another part of the window, not to another window or to the field's own menu."""
    return event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
