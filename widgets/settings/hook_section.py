"""A provider's webhook: the address to copy, what verifies it, the three steps to take there, and whether it works."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from services.probes.hook import received_at
from services.relay_client import Integration
from widgets import words
from widgets.controls import IconButton, Label
from widgets.settings.connection import Hook
from widgets.settings.secret_field import SecretField
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import Words, tr


class HookSection(QWidget):
    """`given` (field, secret) is for the relay, and for nobody else."""

    given = Signal(str, str)

    def __init__(self, theme: Theme, hook: Hook, *, admin: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._hook, self._admin = theme, hook, admin
        self._look = "hourglass", "text.muted"
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        title = Label(hook.title, "caption", "secondary", parent=self)
        title.setProperty("strong", True)
        column.addWidget(title)
        self.url = self._make_line(column, hook.address)
        if hook.header:
            self._make_line(column, tr("Encabezado")).setText(hook.header)
        self.secrets: dict[str, SecretField] = {}
        after = tr("El anterior vale 24 h más.") if hook.rotates else ""
        for name, label in hook.secrets.items():
            field = self.secrets[name] = SecretField(
                theme, label, tr("el relay, cifrado"), removable=False, makes=name in hook.made, after=after,
                parent=self,
            )  # fmt: skip
            field.setProperty("field", name)
            field.given.connect(self._given)
            column.addWidget(field)
        self.verified = Label(role="caption", tone="success", parent=self)
        self.verified.setWordWrap(True)
        column.addWidget(self.verified)
        column.addLayout(self._make_steps())
        column.addLayout(self._make_live())
        theme.changed.connect(self._tint)
        self._tint()

    def show_hook(self, integration: Integration | None, now: int) -> None:
        """What the relay knows of it; None where it cannot be asked."""
        self.url.setText(integration.hook_url if integration else "")
        self.url.setPlaceholderText("" if self._admin else tr("Lo ve quien administra la agencia."))
        self.url.setCursorPosition(0)
        for name, field in self.secrets.items():
            there = integration is not None and bool(integration.secrets.get(name))
            field.show_kept(0 if there else None, tr("el relay, cifrado"))
            field.setEnabled(self._admin and integration is not None)
        self.verified.setText(_verified(integration, now))
        self.verified.setVisible(bool(self.verified.text()))
        icon, tone, said = self._state(integration, now)
        self._look = icon, {"muted": "text.muted"}.get(tone, f"semantic.{tone}.fg")
        self.live.set_tone(tone)
        self.live.setText(said)
        self._tint()

    def show_trouble(self, name: str, told: Words) -> None:
        self.secrets[name].show_trouble(told)

    def _state(self, integration: Integration | None, now: int) -> tuple[str, str, str]:
        """Icon, tone and words of the live line."""
        if not self._admin:
            return "lock", "muted", tr("Lo ve quien administra la agencia.")
        if integration is None:
            return "triangle-alert", "warning", tr("El relay no contesta: no se puede ver si llegan eventos.")
        health, at = integration.health, received_at(integration)
        if at is not None:
            told = tr("Recibido {when} · {count} en 24 h").format(
                when=words.when_exactly(at, now), count=words.number(_count(health, "received_24h"))
            )
            rejected = _count(health, "rejected_24h")
            if rejected:
                told += " · " + tr("{count} rechazados").format(count=words.number(rejected))
            return "circle-check", "success", told
        missing = [label for name, label in self._hook.secrets.items() if not integration.secrets.get(name)]
        if missing:
            return "triangle-alert", "warning", tr("Falta {field}: sin eso se rechaza todo.").format(field=missing[0])
        if code := health.get("last_problem"):
            return "circle-x", "danger", tr("Llegó algo y se rechazó. {why}").format(why=sentence(str(code)).text)
        return "hourglass", "muted", tr("Esperando el primer evento…")

    def _make_line(self, column: QVBoxLayout, label: str) -> QLineEdit:
        """Something to be copied."""
        column.addWidget(Label(label, "caption", "muted", parent=self))
        row = QHBoxLayout()
        line = QLineEdit(self)
        line.setReadOnly(True)
        line.setAccessibleName(label)
        copy = IconButton(self._theme, "copy", tr("Copiar {field}").format(field=label), parent=self)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(line.text()))
        copy.setEnabled(False)  # nothing to copy yet
        line.textChanged.connect(lambda text: copy.setEnabled(bool(text)))
        row.addWidget(line, 1)
        row.addWidget(copy)
        column.addLayout(row)
        return line

    def _make_steps(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, step in enumerate(self._hook.steps):
            number = Label(str(row + 1), "caption", "secondary", parent=self)
            number.setProperty("strong", True)
            said = Label(step, "caption", "secondary", parent=self)
            said.setWordWrap(True)
            grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, row, 1)
        return grid

    def _make_live(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._icon = QLabel(self)
        self.live = Label(role="caption", tone="muted", parent=self)
        self.live.setWordWrap(True)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.live, 1)
        return row

    def _given(self, secret: str) -> None:
        self.given.emit(self.sender().property("field"), secret)

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(*self._look, 16))


def _verified(integration: Integration | None, now: int) -> str:
    """ "Verificado por Meta el 12 nov · firma HMAC correcta"."""
    if integration is None or not isinstance(told := integration.health.get("verified_at"), str):
        return ""
    at = int(datetime.fromisoformat(told).timestamp() * 1000)
    said = tr("Verificado por Meta el {day}").format(day=words.date(at))
    signed = received_at(integration) is not None and not _count(integration.health, "rejected_24h")
    return f"{said} · {tr('firma HMAC correcta')}" if signed else said


def _count(health: dict[str, object], name: str) -> int:
    found = health.get(name)
    return found if isinstance(found, int) else 0
