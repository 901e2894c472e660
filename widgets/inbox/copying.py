"""Ctrl+C on a list: the chosen rows as lines of text, one cell for each of name, channel, number and last words."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView

from services.export.table import disarmed
from services.records import Conversation
from widgets import words
from widgets.controls import CHANNELS
from widgets.inbox.model import CONVERSATION
from widgets.inbox.row_words import last_words


class Copying(QObject):
    """Watches the keys of a list of conversations."""

    def __init__(self, rows: QTableView) -> None:
        super().__init__(rows)
        self._rows = rows
        rows.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return False
        if not event.matches(QKeySequence.StandardKey.Copy):
            return False
        self.copy()
        return True

    def copy(self) -> None:
        """Put the chosen rows on the clipboard; they may be pasted into a spreadsheet, so none is a formula."""
        chosen = sorted(self._rows.selectionModel().selectedRows(), key=lambda index: index.row())
        found = [index.data(CONVERSATION) for index in chosen]
        if lines := [_line(each) for each in found if each is not None]:
            QGuiApplication.clipboard().setText("\n".join(lines))


def _line(found: Conversation) -> str:
    when = f"{words.local(found.last_at):%Y-%m-%d %H:%M}"
    cells = (found.name, CHANNELS[found.channel], found.address, last_words(found), when)
    return "\t".join(disarmed(" ".join(each.split())) for each in cells)
