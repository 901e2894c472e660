"""The budget of a month in credits: an admin sets it, everybody sees how much of it is spent."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFormLayout, QSpinBox, QVBoxLayout, QWidget

from services.voice.ledger import Ledger
from widgets import words
from widgets.controls import Label
from widgets.theme import Theme
from widgets.words import tr

_MOST = 100_000_000
_STEP = 1_000
NAMES = 120
"""Width of what is left of a field."""


class Budget(QWidget):
    """`chosen(person, agency)` when an admin set another one; 0 is no limit."""

    chosen = Signal(int, int)

    def __init__(self, theme: Theme, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ledger = ledger
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(10)
        self.person, self.agency = self._field(tr("Cada persona")), self._field(tr("Toda la agencia"))
        for name, field in ((tr("Cada persona"), self.person), (tr("Toda la agencia"), self.agency)):
            label = Label(name, tone="secondary", parent=self)
            label.setMinimumWidth(theme.scaled(NAMES))
            form.addRow(label, field)
        column.addLayout(form)
        self._spent = Label(role="caption", tone="muted", parent=self)
        self._how = Label(
            tr("Al 80 % avisa; al 100 % no deja generar más, salvo que un administrador siga con un clic.")
            if ledger.admin
            else tr("Al 80 % avisa; al 100 % no deja generar más. Lo cambia un administrador."),
            "caption", "muted", parent=self,
        )  # fmt: skip
        for label in (self._spent, self._how):
            label.setWordWrap(True)
            column.addWidget(label)

    def refresh(self) -> None:
        """Show what is set and what is spent."""
        now = self._ledger.spending()
        for field, limit in ((self.person, now.person_limit), (self.agency, now.agency_limit)):
            if not field.hasFocus():
                field.blockSignals(True)
                field.setValue(limit)
                field.blockSignals(False)
        told = tr("Este mes: vos {mine} créditos, toda la agencia {all}.")
        self._spent.setText(told.format(mine=words.number(now.mine), all=words.number(now.agency)))

    def _field(self, name: str) -> QSpinBox:
        field = QSpinBox(self)
        field.setLocale(QLocale(QLocale.Language.Spanish, QLocale.Country.Argentina))
        field.setRange(0, _MOST)
        field.setSingleStep(_STEP)
        field.setGroupSeparatorShown(True)
        field.setSpecialValueText(tr("Sin límite"))
        field.setSuffix(f" {tr('créditos por mes')}")
        field.setKeyboardTracking(False)
        field.setFixedWidth(260)
        field.setAccessibleName(tr("Presupuesto del mes: {of}").format(of=name))
        field.lineEdit().setTextMargins(8, 0, 8, 0)
        field.lineEdit().setAccessibleName(field.accessibleName())
        field.setEnabled(self._ledger.admin)
        field.editingFinished.connect(self._ended)
        return field

    def _ended(self) -> None:
        now, set_ = self._ledger.spending(), (self.person.value(), self.agency.value())
        if set_ != (now.person_limit, now.agency_limit):
            self.chosen.emit(*set_)
