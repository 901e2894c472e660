"""The steps after the connection, over an agency's window: begun once, taken up again at a start, redone on demand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from services.settings import LANGUAGE, SETUP
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.words import tr

if TYPE_CHECKING:
    from app.office import Office
    from widgets.onboarding.setup import Setup

_DOES = "first_run"
"""What the notice's button asks for."""


class SettingUp(QObject):
    """Made with an admin's or anybody's window; only an admin connects things for the agency."""

    def __init__(self, office: "Office", theme: Theme, feed: Feed) -> None:
        super().__init__(office.window)
        self._office, self._theme, self._feed = office, theme, feed
        self.setup: Setup | None = None
        desk = office.house.desk
        self._for_whom = desk.member.role == "admin" and not desk.practice
        if self._for_whom:
            office.actions.bind("first_run.open", self.open)
            office.window.notice.asked.connect(self._asked)

    def begin(self, *, connected: bool) -> None:
        """After the connection it opens by itself; where it was left in the middle too; put off, it is offered."""
        settings = self._office.house.settings
        if not self._for_whom:
            return
        if connected and not settings.get(SETUP):
            settings.put(SETUP, "2")
        where = settings.get(SETUP)
        if where.startswith("later"):
            said = tr("Quedó por completar: el canal, la voz o la prueba con vos.")
            self._office.window.notice.offer(said, tr("Seguir"), _DOES)
        elif where:
            self.open()

    def open(self) -> None:
        """Cover the window with the steps."""
        from app.preferences import integrations
        from widgets.onboarding.frame import Frame
        from widgets.onboarding.means import SetupMeans
        from widgets.onboarding.setup import Setup

        office, house = self._office, self._office.house
        frame = Frame(self._theme, house.settings.get(LANGUAGE))
        frame.look.hide()
        means = SetupMeans(
            house.store, house.outbox, lambda: house.voice, lambda: house.voice_office.samples, office.player,
            self._feed, house.settings, house.desk.tenant.name,
        )  # fmt: skip
        page = integrations(office, self._theme, self._feed)
        self.setup = Setup(self._theme, frame, page, means, office.tasks.report)
        self.setup.left.connect(self._leave)
        office.window.cover(frame)
        self.setup.start()

    def _leave(self) -> None:
        self._office.window.uncover()
        self.setup = None
        self._office.inbox.focus_list()

    def _asked(self, does: str) -> None:
        if does == _DOES:
            self.open()
