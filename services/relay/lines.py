"""What goes into the log and comes out of it, between the web and the store."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec


class New(NamedTuple):
    """An entry before it has a place; `body` is JSON."""

    tenant: str
    id: str
    kind: str
    by: str
    body: bytes


class Place(NamedTuple):
    """Where an entry stands; a duplicate stands where the first one does."""

    seq: int
    at: str
    duplicate: bool


class Line(msgspec.Struct, frozen=True):
    """An entry as the log holds it: `entries.Entry`, but with its body still encoded."""

    seq: int
    id: str
    kind: str
    by: str
    at: str
    body: msgspec.Raw


class Delivery(NamedTuple):
    """One attempt of a provider. An `outcome` of None is settled by the log: accepted, or duplicate where every entry
    of this tenant's part was known already. `tenant` is empty for what belongs to nobody."""

    tenant: str
    app: str | None
    provider: str
    outcome: str | None
    updates: int
    reason: str | None
    bytes: int


class Loose(NamedTuple):
    """An update in a shared app whose route nobody owns yet."""

    app: str
    id: str
    route: str | None
    body: bytes


class Batch(NamedTuple):
    """What is stored together or not at all."""

    lines: Sequence[New] = ()
    deliveries: Sequence[Delivery] = ()
    loose: Sequence[Loose] = ()

    @property
    def weight(self) -> int:
        """Bytes that wait in memory with it."""
        return sum([len(each.body) for each in self.lines]) + sum([len(each.body) for each in self.loose])


class Stored(NamedTuple):
    """What became of a batch, in its order."""

    places: list[Place]
    outcomes: list[str]


News = dict[str, list[Line]]
"""What a commit added, per tenant and in its order."""


def microseconds() -> int:
    """Now, since 1970."""
    return time.time_ns() // 1000


def stamp(moment: datetime | None = None) -> str:
    """A moment (now) by the relay's clock, as RFC 3339 in UTC. Such texts sort by time."""
    return (moment or datetime.now(UTC)).isoformat(timespec="microseconds").replace("+00:00", "Z")
