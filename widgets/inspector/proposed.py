"""What the lead's own words propose for its fields: each with where it was said, to be accepted or refused."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from services.leads.heard import NAME
from services.leads.proposals import Proposal
from widgets import words
from widgets.controls import IconButton, Label
from widgets.inspector.section import Section
from widgets.theme import Theme
from widgets.words import tr

ACCEPTS: Final = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
REFUSES: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ProposedRow(QWidget):
    """One proposal. It takes the keyboard: Space accepts, Delete refuses, P plays or shows where it was said."""

    accepted = Signal(object)
    refused = Signal(object)
    wanted = Signal(object)
    stepped = Signal(int)

    def __init__(self, theme: Theme, proposal: Proposal, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self.proposal = theme, proposal
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 1, 0, 1)
        row.setSpacing(2)
        told = QVBoxLayout()
        told.setSpacing(0)
        tone = "muted" if proposal.refused else "primary"
        told.addWidget(Label(_named(proposal.field), "caption", "muted", parent=self))
        value = Label(proposal.value, "body", tone, parent=self)
        value.setWordWrap(True)
        value.setToolTip(words.hover(f"«{proposal.quote}»"))
        told.addWidget(value)
        row.addLayout(told, 1)
        self.where = QPushButton(self)
        self.where.setProperty("kind", "link")
        self.where.setText(tr("descartado") if proposal.refused else _where(proposal))
        self.where.setAccessibleName(_where_spoken(proposal))
        self.where.setToolTip(_where_spoken(proposal))
        self.where.clicked.connect(lambda: self.wanted.emit(proposal))
        self.yes = IconButton(theme, "check", tr("Aceptar {value}").format(value=proposal.value), tint="accent.base")
        self.no = IconButton(theme, "x", tr("Descartar {value}").format(value=proposal.value))
        self.no.setVisible(not proposal.refused)
        self.yes.clicked.connect(lambda: self.accepted.emit(proposal))
        self.no.clicked.connect(lambda: self.refused.emit(proposal))
        for each in (self.where, self.yes, self.no):
            row.addWidget(each)
        said = tr("{field}: {value}").format(field=_named(proposal.field), value=proposal.value)
        keys = tr("Espacio acepta, Suprimir descarta, P lo oye")
        self.setAccessibleName(tr("{field}, descartado").format(field=said) if proposal.refused else said)
        self.setAccessibleDescription(f"{_where_spoken(proposal)}. {keys}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ACCEPTS:
            self.accepted.emit(self.proposal)
        elif event.key() in REFUSES and not self.proposal.refused:
            self.refused.emit(self.proposal)
        elif event.key() == Qt.Key.Key_P:
            self.wanted.emit(self.proposal)
        elif event.key() in STEPS:
            self.stepped.emit(STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.focus_pen())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


class ProposedSection(Section):
    """`accepted` (a list of Proposal), `refused` (Proposal), `wanted` (Proposal) to hear or see where it was said."""

    accepted = Signal(object)
    refused = Signal(object)
    wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Propuesto por lo que dijo"), tr("Aceptar todo"), parent=parent)
        self._theme = theme
        self._shown: list[Proposal] = []
        self.rows: list[ProposedRow] = []
        self._column = QVBoxLayout()
        self._column.setContentsMargins(
            10, 0, 16, 14
        )  # the focus ring's 6 px stand left of the heading, the words under it
        self._column.setSpacing(2)
        self.body.setContentsMargins(16, 12, 16, 8)
        self.outer.insertLayout(1, self._column)
        self.link.setToolTip(tr("Aceptar todo lo propuesto ({key})").format(key="Ctrl+Mayús+Y"))
        self.link.clicked.connect(self.accept_all)
        self.hide()

    @property
    def open_ones(self) -> list[Proposal]:
        """What nobody has decided about."""
        return [each for each in self._shown if not each.refused]

    def accept_all(self) -> None:
        """Take up everything that was not refused."""
        if found := self.open_ones:
            self.accepted.emit(found)

    def show_proposals(self, found: Sequence[Proposal]) -> None:
        """Replace what is shown; the keyboard stays on the row, or goes to the one that takes its place."""
        if self._shown == list(found):
            return
        focused = self.window().focusWidget()
        held = [row for row in self.rows if focused is not None and (row is focused or row.isAncestorOf(focused))]
        at = self.rows.index(held[0]) if held else None
        self._shown = list(found)
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._row(each) for each in found]
        self.link.setVisible(bool(self.open_ones))
        self.setVisible(bool(found))
        if at is not None and self.rows:
            self.rows[min(at, len(self.rows) - 1)].setFocus()

    def _row(self, proposal: Proposal) -> ProposedRow:
        row = ProposedRow(self._theme, proposal, self)
        row.accepted.connect(lambda found: self.accepted.emit([found]))
        row.refused.connect(self.refused)
        row.wanted.connect(self.wanted)
        row.stepped.connect(self._step)
        self._column.addWidget(row)
        row.show()
        return row

    def _step(self, step: int) -> None:
        at = next((n for n, row in enumerate(self.rows) if row.hasFocus()), 0)
        self.rows[max(0, min(len(self.rows) - 1, at + step))].setFocus()


def _named(field: str) -> str:
    return tr("Nombre") if field == NAME else field[:1].upper() + field[1:]


def _where(proposal: Proposal) -> str:
    """ "0:07", or that it was written."""
    return tr("mensaje") if proposal.second is None else words.seconds(proposal.second)


def _where_spoken(proposal: Proposal) -> str:
    if proposal.second is None:
        return tr("Ver el mensaje donde lo dijo")
    return tr("Oírlo en el segundo {second}").format(second=words.seconds(proposal.second))
