"""At the start of a desk whose key cannot be read: what happened, and the ways back. What is here can be read on."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.agencies import Agencies
from app.desk import Desk, answers, join, lost, place, remember_place, unlock
from app.first_run import machine_name
from services.credentials import Credentials
from services.settings import LANGUAGE
from services.trouble import Trouble
from widgets.onboarding.doors import Doors
from widgets.onboarding.frame import Frame, Page
from widgets.onboarding.joining import Joining
from widgets.onboarding.keyring import Keyless
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr

if TYPE_CHECKING:
    from app.office import Office


class LostKey(QObject):
    """`begin` starts the house once this computer's key was read, and asks the person where it cannot be.
    `go_to(tenant)` opens a house anew, with the key of a new invitation; `then` is what comes once the key is here."""

    def __init__(
        self, office: "Office", theme: Theme, agencies: Agencies, credentials: Credentials,
        go_to: Callable[[str], None], then: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__(office.window)
        self._then = then
        self._office, self._theme, self._agencies, self._go_to = office, theme, agencies, go_to
        self._credentials, self._house = credentials, office.house
        self._desk: Desk = office.house.desk
        self._started = False
        self.frame: Frame | None = None

    async def begin(self) -> None:
        """Read the key; whatever keeps it away is said over the window."""
        if self._desk.keyring == "":
            await self._forgo_again()
        trouble = await lost(self._credentials, self._desk)
        if trouble is None:
            await self._start()
        else:
            self.show(trouble)

    def show(self, trouble: Trouble) -> None:
        """Cover the window with what can be done about it."""
        self.frame = frame = Frame(self._theme, self._house.settings.get(LANGUAGE))
        frame.look.hide()
        doors, tasks = self._doors(), Tasks(frame, self._office.tasks.report)
        keyless = Keyless(self._theme, doors, tasks, frame)
        joining = Joining(self._theme, doors, tasks, first=False, parent=frame)
        keyless.explain(trouble, known=True)
        keyless.mended.connect(self._mended)
        keyless.entered.connect(self._mended)
        joining.changed.connect(frame.refresh)
        joining.joined.connect(lambda desk: self._go_to(desk.tenant.id))
        first = Page(
            body=keyless, step=0, title=tr("El llavero no da la llave de esta computadora"),
            about=tr("Tus conversaciones y borradores están a salvo acá. Sin la llave no sale ni entra nada nuevo."),
            does=lambda: tr("Entrar con una invitación nueva"),
            go=lambda: frame.show_page(again), focus=keyless.focus,
            aside=(tr("Leer sin conexión"), self._read_only),
        )  # fmt: skip
        again = Page(
            body=joining, step=0, title=tr("Entrar con una invitación nueva"),
            about=tr("Pedísela a quien administra la agencia. Lo que hay en esta computadora se queda."),
            does=lambda: tr("Entrar"), go=joining.start, ready=lambda: joining.ready, focus=joining.focus,
            why=lambda: tr("Falta {field}.").format(field=", ".join(joining.missing)) if not joining.busy else "",
            back=lambda: frame.show_page(first),
        )  # fmt: skip
        joining.person.line.setText(self._desk.member.name)
        joining.relay.line.setText(self._desk.relay)
        joining.hide()
        self._office.window.cover(frame)
        frame.show_page(first)

    def _doors(self) -> Doors:
        async def keyring() -> str:
            return await place(self._credentials)

        async def retry() -> None:
            if (trouble := await lost(self._credentials, self._desk)) is not None:
                raise trouble

        async def enter(key: str) -> None:
            await unlock(self._credentials, self._house.http, self._agencies.root, self._desk, key)

        async def again(relay: str, code: str, person: str, computer: str) -> Desk:
            root, http = self._agencies.root, self._house.http
            return await join(self._credentials, http, root, relay, code, person, computer)

        return Doors(
            keyring=keyring, unlock=retry, join=again, session=self._credentials.forgo, key=self._desk.token,
            answers=partial(answers, self._house.http), enter=enter, restore=None,
            machine=machine_name(),
        )  # fmt: skip

    def _mended(self) -> None:
        self._office.window.uncover()
        self._office.tasks.start(self._start())

    def _read_only(self) -> None:
        self._office.window.uncover()
        self._office.tasks.start(self._start(noted=False))

    async def _start(self, *, noted: bool = True) -> None:
        """Follow, send, and write down which keyring has the key now."""
        if not self._started:
            self._started = True
            self._house.start()
        else:
            await self._house.unlock()
        self._office.look_at_keyring()
        if noted:
            self._then()
            await remember_place(self._credentials, self._agencies.root, self._desk)

    async def _forgo_again(self) -> None:
        """This computer went on without a keyring the last time: so it does where there is none still."""
        try:
            await place(self._credentials)
        except Trouble:
            self._credentials.forgo()
