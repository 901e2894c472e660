"""The button that sends: the agency's strip inside it, what it does and to whom, and its key."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from widgets.theme import Theme
from widgets.words import hover, tr
from widgets.words import tip as plain_tip

_STRIP = 5
_PAD = 12
_SLACK = 2  # letters are placed between pixels: a sum of whole ones is sometimes too little


class SendButton(QPushButton):
    """Its text is elided at the right where there is no room; the tooltip and the accessible name hold all of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, strip: bool = True) -> None:
        """Without `strip` it is a main button with its key, where nothing is sent in an agency's name."""
        super().__init__(parent)
        self._theme = theme
        self._strip = _STRIP if strip else -2
        self._key = ""
        self.setProperty("kind", "primary")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_action(self, text: str, key: str, tip: str = "") -> None:
        """`text` names the action and the person, `key` is the shortcut as written on the button."""
        whole = tip or f"{text} ({key})"
        if self._theme.agency and self._strip > 0:
            whole = hover(whole + "\n" + tr("En nombre de {agency}").format(agency=self._theme.agency))
        else:
            whole = plain_tip(whole)
        if (text, key, whole) == (self.text(), self._key, self.toolTip()):
            return
        self._key = key
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(whole)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        text = QFontMetrics(self._theme.font("label")).horizontalAdvance(self.text())
        return QSize(min(text, self._theme.scaled(260)) + self._chrome(), self._theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.scaled(90) + self._chrome(), self._theme.size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._strip > 0:
            self._draw_strip(painter)
        painter.setPen(self._theme.color("text.onAccent" if self.isEnabled() else "text.disabled"))
        room = self.rect().adjusted(_PAD + self._strip + 2, 0, -_PAD, 0)
        key_width = self._key_width()
        painter.setFont(self._theme.font("micro"))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._key)
        self._draw_label(painter, room.adjusted(0, 0, -key_width, 0))

    def _draw_label(self, painter: QPainter, room: QRect) -> None:
        font = self._theme.font("label")
        painter.setFont(font)
        said = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)

    def _draw_strip(self, painter: QPainter) -> None:
        inside = QPainterPath()
        inside.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.save()
        painter.setClipPath(inside)
        painter.fillRect(0, 0, _STRIP + 1, self.height(), self._theme.color("tenant"))
        painter.fillRect(_STRIP + 1, 0, 1, self.height(), self._theme.color("text.onAccent"))
        painter.restore()

    def _key_width(self) -> int:
        return QFontMetrics(self._theme.font("micro")).horizontalAdvance(self._key) + 10 if self._key else 0

    def _chrome(self) -> int:
        return 2 * _PAD + self._strip + 2 + self._key_width() + _SLACK
