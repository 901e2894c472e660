"""One device of a member: when it was last there, which keys it may use, and the way to show it out."""

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.sealed import fingerprint
from services.team_records import KnownDevice, TeamDevice
from widgets.controls import Label, button
from widgets.pieces.tick import TickBox
from widgets.settings import team_words as said
from widgets.theme import Theme
from widgets.words import tr

_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class DeviceLook:
    """What is shown of a device: as the relay knows it, as it introduced itself in the log (None: not yet), the
    providers whose keys were sealed for it, and those whose keys this computer could send."""

    device: TeamDevice
    mine: bool
    known: KnownDevice | None = None
    sent: dict[str, str] = field(default_factory=dict)
    here: frozenset[str] = frozenset()


class DevicePart(QWidget):
    """`share_wanted(device, provider, on)` when a box is ticked; `revoke_wanted(device)` after it was confirmed in
    place, for it cannot be undone."""

    share_wanted = Signal(str, str, bool)
    revoke_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._look: DeviceLook | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._icon = QLabel(self)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.name, self.seen = Label(elide=True, parent=self), Label(role="caption", tone="muted", parent=self)
        names.addWidget(self.name)
        names.addWidget(self.seen)
        self.revoke = button(tr("Dar de baja"), "quiet", self)
        self.revoke.clicked.connect(self._ask)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        head.addWidget(self.revoke, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._make_question())
        column.addWidget(self._make_keys())
        theme.changed.connect(self._tint)
        self._tint()

    def show_device(self, look: DeviceLook, now: int) -> None:
        """Everything anew; a question that is open stays open."""
        self._look, device = look, look.device
        self.name.setText(device.name)
        mine = tr("esta computadora") + " · " if look.mine else ""
        self.seen.setText(mine + said.seen(device, now))
        self.revoke.setVisible(not look.mine)
        self.revoke.setAccessibleName(tr("Dar de baja {name}").format(name=device.name))
        self.confirm.setAccessibleName(tr("Dar de baja ya {name}").format(name=device.name))
        lock = look.known.public if look.known is not None else ""
        marks = tr("Huella {mark}").format(mark=fingerprint(lock)) if lock else ""
        if look.mine:
            held = said.held(look.known.holds) if look.known is not None else said.held(frozenset())
            self._note.setText(" · ".join(filter(None, [tr("Claves acá: {names}").format(names=held), marks])))
        elif not lock:
            self._note.setText(tr("Todavía no dijo con qué sellar una clave: abrí STRATO ahí una vez."))
        else:
            self._note.setText(tr("{mark}: tiene que ser la misma que muestra esa computadora.").format(mark=marks))
        self._show_boxes(look, ready=bool(lock) and not look.mine)

    def _show_boxes(self, look: DeviceLook, ready: bool) -> None:
        for provider, box in self.boxes.items():
            state = said.key_state(provider, look.known, look.sent)
            title = said.provider_name(provider)
            told = said.key_words(state)
            box.blockSignals(True)  # nobody ticked it
            box.setChecked(state in ("sent", "received"))
            box.blockSignals(False)
            able = provider in look.here or box.isChecked()
            box.setText(f"{title} · {told}" if told else title)
            box.setVisible(ready)
            box.setEnabled(able)
            box.setToolTip("" if able else tr("Esta computadora no tiene esa clave, así que no la puede mandar."))
        lacking = [said.provider_name(each) for each in self.boxes if not self.boxes[each].isEnabled()]
        self._lacking.setText(tr("Sin la clave en esta computadora: {names}.").format(names=", ".join(lacking)))
        self._lacking.setVisible(ready and bool(lacking))
        self._caption.setVisible(ready)

    def _make_keys(self) -> QWidget:
        keys = QWidget(self)
        column = QVBoxLayout(keys)
        column.setContentsMargins(24, 0, 0, 0)
        column.setSpacing(4)
        self._note = Label(role="caption", tone="muted", parent=keys)
        self._note.setWordWrap(True)
        self._caption = Label(tr("Claves que puede usar"), "caption", "secondary", parent=keys)
        self._caption.setProperty("strong", True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        self.boxes: dict[str, TickBox] = {}
        for at, (provider, title) in enumerate(said.providers().items()):
            box = self.boxes[provider] = TickBox(title, keys)
            box.setProperty("provider", provider)
            box.toggled.connect(self._ticked)
            grid.addWidget(box, at // _COLUMNS, at % _COLUMNS)
        grid.setColumnStretch(_COLUMNS, 1)
        self._lacking = Label(role="caption", tone="muted", parent=keys)
        self._lacking.setWordWrap(True)
        column.addWidget(self._note)
        column.addWidget(self._caption)
        column.addLayout(grid)
        column.addWidget(self._lacking)
        return keys

    def _make_question(self) -> QWidget:
        self.question = QWidget(self)
        row = QHBoxLayout(self.question)
        row.setContentsMargins(24, 0, 0, 0)
        row.setSpacing(8)
        text = tr("Pierde el acceso al instante y no se deshace: para volver, hace falta otra invitación.")
        label = Label(text, "caption", "danger", parent=self.question)
        label.setWordWrap(True)
        self.confirm = button(tr("Dar de baja ya"), "danger", self.question)
        self.cancel = button(tr("Cancelar"), "quiet", self.question)
        self.confirm.clicked.connect(self._confirm)
        self.cancel.clicked.connect(self._leave)
        row.addWidget(label, 1)
        row.addWidget(self.confirm)
        row.addWidget(self.cancel)
        self.question.hide()
        return self.question

    def _ask(self) -> None:
        self.question.show()
        self.cancel.setFocus()

    def _leave(self) -> None:
        self.question.hide()
        self.revoke.setFocus()

    def _confirm(self) -> None:
        self.question.hide()
        if self._look is not None:
            self.revoke_wanted.emit(self._look.device.id)

    def _ticked(self, on: bool) -> None:
        if self._look is not None:
            self.share_wanted.emit(self._look.device.id, str(self.sender().property("provider")), on)

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("hard-drive", "text.secondary", 16))
