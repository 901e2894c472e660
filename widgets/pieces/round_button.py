"""The round button that plays and pauses."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from widgets.theme import Theme
from widgets.words import tr

_RING: Final = 3


class PlayButton(QAbstractButton):
    """Filled where it is the main action, outlined in a list. `show_playing` turns the triangle into a pause."""

    def __init__(self, theme: Theme, size: int = 40, *, filled: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._size, self._filled = theme, size, filled
        self._playing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        self.show_playing(False)
        theme.changed.connect(self.update)

    def show_playing(self, playing: bool) -> None:
        self._playing = playing
        self.setAccessibleName(tr("Pausar") if playing else tr("Oír"))
        self.setToolTip(f"{self.accessibleName()} ({tr('Espacio')})")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size + 2 * _RING, self._size + 2 * _RING)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(_RING, _RING, self._size, self._size)
        color = self._theme.color("accent.base" if self.isEnabled() else "border.default")
        ink = "text.onAccent" if self._filled else "text.primary"
        if self._filled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent.hover") if self.underMouse() and self.isEnabled() else color)
            painter.drawEllipse(disc)
        else:
            painter.setPen(QPen(self._theme.color("border.control"), 1))
            painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))
        glyph = round(self._size * 0.5)
        icon = self._theme.pixmap(
            "pause" if self._playing else "play", ink if self.isEnabled() else "text.disabled", glyph
        )
        corner = round(disc.center().x() - glyph / 2), round(disc.center().y() - glyph / 2)
        painter.drawPixmap(*corner, icon)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent.focus"), 2))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
