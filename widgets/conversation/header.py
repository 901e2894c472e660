"""Above the timeline: who it is, on which channel, and how long the window stays open."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.records import Conversation
from widgets import words
from widgets.controls import CHANNELS, Avatar, IconButton, Label
from widgets.inbox.delegate import paint_pie
from widgets.inbox.row_words import HOUR, Urgency, state_words, urgency
from widgets.theme import Theme
from widgets.words import tr


class WindowChip(QWidget):
    """The 24 h window as a chip: a pie, and "Ventana 23 h 49 min" or "Ventana cerrada"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text, self._share = "", 0.0
        self._urgency: Urgency = "none"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_window(self, conversation: Conversation, now: int) -> None:
        """Follow the clock; hidden where the channel has no window."""
        self._urgency = urgency(conversation, now)
        self.setVisible(self._urgency != "none")
        left = (conversation.window_closes_at or 0) - now
        self._share = left / (24 * HOUR)
        open_ = tr("Ventana {left}").format(left=_long(left))
        text = tr("Ventana cerrada") if self._urgency == "closed" else open_
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(self._meaning(conversation, now))
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self._font()).horizontalAdvance(self._text)
        return QSize(wide + 36, self._theme.scaled(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground, edge = self._colors()
        painter.setPen(theme.pen(edge))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        middle = self.height() / 2
        if self._urgency == "closed":
            painter.drawPixmap(9, round(middle - 7), theme.pixmap("lock", ink, 14))
        else:
            paint_pie(painter, QRectF(9, middle - 6, 12, 12), theme, ink, self._share)
        painter.setFont(self._font())
        painter.setPen(theme.color(ink))
        painter.drawText(self.rect().adjusted(27, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, self._text)

    def _colors(self) -> tuple[str, str, str]:
        if self._urgency in ("warning", "danger"):
            soft = f"semantic.{self._urgency}.soft"
            return f"semantic.{self._urgency}.fg", soft, soft
        return "text.secondary", "bg.rail", "border.default"

    def _font(self) -> QFont:
        return self._theme.font("micro", tabular=True)

    def _meaning(self, conversation: Conversation, now: int) -> str:
        when = words.when_exactly(conversation.window_closes_at or 0, now)
        if self._urgency == "closed":
            return tr("Se cerró {when}. Si el lead escribe, se reabre.").format(when=when)
        return tr("Hasta {when} podés mandar texto y voz.").format(when=when)


class ConversationHeader(QWidget):
    """`inspector_toggled(shown)` when a person shows or hides the pane at the right."""

    inspector_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._conversation: Conversation | None = None
        self.reopens = False
        self._avatar = Avatar(theme, 34)
        self._name = Label("", "label", elide=True)
        self._address = Label("", "caption", "muted", elide=True)
        self.chip = WindowChip(theme)
        self.state = Label("", "caption", "muted")
        self.snooze = IconButton(theme, "alarm-clock", tr("Posponer"))
        self.close_it = IconButton(theme, "archive", tr("Cerrar la conversación"))
        self.more = IconButton(theme, "ellipsis", tr("Más acciones de la conversación"))
        self.inspector = IconButton(theme, "panel-right", tr("Mostrar inspector"))
        self.inspector.setCheckable(True)
        self.inspector.toggled.connect(self.inspector_toggled)
        self._lay_out()
        theme.changed.connect(self._measure)
        self._measure()

    def show_conversation(self, conversation: Conversation, now: int) -> None:
        """Who is open; also called as the clock moves."""
        self.chip.show_window(conversation, now)
        self.state.setText(state_words(conversation, now))
        self.state.setVisible(bool(self.state.text()))
        if conversation == self._conversation:
            return
        self._conversation = conversation
        open_ = not (conversation.closed or conversation.put_off(now))
        self.close_it.set_icon("archive" if open_ else "inbox")
        self.reopens = not open_
        self._avatar.show_person(conversation.name, conversation.contact, conversation.channel)
        self._name.setText(conversation.name)
        channel = CHANNELS[conversation.channel]
        self._address.setText(f"{channel} · {conversation.address}" if conversation.address else channel)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(self._name)
        names.addWidget(self._address)
        names.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._avatar)
        row.addLayout(names, 1)
        for part in (self.state, self.chip, self.snooze, self.close_it, self.more):
            row.addWidget(part)
        row.addWidget(self.inspector)

    def _measure(self) -> None:
        self.setFixedHeight(self._theme.size("toolbar"))


def _long(left: int) -> str:
    """ "23 h 49 min": in a chip there is room for both units."""
    said = words.countdown(left)
    return f"{said}{words.NBSP}min" if "h" in said else said
