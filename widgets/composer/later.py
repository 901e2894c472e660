"""Putting a message off: the alarm clock with its times, and the line that says when it will leave."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from services.hours import Hours
from services.records import Conversation
from widgets.composer.times import LEAST_MS, presets, said, warning
from widgets.controls import IconButton, Label
from widgets.theme import Theme
from widgets.words import tr


class LaterBar(QFrame):
    """The time that was chosen, what stands against it, and the cross that takes it away. `changed` when it is another
    one. `at` is ms since 1970, None for as soon as possible."""

    changed = Signal()

    def __init__(
        self, theme: Theme, now: Callable[[], int], hours: Callable[[], Hours], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._now, self._hours = theme, now, hours
        self._conversation: Conversation | None = None
        self._free = True
        self.at: int | None = None
        self.setProperty("frame", "sunken")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 4)
        row.setSpacing(8)
        self._icon = QLabel(self)
        self._when, self._warning = Label(role="label", parent=self), Label(role="caption", tone="warning", parent=self)
        self._warning.setWordWrap(True)
        self._none = IconButton(theme, "x", tr("Enviar sin programar"), parent=self)
        row.addWidget(self._icon)
        row.addWidget(self._when)
        row.addWidget(self._warning, 1)
        row.addWidget(self._none)
        self._none.clicked.connect(lambda: self.choose(None))
        theme.changed.connect(self._render)
        self.hide()

    def show_conversation(self, conversation: Conversation | None, *, free: bool) -> None:
        """Whom the message goes to; a `free` one needs an open window."""
        self._conversation, self._free = conversation, free
        self._render()

    def choose(self, at: int | None) -> None:
        """Put off until `at`, or not at all."""
        self.at = None if at is None else max(at, self._now() + LEAST_MS)
        self._render()
        self.changed.emit()

    def ask(self, button: QWidget) -> None:
        """Offer the times below (or above) a button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for preset in presets(self._now(), self._hours()):
            closed = tr("  (ventana cerrada)") if self._against(preset.at) else ""
            menu.addAction(preset.name + closed, partial(self.choose, preset.at))
        menu.addSeparator()
        menu.addAction(tr("Elegir día y hora…"), self._ask_own)
        if self.at is not None:
            menu.addAction(tr("Enviar sin programar"), partial(self.choose, None))
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _ask_own(self) -> None:
        asked = AskTime(self.at or self._now() + 3_600_000, self._now(), self._against, self)
        asked.chosen.connect(self.choose)
        asked.open()

    def _against(self, at: int) -> str:
        return warning(self._conversation, at) if self._conversation is not None and self._free else ""

    def _render(self) -> None:
        self.setVisible(self.at is not None and self._conversation is not None)
        if self.at is None:
            return
        self._icon.setPixmap(self._theme.pixmap("alarm-clock", "text.secondary", 16))
        self._when.setText(tr("Sale {when}").format(when=said(self.at, self._now())))
        self._warning.setText(self._against(self.at))


class AskTime(QDialog):
    """A day and an hour of one's own, in the agency's time. `chosen` gives it in ms."""

    chosen = Signal(object)

    def __init__(self, at: int, now: int, against: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._against = against
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Programar el envío"))
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(Label(tr("¿Cuándo sale?"), "label", parent=self))
        self.field = QDateTimeEdit(_local(at), self)
        self.field.setCalendarPopup(True)
        self.field.setDisplayFormat("ddd d MMM yyyy  HH:mm")
        self.field.setMinimumDateTime(_local(now + LEAST_MS))
        self.field.setAccessibleName(tr("Día y hora"))
        self._warning = Label(role="caption", tone="warning", parent=self)
        self._warning.setWordWrap(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton(tr("Programar"), QDialogButtonBox.ButtonRole.AcceptRole).setProperty("kind", "primary")
        buttons.addButton(tr("Cancelar"), QDialogButtonBox.ButtonRole.RejectRole)
        for part in (self.field, self._warning, buttons):
            column.addWidget(part)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self.field.dateTimeChanged.connect(self._warn)
        self._warn()

    @property
    def at(self) -> int:
        return int(self.field.dateTime().toMSecsSinceEpoch())

    def _warn(self) -> None:
        self._warning.setText(self._against(self.at))

    def _accept(self) -> None:
        self.chosen.emit(self.at)
        self.accept()


def _local(at: int) -> QDateTime:
    from PySide6.QtCore import QTimeZone

    return QDateTime.fromMSecsSinceEpoch(at, QTimeZone.fromSecondsAheadOfUtc(-3 * 3600))
