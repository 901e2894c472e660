"""The tags of the conversation, and whose it is."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from services.records import Conversation
from widgets.controls import Label
from widgets.inspector.chips import Chips
from widgets.inspector.section import Section
from widgets.words import tr


class TagsSection(Section):
    """`wanted(point)` when somebody wants other tags: the picker opens there."""

    wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Etiquetas"), parent=parent)
        self.chips = Chips(_label, tr("Cambiar las etiquetas"), self)
        self.body.addWidget(self.chips)
        self.add = self.chips.add
        self.add.clicked.connect(lambda: self.wanted.emit(self.add.mapToGlobal(QPoint(0, self.add.height() + 2))))


class MemberSection(Section):
    """`wanted(point)` when somebody wants to give the conversation to another member."""

    wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Asignada a"), tr("Cambiar"), parent=parent)
        self._name = Label(parent=self)
        self.body.addWidget(self._name)
        self.link.setAccessibleName(tr("Asignar a otra persona"))
        self.link.clicked.connect(lambda: self.wanted.emit(self.link.mapToGlobal(QPoint(0, self.link.height()))))

    def show_member(self, conversation: Conversation) -> None:
        known = conversation.member_name or tr("Otro miembro")
        self._name.setText(known if conversation.member else tr("Sin asignar"))
        self._name.set_tone("primary" if conversation.member else "muted")


def _label(tag: str) -> Label:
    label = Label(tag, "caption", "secondary")
    label.setProperty("frame", "tag")
    return label
