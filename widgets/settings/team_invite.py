"""Letting somebody in: as what, called how, until when; then a link and a code to pass on, and what is still open."""

from collections.abc import Sequence
from typing import Final, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.entries import Role
from services.team import Invitation
from services.team_records import OpenInvitation
from widgets.controls import IconButton, Label, button
from widgets.pieces.segments import Segments
from widgets.settings import team_words as said
from widgets.theme import Theme
from widgets.words import tr

DAYS: Final = (1, 7, 30)


class InviteCard(QFrame):
    """`wanted(role, name, days, member)`; `member` is whose further device it is for, "" for somebody new."""

    wanted = Signal(str, str, int, str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._member = theme, ""
        self.made: Invitation | None = None
        """What stands here to be passed on."""
        self.setProperty("frame", "card")
        self._role: Role = "agent"
        self._days = 7
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(10)
        self._title = Label(role="label", parent=self)
        column.addWidget(self._title)
        column.addWidget(self._make_choice())
        column.addWidget(self._make_result())
        self.ask()

    def ask(self, member: str = "", name: str = "") -> None:
        """Begin one: for somebody new, or for a member's further device."""
        self._member = member
        self._title.setText(tr("Otra computadora de {name}").format(name=name) if member else tr("Invitar a alguien"))
        for each in self._of_somebody_new:
            each.setVisible(not member)
        self.made = None
        self.name.clear()
        self._choice.show()
        self._result.hide()
        self.make.setEnabled(True)

    def show_made(self, made: Invitation) -> None:
        """It is shown this once."""
        self.made = made
        self.link.setText(made.link)
        self.code.setText(made.code)
        for line in (self.link, self.code):
            line.setCursorPosition(0)
        once = tr("Sirve una sola vez, hasta el {when}. Copiala ahora: no se vuelve a mostrar.")
        self._until.setText(once.format(when=said.date(made.expires_at)))
        self._choice.hide()
        self._result.show()
        self.link.setFocus()

    def compare(self, made: Invitation | None, opened: Sequence[OpenInvitation]) -> None:
        """Forget `made`, which stood here when `opened` was asked for, where it opens nothing any more: somebody came
        in by it, or it was withdrawn."""
        if made is not None and made is self.made and made.expires_at not in [each.expires_at for each in opened]:
            self.done()

    def show_trouble(self) -> None:
        self.make.setEnabled(True)

    def _make_choice(self) -> QWidget:
        self._choice = QWidget(self)
        grid = QGridLayout(self._choice)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        roles: tuple[Role, ...] = ("agent", "admin", "worker")
        self.role = Segments(self._theme, {each: (said.role_name(each), "") for each in roles}, parent=self)
        self.role.setAccessibleName(tr("Rol"))
        self.role.choose("agent")
        self.role.chosen.connect(self._choose_role)
        self._may = Label(said.role_may("agent"), "caption", "muted", parent=self)
        self._may.setWordWrap(True)
        self.name = QLineEdit(self)
        self.name.setMaxLength(60)
        self.name.setAccessibleName(tr("Nombre"))
        self.name.setPlaceholderText(tr("opcional: si no, lo escribe al entrar"))
        self.name.returnPressed.connect(self._want)
        days = zip(DAYS, (tr("1 día"), tr("7 días"), tr("30 días")), strict=True)
        self.days = Segments(self._theme, {str(each): (text, "") for each, text in days}, parent=self)
        self.days.setAccessibleName(tr("Vence en"))
        self.days.choose("7")
        self.days.chosen.connect(self._choose_days)
        labels = [Label(each, tone="secondary", parent=self) for each in (tr("Rol"), tr("Nombre"), tr("Vence en"))]
        for row, (label, field) in enumerate(zip(labels, (self.role, self.name, self.days), strict=True)):
            grid.addWidget(label, row * 2, 0)
            grid.addWidget(field, row * 2, 1)
        grid.addWidget(self._may, 1, 1)
        self._of_somebody_new = (labels[0], labels[1], self.role, self.name, self._may)
        buttons = QHBoxLayout()
        self.make, leave = button(tr("Crear invitación"), "primary", self), button(tr("Cancelar"), "quiet", self)
        self.make.clicked.connect(self._want)
        leave.clicked.connect(self.left)
        buttons.addWidget(self.make)
        buttons.addWidget(leave)
        buttons.addStretch(1)
        grid.addLayout(buttons, 6, 1)
        return self._choice

    def _make_result(self) -> QWidget:
        self._result = QWidget(self)
        column = QVBoxLayout(self._result)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.link = self._make_line(column, tr("Enlace de invitación"))
        self.code = self._make_line(column, tr("O solo el código"))
        self._until = Label(role="caption", tone="muted", parent=self)
        self._until.setWordWrap(True)
        column.addWidget(self._until)
        row = QHBoxLayout()
        done = button(tr("Listo"), parent=self)
        done.clicked.connect(self.done)
        row.addWidget(done)
        row.addStretch(1)
        column.addLayout(row)
        return self._result

    def _make_line(self, column: QVBoxLayout, name: str) -> QLineEdit:
        column.addWidget(Label(name, "caption", "muted", parent=self))
        row = QHBoxLayout()
        line = QLineEdit(self)
        line.setReadOnly(True)
        line.setAccessibleName(name)
        copy = IconButton(self._theme, "copy", tr("Copiar {field}").format(field=name), parent=self)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(line.text()))
        row.addWidget(line, 1)
        row.addWidget(copy)
        column.addLayout(row)
        return line

    def _choose_role(self, key: str) -> None:
        self._role = cast(Role, key)
        self._may.setText(said.role_may(self._role))

    def _choose_days(self, key: str) -> None:
        self._days = int(key)

    def _want(self) -> None:
        if self.make.isEnabled():
            self.make.setEnabled(False)
            self.wanted.emit(self._role, self.name.text().strip(), self._days, self._member)

    def done(self) -> None:
        """What opened the door, or does no longer, is not kept on the screen."""
        self.made = None
        self.link.clear()
        self.code.clear()
        self.left.emit()


class OpenList(QFrame):
    """The invitations that nobody redeemed yet; `withdrawn(id)` takes one back. Hidden while there are none."""

    withdrawn = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        column.addWidget(Label(tr("Invitaciones abiertas"), "label", parent=self))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column.addLayout(self._rows)
        self.hide()

    def show_open(self, invitations: Sequence[OpenInvitation]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in invitations:
            self._rows.addWidget(self._make_row(each))
        self.setVisible(bool(invitations))

    def _make_row(self, invitation: OpenInvitation) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        name = invitation.name or tr("Sin nombre")
        until = tr("vence el {when}").format(when=said.date(invitation.expires_at))
        row.addWidget(Label(f"{name} · {said.role_name(invitation.role)} · {until}", elide=True, parent=line), 1)
        away = button(tr("Anular"), "quiet", line)
        away.setAccessibleName(tr("Anular la invitación de {name}").format(name=name))
        away.clicked.connect(lambda: self.withdrawn.emit(invitation.id))
        row.addWidget(away)
        return line
