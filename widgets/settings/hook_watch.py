"""What the relay knows of the agency's webhooks, asked again while somebody waits for the first event of one."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from services import pasted
from services.probes.hook import received_at
from services.relay_client import Integration, RelayClient
from services.trouble import Trouble
from widgets.feed import Feed
from widgets.tasks import Tasks

_EVERY_MS: Final = 3_000


class HookWatch(QObject):
    """`known` when the relay answered, or did not: see `hooks`. The relay tells these things to admins only."""

    known = Signal()

    def __init__(self, relay: RelayClient, feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._relay = relay
        self._tasks = Tasks(self, feed.report)
        self.hooks: dict[str, Integration] = {}
        """By provider; empty while the relay is out of reach, which the status bar tells."""
        self._again = QTimer(self, singleShot=True, interval=_EVERY_MS)
        self._again.timeout.connect(self.ask)
        self._awaited = ""

    def ask(self) -> None:
        """Ask the relay now."""
        self._tasks.start(self._ask(), key="ask")

    def wait_for(self, provider: str) -> None:
        """Go on asking until an event of `provider` has come; "" to stop."""
        self._awaited = provider
        if not provider:
            self._again.stop()
        elif not self._again.isActive():
            self._again.start()

    async def tell(
        self, provider: str, routes: list[str], secrets: dict[str, str | None], *, active: bool = True
    ) -> None:
        """Give the relay what verifies and routes the webhooks of `provider`. Raises Trouble as the relay does."""
        bare = {name: value and pasted.secret(value) for name, value in secrets.items()}
        self.hooks[provider] = await self._relay.connect(provider, active=active, routes=routes, secrets=bare)
        self.known.emit()

    async def _ask(self) -> None:
        try:
            self.hooks = {hook.provider: hook for hook in await self._relay.integrations()}
        except Trouble:
            self.hooks = {}
        self.known.emit()
        awaited = self.hooks.get(self._awaited)
        if self._awaited and (awaited is None or received_at(awaited) is None):
            self._again.start()
