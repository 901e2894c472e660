"""The tags of the conversation, and whose it is."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from services.records import Conversation
from widgets.controls import Label, button
from widgets.inspector.flow import Flow
from widgets.inspector.section import Section
from widgets.words import tr


class TagsSection(Section):
    """`wanted(point)` when somebody wants other tags: the picker opens there."""

    wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Etiquetas"), parent=parent)
        self._tags: tuple[str, ...] | None = None
        self._host = QWidget(self)
        self._flow = Flow(self._host)
        self.body.addWidget(self._host)
        self.add = button(tr("+ Etiqueta"), parent=self._host)
        self.add.setProperty("kind", "tag")
        self.add.setAccessibleName(tr("Cambiar las etiquetas"))
        self.add.clicked.connect(lambda: self.wanted.emit(self.add.mapToGlobal(QPoint(0, self.add.height() + 2))))
        self._flow.addWidget(self.add)

    def show_tags(self, tags: tuple[str, ...]) -> None:
        if tags == self._tags:
            return
        self._tags = tags
        while self._flow.count():
            if (widget := self._flow.takeAt(0).widget()) is not None and widget is not self.add:
                widget.hide()
                widget.deleteLater()
        for tag in tags:
            label = Label(tag, "caption", "secondary", parent=self._host)
            label.setProperty("frame", "tag")
            self._flow.addWidget(label)
            label.show()
        self._flow.addWidget(self.add)
        self._host.updateGeometry()


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
