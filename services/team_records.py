"""What leaves the store and the relay about who works in the agency: members, their devices, and the keys there."""

import msgspec

from services.entries import Role

Secret = tuple[str, str]
"""A provider and the field of its key: ("whatsapp", "token")."""


class KnownDevice(msgspec.Struct, frozen=True):
    """A desk or worker as it introduced itself: the public key that secrets are sealed with ("" while it has none),
    since which place in the log that is its key, and which secrets it holds."""

    id: str
    member: str
    public: str
    public_seq: int
    holds: frozenset[Secret] = frozenset()
    revoked: bool = False


class SharedKey(msgspec.Struct, frozen=True):
    """The last word on whether a device may use a secret: `sealed` for it, or "" where it was withdrawn. `entry` and
    `seq` say which entry of the log that is, `at` (ms) when the relay took it."""

    device: str
    provider: str
    field: str
    entry: str
    seq: int
    at: int
    sealed: str


class Renewal(msgspec.Struct, frozen=True):
    """When (ms, and which place in the log) an admin last entered a secret anew, and at which device."""

    by: str
    seq: int
    at: int


class TeamDevice(msgspec.Struct, frozen=True):
    """A device as the relay knows it, times in ms; `last_seen` is None while it never came."""

    id: str
    name: str
    joined_at: int
    last_seen: int | None = None
    revoked_at: int | None = None
    connected: bool = False


class TeamMember(msgspec.Struct, frozen=True):
    """Somebody who works in the agency. Only admins are told of `devices`."""

    id: str
    name: str
    role: Role
    devices: tuple[TeamDevice, ...] = ()

    @property
    def here(self) -> bool:
        """Whether a device of theirs still opens the door, as far as one is told."""
        return not self.devices or any(each.revoked_at is None for each in self.devices)


class OpenInvitation(msgspec.Struct, frozen=True):
    """An invitation that nobody redeemed yet; `expires_at` in ms."""

    id: str
    role: Role
    name: str
    expires_at: int


class ToRenew(msgspec.Struct, frozen=True):
    """A secret that a device held when it was shown out, and that nobody entered anew since."""

    provider: str
    device: str
