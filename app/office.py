"""One desk's window, furnished: the panes built from the services of the house, and wired to each other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.house import House
from services.settings import CONVERSATION, DENSITY, GEOMETRY, TEXT_SIZE, THEME, VIEW
from services.trouble import Trouble
from widgets.conversation.pane import ConversationPane
from widgets.feed import Feed
from widgets.inbox.pane import InboxPane
from widgets.inbox.views import views
from widgets.standing import Standing
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.window import Window
from widgets.words import tr

if TYPE_CHECKING:
    from widgets.composer.composer import Composer
    from widgets.inspector.inspector import Inspector
    from widgets.settings.page import SettingsPage


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


def dress(theme: Theme, house: House) -> None:
    """Take the look that this desk chose."""
    chosen = house.settings.get
    scheme, density = chosen(THEME), chosen(DENSITY)
    theme.choose(
        scheme="light" if scheme == "light" else "dark" if scheme == "dark" else "system",
        density="compacta" if density == "compacta" else "comoda",
        text=chosen(TEXT_SIZE),
    )


def furnish(window: Window, theme: Theme, feed: Feed, house: House) -> Office:
    """Build the panes, put them into the window, and open what was open the last time."""
    from widgets.composer.composer import Composer
    from widgets.inspector.inspector import Inspector

    desk, store = house.desk, house.store
    window.show_agency(desk.tenant.name, tr("práctica") if desk.practice else "", desk.member.name)
    player = Player(window)
    player.trouble.connect(feed.trouble)
    inbox = InboxPane(theme, feed, store)
    conversation = ConversationPane(theme, feed, store, house.outbox, house.media, player, desk.device)
    composer = Composer(
        theme, store, house.outbox, lambda: house.voice, player, house.drafts, house.settings, feed, desk.device
    )
    inspector = Inspector(theme, store, feed)

    def settings_page() -> "SettingsPage":
        from widgets.settings.page import SettingsPage

        return SettingsPage(
            theme, store, house.credentials, house.settings, house.relay, lambda: house.voice, feed,
            desk.tenant, desk.member, desk.device,
        )  # fmt: skip

    window.furnish(inbox, conversation, composer, inspector, settings_page)
    _wire(window, composer, inspector)
    Standing(store, feed, window.rail, window.status, window)
    office = Office(house, window, inbox, conversation, composer, inspector, player, Tasks(window, feed.report))
    _take_up(office)
    office.tasks.start(_name_keyring(office))
    return office


def put_away(office: Office) -> None:
    """Remember how the window stood."""
    settings, window = office.house.settings, office.window
    settings.put(GEOMETRY, window.shape())
    settings.put(VIEW, office.inbox.view)
    found = office.conversation.conversation
    settings.put(CONVERSATION, found.id if found else "")
    office.composer.keep_draft()


def _wire(window: Window, composer: "Composer", inspector: "Inspector") -> None:
    """What one pane says to another; they do not know each other."""
    window.opened.connect(composer.show_conversation)
    window.opened.connect(inspector.show_conversation)
    composer.mode_changed.connect(inspector.follow)
    composer.speech_changed.connect(inspector.show_speech)
    composer.quota_changed.connect(inspector.show_quota)
    composer.settings_wanted.connect(window.open_settings)
    composer.conversation_wanted.connect(window.open_conversation)
    inspector.take_chosen.connect(composer.choose_take)
    inspector.settings_chosen.connect(composer.tune_voice)


def _take_up(office: Office) -> None:
    """View, conversation and shape of the last time; the first time, the newest conversation without an answer."""
    settings, window = office.house.settings, office.window
    view = settings.get(VIEW)
    if view in {each.key for each in views()}:
        window.go_to(view)
    if shape := settings.get(GEOMETRY):
        window.take_shape(shape)
    last = settings.get(CONVERSATION)
    if last and office.house.store.conversation(last) is not None:
        window.open_conversation(last)
    else:
        office.composer.show_conversation(None)
        office.inspector.show_conversation(None)


async def _name_keyring(office: Office) -> None:
    try:
        name: str | None = await office.house.credentials.backend()
    except Trouble:
        name = None  # the bar says so as long as it lasts; the settings page says what to do
    practice = tr("Claves de práctica, en memoria")
    office.window.status.show_keyring(practice if office.house.desk.practice else name)
