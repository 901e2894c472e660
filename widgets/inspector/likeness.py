"""Who may be the same person, with the button that says so; and who was said to be, with the one that parts them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from services.records import Likeness
from widgets.controls import Label, button
from widgets.words import tr

Person = tuple[str, str]


class SamePerson(QWidget):
    """`joined(contact)` and `parted(contact)` name the other one."""

    joined = Signal(str)
    parted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 16, 10)
        self._column.setSpacing(8)
        self._shown: tuple[tuple[Likeness, ...], tuple[Person, ...]] = ((), ())
        self.hide()

    def show_people(self, alike: Sequence[Likeness], joined: Sequence[Person]) -> None:
        """Replace what is shown."""
        if self._shown == (now := (tuple(alike), tuple(joined))):
            return
        self._shown = now
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in alike:
            self._column.addWidget(self._ask(each))
        for person in joined:
            self._column.addWidget(self._part(person))
        self.setVisible(bool(alike or joined))

    def _ask(self, alike: Likeness) -> QFrame:
        why = tr("usa el mismo correo") if alike.why == "email" else tr("mismo nombre y casi el mismo número")
        told = " · ".join(part for part in (alike.name, alike.address, why) if part)
        frame, act = _card(tr("¿Es la misma persona?"), told, tr("Es la misma"))
        act.clicked.connect(lambda: self.joined.emit(alike.contact))
        return frame

    def _part(self, person: Person) -> QFrame:
        frame, act = _card(tr("También es"), person[1] or tr("sin nombre"), tr("Separar"))
        act.setAccessibleName(tr("Separar a {name}").format(name=person[1]))
        act.clicked.connect(lambda: self.parted.emit(person[0]))
        return frame


def _card(title: str, told: str, does: str) -> tuple[QFrame, QPushButton]:
    frame = QFrame()
    frame.setProperty("frame", "offer")
    row, names = QHBoxLayout(frame), QVBoxLayout()
    row.setContentsMargins(10, 8, 8, 8)
    said = Label(told, "caption", "muted")
    said.setWordWrap(True)
    names.addWidget(Label(title, "label"))
    names.addWidget(said)
    act = button(does)
    row.addLayout(names, 1)
    row.addWidget(act)
    return frame, act
