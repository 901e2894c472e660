"""A relay by its command line, and machines whose first run is driven as a person does."""

import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.desk import join
from app.house import House
from app.office import Office
from app.program import Program
from app.reception import Reception
from services.connections import Connections
from services.credentials import MemoryCredentials
from services.relay_client import RelayClient
from services.trouble import Trouble
from tests.outbox.agency import Desk, Listener
from widgets.onboarding.choices import Choices
from widgets.onboarding.frame import Frame
from widgets.onboarding.joining import Joining
from widgets.theme import Theme

ROOT = Path(__file__).resolve().parents[2]


def operate(data: Path, *words: str) -> Any:
    """What the operator's command answers."""
    done = subprocess.run(
        [sys.executable, "-m", "app.relay", *words, "--json", "--data", str(data)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@contextmanager
def serving(data: Path, log: Path | None = None) -> Iterator[str]:
    """`strato-relay serve`; gives its address. All that it has to say goes to `log`."""
    command = [sys.executable, "-m", "app.relay", "serve", "--port", "0", "--data", str(data)]
    with log.open("wb") if log is not None else nullcontext(subprocess.DEVNULL) as told:
        command += ["--verbose"] if log is not None else []
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=told, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://[\w.]+:\d+", process.stdout.readline())
        assert found
        yield found[0]
    finally:
        process.kill()
        process.communicate()


@asynccontextmanager
async def joined(relay: str, invitation: str, root: Path) -> AsyncIterator[tuple[Desk, MemoryCredentials]]:
    """A desk that comes in by its invitation, with nothing in its keyring but its own token."""
    credentials, listener, http = MemoryCredentials(), Listener(), Connections()
    made = await join(credentials, http, root, relay, invitation, "Bruno", "notebook")
    async with House.open(made, listener, credentials, http=http, hold_ms=0) as house:
        house.start()
        await listener.until(lambda: listener.link is not None and listener.link.kind == "live")
        yield Desk(house, listener), credentials
    assert not [each for each in listener.troubles if not isinstance(each, Trouble)]


class Machine:
    """A computer with a data directory of its own and the console on it."""

    def __init__(self, app: QApplication, loop: Any, qtbot: Any, root: Path) -> None:
        self.root, self._loop, self._bot = root, loop, qtbot
        self.program = Program(app, Theme(app, scheme="light"))
        self.reception = Reception(self.program, root)
        self.reception.agencies.choose_look("es", "light")
        self._live: Any = None

    def start(self, first: str | None = None) -> None:
        """As `strato-console` does."""
        self._live = self._loop.create_task(
            self.reception.live(self.reception.agencies.last() if first is None else first)
        )

    def page(self) -> Frame | None:
        found = self.program.window.centralWidget()
        return found if isinstance(found, Frame) and found.page is not None else None

    def join(self, code: str, relay: str = "", *, person: str = "Ana", first: bool = False) -> Joining:
        """Fill in the page of the first run, and press its button."""
        self._bot.waitUntil(lambda: self.page() is not None)
        frame = self.page()
        assert frame is not None
        (choices,) = frame.findChildren(Choices)
        if choices.isVisible():
            choices.choose("connect" if first else "join")
            frame.go_on.click()
        assert frame.page is not None
        joining = next((each for each in frame.findChildren(Joining) if each.isVisible()), None)
        assert joining is not None, (frame.page.title, frame.isVisible(), frame.go_on.isEnabled())
        joining.invitation.line.setText(code)
        joining.relay.line.setText(relay)
        joining.person.line.setText(person)
        frame.go_on.click()
        return joining

    def office(self, tenant: str = "") -> Office:
        """The office, once it stands."""

        def stands() -> bool:
            office = self.reception.office
            return office is not None and tenant in ("", office.house.desk.tenant.id)

        self._bot.waitUntil(stands)
        assert self.reception.office is not None
        return self.reception.office

    def connected(self, tenant: str = "") -> Office:
        """The office of an agency that was connected just now, its channel and its voice put off."""
        office = self.office(tenant)
        self.wait(lambda: self.page() is not None)
        page = self.page()
        assert page is not None
        page.aside.click()
        assert self.page() is None
        return office

    def wait(self, fact: Any) -> None:
        self._bot.waitUntil(lambda: bool(fact()))

    def run(self, work: Any) -> Any:
        task = self._loop.create_task(work)
        self._bot.waitUntil(task.done)
        return task.result()

    async def invite(self, relay: str, token: str, role: Any) -> str:
        """An invitation of an agency whose key is known."""

        async def key() -> str:
            return token

        http = Connections()
        try:
            return (await RelayClient(relay, key, http).invite(role)).invitation
        finally:
            await http.close()

    async def post(self, url: str, body: Any) -> int:
        """What the world does: a lead writes."""
        http = Connections()
        try:
            return (await (await http()).post(url, json=body)).raise_for_status().status_code
        finally:
            await http.close()

    def end(self) -> None:
        if self._live is not None:
            self.program.end.set()
            self._bot.waitUntil(self._live.done)
            self._live.result()
            self._live = None
        self.program.end.clear()
        self.program.window.hide()

    def scrap(self) -> None:
        """Nothing of it stays: each widget that does would be styled anew by every theme of a later test."""
        self.end()
        for each in (self.program.window, self.program.theme):
            each.deleteLater()
            QCoreApplication.sendPostedEvents(each, QEvent.Type.DeferredDelete)
