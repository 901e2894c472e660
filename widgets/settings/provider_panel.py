"""One provider's settings: its credentials, the agency's configuration, and what the relay needs of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.relay_client import Integration
from widgets.composer.picker import Picker
from widgets.controls import Label, button, hairline
from widgets.settings.card import Mark
from widgets.settings.connection import GRAPH_VERSIONS, Connection, Form
from widgets.settings.secret_field import SecretField
from widgets.theme import Theme
from widgets.words import Words, tr

_CHOSEN: Final = ("version", "voice_id", "model_id")
"""Fields whose values are picked from a list."""


class ProviderPanel(QWidget):
    """Asks by signals and shows what it is told: `secret_given` (field, secret) and `secret_removed` (field) for the
    keyring, `hook_secret_given` (field, secret) for the relay, `config_saved` (dict) for the log."""

    secret_given = Signal(str, str)
    secret_removed = Signal(str)
    hook_secret_given = Signal(str, str)
    config_saved = Signal(object)

    def __init__(self, theme: Theme, form: Form, agency: str, *, admin: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.form, self._admin = theme, form, admin
        self._place = ""
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_head(agency))
        column.addWidget(hairline(parent=self))
        column.addWidget(self._make_secrets())
        column.addWidget(hairline(parent=self))
        column.addWidget(self._make_config())
        if form.hook_secrets:
            column.addWidget(hairline(parent=self))
            column.addWidget(self._make_hook())
        column.addStretch(1)

    def show_connection(self, connection: Connection, place: str, trouble: Words | None) -> None:
        """`place` is the keyring's name; `trouble` says why there is none to be used."""
        self._place = place
        for name, field in self.secrets.items():
            field.show_kept(connection.kept.get(name), place)
            field.setEnabled(trouble is None)
            if trouble is not None:
                field.show_trouble(trouble)
        for name, edit in self.config.items():
            value = str((connection.config or {}).get(name) or "")
            if isinstance(edit, QLineEdit):
                if not edit.isModified():
                    edit.setText(value)
            elif value:
                edit.insist(value)
        self._render()

    def show_choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """The values (id, name) that a field may take, once the provider told them."""
        picker = self.config[name]
        assert isinstance(picker, Picker)
        chosen = picker.key
        picker.show_choices(choices, [])
        if chosen:
            picker.insist(chosen)
        picker.setEnabled(self._admin)

    def show_hook(self, integration: Integration | None) -> None:
        """What the relay knows of this provider's webhooks; None where it cannot be asked."""
        self.hook_url.setText(integration.hook_url if integration else "")
        self.hook_url.setCursorPosition(0)
        self.copy.setEnabled(bool(self.hook_url.text()))
        for name, field in self.hook_secrets.items():
            there = integration is not None and bool(integration.secrets.get(name))
            field.show_kept(0 if there else None, tr("el relay, cifrado"))
            field.setEnabled(self._admin and integration is not None)

    def show_secret_trouble(self, name: str, told: Words) -> None:
        (self.secrets.get(name) or self.hook_secrets[name]).show_trouble(told)

    def _make_head(self, agency: str) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 10)
        head.setSpacing(10)
        head.addWidget(Mark(self._theme, self.form.mark, self))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Label(self.form.title, "title", elide=True, parent=self))
        names.addWidget(
            Label(tr("Solo para {agency}").format(agency=agency), "caption", "muted", elide=True, parent=self)
        )
        head.addLayout(names, 1)
        return head

    def _make_secrets(self) -> QWidget:
        box, column = _block(self)
        self.secrets: dict[str, SecretField] = {}
        for name, label in self.form.secrets.items():
            field = self.secrets[name] = SecretField(self._theme, label, parent=box)
            field.setProperty("field", name)
            field.given.connect(self._given)
            field.removed.connect(self._removed)
            column.addWidget(field)
        return box

    def _make_config(self) -> QWidget:
        box, column = _block(self)
        self.config: dict[str, QLineEdit | Picker] = {}
        for name, label in self.form.config.items():
            title = Label(label, "caption", "secondary", parent=box)
            title.setProperty("strong", True)
            edit: QLineEdit | Picker
            edit = Picker(self._theme, label, parent=box) if name in _CHOSEN else QLineEdit(box)
            edit.setAccessibleName(label)
            self.config[name] = edit
            edit.setEnabled(self._admin)
            column.addWidget(title)
            column.addWidget(edit)
            if isinstance(edit, QLineEdit):
                edit.textEdited.connect(self._render)
            else:
                edit.activated.connect(self._render)
        if "version" in self.config:
            self.show_choices("version", [(version, version) for version in GRAPH_VERSIONS])
        row = QHBoxLayout()
        self._why = Label(role="caption", tone="muted", parent=box)
        self._why.setWordWrap(True)
        self.save = button(tr("Guardar para la agencia"), "primary", box)
        self.save.clicked.connect(self._save)
        row.addWidget(self._why, 1)
        row.addWidget(self.save)
        column.addLayout(row)
        return box

    def _make_hook(self) -> QWidget:
        box, column = _block(self)
        title = Label(tr("Webhook en Meta"), "caption", "secondary", parent=box)
        title.setProperty("strong", True)
        column.addWidget(title)
        column.addWidget(Label(tr("URL de devolución"), "caption", "muted", parent=box))
        row = QHBoxLayout()
        self.hook_url = QLineEdit(box)
        self.hook_url.setReadOnly(True)
        self.hook_url.setAccessibleName(tr("URL de devolución"))
        self.copy = button(tr("Copiar"), parent=box)
        self.copy.setAccessibleName(tr("Copiar la URL de devolución"))
        self.copy.clicked.connect(self._copy)
        row.addWidget(self.hook_url, 1)
        row.addWidget(self.copy)
        column.addLayout(row)
        self.hook_secrets: dict[str, SecretField] = {}
        for name, label in self.form.hook_secrets.items():
            field = self.hook_secrets[name] = SecretField(
                self._theme, label, tr("el relay, cifrado"), removable=False, parent=box
            )
            field.setProperty("field", name)
            field.given.connect(self._hook_given)
            column.addWidget(field)
        return box

    def _given(self, secret: str) -> None:
        self.secret_given.emit(self.sender().property("field"), secret)

    def _removed(self) -> None:
        self.secret_removed.emit(self.sender().property("field"))

    def _hook_given(self, secret: str) -> None:
        self.hook_secret_given.emit(self.sender().property("field"), secret)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.hook_url.text())

    def _values(self) -> dict[str, str]:
        return {
            name: edit.text().strip() if isinstance(edit, QLineEdit) else edit.key for name, edit in self.config.items()
        }

    def _save(self) -> None:
        for edit in self.config.values():
            if isinstance(edit, QLineEdit):
                edit.setModified(False)
        self.config_saved.emit({name: value for name, value in self._values().items() if value})

    def _render(self) -> None:
        missing = [label for name, label in self.form.config.items() if not self._values()[name]]
        self.save.setEnabled(self._admin and not missing)
        if not self._admin:
            self._why.setText(tr("Lo cambia quien administra la agencia."))
        elif missing:
            self._why.setText(tr("Falta {field}.").format(field=", ".join(missing)))
        else:
            self._why.setText(tr("Vale para todas las computadoras."))


def _block(parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    box = QWidget(parent)
    column = QVBoxLayout(box)
    column.setContentsMargins(16, 12, 16, 14)
    column.setSpacing(8)
    return box, column
