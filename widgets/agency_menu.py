"""The agencies of this machine, as a menu: another one with a key, another colour, or a new one."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu

from services.plain import harmless
from widgets import tokens
from widgets.agency_head import AgencyHead
from widgets.theme import Theme
from widgets.words import tr


class Agency(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def color(self) -> str: ...


def color_names() -> dict[str, str]:
    """The eight colours that an agency may have, as people call them."""
    named = {
        "terracota": tr("Terracota"), "cobalto": tr("Cobalto"), "ciruela": tr("Ciruela"), "oliva": tr("Oliva"),
        "rosa": tr("Rosa"), "ocre": tr("Ocre"), "grafito": tr("Grafito"), "bosque": tr("Bosque"),
    }  # fmt: skip
    return {key: named.get(key, key) for key in tokens.value("color.light.tenant")}


class AgencyMenu(QObject):
    """Hangs below the head of the rail. `wanted(key)` for another agency, `painted(color)` for another colour of this
    one, `connect_wanted` for one more."""

    wanted = Signal(str)
    painted = Signal(str)
    connect_wanted = Signal()

    def __init__(self, theme: Theme, head: AgencyHead, agencies: Sequence[Agency], here: str) -> None:
        super().__init__(head)
        self._theme, self._head, self._agencies, self._here = theme, head, tuple(agencies), here
        head.offer()
        head.clicked.connect(self.open)

    def open(self) -> None:
        """Show it; the arrows, the letters and the numbers choose."""
        self.menu().popup(self._head.mapToGlobal(self._head.rect().bottomLeft() + QPoint(0, 2)))

    def menu(self) -> QMenu:
        """The menu of this moment."""
        menu = QMenu(self._head)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, each in enumerate(self._agencies, 1):
            name = harmless(each.name).replace("&", "&&")
            entry = menu.addAction(f"&{number}  {name}" if number < 10 else name)
            entry.setIcon(self._swatch(each.color))
            entry.setCheckable(True)
            entry.setChecked(each.key == self._here)
            entry.setData(each.key)
            entry.triggered.connect(self._chosen)
        menu.addSeparator()
        colors = menu.addMenu(tr("Color de esta agencia"))
        group = QActionGroup(colors)
        mine = next((each.color for each in self._agencies if each.key == self._here), "")
        for color, name in color_names().items():
            entry = colors.addAction(self._swatch(color), name)
            entry.setCheckable(True)
            entry.setChecked(color == mine)
            entry.setData(color)
            group.addAction(entry)
        group.triggered.connect(self._paint)
        menu.addAction(self._theme.icon("plus"), tr("Conectar otra agencia…"), self.connect_wanted.emit)
        return menu

    def _chosen(self) -> None:
        entry = self.sender()
        assert isinstance(entry, QAction)
        if (key := str(entry.data())) != self._here:
            self.wanted.emit(key)

    def _paint(self, entry: QAction) -> None:
        self.painted.emit(str(entry.data()))

    def _swatch(self, color: str) -> QIcon:
        ratio = self._head.devicePixelRatio()
        pixmap = QPixmap(round(16 * ratio), round(16 * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(f"tenant.{color}"))
        painter.drawRoundedRect(1, 1, 14, 14, 4, 4)
        painter.end()
        return QIcon(pixmap)
