"""What stands in the settings: each section by its key, and what it is built from when somebody opens it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from widgets.settings.page import SettingsPage
from widgets.theme import Theme
from widgets.words import tr

if TYPE_CHECKING:
    from app.office import Office
    from widgets.feed import Feed


def settings_page(office: "Office", theme: Theme, feed: "Feed") -> SettingsPage:
    """The page with all its sections; each is imported and built when it is first opened."""
    house = office.house
    desk = house.desk

    def integrations() -> QWidget:
        from widgets.settings.integrations import Integrations

        return Integrations(
            theme, house.store, house.credentials, house.relay, lambda: house.voice, feed, desk.tenant, desk.member,
            lambda: house.probes,
        )  # fmt: skip

    def appearance() -> QWidget:
        from widgets.settings.appearance import Appearance

        return Appearance(theme, house.settings)

    def notifications() -> QWidget:
        from widgets.settings.notifications import Notifications

        background = office.background
        notices = Notifications(
            theme, house.settings, house.desktop.autostart, background.chime.play, background.tray.stands
        )
        notices.tested.connect(background.show_sample)
        return notices

    def shortcuts() -> QWidget:
        from widgets.settings.shortcuts import Shortcuts

        return Shortcuts(theme, office.actions)

    def computer() -> QWidget:
        from widgets.settings.computer import Computer

        return Computer(theme, house.store, house.credentials, feed, desk.device, house.settings)

    makes: dict[str, Callable[[], QWidget]] = {
        "integrations": integrations,
        "voices": lambda: _voices(office, theme, feed),
        "appearance": appearance,
        "notifications": notifications,
        "sound": lambda: _sound(office, theme, feed),
        "shortcuts": shortcuts,
        "computer": computer,
    }
    return SettingsPage(theme, desk.tenant.name, makes)


def _sound(office: "Office", theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.sound import Sound

    return Sound(theme, office.house.settings, office.routing, feed)


def _voices(office: "Office", theme: Theme, feed: "Feed") -> QWidget:
    from widgets.settings.voice_choices import VoiceChoices
    from widgets.settings.voices import VoicesSection

    house = office.house

    def choices() -> QWidget:
        return VoiceChoices(theme, house.voice_office, lambda: house.voice, feed)

    return VoicesSection(theme, {"voices": (tr("Voces y gasto"), choices)})
