"""What stands in the settings: each section by its key, and what it is built from when somebody opens it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from widgets.settings.page import SettingsPage
from widgets.theme import Theme

if TYPE_CHECKING:
    from app.office import Office
    from widgets.feed import Feed


class Preferences:
    """Builds the sections; each is imported and built when it is first opened."""

    def __init__(self, office: "Office", theme: Theme, feed: "Feed") -> None:
        self._office, self._theme, self._feed = office, theme, feed
        self._house = office.house

    def page(self) -> SettingsPage:
        """The page with a line for each section."""
        makes = {
            "integrations": self.integrations,
            "appearance": self.appearance,
            "notifications": self.notifications,
            "shortcuts": self.shortcuts,
            "computer": self.computer,
            "moving": self.moving,
        }
        return SettingsPage(self._theme, self._house.desk.tenant.name, makes)

    def integrations(self) -> QWidget:
        from widgets.settings.integrations import Integrations

        return Integrations(
            self._theme,
            self._house.store,
            self._house.credentials,
            self._house.relay,
            lambda: self._house.voice,
            self._feed,
            self._house.desk.tenant,
            self._house.desk.member,
        )

    def appearance(self) -> QWidget:
        from widgets.settings.appearance import Appearance

        return Appearance(self._theme, self._house.settings)

    def notifications(self) -> QWidget:
        from widgets.settings.notifications import Notifications

        background = self._office.background
        notices = Notifications(
            self._theme,
            self._house.settings,
            self._house.desktop.autostart,
            background.chime.play,
            background.tray.stands,
        )
        notices.tested.connect(background.show_sample)
        return notices

    def shortcuts(self) -> QWidget:
        from widgets.settings.shortcuts import Shortcuts

        return Shortcuts(self._theme, self._office.actions)

    def computer(self) -> QWidget:
        from widgets.settings.computer import Computer

        return Computer(
            self._theme,
            self._house.store,
            self._house.credentials,
            self._feed,
            self._house.desk.device,
            self._house.settings,
        )

    def moving(self) -> QWidget:
        from widgets.settings.moving import Moving

        return Moving(
            self._theme,
            self._house.copying,
            self._house.store,
            self._house.media.path,
            self._house.imports,
            self._house.desk.tenant.name,
            self._feed,
        )
