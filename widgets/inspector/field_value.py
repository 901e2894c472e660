"""Asks for the value of a field that the account defined, by its kind."""

from PySide6.QtCore import QDate, QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from services.channels.contacts import Field
from services.trouble import Trouble
from widgets.controls import Label
from widgets.trouble_words import sentence
from widgets.words import tr

_OFFSET_S = -3 * 3600
"""Argentina keeps one time all year."""


class FieldValue(QDialog):
    """`given(value)` as services.contacts takes it. It stays open until the provider has it, or says what is wrong."""

    given = Signal(str)

    def __init__(self, field: Field, value: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self.setWindowTitle(tr("Poner un campo"))
        self.setMinimumWidth(320)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(Label(field.name, "label", parent=self))
        self.editor = _editor(field.kind, value, self)
        self.editor.setAccessibleName(field.name)
        self._told = Label(role="caption", tone="danger", parent=self)
        self._told.setWordWrap(True)
        self._told.hide()
        buttons = QDialogButtonBox(self)
        self.save = buttons.addButton(tr("Guardar"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("kind", "primary")
        buttons.addButton(tr("Cancelar"), QDialogButtonBox.ButtonRole.RejectRole)
        for part in (self.editor, self._told, buttons):
            column.addWidget(part)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)

    @property
    def value(self) -> str:
        match self.editor:
            case QDateTimeEdit() as editor if self._field.kind == "datetime":
                return editor.dateTime().toString("yyyy-MM-ddTHH:mm:ss") + "-03:00"
            case QDateEdit() as editor:
                return editor.date().toString("yyyy-MM-dd")
            case QComboBox() as editor:
                return str(editor.currentData())
            case QLineEdit() as editor:
                return editor.text().strip()
        return ""

    def refuse(self, trouble: Trouble) -> None:
        """It was not taken."""
        self.save.setEnabled(True)
        self._told.setText(sentence(trouble.code, trouble.facts).text)
        self._told.show()

    def _give(self) -> None:
        self.save.setEnabled(False)
        self.given.emit(self.value)


def _editor(kind: str, value: str, parent: QWidget) -> QWidget:
    if kind == "boolean":
        choices = QComboBox(parent)
        choices.addItem(tr("Sí"), "1")
        choices.addItem(tr("No"), "0")
        choices.setCurrentIndex(int(value.lower() in ("0", "false", "no")))
        return choices
    if kind == "date":
        day = QDate.fromString(value[:10], "yyyy-MM-dd")
        dates = QDateEdit(day if day.isValid() else QDate.currentDate(), parent)
        dates.setCalendarPopup(True)
        dates.setDisplayFormat("ddd d MMM yyyy")
        return dates
    if kind == "datetime":
        zone = QTimeZone.fromSecondsAheadOfUtc(_OFFSET_S)
        moment = QDateTime.fromString(value, "yyyy-MM-ddTHH:mm:ssttt")
        now = QDateTime.currentDateTimeUtc()
        moments = QDateTimeEdit((moment if moment.isValid() else now).toTimeZone(zone), parent)
        moments.setCalendarPopup(True)
        moments.setDisplayFormat("ddd d MMM yyyy  HH:mm")
        return moments
    return QLineEdit(value, parent)
