"""Keeps the rail's counts and the status bar as the store and the link stand."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from services.link import LinkState
from services.records import Changes, Position
from widgets.controls import CHANNELS
from widgets.feed import Feed
from widgets.inbox.views import DRAFTS
from widgets.rail import Rail
from widgets.statusbar import StatusBar

if TYPE_CHECKING:
    from services.probes.health import Health

COUNT_MS = 250
"""Counting is no more frequent than this, whatever arrives; the rest waits for the next second."""
CURRENT_S = 5
"""How often the time of "Al día hasta" moves while nothing happens."""


class Shelf(Protocol):
    """What is read of the store here."""

    def counts(self, member: str = "") -> dict[str, int]: ...

    def position(self) -> Position: ...

    def integration(self, provider: str) -> dict[str, Any] | None: ...


class Standing(QObject):
    """Made with the panes; reads nothing that the store does not keep as a row. `counted(counts)` gives the rows of
    each view as often as they are counted."""

    counted = Signal(object)

    def __init__(
        self,
        store: Shelf,
        feed: Feed,
        rail: Rail,
        status: StatusBar,
        parent: QObject,
        *,
        member: str = "",
        drafts: Callable[[], list[str]] = list,
        health: "Callable[[], list[Health]]" = list,
    ) -> None:
        super().__init__(parent)
        self._store, self._feed, self._rail, self._status = store, feed, rail, status
        self._member, self._drafts, self._drafted = member, drafts, 0
        self._health = health
        self._link = LinkState("connecting", feed.now())
        self._second = 0
        self._counted_at, self._miscounted = 0, False
        feed.changed.connect(self._changed)
        feed.link_changed.connect(self._link_changed)
        feed.tick.connect(self._tick)
        feed.health_changed.connect(self._show_channels)
        self.count()

    def _changed(self, changes: Changes) -> None:
        if self._feed.now() - self._counted_at >= COUNT_MS and not self._feed.catching_up:
            self.count()
        else:  # with the next second: while a long log is read, the list alone fills this turn of the loop
            self._miscounted = True
        self._show_link()

    def _link_changed(self, state: LinkState) -> None:
        self._link = state
        self._show_link()

    def _tick(self, now: int) -> None:
        self._status.show_time(now)
        if now // 1000 >= self._second + CURRENT_S:
            self._show_link()
        drafted = len(self._drafts()) != self._drafted
        if self._miscounted or drafted or now // 1000 % 60 == 0:  # windows close by themselves
            self.count()

    def _show_link(self) -> None:
        now = self._feed.now()
        self._second = now // 1000
        self._status.show_link(self._link, self._store.position(), now)

    def count(self) -> None:
        """Count now."""
        self._counted_at, self._miscounted = self._feed.now(), False
        self._drafted = len(self._drafts())
        counts = self._store.counts(self._member) | {DRAFTS: self._drafted}
        self._rail.show_counts(counts)
        self._status.show_outbox(counts.get("outbox", 0))
        self._show_channels()
        self.counted.emit(counts)

    def _show_channels(self) -> None:
        if known := self._health():
            self._status.show_health(known)
            return
        found = [(key, self._store.integration(key)) for key in CHANNELS]
        self._status.show_channels([(key, bool(each.get("active", True))) for key, each in found if each is not None])
