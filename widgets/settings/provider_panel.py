"""One provider's settings: its credentials, the agency's configuration, and what the relay needs of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.connections import may_be_called
from services.relay_client import Integration
from widgets.composer.picker import Picker
from widgets.controls import Label, button, hairline
from widgets.pieces.chip import Chip
from widgets.pieces.switch import Switch
from widgets.settings.card import Mark
from widgets.settings.connection import GRAPH_VERSIONS, Connection, Form, value_of
from widgets.settings.hook_section import HookSection
from widgets.settings.secret_field import SecretField
from widgets.theme import Theme
from widgets.words import Words, tr, when_exactly

_CHOSEN: Final = ("version", "voice_id", "model_id", "flow")
"""Fields whose values are picked from a list."""


class ProviderPanel(QWidget):
    """Asks by signals and shows what it is told: `secret_given` (field, secret) and `secret_removed` (field) for the
    keyring, `hook_secret_given` (field, secret) for the relay, `config_saved` (dict of names and texts, "" for what is
    to be left empty) and `switched` (on or off) for the log. `add_section` gives room to what others have to say."""

    secret_given = Signal(str, str)
    secret_removed = Signal(str)
    hook_secret_given = Signal(str, str)
    config_saved = Signal(object)
    switched = Signal(bool)

    def __init__(self, theme: Theme, form: Form, agency: str, *, admin: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.form, self._admin = theme, form, admin
        self._place = ""
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_head(agency))
        for part in (self._make_secrets(), self._make_config()):
            column.addWidget(hairline(parent=self))
            column.addWidget(part)
        column.addStretch(1)
        self.hook: HookSection | None = None
        if form.hook is not None:
            self.hook = HookSection(theme, form.hook, admin=admin, parent=self)
            self.hook.given.connect(self.hook_secret_given)
            self.add_section(self.hook)

    def add_section(self, widget: QWidget) -> None:
        """Put `widget` below what stands here, behind a line; it brings its own margins (16, 12, 16, 14)."""
        for part in (hairline(parent=self), widget):
            self._column.insertWidget(self._column.count() - 1, part)

    def show_connection(self, connection: Connection, place: str, trouble: Words | None, now: int) -> None:
        """`place` is the keyring's name; `trouble` says why there is none to be used."""
        self._place = place
        self._chip.say(*connection.chip())
        self.switch.setVisible(connection.config is not None)
        self.switch.setChecked((connection.config or {}).get("active") is not False)
        self._show_setup(connection, now)
        for name, field in self.secrets.items():
            field.show_kept(connection.kept.get(name), place)
            field.setEnabled(trouble is None)
            if trouble is not None:
                field.show_trouble(trouble)
        for name, edit in self.config.items():
            value = value_of(connection.config, name)
            if isinstance(edit, QLineEdit):
                if not edit.isModified():
                    edit.setText(value)
                    edit.setCursorPosition(0)
            elif value:
                edit.insist(value)
        self._render()

    def _show_setup(self, connection: Connection, now: int) -> None:
        """Who connected it and when, in place of whose it is."""
        known = connection.setup
        if known is None or not known.made:
            self.setup.setText(self._whose)
            return
        said = tr("Conectada {when}").format(when=when_exactly(known.made, now))
        if known.changed != known.made or known.author:
            changed = when_exactly(known.changed, now)
            by = tr("cambiada {when} por {name}").format(when=changed, name=known.author)
            said += " · " + (by if known.author else tr("cambiada {when}").format(when=changed))
        self.setup.setText(said)

    def show_choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """The values (id, name) that a field may take, once the provider told them."""
        picker = self.config[name]
        assert isinstance(picker, Picker)
        chosen = picker.key
        none = [("", self.form.hints.get(name, "—"))] if name in self.form.optional else []
        picker.show_choices([*none, *choices], [])
        if chosen:
            picker.insist(chosen)
        picker.setEnabled(self._admin)
        self._unlisted[name].setText("")
        self._unlisted[name].hide()

    def show_unlisted(self, name: str, why: str) -> None:
        """The provider's list is not there, and `why`; what is chosen stays, and can be taken away where it may."""
        picker = self.config[name]
        assert isinstance(picker, Picker)
        if name in self.form.optional:
            self.show_choices(name, [])
        elif not picker.key:
            picker.show_waiting("—")
        self._unlisted[name].setText(why)
        self._unlisted[name].show()

    def picked(self, name: str) -> str:
        """What is chosen now in a field whose values are picked."""
        field = self.config[name]
        return field.key if isinstance(field, Picker) else field.text()

    def show_hook(self, integration: Integration | None, now: int) -> None:
        """What the relay knows of this provider's webhooks; None where it cannot be asked."""
        if self.hook is not None:
            self.hook.show_hook(integration, now)

    def show_secret_trouble(self, name: str, told: Words) -> None:
        """Say beside a secret why it could not be kept, or why it does not open the account."""
        if self.hook is not None and name in self.hook.secrets:
            self.hook.show_trouble(name, told)
        else:
            self.secrets[name].show_trouble(told)

    def edit_secret(self) -> None:
        """Go to the first credential, ready to take another."""
        next(iter(self.secrets.values())).edit()

    def focus_config(self) -> None:
        """Go to the first value of the configuration that is missing, or to the first."""
        values = self._values()
        missing = [name for name in self.form.needed if not values[name]]
        next(iter([self.config[name] for name in missing] or self.config.values())).setFocus()

    def _make_head(self, agency: str) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 10)
        head.setSpacing(10)
        head.addWidget(Mark(self._theme, self.form.mark, self))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Label(self.form.title, "title", elide=True, parent=self))
        self._whose = tr("Solo para {agency}").format(agency=agency)
        self.setup = Label(self._whose, "caption", "muted", elide=True, parent=self)
        names.addWidget(self.setup)
        head.addLayout(names, 1)
        self._chip = Chip(self._theme, self)
        head.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self.switch = Switch(self._theme, tr("{provider} encendido").format(provider=self.form.title), self)
        self.switch.setEnabled(self._admin)
        self.switch.clicked.connect(self.switched)
        head.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)
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
        self._unlisted: dict[str, Label] = {}
        for name, label in self.form.config.items():
            title = Label(label, "caption", "secondary", parent=box)
            title.setProperty("strong", True)
            edit: QLineEdit | Picker
            edit = Picker(self._theme, label, parent=box) if name in _CHOSEN else QLineEdit(box)
            edit.setAccessibleName(label)
            self.config[name] = edit
            edit.setEnabled(self._admin)
            if isinstance(edit, QLineEdit):
                edit.setPlaceholderText(self.form.hints.get(name, ""))
            column.addWidget(title)
            column.addWidget(edit)
            if isinstance(edit, QLineEdit):
                edit.textEdited.connect(self._render)
            else:
                edit.activated.connect(self._render)
                why = self._unlisted[name] = Label(role="caption", tone="muted", parent=box)
                why.setWordWrap(True)
                why.hide()
                column.addWidget(why)
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

    def _given(self, secret: str) -> None:
        self.secret_given.emit(self.sender().property("field"), secret)

    def _removed(self) -> None:
        self.secret_removed.emit(self.sender().property("field"))

    def _values(self) -> dict[str, str]:
        return {
            name: edit.text().strip() if isinstance(edit, QLineEdit) else edit.key for name, edit in self.config.items()
        }

    def _save(self) -> None:
        for edit in self.config.values():
            if isinstance(edit, QLineEdit):
                edit.setModified(False)
        self.config_saved.emit(self._values())

    def _render(self) -> None:
        values = self._values()
        missing = [label for name, label in self.form.config.items() if not values[name] and name in self.form.needed]
        address = values.get("base_url", "")
        unsafe = bool(address) and not may_be_called(address)
        self.save.setEnabled(self._admin and not missing and not unsafe)
        if not self._admin:
            self._why.setText(tr("Lo cambia quien administra la agencia."))
        elif missing:
            self._why.setText(tr("Falta {field}.").format(field=", ".join(missing)))
        elif unsafe:
            self._why.setText(tr("La dirección tiene que empezar con https://"))
        else:
            self._why.setText(tr("Vale para todas las computadoras."))


def _block(parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    box = QWidget(parent)
    column = QVBoxLayout(box)
    column.setContentsMargins(16, 12, 16, 14)
    column.setSpacing(8)
    return box, column
