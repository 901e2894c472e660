"""Until when a conversation is put off: the usual moments, and any other."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from widgets import words
from widgets.controls import Label
from widgets.words import tr

MORNING: Final = 9
_MONDAY: Final = 0


def tomorrow(now: int) -> int:
    """Tomorrow at nine, in ms."""
    return _morning(words.local(now) + timedelta(days=1))


def monday(now: int) -> int:
    """The next Monday at nine, in ms; on a Monday, that of the next week."""
    today = words.local(now)
    return _morning(today + timedelta(days=(_MONDAY - today.weekday() - 1) % 7 + 1))


def _morning(day: datetime) -> int:
    return int(day.replace(hour=MORNING, minute=0, second=0, microsecond=0).timestamp() * 1000)


class WhenDialog(QDialog):
    """Asks for a day and an hour of the agency."""

    def __init__(self, now: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now
        self.setWindowTitle(tr("Posponer"))
        zone = QTimeZone(str(words.ZONE).encode())
        self.edit = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(tomorrow(now), zone))
        self.edit.setTimeZone(zone)
        self.edit.setMinimumDateTime(QDateTime.fromMSecsSinceEpoch(now, zone))
        self.edit.setCalendarPopup(True)
        self.edit.setDisplayFormat("dd/MM/yyyy HH:mm")
        self.edit.setAccessibleName(tr("Día y hora"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(Label(tr("¿Cuándo vuelve a la lista?"), "label"))
        column.addWidget(self.edit)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Posponer"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancelar"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    @property
    def until(self) -> int:
        """The moment that was chosen, in ms."""
        return self.edit.dateTime().toMSecsSinceEpoch()
