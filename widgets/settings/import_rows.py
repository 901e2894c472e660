"""What would become of each row of a file of people, as a table: those with a problem first."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from services.importing.people import GOOD, Outcome, Row
from services.plain import line
from widgets.theme import Theme
from widgets.words import tr

_WORDS: Final[dict[Outcome, Callable[[], str]]] = {
    "new": lambda: tr("Contacto nuevo"),
    "known": lambda: tr("Ya estaba: se completa"),
    "nobody": lambda: tr("Sin teléfono ni correo"),
    "bad_phone": lambda: tr("Teléfono incompleto: {told}"),
    "bad_email": lambda: tr("Correo mal escrito: {told}"),
    "bad_consent": lambda: tr("No se entiende si acepta: {told}"),
    "twice": lambda: tr("Es la misma persona que la fila {same}"),
}

Index = QModelIndex | QPersistentModelIndex


def outcome_words(row: Row) -> str:
    """What becomes of a row, or why it cannot be taken."""
    return _WORDS[row.outcome]().format(told=line(row.told), same=row.same)


class ImportRows(QAbstractTableModel):
    """Columns: the row's number in the file, who, how to reach them, what becomes of it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Those that cannot be taken come first, each kind in the file's order."""
        self.beginResetModel()
        self._rows = sorted(rows, key=lambda row: (row.outcome in GOOD, row.line))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (tr("Fila"), tr("Nombre"), tr("Teléfono o correo"), tr("Qué pasa"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            reach = " · ".join(filter(None, (*row.phones, row.email)))
            told = (str(row.line), line(row.name) or "—", line(reach) or "—", outcome_words(row))[index.column()]
            return told if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("Fila {line}, {name}: {what}").format(
                line=row.line, name=line(row.name) or "—", what=outcome_words(row)
            )
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 3:
            tone = {"new": "semantic.success.fg", "known": "text.secondary"}.get(row.outcome, "semantic.danger.fg")
            return self._theme.color(tone)
        return None
