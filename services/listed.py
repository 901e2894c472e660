"""What the agency's accounts offer, as lists: templates, flows, tags, fields; asked for once and kept on this desk."""

from collections.abc import Callable
from pathlib import Path
from time import time
from typing import Final, Generic, TypeVar

import msgspec

from services.channels.senders import Senders
from services.channels.takes import REASONS
from services.connections import Http
from services.json_file import JsonFile
from services.trouble import Trouble

T = TypeVar("T", bound=msgspec.Struct)

_OFFERS: Final = {
    "templates": ("whatsapp", "uchat"),
    "flows": ("manychat", "uchat"),
    "tags": ("manychat", "uchat"),
    "fields": ("manychat", "uchat"),
}
"""Which channels have such a list; each in `account` of its room."""
_NONE: Final = {name: REASONS[name.removesuffix("s") if name in ("templates", "flows") else name] for name in _OFFERS}


def _now() -> int:
    return int(time() * 1000)


class _Kept(msgspec.Struct, Generic[T], frozen=True):
    """One channel's list: when it was asked for (ms), of which account, and its rows."""

    at: int
    account: str
    rows: tuple[T, ...]


class Listed(Generic[T]):
    """One list by channel: `what` is templates, flows, tags or fields, `kind` its records. Reading is from memory;
    `refresh` asks the provider and keeps the answer in a file of `directory`, so that the next start has it at once."""

    def __init__(
        self, what: str, kind: type[T], senders: Senders, http: Http, directory: Path, now: Callable[[], int] = _now
    ) -> None:
        self._what = what
        self._senders = senders
        self._http = http
        self._file = JsonFile[dict[str, _Kept[T]]](directory / f"{what}.json", dict[str, _Kept[kind]])  # type: ignore[valid-type]
        self._now = now
        self._kept = self._file.read() or {}

    def list(self, channel: str) -> tuple[T, ...]:
        """What was listed last, in the provider's order; nothing before the first refresh."""
        kept = self._kept.get(channel)
        return kept.rows if kept is not None and kept.account == self._account(channel) else ()

    def read_at(self, channel: str) -> int | None:
        """When it was asked for last, in ms since 1970 UTC."""
        kept = self._kept.get(channel)
        return kept.at if kept is not None and kept.account == self._account(channel) else None

    async def refresh(self, channel: str) -> tuple[T, ...]:
        """Ask the provider now. Raises Trouble: "channel.no_template" and so on where the channel has no such list,
        "integration.…" without a key here, the provider's own ("…reconnect", "…throttled"), "net.…"."""
        if channel not in _OFFERS[self._what]:
            raise Trouble(_NONE[self._what])
        access = self._senders.access(channel)
        room = await self._senders.room(channel, "account")
        found: tuple[T, ...] = tuple(await getattr(room, self._what)(self._http, access))
        self._kept[channel] = _Kept(self._now(), self._account(channel), found)
        self._file.write(self._kept)
        return found

    def _account(self, channel: str) -> str:
        """Whose list it is: another account's is not shown for this one."""
        try:
            config = self._senders.config(channel)
        except Trouble:
            return ""
        return str(config.get("business_account_id") or config.get("page_id") or config.get("base_url") or "")
