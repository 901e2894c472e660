"""Icons that stand before words."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from widgets.theme import Theme

LEADING: Final = QSize(20, 16)
"""An icon of 16 px with the gap that belongs before its words; the style itself leaves too little."""


def leading(theme: Theme, name: str, tone: str = "text.primary") -> QIcon:
    """The icon for a button that shows it in `LEADING`, grey where the button is disabled."""
    return theme.icon(name, tone, 16, gap=LEADING.width() - 16)
