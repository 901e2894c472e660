"""What voices cost this month: the account's credits, this member's and the agency's, and how near a budget is."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from services.voice import Quota
from services.voice.ledger import WARN, Spending
from widgets import words
from widgets.controls import Label
from widgets.inspector.section import Section
from widgets.theme import Theme
from widgets.voice.take import Meter
from widgets.words import tr


class SpendingPane(Section):
    """Shows what is known; hidden while nothing is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Gasto del mes"), parent=parent)
        row = QHBoxLayout()
        self._spent = Label(role="caption", tone="muted", elide=True, parent=self)
        self._renews = Label(role="caption", tone="muted", parent=self)
        row.addWidget(self._spent, 1)
        row.addWidget(self._renews)
        self._meter = Meter(theme, self)
        self._meter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.body.addLayout(row)
        self.body.addWidget(self._meter)
        self._mine, self._agency, self._near = (Label(role="caption", tone="muted", parent=self) for _ in "man")
        for label in (self._mine, self._agency, self._near):
            label.setWordWrap(True)
            self.body.addWidget(label)
        self._near.set_tone("warning")
        self._quota: Quota | None = None
        self._spending = Spending()
        self._show()

    def show_quota(self, quota: Quota | None) -> None:
        """What the account has left in this period."""
        self._quota = quota
        self._show()

    def show_spending(self, spending: Spending) -> None:
        """What this month cost."""
        self._spending = spending
        self._show()

    def _show(self) -> None:
        quota, spending = self._quota, self._spending
        self.setVisible(quota is not None or bool(spending.agency or spending.share))
        for part in (self._spent, self._renews, self._meter):
            part.setVisible(quota is not None)
        if quota is not None:
            self._show_quota(quota)
        mine = _of(tr("Vos: {spent}"), spending.mine, spending.person_limit)
        agency = _of(tr("Agencia: {spent}"), spending.agency, spending.agency_limit)
        limited = bool(spending.person_limit or spending.agency_limit)
        self._mine.setText(mine if limited else f"{mine} · {agency}")
        self._agency.setText(agency if limited else "")
        self._agency.setVisible(limited)
        near = spending.share >= WARN
        told = (
            tr("El presupuesto del mes se terminó.") if spending.share >= 1 else tr("Falta poco para el presupuesto.")
        )
        self._near.setText(told if near else "")
        self._near.set_tone("danger" if spending.share >= 1 else "warning")
        self._near.setVisible(near)

    def _show_quota(self, quota: Quota) -> None:
        used, limit = words.number(quota.used), words.number(quota.limit)
        self._spent.setText(tr("{used} de {limit} créditos").format(used=used, limit=limit))
        renews = ""
        if quota.renews_at:
            moment = words.local(quota.renews_at * 1000)
            renews = f"{moment.day}{words.NBSP}{words.month_short(quota.renews_at * 1000)}"
        self._renews.setText(tr("renueva el {day}").format(day=renews) if renews else "")
        self._meter.show_share(quota.used / quota.limit if quota.limit else 0)


def _of(text: str, spent: int, limit: int) -> str:
    told = words.number(spent)
    if limit:
        told = tr("{spent} de {limit} créditos").format(spent=told, limit=words.number(limit))
    return text.format(spent=told)
