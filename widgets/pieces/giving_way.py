"""What gives way where the window is low: as tall as what it holds, and with a scroll bar where there is less room."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from widgets.theme import Theme


class Held(QWidget):
    """What gives way: before it scrolls, what can be lower in it is."""

    def heightForWidth(self, width: int) -> int:
        """What it cannot do without; its area asks this before it shows a scroll bar."""
        layout = self.layout()
        return layout.totalMinimumHeightForWidth(width) if layout is not None else -1

    def wish(self, width: int) -> int:
        """How tall it would be with room for everything."""
        layout = self.layout()
        high = layout.totalHeightForWidth(width) if layout is not None else -1
        return high if high >= 0 else self.sizeHint().height()


class GivingWay(QScrollArea):
    """Holds `held` in a column of other things; nothing in it is ever squeezed below what it needs to be read."""

    def __init__(self, theme: Theme, held: Held, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._held, self._least = theme, held, least
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(held)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As tall as what it holds is in this width."""
        held = self._held
        return QSize(held.sizeHint().width(), max(held.wish(self.width()), held.minimumSizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(self._held.minimumSizeHint().width(), min(hint.height(), self._theme.scaled(self._least)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._held and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
