"""The small parts that every pane is made of: labels, buttons, hairlines and avatars, drawn from the theme."""

from typing import Literal
from zlib import crc32

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from services.plain import harmless
from widgets import words
from widgets.theme import Theme

Kind = Literal["", "primary", "quiet", "danger", "menu"]

CHANNELS = {"whatsapp": "WhatsApp", "manychat": "ManyChat", "uchat": "UChat"}
"""Names of the channels; the first letter is their mark."""


class Label(QLabel):
    """A line of plain text (never markup: the words may be a stranger's) in a font of the scale and a tone.

    With `elide` it gives way when there is no room, and shows the whole text as its tooltip; `brief` says the same
    with less, and is what is shown before words are cut."""

    brief = ""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "primary",
        *,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", role)
        self.setProperty("tone", tone)
        self._elide = elide
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(harmless(text))
        if self._elide:
            self.setToolTip(words.hover(text))

    def set_tone(self, tone: str) -> None:
        """Change the colour by its tone."""
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            restyle(self)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self.fontMetrics()
        if not self._elide or metrics.horizontalAdvance(self.text()) <= self.contentsRect().width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        whole = self.brief or self.text()
        shown = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, self.contentsRect().width())
        painter.drawText(self.contentsRect(), self.alignment(), shown)


class IconButton(QToolButton):
    """A button that is only an icon: it always has a name for screen readers, and a tooltip with its shortcut."""

    def __init__(
        self, theme: Theme, icon: str, name: str, *, shortcut: str = "", tint: str = "text.secondary",
        size: int = 16, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._icon, self._tint, self._size = theme, icon, tint, size
        self.set_name(name, shortcut)
        self._draw()
        theme.changed.connect(self._draw)

    def set_name(self, name: str, shortcut: str = "") -> None:
        """Change what it is called."""
        self.setAccessibleName(name)
        self.setToolTip(words.tip(f"{name} ({shortcut})" if shortcut else name))

    def set_icon(self, icon: str, tint: str | None = None) -> None:
        """Change what it shows."""
        self._icon, self._tint = icon, tint or self._tint
        self._draw()

    def _draw(self) -> None:
        self.setIcon(self._theme.icon(self._icon, self._tint, self._size))
        self.setIconSize(QSize(self._size, self._size))
        side = max(28, self._theme.size("control"))
        self.setFixedSize(side, side)


def button(text: str, kind: Kind = "", parent: QWidget | None = None) -> QPushButton:
    """A button with words; `primary` is the one main action of its pane."""
    made = QPushButton(text, parent)
    made.setProperty("kind", kind)
    return made


def hairline(vertical: bool = False, parent: QWidget | None = None) -> QFrame:
    """The one line that separates two surfaces."""
    line = QFrame(parent)
    line.setProperty("surface", "line")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a dynamic property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def category(key: str) -> int:
    """Which of the six category colours a person or tag has: the same on every desk."""
    return crc32(key.encode()) % 6


def paint_avatar(painter: QPainter, box: QRectF, theme: Theme, name: str, key: str, channel: str = "") -> None:
    """Initials on the person's colour, with the letter tile of the channel at the lower right."""
    hue = category(key)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"categorySoft.{hue}"))
    painter.drawEllipse(box)
    painter.setFont(theme.sized("label", max(9, round(box.height() * 0.36))))
    painter.setPen(theme.color(f"category.{hue}"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words.initials(name))
    if channel:
        paint_channel(painter, QRectF(box.right() - 12, box.bottom() - 12, 15, 15), theme, channel)


def paint_channel(painter: QPainter, box: QRectF, theme: Theme, channel: str) -> None:
    """The channel's letter on a small tile: no brand logos, no brand colours."""
    painter.setPen(theme.color("bg.list"))
    painter.setBrush(theme.color("text.secondary"))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(theme.sized("micro", 9, weight=700))
    painter.setPen(theme.color("text.inverse"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, CHANNELS[channel][0])


class Avatar(QWidget):
    """A person's initials, as a widget of one size."""

    def __init__(self, theme: Theme, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._who = ("", "", "")
        self.setFixedSize(side + 4, side + 4)
        theme.changed.connect(self.update)

    def show_person(self, name: str, key: str, channel: str = "") -> None:
        """Whose it is; `key` chooses the colour."""
        self._who = (name, key, channel)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, key, channel = self._who
        paint_avatar(painter, QRectF(0, 1, self.width() - 4, self.height() - 4), self._theme, name, key, channel)
