"""What stands in the settings: each section by its key, and what it is built from when somebody opens it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.crash import recent
from app.office import Office
from widgets.settings.page import SettingsPage
from widgets.theme import Theme
from widgets.words import tr

if TYPE_CHECKING:
    from app.background import Background
    from widgets.feed import Feed
    from widgets.settings.integrations import Integrations


def settings_page(office: Office, background: "Background", theme: Theme, feed: "Feed") -> SettingsPage:
    """The page with all its sections; each is imported and built when it is first opened."""
    makes = {key: partial(make, office, theme, feed) for key, make in _SECTIONS.items()}
    makes["notifications"] = partial(_notifications, office, background, theme)
    return SettingsPage(theme, office.house.desk.tenant.name, makes)


def _agency(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.agency import AgencySection

    house, desk = office.house, office.house.desk
    return AgencySection(theme, house.agency, desk.tenant.name, feed, admin=desk.member.role == "admin")


def integrations(office: Office, theme: Theme, feed: "Feed") -> "Integrations":
    """The providers' panels, of this agency."""
    from widgets.settings.integrations import Integrations

    house, desk = office.house, office.house.desk
    page = Integrations(
        theme, house.store, house.credentials, house.relay, lambda: house.voice, feed, desk.tenant, desk.member,
        lambda: house.probes,
        lambda: house.watch, lambda: house.flows,
    )  # fmt: skip
    page.keys_changed.connect(house.outbox.look)  # what waited for a key goes on
    page.again.setVisible(office.actions.can("first_run.open"))
    page.wanted.connect(partial(_lead, office))
    page.message_wanted.connect(partial(_own_message, office, theme, feed))
    return page


def _lead(office: Office, does: str) -> None:
    """Where what the providers' page proposes is done."""
    if does == "deliveries":
        office.window.open_settings("", "webhooks")
    elif does == "first_run":
        office.actions.run("first_run.open")


def _own_message(office: Office, theme: Theme, feed: "Feed", channel: str) -> None:
    from widgets.settings.own_message import OwnMessage

    house = office.house
    asked = OwnMessage(theme, house.own_number, house.store, feed, channel, office.window)
    asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    QDialog.open(asked)


def _webhooks(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.webhooks import Webhooks

    house = office.house
    return Webhooks(theme, house.relay, house.store, feed, admin=house.desk.member.role == "admin")


def _team(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.team import TeamPage

    house, desk = office.house, office.house.desk
    page = TeamPage(theme, feed, house.team, house.shared_keys, house.store, desk.member, desk.device)
    page.provider_wanted.connect(office.window.open_settings)
    page.renamed.connect(office.take_name)
    return page


def _appearance(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.appearance import Appearance

    return Appearance(theme, office.house.settings)


def _notifications(office: Office, background: "Background", theme: Theme) -> QWidget:
    from widgets.settings.notifications import Notifications

    house = office.house
    notices = Notifications(
        theme, house.settings, house.desktop.autostart, background.chime.play, background.tray.stands
    )
    notices.tested.connect(background.show_sample)
    return notices


def _sound(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.sound import Sound

    return Sound(theme, office.house.settings, office.routing, feed)


def _voices(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.voice_choices import VoiceChoices
    from widgets.settings.voices import VoicesSection

    house = office.house

    def choices() -> QWidget:
        return VoiceChoices(theme, house.voice_office, lambda: house.voice, feed)

    def dictionary() -> QWidget:
        from widgets.settings.dictionary import DictionaryPage

        return DictionaryPage(theme, house.agency, feed)

    parts: dict[str, tuple[str, Callable[[], QWidget]]] = {
        "voices": (tr("Voces y gasto"), choices),
        "dictionary": (tr("Diccionario"), dictionary),
        "disclosure": (tr("Aviso y registro"), partial(_disclosure, office, theme, feed)),
    }
    return VoicesSection(theme, parts)


def _disclosure(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.disclosure import Disclosure

    house = office.house
    made = Disclosure(theme, house.agency, feed, admin=house.desk.member.role == "admin")
    made.exported.connect(office.exporter.export_voices)
    return made


def _shortcuts(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.shortcuts import Shortcuts

    return Shortcuts(theme, office.actions)


def _computer(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.computer import Computer
    from widgets.settings.upkeep import UpkeepCards

    house = office.house
    cards = UpkeepCards(house.upkeep, recent, feed)
    return Computer(theme, house.store, house.credentials, feed, house.desk.device, house.settings, cards)


def _moving(office: Office, theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.moving import Moving

    house = office.house
    return Moving(theme, house.copying, house.store, house.media.path, house.imports, house.desk.tenant.name, feed)


_SECTIONS: Final[dict[str, Callable[[Office, Theme, "Feed"], QWidget]]] = {
    "agency": _agency,
    "integrations": integrations,
    "team": _team,
    "webhooks": _webhooks,
    "voices": _voices,
    "appearance": _appearance,
    "sound": _sound,
    "shortcuts": _shortcuts,
    "computer": _computer,
    "moving": _moving,
}
"""What is not among them has no place in the settings."""
