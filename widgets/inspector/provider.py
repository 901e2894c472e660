"""The lead as its provider has it: its tags there, a field to set, an automation to start, and asking anew."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from services.outbox import Ability
from widgets.controls import CHANNELS, Label, button
from widgets.inspector.chips import Chips
from widgets.inspector.section import Section
from widgets.trouble_words import sentence
from widgets.words import hover, tr


class ProviderSection(Section):
    """`tag_wanted`, `field_wanted` and `flow_wanted` (point) open a picker there, `untagged(tag)` takes one away, the
    link asks the provider."""

    tag_wanted = Signal(QPoint)
    field_wanted = Signal(QPoint)
    flow_wanted = Signal(QPoint)
    untagged = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", tr("Actualizar"), parent=parent)
        self.link.setAccessibleName(tr("Leer el contacto del proveedor"))
        self.chips = Chips(self._chip, tr("Poner una etiqueta del proveedor"), self)
        self.add = self.chips.add
        self.field = button(tr("Poner un campo…"), parent=self)
        self.start = button(tr("Iniciar un flujo…"), parent=self)
        self._told = Label(role="caption", tone="danger", parent=self)
        self._told.setWordWrap(True)
        self.body.addWidget(self.chips)
        for part in (self.field, self.start):
            self.body.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._told)
        self.add.clicked.connect(lambda: self.tag_wanted.emit(self.below(self.add)))
        self.field.clicked.connect(lambda: self.field_wanted.emit(self.below(self.field)))
        self.start.clicked.connect(lambda: self.flow_wanted.emit(self.below(self.start)))
        self.hide()

    def below(self, widget: QWidget) -> QPoint:
        """Where what a button asks for opens; while the pane is away, over the middle of the window."""
        if widget.isVisible():
            return widget.mapToGlobal(QPoint(0, widget.height() + 2))
        window = self.window()
        return window.mapToGlobal(QPoint(window.width() // 2 - 150, 80))

    def show_contact(self, channel: str, tags: tuple[str, ...], able: Ability) -> None:
        """What this channel's provider has, and what may be done there now."""
        self.set_title(tr("En {channel}").format(channel=CHANNELS.get(channel, channel)))
        for part, code in ((self.add, able.tags), (self.field, able.fields), (self.start, able.flow)):
            part.setEnabled(code is None)
            part.setToolTip(sentence(code).text if code else "")
        self.link.setEnabled(able.fields is None)
        self.chips.show_tags(tags)
        for chip in self.chips.made:
            chip.setEnabled(able.tags is None)

    def tell(self, text: str) -> None:
        """What went wrong, or is going on."""
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def _chip(self, tag: str) -> QPushButton:
        chip = QPushButton(f"{tag}  ×".replace("&", "&&"))
        chip.setProperty("kind", "tag")
        chip.setProperty("tag", tag)
        chip.setAccessibleName(tr("Quitar la etiqueta {tag} en el proveedor").format(tag=tag))
        chip.setToolTip(hover(chip.accessibleName()))
        chip.clicked.connect(self._untag)
        return chip

    def _untag(self) -> None:
        self.untagged.emit(str(self.sender().property("tag")))
