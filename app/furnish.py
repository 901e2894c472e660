"""One desk's window, furnished: the panes built from the services of the house, and wired to each other."""

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from app.background import Background
from app.bindings import bind
from app.house import House
from app.keyhole import Keyhole
from app.locality import Locality
from app.office import Office
from app.playing import Playing
from app.session import Session
from services.drafts import Draft
from services.settings import SPEED
from services.voice.recordings import Recording
from widgets import words
from widgets.actions.actions import Actions
from widgets.conversation.pane import ConversationPane
from widgets.feed import Feed
from widgets.inbox.pane import InboxPane
from widgets.standing import Standing
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.voice.devices import Devices
from widgets.voice.pace import RATES
from widgets.voice.player import Player
from widgets.voice.routing import Routing
from widgets.window import Window
from widgets.words import tr

if TYPE_CHECKING:
    from services.shared_keys import News
    from widgets.composer.cards_desk import CardsDesk
    from widgets.composer.composer import Composer
    from widgets.inspector.inspector import Inspector
    from widgets.inspector.provider_desk import ProviderDesk
    from widgets.library.desk import LibraryDesk
    from widgets.settings.page import SettingsPage


def furnish(window: Window, theme: Theme, feed: Feed, house: House, inbox: InboxPane) -> Office:
    """Build the other panes beside the list, and open what was open the last time."""
    from widgets.inspector.inspector import Inspector

    routing = Routing(house.settings, Devices(window), parent=window)
    player = _player(house, window, feed, routing)
    conversation = _conversation(house, theme, feed, player)
    composer = _composer(house, theme, feed, player, routing)
    inspector = Inspector(theme, house.store, feed, house.decisions)
    actions = Actions(window, house.settings)
    actions.rests = lambda: window.covered

    def settings_page() -> "SettingsPage":
        from app.preferences import settings_page

        return settings_page(office, background, theme, feed)

    window.furnish(conversation, composer, inspector, settings_page)
    _wire(window, conversation, composer, inspector)
    conversation.transcribe_with(lambda message: house.transcriber.transcribe(message))
    conversation.reply_wanted.connect(composer.reply_to)
    conversation.edit_wanted.connect(composer.take_back)
    standing = _standing(house, window, feed)
    tasks = Tasks(window, feed.report)
    office = Office(house, window, inbox, conversation, composer, inspector, player, tasks, actions, routing)
    _desks(office, theme, feed)
    Playing(office, theme, feed)
    bind(office, actions, theme, feed)
    background = Background(office, theme, feed)
    standing.counted.connect(background.tray.show_unanswered)
    standing.count()
    Locality(window, house, feed)
    session = Session(office, feed.now)
    session.take_up()
    keyhole = Keyhole(office, feed)
    office.look_at_keyring = keyhole.look
    office.leaving += [session.keep, background.put_away, composer.booth.deck.put_away, composer.keep_draft]
    window.notice.asked.connect(lambda does: keyhole.unlock() if does == "unlock" else None)
    composer.booth.deck.found.connect(partial(_recovered, office))
    office.tasks.start(composer.booth.deck.recover(house.drafts.sent.recordings()))
    house.shared_keys.told = partial(_tell_of_key, window)
    return office


def _tell_of_key(window: Window, news: "News") -> None:
    from widgets.settings.team_words import news_said

    window.notice.say(news_said(news))


def _player(house: House, window: Window, feed: Feed, routing: Routing) -> Player:
    """The one player of the window, as fast as somebody liked it the last time."""
    player = Player(window, routing.open_sink)
    routing.follow(player)
    speed = house.settings.get(SPEED)
    player.set_rate(speed if speed in RATES else 1.0)
    player.rate_changed.connect(lambda rate: house.settings.put(SPEED, rate))
    player.trouble.connect(feed.trouble)
    return player


def _composer(house: House, theme: Theme, feed: Feed, player: Player, routing: Routing) -> "Composer":
    from widgets.composer.composer import Composer
    from widgets.composer.frame import Means

    desk, store = house.desk, house.store
    return Composer(
        Means(
            theme, store, house.outbox, lambda: house.voice, player, house.drafts, house.settings, feed, desk.device,
            desk.member.name, lambda: house.templates, lambda: house.replies, lambda: house.media,
            lambda: house.voice_office, lambda: house.recordings, lambda: house.voice_record, lambda: house.agency,
            routing.open_microphone, desk.member.id,
        )
    )  # fmt: skip


def _conversation(house: House, theme: Theme, feed: Feed, player: Player) -> ConversationPane:
    return ConversationPane(
        theme, feed, house.store, house.outbox, house.media, player, house.reading.mark, house.desk.device,
        decode=house.decoder.picture, member=house.desk.member.id,
    )  # fmt: skip


def _standing(house: House, window: Window, feed: Feed) -> Standing:
    standing = Standing(
        house.store, feed, window.rail, window.status, window, member=house.desk.member.id,
        drafts=house.drafts.conversations, health=house.health,
    )  # fmt: skip
    house.health_told = feed.health_changed.emit
    window.status.provider_wanted.connect(window.open_settings)
    window.status.place_wanted.connect(partial(_look_into, window))
    return standing


def _look_into(window: Window, place: str) -> None:
    """What a fact of the status bar is about."""
    if place == "computer":
        window.open_settings("", place)
    else:
        window.go_to(place)


def _wire(window: Window, conversation: ConversationPane, composer: "Composer", inspector: "Inspector") -> None:
    """What one pane says to another; they do not know each other."""
    window.opened.connect(inspector.show_conversation)  # first: then the composer tells it which takes there are
    window.opened.connect(composer.show_conversation)
    composer.mode_changed.connect(inspector.follow)
    composer.speech_changed.connect(inspector.show_speech)
    composer.quota_changed.connect(inspector.show_quota)
    composer.quota_changed.connect(window.status.show_quota)
    composer.settings_wanted.connect(window.open_settings)
    composer.conversation_wanted.connect(window.open_conversation)
    composer.preview_changed.connect(inspector.show_preview)
    composer.booth.knobs_changed.connect(inspector.voice.show_knobs)
    composer.booth.spending_changed.connect(inspector.voice.show_spending)
    inspector.place_wanted.connect(conversation.hear)
    inspector.take_chosen.connect(composer.booth.choose)
    inspector.voice.compared.connect(composer.comparing.open)
    inspector.settings_chosen.connect(composer.booth.tune)


def _recovered(office: Office, recordings: list[Recording]) -> None:
    """Recordings that were not sent stand among the drafts again; one that was cut off by a kill is told of."""
    drafts = office.house.drafts
    for each in recordings:
        draft = drafts.get(each.conversation) or Draft(mode="voice")
        drafts.keep(each.conversation, replace(draft, recording=each.id))
    cut_off = [each for each in recordings if not each.kept]
    if cut_off:
        at = words.clock(cut_off[-1].at)
        office.window.notice.say(tr("Recuperamos tu borrador de voz de las {time}.").format(time=at))


def _desks(office: Office, theme: Theme, feed: Feed) -> None:
    """Those beside the composer and the lead, each with what it alone works with."""
    office.library = _library(office, theme, feed)
    office.provider = _provider(office, feed)
    office.cards = _cards(office, theme, feed)


def _provider(office: Office, feed: Feed) -> "ProviderDesk":
    from widgets.inspector.provider_desk import Provided, ProviderDesk

    house = office.house
    desk = ProviderDesk(
        office.inspector.lead,
        Provided(
            house.store, house.outbox, lambda: house.contacts, lambda: house.tags, lambda: house.fields,
            lambda: house.flows,
        ),
        feed,
    )  # fmt: skip
    office.window.opened.connect(desk.show_conversation)
    return desk


def _cards(office: Office, theme: Theme, feed: Feed) -> "CardsDesk":
    from widgets.composer.cards_desk import CardsDesk

    house = office.house
    desk = CardsDesk(theme, office.composer, house.store, house.outbox, lambda: house.flows, feed)
    office.window.opened.connect(desk.show_conversation)
    return desk


def _library(office: Office, theme: Theme, feed: Feed) -> "LibraryDesk":
    from widgets.library.desk import LibraryDesk

    house, conversation = office.house, office.conversation

    def opened() -> str:
        return conversation.conversation.id if conversation.conversation is not None else ""

    desk = LibraryDesk(
        theme, office.composer, lambda: house.library, lambda: house.voice, lambda: house.voice_record, office.player,
        feed, opened,
    )  # fmt: skip
    office.composer.quick.voiced.connect(desk.insert)
    return desk
