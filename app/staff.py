"""The rooms of the agency's people: who they are, and the keys that go from one desk to another."""

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from app.rooms import Rooms
from services.records import Changes

if TYPE_CHECKING:
    from services.link import LinkState
    from services.shared_keys import News, SharedKeys
    from services.team import Team

log = logging.getLogger(__name__)


class Staff(Rooms):
    """`shared_keys` and `team`, and what they hear of the log and the link."""

    @cached_property
    def shared_keys(self) -> "SharedKeys":
        from services.shared_keys import SharedKeys

        desk = self.desk
        made = SharedKeys(
            self.store, self.credentials, self.relay, desk.tenant.id, desk.device, desk.member.id, desk.member.role,
            self._keys_moved,
        )  # fmt: skip
        made.told = _log_news
        return made

    @cached_property
    def team(self) -> "Team":
        from services.team import Team

        return Team(self.store, self.relay, self.desk.relay, self.desk.member.id, self.desk.member.role)

    def _changed(self, changes: Changes) -> None:
        super()._changed(changes)
        if changes.agency or changes.everything:
            self.shared_keys.look()

    def _link_said(self, state: "LinkState") -> None:
        super()._link_said(state)
        if state.kind == "stopped" and state.why == "relay.signed_out":
            self.shared_keys.signed_out()
        elif state.kind == "live":
            self.shared_keys.look()

    def _keys_moved(self) -> None:
        """What waited for a key may go on."""
        self.outbox.look()
        self.lead_forms.look()


def _log_news(news: "News") -> None:
    """Of a desk without a screen; whoever has a window tells it there."""
    log.info("key of %s: %s", news.provider, news.what)
