"""The icon in the system's tray: how many wait for an answer, and the few things one asks for without the window."""

from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QFont, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from services.settings import QUIET_UNTIL, Settings
from widgets.feed import Feed
from widgets.notifications.rules import HOUR_MS
from widgets.theme import Theme
from widgets.words import tr

SIDES: Final = (22, 44)
MOST: Final = 99


class Tray(QObject):
    """`open_wanted` when somebody wants the window, `quit_wanted` the end. Where the desktop has no tray nothing is
    shown, and `stands` says so."""

    open_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, theme: Theme, feed: Feed, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._feed, self._settings = theme, feed, settings
        self._count = -1
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self._add(tr("Abrir STRATO"), self.open_wanted.emit)
        self.quiet = self._add(tr("Silenciar los avisos por 1 hora"), self.toggle_quiet)
        self.quiet.setCheckable(True)
        self.menu.addSeparator()
        self._add(tr("Salir de STRATO"), self.quit_wanted.emit)
        self.menu.aboutToShow.connect(self._show_quiet)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        theme.changed.connect(self._draw)
        self.show_count(0)
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    def stands(self) -> bool:
        """Whether there is an icon from which the window comes back."""
        return self.icon.isVisible()

    def show_count(self, unanswered: int) -> None:
        """How many wait for an answer: on the icon, on the program's own icon where the desktop can, and in words."""
        if unanswered == self._count:
            return
        self._count = unanswered
        QGuiApplication.instance().setBadgeNumber(unanswered)  # type: ignore[union-attr]
        self.icon.setToolTip(tr("STRATO · {count} sin responder").format(count=unanswered) if unanswered else "STRATO")
        self._draw()

    def show_unanswered(self, counts: dict[str, int]) -> None:
        """Follow the counts of the views."""
        self.show_count(counts.get("unanswered", 0))

    def toggle_quiet(self) -> None:
        """No notices for an hour; or, while that lasts, again."""
        now = self._feed.now()
        quiet = self._settings.get(QUIET_UNTIL) > now
        self._settings.put(QUIET_UNTIL, 0 if quiet else now + HOUR_MS)

    def put_away(self) -> None:
        """Take the icon off: the program ends."""
        self.icon.hide()

    def _add(self, text: str, act: object) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(act)
        return action

    def _show_quiet(self) -> None:
        self.quiet.setChecked(self._settings.get(QUIET_UNTIL) > self._feed.now())

    def _activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_wanted.emit()

    def _draw(self) -> None:
        icon = QIcon()
        for side in SIDES:
            icon.addPixmap(self._pixmap(side))
        self.icon.setIcon(icon)

    def _pixmap(self, side: int) -> QPixmap:
        """The mark on the accent, readable on a light and on a dark panel, with the count at its corner."""
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent.base"))
        painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.24, side * 0.24)
        inner = round(side * 0.64)
        mark = self._theme.pixmap("audio-lines", "text.onAccent", inner)
        painter.drawPixmap((side - inner) // 2, (side - inner) // 2, inner, inner, mark)
        if self._count > 0:
            self._badge(painter, side)
        painter.end()
        return picture

    def _badge(self, painter: QPainter, side: int) -> None:
        text = str(self._count) if self._count <= MOST else f"{MOST}+"
        high = side * 0.58
        wide = max(high, high * (0.42 + 0.36 * len(text)))
        box = QRectF(side - wide, side - high, wide, high)
        painter.setBrush(self._theme.color("semantic.danger.fg"))
        painter.setPen(self._theme.pen("bg.rail", side / 22))
        painter.drawRoundedRect(box, high / 2, high / 2)
        font: QFont = self._theme.font("micro", weight=700)
        font.setPixelSize(max(8, round(high * 0.78)))
        painter.setFont(font)
        painter.setPen(self._theme.color("text.onAccent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
