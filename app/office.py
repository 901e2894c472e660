"""What stands in one desk's window: the panes, and what they share."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.desk import renamed
from app.house import House
from widgets.actions.actions import Actions
from widgets.conversation.pane import ConversationPane
from widgets.inbox.pane import InboxPane
from widgets.tasks import Tasks
from widgets.voice.player import Player
from widgets.voice.routing import Routing
from widgets.window import Window
from widgets.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from widgets.composer.cards_desk import CardsDesk
    from widgets.composer.composer import Composer
    from widgets.exporting.exporter import Exporter
    from widgets.inbox.triage import Triage
    from widgets.inspector.inspector import Inspector
    from widgets.inspector.provider_desk import ProviderDesk
    from widgets.library.desk import LibraryDesk
    from widgets.palette.offers import Offer


@dataclass
class Office:
    """What stands in the window, for those who drive it: the check, the screenshots, the tests."""

    house: House
    window: Window
    inbox: InboxPane
    conversation: ConversationPane
    composer: "Composer"
    inspector: "Inspector"
    player: Player
    tasks: Tasks
    actions: Actions
    routing: Routing
    elsewhere: "Callable[[], list[Offer]]" = list
    """Where else one can go from here: the other agencies of this machine."""
    look_at_keyring: "Callable[[], None]" = field(init=False)
    """See now how the keyring stands; it is looked at from time to time anyway."""
    leaving: "list[Callable[[], None]]" = field(default_factory=list)
    """What is done, in this order, before the window ends."""
    triage: "Triage" = field(init=False)
    exporter: "Exporter" = field(init=False)
    library: "LibraryDesk" = field(init=False)
    provider: "ProviderDesk" = field(init=False)
    cards: "CardsDesk" = field(init=False)

    def take_name(self, name: str) -> None:
        """This desk's member is called so from now on; what signs with the old name keeps it until the next start."""
        house = self.house
        house.desk = renamed(house.desk, name)
        house.decisions.name = name
        self.window.show_agency(house.desk.tenant.name, tr("práctica") if house.desk.practice else "", name)

    def put_away(self) -> None:
        """Remember how the window stood, and leave nothing of it on the desktop."""
        for leave in self.leaving:
            leave()
