"""The hours of a week: a line for each day, with a tick where the agency works."""

from collections.abc import Mapping

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QGridLayout, QTimeEdit, QWidget

from widgets import words
from widgets.controls import Label
from widgets.pieces.tick import TickBox
from widgets.theme import Theme
from widgets.words import tr

_OPENS, _CLOSES = 540, 1080


class Week(QWidget):
    """`changed` when somebody changed a day; `week` {weekday: (opens, closes)} in minutes, Monday is 0."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = False
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        self.days: list[tuple[TickBox, QTimeEdit, QTimeEdit]] = []
        for row, name in enumerate(words.weekday_names()):
            tick = TickBox(name.capitalize(), self)
            opens = self._make_time(tr("Abre el {day}").format(day=name), _OPENS)
            closes = self._make_time(tr("Cierra el {day}").format(day=name), _CLOSES)
            tick.toggled.connect(self._touched)
            grid.addWidget(tick, row, 0)
            grid.addWidget(opens, row, 1)
            grid.addWidget(Label(tr("a"), tone="muted", parent=self), row, 2)
            grid.addWidget(closes, row, 3)
            self.days.append((tick, opens, closes))
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(4, 1)

    @property
    def week(self) -> dict[int, tuple[int, int]]:
        """The ticked days; one that would close before it opens is closed."""
        found = {}
        for day, (tick, opens, closes) in enumerate(self.days):
            if tick.isChecked() and opens.time() < closes.time():
                found[day] = (_minutes(opens), _minutes(closes))
        return found

    def show_week(self, week: Mapping[int, tuple[int, int]]) -> None:
        """Replace what is shown; a day that is not in it keeps its hours, unticked."""
        self._showing = True
        for day, (tick, opens, closes) in enumerate(self.days):
            tick.setChecked(day in week)
            first, last = week.get(day, (_minutes(opens), _minutes(closes)))
            opens.setTime(QTime(first // 60, first % 60))
            closes.setTime(QTime(last // 60, last % 60))
        self._showing = False
        self._render()

    def _make_time(self, name: str, minute: int) -> QTimeEdit:
        edit = QTimeEdit(QTime(minute // 60, minute % 60), self)
        edit.setDisplayFormat("HH:mm")
        edit.lineEdit().setTextMargins(8, 0, 8, 0)
        edit.setFixedWidth(84)
        edit.setAccessibleName(name)
        edit.timeChanged.connect(self._touched)
        return edit

    def _touched(self) -> None:
        self._render()
        if not self._showing:
            self.changed.emit()

    def _render(self) -> None:
        for tick, opens, closes in self.days:
            opens.setEnabled(tick.isChecked())
            closes.setEnabled(tick.isChecked())


def _minutes(edit: QTimeEdit) -> int:
    return edit.time().hour() * 60 + edit.time().minute()
