"""Icons that stand before words."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from widgets.theme import Theme

LEADING: Final = QSize(20, 16)
"""An icon of 16 px with the gap that belongs before its words; the style itself leaves too little."""


def leading(theme: Theme, name: str, tone: str = "text.primary") -> QIcon:
    """The icon for a button that shows it in `LEADING`, grey where the button is disabled."""
    icon = QIcon(_spaced(theme.pixmap(name, tone, 16)))
    icon.addPixmap(_spaced(theme.pixmap(name, "text.disabled", 16)), QIcon.Mode.Disabled)
    return icon


def _spaced(drawn: QPixmap) -> QPixmap:
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(round(LEADING.width() * ratio), round(LEADING.height() * ratio))
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide
