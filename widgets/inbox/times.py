"""Until when a conversation is put off: the usual moments, and any other."""

from datetime import datetime

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from services.hours import Hours
from widgets import words
from widgets.controls import Label
from widgets.words import tr


def mornings(now: int, hours: Hours) -> list[tuple[str, int]]:
    """When the agency opens next, and when it does next week: ("Mañana 9:00", ms), ("El lunes 9:00", ms)."""
    today = words.local(now)
    found = []
    for each in hours.mornings(today):
        at = _ms(each)
        name = tr("Mañana {time}") if (each.date() - today.date()).days == 1 else tr("El {day} {time}")
        found.append((name.format(day=words.weekday(at), time=words.clock(at)), at))
    return found


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


class WhenDialog(QDialog):
    """Asks for a day and an hour of the agency."""

    def __init__(self, now: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now
        self.setWindowTitle(tr("Posponer"))
        zone = QTimeZone(str(words.ZONE).encode())
        self.edit = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(_ms(Hours().mornings(words.local(now))[0]), zone))
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
