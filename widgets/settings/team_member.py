"""A member's card: name, role and devices, and for oneself another name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.team_records import TeamMember
from widgets.controls import Avatar, Label, button, hairline
from widgets.pieces.chip import Chip
from widgets.settings import team_words as said
from widgets.settings.team_device import DeviceLook, DevicePart
from widgets.theme import Theme
from widgets.words import tr


class MemberCard(QFrame):
    """`devices` are its parts by device; `rename_wanted(name)` from one's own card, `another_wanted(member)` where an
    admin invites one more device of this member."""

    rename_wanted = Signal(str)
    another_wanted = Signal(str)

    def __init__(
        self, theme: Theme, member: TeamMember, *, mine: bool, admin: bool,
        wire: Callable[[DevicePart], None], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`wire` connects each device's part."""
        super().__init__(parent)
        self.member = member
        self.setProperty("frame", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        avatar = Avatar(theme, 32, self)
        avatar.show_person(member.name, member.id)
        head.addWidget(avatar)
        self.name = Label(member.name + (" · " + tr("vos") if mine else ""), "label", elide=True, parent=self)
        head.addWidget(self.name, 1)
        self.rename = button(tr("Cambiar mi nombre"), "quiet", self)
        self.rename.setVisible(mine)
        self.rename.clicked.connect(self._edit)
        self.another = button(tr("Sumar otra computadora"), "quiet", self)
        self.another.setAccessibleName(tr("Sumar otra computadora de {name}").format(name=member.name))
        self.another.setVisible(admin)
        self.another.clicked.connect(self._invite)
        head.addWidget(self.rename)
        head.addWidget(self.another)
        chip = Chip(theme, self)
        icon = {"admin": "shield-check", "agent": "message-square", "worker": "hard-drive"}[member.role]
        chip.say("plain", icon, said.role_name(member.role))
        head.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        column.addWidget(self._make_form(member.name))
        self.devices: dict[str, DevicePart] = {}
        for device in (each for each in member.devices if each.revoked_at is None):
            column.addWidget(hairline(parent=self))
            part = self.devices[device.id] = DevicePart(theme, self)
            wire(part)
            column.addWidget(part)

    def show_devices(self, looks: Sequence[DeviceLook], now: int) -> None:
        for look in looks:
            self.devices[look.device.id].show_device(look, now)

    def _make_form(self, name: str) -> QWidget:
        self.form = QWidget(self)
        row = QHBoxLayout(self.form)
        row.setContentsMargins(0, 0, 0, 0)
        self.line = QLineEdit(name, self.form)
        self.line.setMaxLength(60)
        self.line.setAccessibleName(tr("Tu nombre"))
        self.save = button(tr("Guardar"), "primary", self.form)
        self.save.setAccessibleName(tr("Guardar tu nombre"))
        self.cancel = button(tr("Cancelar"), "quiet", self.form)
        self.line.textChanged.connect(self._render)
        self.line.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self._leave)
        row.addWidget(self.line, 1)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        self.form.hide()
        self._render()
        return self.form

    def _render(self) -> None:
        self.save.setEnabled(bool(self.line.text().strip()) and self.line.text().strip() != self.member.name)

    def _edit(self) -> None:
        self.form.show()
        self.line.selectAll()
        self.line.setFocus()

    def _leave(self) -> None:
        self.form.hide()
        self.line.setText(self.member.name)
        self.rename.setFocus()

    def _save(self) -> None:
        if self.save.isEnabled():
            self.form.hide()
            self.rename_wanted.emit(self.line.text().strip())

    def _invite(self) -> None:
        self.another_wanted.emit(self.member.id)
