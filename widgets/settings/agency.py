"""Agencia: what it is called, in which zone it lives, when it works, and the days on which it does not."""

import asyncio
from datetime import date, timedelta
from typing import Any, Final

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from services import hours
from services.agency import Agency
from services.hours import Hours
from services.plain import line
from services.records import Changes
from widgets import words
from widgets.composer.picker import Picker
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.pieces.day_field import DayField
from widgets.pieces.tick import TickedLines
from widgets.pieces.titled import titled
from widgets.settings.places import COUNTRIES, ZONES, country_name, zone_name
from widgets.settings.week import Week
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr

_SETTLES_MS: Final = 700
"""What is changed is written once it rests: each change is a line of the log."""
_AHEAD: Final = 366


class AgencySection(QWidget):
    """Every change counts for all desks as soon as it rests; who does not administer the agency reads."""

    def __init__(
        self, theme: Theme, agency: Agency, name: str, feed: Feed, *, admin: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._agency, self._name, self._feed, self._admin = theme, agency, name, feed, admin
        self._tasks = Tasks(self, feed.report)
        self._showing = False
        self._regions: dict[str, list[tuple[str, str]]] = {}
        self._settled = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._settled.timeout.connect(self._keep)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        outer.addWidget(scroll)
        inside = QWidget(scroll)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(12)
        column.addWidget(Label(tr("Agencia"), "heading", parent=inside))
        self.said = Label("", "caption", "muted", parent=inside)
        column.addWidget(self.said)
        for card in (self._make_name(), self._make_week(), self._make_days()):
            card.setMaximumWidth(760)
            column.addWidget(card)
        column.addStretch(1)
        scroll.setWidget(inside)
        fields: list[QWidget] = [
            self.name,
            self.zone,
            self.week,
            self.use_usual,
            self.days,
            self.day,
            self.why,
            self.add,
        ]
        for each in fields:
            each.setEnabled(admin)
        feed.changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Show what the agency decided."""
        values = self._agency.values()
        known = hours.of(values)
        self._showing = True
        self._set_name(str(values.get("name") or self._name))
        self.zone.show_choices([(each, zone_name(each)) for each in ZONES], [str(values.get("zone") or words.HOME)])
        self.week.show_week(known.week)
        self.use_usual.setVisible(not known.week)
        none = [("", tr("Sin feriados"))]
        self.country.show_choices([*none, *((each, country_name(each)) for each in COUNTRIES)], [known.country])
        self._show_regions(known)
        self._show_days(known)
        self.zone.setEnabled(self._admin)
        self.country.setEnabled(self._admin)
        self.said.setText(
            tr("Vale para todas las computadoras.") if self._admin else tr("Lo cambia quien administra la agencia.")
        )
        self._showing = False

    def _set_name(self, name: str) -> None:
        if not self.name.isModified() and self.name.text() != name:
            self.name.setText(name)

    def _make_name(self) -> QFrame:
        card = QFrame(self)
        column = titled(card, tr("Nombre y zona"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        self.name = QLineEdit(card)
        self.name.setAccessibleName(tr("Nombre de la agencia"))
        self.name.setMaxLength(80)
        self.name.textEdited.connect(self._touched)
        self.zone = Picker(self._theme, tr("Zona horaria"), parent=card)
        self.zone.activated.connect(self._touched)
        for row, (title, field) in enumerate(((tr("Nombre"), self.name), (tr("Zona horaria"), self.zone))):
            grid.addWidget(Label(title, tone="secondary", parent=card), row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        return card

    def _make_week(self) -> QFrame:
        card = QFrame(self)
        column = titled(card, tr("Horario de atención"))
        about = Label(tr("Con él se ofrecen las horas para posponer y programar."), "caption", "muted", parent=card)
        column.addWidget(about)
        self.week = Week(self._theme, card)
        self.week.changed.connect(self._touched)
        column.addWidget(self.week)
        self.use_usual = button(tr("Usar lunes a viernes de 9 a 18, sábados de 9 a 13"), parent=card)
        self.use_usual.clicked.connect(self._usual)
        row = QHBoxLayout()
        row.addWidget(self.use_usual)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _make_days(self) -> QFrame:
        card = QFrame(self)
        column = titled(card, tr("Feriados y días sin atención"))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.country = Picker(self._theme, tr("País de los feriados"), parent=card)
        self.region = Picker(self._theme, tr("Provincia o región"), parent=card)
        for each in (self.country, self.region):
            each.activated.connect(self._place)
            row.addWidget(each, 1)
        column.addLayout(row)
        self.days = QListWidget(card)
        self.days.setAccessibleName(tr("Próximos días sin atención; los tildados no se trabajan"))
        self.days.setMinimumHeight(180)
        self.days.setItemDelegate(TickedLines(self.days))
        self.days.itemChanged.connect(self._touched)
        column.addWidget(self.days)
        add = QHBoxLayout()
        add.setSpacing(8)
        self.day = DayField(self._theme, card)
        self.day.setAccessibleName(tr("Día sin atención"))
        today = words.local(self._feed.now()).date()
        self.day.setDate(QDate(today.year, today.month, today.day))
        self.why = QLineEdit(card)
        self.why.setPlaceholderText(tr("Por qué: cierre por vacaciones, aniversario…"))
        self.why.setAccessibleName(tr("Por qué no se atiende"))
        self.why.setMaxLength(80)
        self.why.returnPressed.connect(self._add)
        self.add = button(tr("Agregar día"), parent=card)
        self.add.clicked.connect(self._add)
        add.addWidget(self.day)
        add.addWidget(self.why, 1)
        add.addWidget(self.add)
        column.addLayout(add)
        return card

    def _show_regions(self, known: Hours) -> None:
        if known.country and known.country not in self._regions:
            self.region.show_waiting(tr("Cargando…"))
            self._tasks.start(self._load_regions(known.country), key="regions")
            return
        found = self._regions.get(known.country, [])
        self.region.show_choices([("", tr("Todo el país")), *found], [known.region])
        self.region.setEnabled(self._admin and bool(found))

    async def _load_regions(self, country: str) -> None:
        self._regions[country] = list(await asyncio.to_thread(hours.regions, country))
        self.refresh()

    def _show_days(self, known: Hours) -> None:
        today = words.local(self._feed.now()).date()
        free = Hours(country=known.country, region=known.region, own=known.own)
        self.days.clear()
        for ahead in range(_AHEAD):
            day = today + timedelta(days=ahead)
            if name := free.name(day):
                self.days.addItem(_item(day, name, off=bool(known.name(day)), admin=self._admin))
        self.days.setVisible(self.days.count() > 0)

    def _usual(self) -> None:
        self.week.show_week(hours.USUAL)
        self._touched()

    def _place(self) -> None:
        if self.sender() is self.country:
            self.region.show_choices([("", tr("Todo el país"))], [""])
        self._keep()

    def _add(self) -> None:
        chosen = self.day.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        name = " ".join(self.why.text().split()) or tr("Sin atención")
        known = hours.of(self._agency.values())
        self.why.clear()
        self._publish({**hours.values(Hours(
            known.week, known.country, known.region, {**known.own, day.isoformat(): name}, known.worked
        ))})  # fmt: skip

    def _touched(self) -> None:
        if not self._showing:
            self._settled.start()

    def _keep(self) -> None:
        known = hours.of(self._agency.values())
        shown = {
            self.days.item(at).data(Qt.ItemDataRole.UserRole): self.days.item(at) for at in range(self.days.count())
        }
        off = {day for day, item in shown.items() if item.checkState() == Qt.CheckState.Checked}
        own = {day: name for day, name in known.own.items() if day not in shown or day in off}
        worked = {day for day in known.worked if day not in shown} | {
            day for day in shown if day not in off and day not in known.own
        }
        told = Hours(self.week.week, self.country.key, self.region.key, own, tuple(sorted(worked)))
        name = " ".join(self.name.text().split())
        self.name.setModified(False)
        self._publish({"name": name or None, "zone": self.zone.key, **hours.values(told)})

    def _publish(self, told: dict[str, Any]) -> None:
        known = self._agency.values()
        if changed := {key: value for key, value in told.items() if known.get(key) != value}:
            self._tasks.start(self._write(changed), key="keep")

    async def _write(self, changed: dict[str, Any]) -> None:
        await self._agency.change(**changed)
        announce(self, tr("Guardado para la agencia"))
        self.refresh()
        self.said.setText(tr("Guardado para la agencia"))

    def _changed(self, changes: Changes) -> None:
        if changes.agency and self.isVisible() and not self._settled.isActive():
            self.refresh()


def _item(day: date, name: str, *, off: bool, admin: bool) -> QListWidgetItem:
    at = f"{words.weekday_names()[day.weekday()][:3]} {day.day}/{day.month}/{day.year}"
    item = QListWidgetItem(f"{at} · {line(name)}")
    item.setData(Qt.ItemDataRole.UserRole, day.isoformat())
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if admin else flags)
    item.setCheckState(Qt.CheckState.Checked if off else Qt.CheckState.Unchecked)
    return item
