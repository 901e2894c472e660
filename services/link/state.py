"""How a desk and its relay stand, how a connection ends, and what the link needs of the replica."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from services.entries import Close, Draft, Entries, Reset, Result, Welcome
from services.records import Changes, Position
from services.trouble import Trouble

LinkKind = Literal["connecting", "live", "offline", "stopped"]


@dataclass(frozen=True, slots=True)
class LinkState:
    """How this desk and its relay stand, since when (ms since 1970 UTC), and the Trouble code of what is wrong.

    `behind` counts entries known to be there and not yet folded. "stopped" waits for `Link.resume`: a person must act.
    """

    kind: LinkKind
    since_ms: int
    why: str | None = None
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """How a connection ended. `why` is a Trouble code, None where nothing is wrong; `pause_s` what the relay asked for;
    `stop` says that only a person can help."""

    why: str | None = None
    pause_s: float | None = None
    stop: bool = False


AT_ONCE: Final = Ending(pause_s=0.0)

_STOPS: Final = {
    Close.TOKEN: "relay.signed_out",
    Close.ROLE: "relay.role",
    Close.PROTOCOL: "relay.protocol",
    401: "relay.signed_out",
    403: "relay.role",
}
_SIGN_IN: Final = ("token.unknown", "token.revoked", "token.missing")
_LONGEST_ASKED_S: Final = 30.0


def closed(code: int | None, reason: str | None = None) -> Ending:
    """The ending behind a close code of the websocket, or the HTTP status of a handshake that was refused."""
    if code in _STOPS:
        return Ending(_STOPS[code], stop=True)
    if code == Close.GOING_AWAY:
        seconds = float(reason) if reason and reason.isascii() and reason.isdigit() else 1.0
        return Ending("relay.going_away", min(seconds, _LONGEST_ASKED_S))
    if code in (Close.SLOW, 1000):
        return AT_ONCE
    return Ending("relay.unreachable")


def troubled(trouble: Trouble) -> Ending:
    """The ending behind a Trouble of the relay's HTTP interface, or of the replica."""
    if trouble.code in _SIGN_IN:
        return Ending("relay.signed_out", stop=True)
    if trouble.code == "role.forbidden":
        return Ending("relay.role", stop=True)
    return Ending(trouble.code)


class Replica(Protocol):
    """The part of the store that the link feeds."""

    def position(self) -> Position: ...
    def pending_drafts(self, limit: int = 200) -> list[Draft]: ...
    async def apply(self, frame: Welcome | Reset | Entries) -> Changes: ...
    async def confirm(self, results: list[Result]) -> Changes: ...


Say = Callable[[LinkKind, int], None]
"""Tells the kind of the link's state, and how many entries it is behind."""
