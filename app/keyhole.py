"""How the keyring stands, in an agency's window: named below, told when it goes, mended when it is back."""

from typing import Final

from PySide6.QtCore import QObject

from app.office import Office
from services.trouble import Trouble
from widgets.feed import Feed
from widgets.words import tr

EVERY_S: Final = 15
"""How often it is looked at while it is well; a look asks nobody anything."""


class Keyhole(QObject):
    """Made with the office. `code` is what ails the keyring, "" for nothing."""

    def __init__(self, office: Office, feed: Feed) -> None:
        super().__init__(office.window)
        self._office, self._credentials = office, office.house.credentials
        self._seconds = 0
        self.code = ""
        if office.house.desk.practice:
            office.window.status.show_keyring(tr("Claves de práctica, en memoria"))
            return
        feed.tick.connect(self._tick)
        office.actions.bind("keyring.unlock", self.unlock)
        self.look()

    def look(self) -> None:
        """See how it stands now."""
        self._office.tasks.start(self._look(), key="keyring")

    def unlock(self) -> None:
        """Ask it for the keys again: the system asks the person."""
        self._office.tasks.start(self._unlock(), key="keyring")

    async def _unlock(self) -> None:
        await self._office.house.unlock()
        await self._look()

    async def _look(self) -> None:
        code = await self._credentials.look()
        before, self.code = self.code, code
        await self._show()
        if before and not code:  # it is back: whatever waited for a key goes on
            await self._office.house.unlock()

    async def _show(self) -> None:
        status = self._office.window.status
        if self._credentials.forgone:
            status.show_keyring("", "keyring.session")
            return
        try:
            status.show_keyring(await self._credentials.backend(), self.code)
        except Trouble as trouble:
            self.code = trouble.code
            status.show_keyring("", trouble.code)

    def _tick(self, _: int) -> None:
        self._seconds += 1
        if self._seconds % (3 if self.code else EVERY_S) == 0:
            self.look()
