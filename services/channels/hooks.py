"""The providers that post webhooks, by the name that their URL carries."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

import services.channels.leadgen.hook
import services.channels.manychat.hook
import services.channels.uchat.hook
import services.channels.whatsapp.hook
from services.channels.update import Headers, Secrets, Update

__all__ = ["HOOKS", "Headers", "Hook", "Secrets", "Update"]


class Hook(Protocol):
    """What a provider's hook.py holds: pure functions, no I/O."""

    @property
    def SECRETS(self) -> tuple[str, ...]:
        """The names of the secrets that verify its webhooks."""

    def verify(self, secrets: Secrets, headers: Headers, body: bytes) -> bool:
        """Whether this very body comes from the provider. Comparisons take the same time whatever was given."""

    def handshake(self, secrets: Secrets, query: Mapping[str, list[str]]) -> str | None:
        """The text that answers the provider's GET, or None to refuse."""

    def split(self, payload: Any, now: float) -> list[Update]:
        """All updates of a decoded body, never none. `now` (seconds) is only for what carries no identity."""


HOOKS: Final[Mapping[str, Hook]] = {
    "whatsapp": services.channels.whatsapp.hook,
    "manychat": services.channels.manychat.hook,
    "uchat": services.channels.uchat.hook,
    "leadgen": services.channels.leadgen.hook,
}
