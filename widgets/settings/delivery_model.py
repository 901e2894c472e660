"""The attempts of the providers as a table: when, whose, what came of it, why, what to do, how large, which entry."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from services.relay_client import Delivery
from widgets import words
from widgets.health_words import NAMES
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

Index = QModelIndex | QPersistentModelIndex
DELIVERY: Final = Qt.ItemDataRole.UserRole + 1
_ROOT: Final = QModelIndex()
_TONES: Final = {
    "accepted": "semantic.success.fg",
    "duplicate": "text.muted",
    "unrouted": "semantic.warning.fg",
    "rejected": "semantic.danger.fg",
}
OUTCOMES: Final[dict[str, Callable[[], str]]] = {
    "accepted": lambda: tr("Aceptado"),
    "duplicate": lambda: tr("Repetido"),
    "unrouted": lambda: tr("Sin dueño"),
    "rejected": lambda: tr("Rechazado"),
}


def reason(delivery: Delivery) -> str:
    """Why, and how to mend it."""
    if delivery.outcome == "unrouted":
        return tr("No es de ninguna integración de la agencia. Revisá el número o la página.")
    if delivery.outcome == "duplicate":
        return tr("Ya había llegado: no se guarda dos veces.")
    if delivery.reason:
        said = sentence(delivery.reason)
        return f"{said.text} {said.action}."
    if delivery.outcome == "accepted" and not delivery.updates:
        return tr("El proveedor verificó la dirección.")
    return ""


class DeliveryModel(QAbstractTableModel):
    """Newest first. `show_deliveries` replaces the rows, `add` continues them."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: list[Delivery] = []
        self._now = 0

    def show_deliveries(self, rows: Sequence[Delivery], now: int) -> None:
        if list(rows) == self.rows:
            return
        self.beginResetModel()
        self.rows, self._now = list(rows), now
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 6

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        heads = (tr("Hora"), tr("Proveedor"), tr("Resultado"), tr("Motivo"), tr("Tamaño"), tr("Entrada"))
        return heads[section]

    def text(self, row: int, column: int) -> str:
        each = self.rows[row]
        at = each.id // 1000
        cells = (
            f"{words.when(at, self._now)} {words.clock_seconds(at)}" if self._now - at > 86_400_000 else
            words.clock_seconds(at),
            NAMES.get(each.provider, each.provider),
            OUTCOMES.get(each.outcome, lambda: each.outcome)(),
            reason(each),
            f"{words.number(each.bytes)}{words.NBSP}B" if each.bytes < 1024 else words.size(each.bytes),
            words.number(each.entry) if each.entry else "—",
        )  # fmt: skip
        return cells[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.ToolTipRole if column == 3:
                return words.hover(self.text(row, column))
            case Qt.ItemDataRole.ForegroundRole if column == 2:
                return self._theme.color(_TONES.get(self.rows[row].outcome, "text.primary"))
            case Qt.ItemDataRole.TextAlignmentRole if column >= 4:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(filter(None, (self.text(row, each) for each in range(6))))
        return self.rows[row] if role == DELIVERY else None

    def copied(self, rows: Sequence[int]) -> str:
        """These rows as text with tabs."""
        heads = [str(self.headerData(each, Qt.Orientation.Horizontal)) for each in range(6)]
        return "\n".join("\t".join(line) for line in [heads, *([self.text(r, c) for c in range(6)] for r in rows)])
