"""A day that is typed, or chosen from a calendar."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDateEdit, QWidget

from widgets.theme import Theme


class DayField(QDateEdit):
    """Shows the chevron of every other choice; the style's own arrow has a frame that belongs to nothing here."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCalendarPopup(True)
        self.setDisplayFormat("dd/MM/yyyy")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        chevron = self._theme.pixmap("chevron-down", "text.secondary" if self.isEnabled() else "text.disabled", 16)
        QPainter(self).drawPixmap(self.width() - 24, (self.height() - 16) // 2, chevron)
