"""Who works in the agency: invited, renamed, shown out; and which keys are to be renewed after somebody went."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from services import invitations
from services.entries import Draft, Role
from services.relay_client import Colleague, Equipment, RelayClient
from services.store import Store
from services.team_records import OpenInvitation, Renewal, Secret, SharedKey, TeamDevice, TeamMember, ToRenew


class Invitation(NamedTuple):
    """What is passed on to somebody: either opens the door, once, until `expires_at` (ms)."""

    link: str
    code: str
    expires_at: int


class Team:
    """The agency's people as one member sees them. Whatever is asked of the relay raises Trouble as `RelayClient`."""

    def __init__(self, store: Store, relay: RelayClient, relay_url: str, member: str, role: Role) -> None:
        self._store, self._relay, self._url, self._member, self._role = store, relay, relay_url, member, role

    async def members(self) -> list[TeamMember]:
        """Everybody. An admin is told of those who went too, and of all devices; the others who is there, and as
        what."""
        found = await (self._relay.members() if self._role == "admin" else self._relay.colleagues())
        return [_member(each) for each in found]

    async def invite(self, role: Role, name: str, days: int, member: str = "") -> Invitation:
        """Let somebody in, or one more device of a member."""
        made = await self._relay.invite(role, name.strip(), days * 86_400, member)
        return Invitation(invitations.link(self._url, made.invitation), made.invitation, _ms(made.expires_at))

    async def invitations(self) -> list[OpenInvitation]:
        """Those that nobody redeemed yet."""
        found = await self._relay.invitations()
        return [OpenInvitation(each.id, each.role, each.name or "", _ms(each.expires_at)) for each in found]

    async def withdraw(self, invitation: str) -> None:
        await self._relay.withdraw(invitation)

    async def revoke(self, device: str, member: str) -> None:
        """Show a device out. The relay closes the door first; then the log tells every desk."""
        await self._relay.revoke(device)
        await self._store.publish(_fact("member.revoked", device=device, member=member))

    async def rename(self, name: str) -> str:
        """Call oneself otherwise, for everybody; returns the name as it is now."""
        name = " ".join(name.split())
        told = await self._relay.rename(name)
        await self._store.publish(_fact("colleague.introduced", member=self._member, name=told.member.name))
        return told.member.name

    def to_renew(self, members: Iterable[TeamMember]) -> list[ToRenew]:
        """The keys that somebody who went may still know."""
        held = {each.id: each.holds for each in self._store.devices()}
        return renewals_due(members, held, self._store.shared_keys(), self._store.renewals())


def renewals_due(
    members: Iterable[TeamMember],
    held: dict[str, frozenset[Secret]],
    shared: Sequence[SharedKey],
    renewed: dict[Secret, Renewal],
) -> list[ToRenew]:
    """Each provider once for each device that was shown out with its key, unless an admin entered another one since."""
    due: dict[tuple[str, str], ToRenew] = {}
    for device in (each for member in members for each in member.devices if each.revoked_at is not None):
        sent = {(each.provider, each.field) for each in shared if each.device == device.id and each.sealed}
        for secret in sorted(held.get(device.id, frozenset()) | sent):
            last = renewed.get(secret)
            if last is None or last.at < (device.revoked_at or 0):
                due[secret[0], device.id] = ToRenew(secret[0], device.name)
    return list(due.values())


def _member(each: Colleague) -> TeamMember:
    return TeamMember(each.id, each.name, each.role, tuple(_device(device) for device in each.devices))


def _device(each: Equipment) -> TeamDevice:
    seen = None if each.last_seen is None else _ms(each.last_seen)
    gone = None if each.revoked_at is None else _ms(each.revoked_at)
    return TeamDevice(each.id, each.device, _ms(each.joined_at), seen, gone, each.connected)


def _ms(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp() * 1000)


def _fact(kind: str, **body: Any) -> Draft:
    return Draft(uuid4().hex, kind, body)
