"""A small calendar that leads to a day of the conversation."""

from datetime import datetime

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QFrame, QVBoxLayout, QWidget

from widgets import words
from widgets.words import tr


class Dates(QFrame):
    """`chosen` with the first moment (ms since 1970 UTC) of a day of the agency's zone."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane = parent
        self.setProperty("surface", "raised")
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr("Ir a una fecha"))
        self.calendar = QCalendarWidget(self)
        self.calendar.setAccessibleName(tr("Fecha"))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setGridVisible(False)
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        for part in self.calendar.findChildren(QWidget):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                part.setAccessibleName(tr("Fecha"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.calendar)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def ask(self, at: int, now: int, point: QPoint) -> None:
        """Show the month of a moment at a point of the screen; days to come cannot be chosen. Whoever looks elsewhere
        is done with it."""
        self.calendar.setMaximumDate(_date(now))
        self.calendar.setSelectedDate(_date(at))
        self.adjustSize()
        place = self._pane.mapFromGlobal(point)
        most = self._pane.rect().bottomRight() - self.rect().bottomRight()
        self.move(max(0, min(place.x(), most.x())), max(0, min(place.y(), most.y())))
        self.show()
        self.raise_()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and not self.isAncestorOf(new):
            self.hide()

    def _choose(self, date: QDate) -> None:
        if not self.isVisible():
            return  # a double click says it twice
        self.hide()
        first = datetime(date.year(), date.month(), date.day(), tzinfo=words.ZONE)
        self.chosen.emit(int(first.timestamp() * 1000))


def _date(at: int) -> QDate:
    moment = words.local(at)
    return QDate(moment.year, moment.month, moment.day)
