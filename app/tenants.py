"""What an agency's window knows of the other agencies of this machine: the menu, the keys, the palette, the colour."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.agencies import Agencies
from widgets.agency_menu import AgencyMenu
from widgets.palette.offers import Offer
from widgets.theme import Theme
from widgets.words import tr

if TYPE_CHECKING:
    from app.office import Office


class Tenants(QObject):
    """Made for each window. `go_to(key)` closes this agency's house and opens that one; "" connects one more."""

    def __init__(
        self, office: "Office", theme: Theme, agencies: Agencies, here: str, go_to: Callable[[str], None]
    ) -> None:
        super().__init__(office.window)
        self._office, self._theme, self._agencies, self._here, self._go_to = office, theme, agencies, here, go_to
        self.all = agencies.all()
        self.menu = self._make_menu()
        office.elsewhere = self._offers
        actions = office.actions
        actions.bind("agency.menu", lambda: self.menu.open())
        actions.bind("agency.next", self._next, can=lambda: len(self.all) > 1)
        actions.bind("agency.connect", partial(go_to, ""))

    def _make_menu(self) -> AgencyMenu:
        made = AgencyMenu(self._theme, self._office.window.rail.head, self.all, self._here)
        made.wanted.connect(self._go_to)
        made.painted.connect(self._paint)
        made.connect_wanted.connect(partial(self._go_to, ""))
        return made

    def _next(self) -> None:
        keys = [each.key for each in self.all]
        here = keys.index(self._here) if self._here in keys else -1
        self._go_to(keys[(here + 1) % len(keys)])

    def _paint(self, color: str) -> None:
        self._agencies.paint(self._here, color)
        self._theme.choose(tenant=color)
        self.all = self._agencies.all()
        old, self.menu = self.menu, self._make_menu()
        self._office.window.rail.head.clicked.disconnect(old.open)
        old.deleteLater()

    def _offers(self) -> list[Offer]:
        """The other agencies, for the palette."""
        return [
            Offer(tr("Agencia: {name}").format(name=each.name), partial(self._go_to, each.key), "building-2")
            for each in self.all
            if each.key != self._here
        ]
