"""The first run over the window, and the doors through which it reaches the keyring, the relay and the disk."""

import asyncio
import socket
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from app.agencies import PRACTICE, Agencies
from app.desk import Desk, answers, join, place, touch
from app.paths import desk_dir
from services.connections import Connections
from services.credentials import Credentials
from services.trouble import Trouble
from widgets.onboarding.doors import Brought, Doors, Progress
from widgets.onboarding.entry import Entry
from widgets.onboarding.frame import Frame
from widgets.theme import Choice
from widgets.words import tr

if TYPE_CHECKING:
    from app.program import Program


def machine_name() -> str:
    return socket.gethostname().partition(".")[0]


def system_language() -> str:
    """The language of the session: Spanish of any country, else English."""
    return "es" if QLocale.system().language() == QLocale.Language.Spanish else "en"


class FirstRun:
    """Asked with `answer`: which agency is entered, or None where the program is to end."""

    def __init__(self, program: "Program", agencies: Agencies, credentials: Credentials, back: str = "") -> None:
        """`back` is the agency from which one came here, where there is one."""
        self._back = back
        self._program, self._agencies, self._credentials = program, agencies, credentials
        self._http = Connections()
        self._desk: Desk | None = None
        self._answered: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.connected = False
        """Whether an agency was connected just now: its channels and voices come next."""

    async def answer(self, *, to: str = "", trouble: Trouble | None = None) -> str | None:
        """Show it, at the page `to` if it is named ("connect", "join"), and wait. `trouble` is why it is shown."""
        language, scheme = self._agencies.look()
        self._show(language or system_language(), scheme or "system", to)
        if trouble is not None:
            self._frame.notice.show_error(trouble)
        ending = asyncio.ensure_future(self._program.end.wait())
        try:
            await asyncio.wait((self._answered, ending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
            await self._http.close()
        return self._answered.result() if self._answered.done() else None

    def _show(self, language: str, scheme: str, to: str = "") -> None:
        program = self._program
        program.speak(language)
        program.theme.choose(scheme=_scheme(scheme))
        self._language, self._frame = language, Frame(program.theme, language)
        leave = tr("Cancelar") if self._back else tr("Salir")
        self.entry = Entry(program.theme, self._frame, self._doors(), program.feed.report, leave)
        self._frame.language_chosen.connect(lambda code: self._show(code, program.theme.choice))
        self._frame.scheme_chosen.connect(lambda _: self._keep_look())
        self.entry.practised.connect(lambda: self._enter(PRACTICE))
        self.entry.entered.connect(self._entered)
        self.entry.left.connect(self._leave)
        program.window.cover(self._frame)
        program.window.show()
        self.entry.start("join" if to == "join" else "connect" if to == "connect" else "practice", to=to)

    def _entered(self, desk: Desk, first: bool) -> None:
        self.connected = first and desk.member.role == "admin"
        self._enter(desk.tenant.id)

    def _leave(self) -> None:
        """Back to where one came from, else out."""
        if self._back:
            self._enter(self._back)
        else:
            self._program.end.set()

    def _enter(self, key: str) -> None:
        self._keep_look()
        if not self._answered.done():
            self._answered.set_result(key)

    def _keep_look(self) -> None:
        self._agencies.choose_look(self._language, self._program.theme.choice)

    def _doors(self) -> Doors:
        return Doors(
            keyring=self._look,
            unlock=lambda: touch(self._credentials),
            answers=partial(answers, self._http),
            join=self._join,
            session=self._credentials.forgo,
            key=self._key,
            enter=_no_key,
            restore=self._restore,
            machine=machine_name(),
        )

    async def _look(self) -> str:
        if code := await self._credentials.look():
            raise Trouble(code)
        return await place(self._credentials)

    async def _join(self, relay: str, code: str, person: str, computer: str) -> Desk:
        self._desk = await join(self._credentials, self._http, self._agencies.root, relay, code, person, computer)
        return self._desk

    async def _restore(self, path: Path, phrase: str, progress: Progress) -> Brought:
        from services.copies.copying import bring  # its ciphers are heavy, and seldom wanted

        facts = await bring(path, phrase, partial(desk_dir, self._agencies.root), progress)
        return Brought(facts.relay, facts.tenant["name"], facts.member["name"])

    async def _key(self) -> str:
        assert self._desk is not None, "the key is of the desk that was joined"
        return await self._desk.token()


async def _no_key(_: str) -> None:
    raise Trouble("desk.none")


def _scheme(kept: str) -> Choice:
    return "light" if kept == "light" else "dark" if kept == "dark" else "system"
