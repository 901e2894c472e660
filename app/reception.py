"""Who comes in where: the first run or the agency of the last time, and from one agency to the next."""

import asyncio
import contextlib
import gc
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.agencies import PRACTICE, Agencies
from app.crash import keep_log
from app.desk import Desk, given
from app.paths import log_dir
from app.practice import practice
from app.tenants import Tenants
from services.credentials import Credentials
from services.trouble import Trouble

if TYPE_CHECKING:
    from app.office import Office
    from app.program import Program

NEW: Final = ""
"""The key of the first run."""


class Reception:
    """Holds one house open at a time, until the window is closed. `root` is where desks are kept; `fast` is for the
    leads of the practice agency."""

    def __init__(self, program: "Program", root: Path, fast: float = 1.0) -> None:
        self._program, self._fast = program, fast
        self._credentials = Credentials()
        self.agencies = Agencies(root, self._credentials)
        self._next: str | None = None
        self.office: Office | None = None
        """What stands in the window now, for those who drive it."""
        self._left = asyncio.Event()
        self._page, self._connected, self._back = "", "", ""
        self._trouble: Trouble | None = None

    async def live(self, first: str, page: str = "") -> None:
        """Begin with the agency `first`, or with the first run at `page`."""
        door: str | None = first
        self._page = page
        while door is not None and not self._program.end.is_set():
            try:
                door = await (self._meet() if door == NEW else self._work(door))
            except Trouble as trouble:
                self._program.renew()
                self._trouble, door = trouble, NEW

    def go_to(self, key: str, page: str = "") -> None:
        """Close this house and open that one; NEW for the first run, at its page."""
        self._next, self._page = key, page
        self._left.set()

    async def _meet(self) -> str | None:
        from app.first_run import FirstRun  # not needed where there is a desk already

        first_run = FirstRun(self._program, self.agencies, self._credentials, self._back)
        page, trouble = self._page, self._trouble
        self._page, self._trouble, self._back = "", None, ""
        key = await first_run.answer(to=page, trouble=trouble)
        self._connected = key if key and first_run.connected else ""
        return key

    async def _work(self, key: str) -> str | None:
        """One agency, from the opening of its house to its end; which comes next, None for the end of the program."""
        program = self._program
        self._left.clear()
        async with AsyncExitStack() as open_things:
            desk, credentials = await self._sit(open_things, key)
            self.agencies.lend_look(desk.data)
            program.theme.choose(tenant=self.agencies.color(key))
            program.theme.agency = desk.tenant.name if len(self.agencies.all()) > 1 else ""
            office = await open_things.enter_async_context(program.open(desk, credentials))
            self.agencies.opened(key)
            self.office = office
            self._receive(office, key)
            keep_log(log_dir(self.agencies.root), "console", credentials.read)
            if credentials is self._credentials:
                self._unlock(office, key)
            else:
                office.house.start()
            gc.freeze()  # what stands now lasts to the end
            await self._until_left()
            self.office = None
        if program.end.is_set():
            return None
        program.renew()
        self._back = key
        return self._next

    async def _sit(self, open_things: AsyncExitStack, key: str) -> tuple[Desk, Credentials]:
        if key != PRACTICE:
            try:
                return self.agencies.desks()[key], self._credentials
            except KeyError as error:
                raise Trouble("desk.none") from error
        self._program.window.show()  # the agency has to wake up first
        rehearsal = self.agencies.root / PRACTICE
        line = await open_things.enter_async_context(practice(rehearsal, self._fast))
        return await given(line, rehearsal, practice=True)

    def _unlock(self, office: "Office", key: str) -> None:
        """The house starts with its key; a person may have to unlock the keyring first."""
        from app.lost_key import LostKey
        from app.setting_up import SettingUp

        program, connected = self._program, key == self._connected
        self.setting_up = setting_up = SettingUp(office, program.theme, program.feed)
        self.lost = LostKey(
            office, program.theme, self.agencies, self._credentials, self.go_to,
            lambda: setting_up.begin(connected=connected),
        )  # fmt: skip
        office.tasks.start(self.lost.begin())

    def _receive(self, office: "Office", key: str) -> None:
        """What the reception has to say in an agency's window."""
        Tenants(office, self._program.theme, self.agencies, key, self.go_to)

    async def _until_left(self) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (self._program.end, self._left)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*waits, return_exceptions=True)
