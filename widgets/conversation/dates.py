"""A small calendar that leads to a day of the conversation."""

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from widgets import words
from widgets.theme import Theme
from widgets.words import tr


class Dates(QFrame):
    """`chosen` with the first moment (ms since 1970 UTC) of a day of the agency's zone."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._pane = theme, parent
        self.setProperty("frame", "dates")
        self.setAccessibleName(tr("Ir a una fecha"))
        self.calendar = QCalendarWidget(self)
        self.calendar.setAccessibleName(tr("Fecha"))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setGridVisible(False)
        self.calendar.setLocale(QLocale(tr("es_AR")))
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        for part in self.calendar.findChildren(QWidget):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                part.setAccessibleName(tr("Fecha"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.calendar)
        self.hide()
        theme.changed.connect(self._color)
        self._color()
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

    def _color(self) -> None:
        """A weekend is no alarm; an arrow is seen on any ground."""
        days, ends = QTextCharFormat(), QTextCharFormat()
        days.setForeground(self._theme.color("text.secondary"))
        days.setBackground(self._theme.color("bg.raised"))
        ends.setForeground(self._theme.color("text.muted"))
        self.calendar.setHeaderTextFormat(days)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, ends)
        for name, icon in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
            arrow = self.calendar.findChild(QToolButton, name)
            if isinstance(arrow, QToolButton):
                arrow.setIcon(self._theme.icon(icon))

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
