"""The contract with the relay: the entry, the frames that carry it, the kinds, the roles and the close codes."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

PROTOCOL: Final = "strato.v1"
"""Websocket subprotocol; another one is refused with `Close.PROTOCOL`."""

MAX_BODY: Final = 256 * 1024
"""Largest entry body in bytes of UTF-8 JSON."""

FRAME_ENTRIES: Final = 500
FRAME_BYTES: Final = 256 * 1024
"""A frame holds at most this many entries and about this many bytes, whichever comes first (one entry always fits)."""

HEARTBEAT_S: Final = 20
DEAD_S: Final = 50
"""Both sides ping every `HEARTBEAT_S`; a peer silent for `DEAD_S` is gone."""

Role = Literal["admin", "agent", "worker"]


class Draft(msgspec.Struct, frozen=True):
    """A fact that a console wants in the log. `id`, chosen before anything leaves the desk, is the idempotency key."""

    id: str
    kind: str
    body: dict[str, Any]


class Entry(msgspec.Struct, frozen=True):
    """One line of a tenant's log. `seq` is contiguous from 1; `at` is the relay's clock, RFC 3339 UTC; `by` is the
    device that wrote it, or the provider."""

    seq: int
    id: str
    kind: str
    by: str
    at: str
    body: dict[str, Any]


class Welcome(msgspec.Struct, frozen=True, tag="welcome", tag_field="type"):
    epoch: str
    head: int
    heartbeat_s: int = HEARTBEAT_S


class Reset(msgspec.Struct, frozen=True, tag="reset", tag_field="type"):
    """The cursor does not fit this log: forget it and start again from 0 (`why`: epoch, ahead or history)."""

    why: str


class Entries(msgspec.Struct, frozen=True, tag="entries", tag_field="type"):
    entries: list[Entry]
    head: int


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """The relay's answer to one draft: its place in the log, or the code of its refusal."""

    id: str
    seq: int | None = None
    at: str | None = None
    duplicate: bool = False
    code: str | None = None


class Results(msgspec.Struct, frozen=True, tag="results", tag_field="type"):
    results: list[Result]


class Append(msgspec.Struct, frozen=True, tag="append", tag_field="type"):
    """The only frame a console sends."""

    entries: list[Draft]


Frame = Welcome | Reset | Entries | Results


class Close:
    """Websocket close codes of the relay. After TOKEN, ROLE and PROTOCOL a console stops and asks for help; after the
    others it comes back with its cursor."""

    TOKEN: Final = 4401
    ROLE: Final = 4403
    SLOW: Final = 4408
    PROTOCOL: Final = 4409
    GOING_AWAY: Final = 4410


OF_ADMINS: Final = ("integration.", "member.", "key.")
"""Beginnings of the kinds that only an admin may write."""


OF_THE_AGENCY: Final = frozenset({"name", "zone", "hours", "holidays", "voice_line", "voice_budget"})
"""Values of `agency.changed` that only an admin decides; the others, as which voice is used, anybody may."""


def kind_allowed(role: str, kind: str, body: Mapping[str, Any] | None = None) -> bool:
    """Whether a member of `role` may append an entry of `kind` that says `body`. Only the relay writes `hook.*`."""
    if not kind or kind.startswith("hook."):
        return False
    if role == "admin":
        return True
    values = (body or {}).get("values") if kind == "agency.changed" else None
    decides = isinstance(values, Mapping) and not OF_THE_AGENCY.isdisjoint(values)
    return not (decides or kind.startswith(OF_ADMINS))
