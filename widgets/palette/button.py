"""What opens the palette by mouse: a field at the top of the rail that is a button, and tells its keys."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from widgets.theme import Theme
from widgets.words import tr


class FindButton(QPushButton):
    """ "Buscar o hacer…  Ctrl+K"; where the rail is narrow, only its icon."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._key, self._collapsed = theme, "", False
        self.setProperty("kind", "find")
        self.set_name(tr("Buscar o hacer"))
        self.setIconSize(QSize(16, 16))
        theme.changed.connect(self._draw)
        self._draw()

    def set_name(self, name: str, shortcut: str = "") -> None:
        """What it is called, and the keys that do the same."""
        self._key = shortcut
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({shortcut})" if shortcut else name)
        self.update()

    def collapse(self, collapsed: bool) -> None:
        """The icon alone, or the words beside it."""
        self._collapsed = collapsed
        self.setText("" if collapsed else tr("Buscar o hacer…"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(self._theme.font("micro"))
        spoken_for = 36 + self.fontMetrics().horizontalAdvance(self.text())
        if self._collapsed or spoken_for + painter.fontMetrics().horizontalAdvance(self._key) + 10 > self.width():
            return
        painter.setPen(self._theme.color("text.muted"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(self.rect().adjusted(0, 0, -9, 0), right, self._key)

    def _draw(self) -> None:
        self.setIcon(self._theme.icon("search", "text.muted", 16))
