"""The providers that a desk calls for messages and leads: what each takes, and whether this desk holds its key."""

import asyncio
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import services.channels.manychat.takes
import services.channels.uchat.takes
import services.channels.whatsapp.takes
from services.channels.sending import Access, Refused, Sender
from services.channels.takes import Takes
from services.connections import Http
from services.credentials import Credentials


@dataclass(frozen=True, slots=True)
class _Channel:
    """One line of the registry: the sender's class, the credential that opens it, and what each surface takes."""

    sender: str
    key: str
    takes: Callable[[str], Takes]


_NOTHING: Final = Takes(frozenset())
_CHANNELS: Final = {
    "whatsapp": _Channel("WhatsAppSender", "token", services.channels.whatsapp.takes.takes),
    "manychat": _Channel("ManyChatSender", "token", services.channels.manychat.takes.takes),
    "uchat": _Channel("UChatSender", "token", services.channels.uchat.takes.takes),
    "leadgen": _Channel("", "token", lambda via: _NOTHING),
}


class Senders:
    """Senders by channel, made when first needed.

    `config` gives a provider's non-secret configuration, or None where the agency has not connected it.
    """

    def __init__(
        self, http: Http, config: Callable[[str], dict[str, Any] | None], credentials: Credentials, tenant: str
    ) -> None:
        self._http = http
        self._config = config
        self._credentials = credentials
        self._tenant = tenant
        self._made: dict[str, Sender] = {}

    def takes(self, channel: str, via: str = "") -> Takes:
        """What the channel takes, on the surface `via` where there are several behind it."""
        return _CHANNELS[channel].takes(via) if channel in _CHANNELS else _NOTHING

    def holds(self, channel: str) -> bool:
        """Whether this desk could send there: it is connected and the key is here."""
        return self._active(channel) is not None and self._key(channel) is not None

    def closed(self, channel: str) -> str | None:
        """The code of the Trouble that keeps this desk from sending there; a key that other desks may hold is none."""
        if self._active(channel) is None:
            return self._why(channel)
        return None if self._key(channel) is not None else self._credentials.trouble

    def config(self, channel: str) -> dict[str, Any]:
        """The channel's non-secret configuration. Raises Refused("integration.missing") or ("integration.off")."""
        config = self._active(channel)
        if config is None:
            raise Refused(self._why(channel), again=True, provider=channel)
        return config

    def _why(self, channel: str) -> str:
        known = self._config(channel) if channel in _CHANNELS else None
        return "integration.missing" if known is None else "integration.off"

    def access(self, channel: str) -> Access:
        """What opens the channel from this desk. Raises Refused."""
        config, key = self.config(channel), self._key(channel)
        if key is None:
            raise Refused(self._credentials.trouble or "integration.missing_key", again=True, provider=channel)
        return Access(config, key)

    async def sender(self, channel: str) -> Sender:
        """The channel's sender; its module is imported the first time, off the event loop."""
        if channel not in self._made:
            module = await self.room(channel, "send")
            made: Sender = getattr(module, _CHANNELS[channel].sender)(self._http)
            self._made[channel] = made
        return self._made[channel]

    async def room(self, channel: str, module: str) -> Any:
        """A module of the channel's room, imported off the event loop."""
        return await asyncio.to_thread(importlib.import_module, f"services.channels.{channel}.{module}")

    def _active(self, channel: str) -> dict[str, Any] | None:
        config = self._config(channel) if channel in _CHANNELS else None
        return config if config is not None and config.get("active", True) is True else None

    def _key(self, channel: str) -> str | None:
        return self._credentials.cached(self._tenant, channel, _CHANNELS[channel].key) if channel in _CHANNELS else None
