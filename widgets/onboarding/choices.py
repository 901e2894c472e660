"""The ways to begin, as cards of which one is chosen: with the mouse, with the arrows, with Enter."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets.controls import Label
from widgets.theme import Theme
from widgets.words import tr

Way = Literal["practice", "connect", "join", "copy"]

RADIO: Final = 18


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to begin: `points` are told one by one with a tick, `does` stands on the button that takes it."""

    way: Way
    name: str
    icon: str
    does: str
    about: str = ""
    mark: str = ""
    points: tuple[str, ...] = ()


def choices() -> tuple[Choice, ...]:
    """All four, the easiest first."""
    return (
        Choice(
            "practice", tr("Probar con datos de ejemplo"), "sparkles", tr("Entrar a la agencia de práctica"),
            mark=tr("2 minutos, sin cuentas"),
            points=(
                tr("Una agencia de práctica con contactos que te contestan"),
                tr("Voces de muestra: no gastás créditos"),
                tr("Queda separada: se borra entera cuando quieras"),
            ),
        ),
        Choice(
            "connect", tr("Conectar mi agencia"), "plug", tr("Conectar mi agencia"),
            tr(
                "Vas a necesitar el token de WhatsApp y la clave de ElevenLabs. "
                "Si te falta algo, se completa más tarde."
            ),
        ),
        Choice(
            "join", tr("Entrar con una invitación"), "users", tr("Entrar con una invitación"),
            tr("Te la manda quien administra tu agencia: un enlace o un código. Tarda un minuto."),
        ),
        Choice(
            "copy", tr("Traer una copia de otra computadora"), "hard-drive", tr("Traer una copia"),
            tr("Un archivo .strato cifrado. Las claves se vuelven a cargar acá."),
        ),
    )  # fmt: skip


class ChoiceCard(QAbstractButton):
    """One way to begin. `taken` when somebody means it: Enter, or a double click."""

    taken = Signal()

    def __init__(self, theme: Theme, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.choice = theme, choice
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(choice.name)
        self.setAccessibleName(choice.name)
        self.setAccessibleDescription(". ".join(filter(None, (choice.mark, choice.about, *choice.points))))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 18, 16)
        row.setSpacing(16)
        row.addSpacing(RADIO + 16)  # the layout's own gap does not count beside a spacer
        self._ticks: list[QLabel] = []
        row.addLayout(self._make_words(), 1)
        self._tile = QLabel(self)
        self._tile.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tile.setFixedSize(40, 40)
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._tint)
        self._tint()

    def _make_words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(9)
        self._name = Label(self.choice.name, "title", parent=self)
        head.addWidget(self._name)
        self._mark = Label(self.choice.mark, "caption", "accent", parent=self)
        self._mark.setVisible(bool(self.choice.mark))
        head.addWidget(self._mark)
        head.addStretch(1)
        column.addLayout(head)
        if self.choice.about:
            about = Label(self.choice.about, "body", "secondary", parent=self)
            about.setWordWrap(True)
            column.addWidget(about)
        for point in self.choice.points:
            line = QHBoxLayout()
            line.setSpacing(10)
            tick = QLabel(self)
            self._ticks.append(tick)
            line.addWidget(tick)
            line.addWidget(Label(point, "body", "secondary", elide=True, parent=self), 1)
            column.addLayout(line)
        return column

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.taken.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = 2 if chosen else 1
        painter.setPen(self._theme.pen("accent.base" if chosen else "border.default", edge))
        painter.setBrush(self._theme.color("bg.hover" if self.underMouse() and not chosen else "bg.canvas"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), 8, 8)
        ring = QRectF(20, 16 + (self._name.height() - RADIO) / 2, RADIO, RADIO)
        painter.setPen(self._theme.pen("accent.base" if chosen else "border.control", 1.5))
        painter.setBrush(self._theme.color("bg.canvas"))
        painter.drawEllipse(ring)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent.base"))
            painter.drawEllipse(ring.adjusted(4, 4, -4, -4))
        if self.hasFocus():
            painter.setPen(self._theme.focus_pen())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 6, 6)

    def _tint(self) -> None:
        soft = self._theme.hex("accent.soft")
        self._tile.setPixmap(self._theme.pixmap(self.choice.icon, "accent.base", 20))
        self._tile.setStyleSheet(f"background: {soft}; border-radius: 6px")
        self._mark.setStyleSheet(f"background: {soft}; border-radius: 4px; padding: 2px 8px")
        for tick in self._ticks:
            tick.setPixmap(self._theme.pixmap("check", "semantic.success.fg", 16))
        self.update()


class Choices(QWidget):
    """The cards of `ways`: `chosen` the way that is marked now, `taken` when somebody means it."""

    changed = Signal()
    taken = Signal()

    def __init__(self, theme: Theme, ways: Collection[Way], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(12)
        group = QButtonGroup(self)
        self.cards: dict[Way, ChoiceCard] = {}
        for choice in (each for each in choices() if each.way in ways):
            card = self.cards[choice.way] = ChoiceCard(theme, choice, self)
            card.toggled.connect(self.changed)
            card.taken.connect(self.taken)
            group.addButton(card)
            column.addWidget(card)
        next(iter(self.cards.values())).setChecked(True)

    def choose(self, way: Way) -> None:
        """Mark one."""
        self.cards[way].setChecked(True)

    @property
    def chosen(self) -> Choice:
        return next(card.choice for card in self.cards.values() if card.isChecked())

    def focus(self) -> None:
        """Give the keyboard to the chosen one."""
        self.cards[self.chosen.way].setFocus()
