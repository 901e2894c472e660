"""What the agency says of itself, in this window: its name, and the zone in which times are shown."""

from PySide6.QtCore import QObject

from app.house import House
from services.records import Changes
from widgets import words
from widgets.feed import Feed
from widgets.window import Window
from widgets.words import tr


def settle(window: Window, house: House) -> bool:
    """Show the name and use the zone; whether times are told otherwise than before."""
    desk, values = house.desk, house.agency.values()
    name = str(values.get("name") or desk.tenant.name)
    window.show_agency(name, tr("práctica") if desk.practice else "", desk.member.name)
    return words.use_zone(str(values.get("zone") or words.HOME))


class Locality(QObject):
    """Follows what the agency decides; another zone is seen everywhere at once."""

    def __init__(self, window: Window, house: House, feed: Feed) -> None:
        super().__init__(window)
        self._window, self._house, self._feed = window, house, feed
        feed.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if (changes.agency or changes.everything) and settle(self._window, self._house):
            self._feed.changed.emit(Changes(everything=True))
