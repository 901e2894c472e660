"""The parts of what a person builds for ManyChat and UChat: one card, and one button of a text."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from services.channels.contacts import Flow
from widgets.composer.picker import Picker
from widgets.controls import IconButton, Label
from widgets.theme import Theme
from widgets.words import tr

_ADDRESSES: Final = ("image_url", "action_url", "url")


class CardForm(QFrame):
    """`changed` as it is written, `removed` when it is not wanted."""

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, card: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "sunken")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 8, 8)
        grid.setVerticalSpacing(4)
        self.title = Label(role="label", parent=self)
        self.remove = IconButton(theme, "x", tr("Quitar la tarjeta"), parent=self)
        self.remove.clicked.connect(self.removed)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self.remove, 0, 1)
        button = next((each for each in card.get("buttons") or [] if isinstance(each, dict)), {})
        given = {**card, "caption": button.get("caption", ""), "url": button.get("url", "")}
        self.fields: dict[str, QLineEdit] = {}
        for key, hint in (
            ("title", tr("Título")), ("subtitle", tr("Detalle")), ("image_url", tr("Dirección de la foto (https)")),
            ("action_url", tr("Dirección que se abre (https)")), ("caption", tr("Texto del botón")),
            ("url", tr("Dirección del botón (https)")),
        ):  # fmt: skip
            field = self.fields[key] = QLineEdit(str(given.get(key) or ""), placeholderText=hint, maxLength=1000)
            field.setAccessibleName(hint)
            field.setCursorPosition(0)
            field.textChanged.connect(self.changed)
            grid.addWidget(field, grid.rowCount(), 0, 1, 2)

    @property
    def card(self) -> dict[str, Any]:
        """As the provider takes it."""
        said = {key: field.text().strip() for key, field in self.fields.items()}
        card: dict[str, Any] = {key: said[key] for key in ("title", "subtitle", "image_url", "action_url") if said[key]}
        if said["caption"]:
            card["buttons"] = [{"type": "url", "caption": said["caption"], "url": said["url"]}]
        return card

    @property
    def lacks(self) -> str:
        """What keeps it from going out; "" for nothing."""
        said = {key: field.text().strip() for key, field in self.fields.items()}
        if not said["title"]:
            return tr("Falta el título.")
        if any(said[key] and not said[key].startswith(("https://", "http://")) for key in _ADDRESSES):
            return tr("Las direcciones empiezan con https://")
        if bool(said["caption"]) != bool(said["url"]):
            return tr("Un botón lleva texto y dirección.")
        return ""


class ButtonRow(QWidget):
    """A button below a text, and the automation that it starts."""

    changed = Signal()
    removed = Signal()

    def __init__(
        self, theme: Theme, kind: str, reply: dict[str, Any], flows: Sequence[Flow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind, self._wish = kind, str(reply.get("target") or "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.caption = QLineEdit(str(reply.get("caption") or ""), placeholderText=tr("Texto del botón"), maxLength=20)
        self.caption.setAccessibleName(tr("Texto del botón"))
        self.target = Picker(theme, tr("Flujo que inicia el botón"), parent=self)
        self.remove = IconButton(theme, "x", tr("Quitar el botón"), parent=self)
        row.addWidget(self.caption, 2)
        row.addWidget(self.target, 3)
        row.addWidget(self.remove)
        self.show_flows(flows)
        self.caption.textChanged.connect(self.changed)
        self.target.currentIndexChanged.connect(self.changed)
        self.remove.clicked.connect(self.removed)

    def show_flows(self, flows: Sequence[Flow]) -> None:
        """What can be started; the chosen one stays chosen."""
        if flows:
            self.target.show_choices([(each.id, each.name) for each in flows], [self.target.key, self._wish])

    @property
    def reply(self) -> dict[str, Any]:
        """As the provider takes it."""
        return {"type": self._kind, "caption": self.caption.text().strip(), "target": self.target.key}

    @property
    def lacks(self) -> str:
        if not self.caption.text().strip():
            return tr("Falta el texto de un botón.")
        return "" if self.target.key else tr("Falta el flujo de un botón.")
