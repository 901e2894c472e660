"""Notices as this desktop shows them: through its own service where it has one, else through the tray icon."""

from collections.abc import Awaitable
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from widgets.notifications.rules import Notice
from widgets.words import tr


class Desktop(Protocol):
    """The desktop's own service of notices (services.desktop_notices)."""

    def show(self, key: str, title: str, body: str, action: str) -> Awaitable[bool]: ...

    def take_back(self, key: str) -> Awaitable[None]: ...


class Bubbles(QObject):
    """`activated(conversation)` when somebody clicked a notice; "" for one that spoke of several."""

    activated = Signal(str)

    def __init__(self, desktop: Desktop, tray: QSystemTrayIcon | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop, self._tray = desktop, tray
        self._last = ""
        if tray is not None:
            tray.messageClicked.connect(self._clicked)

    async def show(self, told: Notice) -> bool:
        """Show it; whether anything could."""
        if await self._desktop.show(told.conversation, told.title, told.body, tr("Abrir")):
            return True
        if self._tray is None or not self._tray.isVisible() or not self._tray.supportsMessages():
            return False
        self._last = told.conversation
        self._tray.showMessage(told.title, told.body, self._tray.icon())
        return True

    async def take_back(self, conversation: str) -> None:
        """It was seen: its notice has nothing left to say."""
        await self._desktop.take_back(conversation)

    def _clicked(self) -> None:
        self.activated.emit(self._last)
