"""Tenants, their members, the devices that speak for them, and the invitations by which a device joins."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from services.entries import Role
from services.relay import invited, tables
from services.relay.lines import stamp
from services.relay.log import Log
from services.trouble import Trouble

INVITATION_LASTS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Tenant:
    """An agency. `epoch` names one life of its log."""

    id: str
    name: str
    epoch: str


@dataclass(frozen=True, slots=True)
class Device:
    """A desk or worker that joined, and the member it speaks for."""

    id: str
    tenant: str
    member: str
    member_name: str
    role: Role
    name: str


def fresh(kind: str) -> str:
    """A new opaque id."""
    return f"{kind}_{secrets.token_hex(10)}"


def token() -> str:
    """Something nobody can guess."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """All that the relay keeps of a token: without salt, for a token is as random as its hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Tenants:
    """Who may speak, known by heart. Every question names the tenant; no answer crosses from one to another."""

    def __init__(self, log: Log, revoked: Callable[[Device], None]) -> None:
        self._log, self._revoked = log, revoked
        self._tenants: dict[str, Tenant] = {}
        self._devices: dict[str, Device] = {}  # by the hash of the token
        self._seen: dict[str, str] = {}  # when each device was last heard of, as far as it is not written down

    async def open(self) -> None:
        """Learn who is who."""
        tenants, devices = await self._log.read(_everybody)
        self._tenants = {each.id: each for each in tenants}
        self._devices = devices

    def all(self) -> list[Tenant]:
        """Every tenant, oldest first."""
        return list(self._tenants.values())

    def tenant(self, tenant: str) -> Tenant:
        """Raises Trouble("tenant.unknown")."""
        if found := self._tenants.get(tenant):
            return found
        raise Trouble("tenant.unknown")

    def speaker(self, bearer: str) -> Device:
        """The device whose token this is. Raises Trouble("token.unknown"), also for a revoked one."""
        if found := self._devices.get(hashed(bearer)):
            self.saw(found)
            return found
        raise Trouble("token.unknown")

    async def add(self, name: str) -> tuple[Tenant, str]:
        """A new tenant with its own log, and the invitation of its first admin."""
        tenant = Tenant(fresh("ten"), name, fresh("ep"))
        row = {"id": tenant.id, "name": name, "epoch": tenant.epoch, "created_at": stamp()}
        await self._log.writer.call(lambda connection: connection.execute(insert(tables.tenants), row).rowcount)
        self._tenants[tenant.id] = tenant
        return tenant, (await self.invite(tenant.id, "admin"))[0]

    async def begin_new_lives(self) -> None:
        """Every log is another one from here on: consoles start again from 0."""
        lives = {each.id: fresh("ep") for each in self.all()}

        def rename(connection: Connection) -> None:
            for tenant, epoch in lives.items():
                connection.execute(update(tables.tenants).where(tables.tenants.c.id == tenant).values(epoch=epoch))

        await self._log.writer.call(rename)
        await self.open()

    def saw(self, device: Device) -> None:
        """It was there a moment ago."""
        self._seen[device.id] = stamp()

    async def invite(
        self, tenant: str, role: Role, name: str | None = None, *,
        lasts: timedelta | None = None, member: str | None = None,
    ) -> tuple[str, str]:  # fmt: skip
        """An invitation's code, for somebody called `name`, and when it expires; with `member`, for one more device of
        a member, whose role it has. Raises Trouble("tenant.unknown") or ("member.unknown")."""
        code, expires = token(), stamp(datetime.now(UTC) + (lasts or INVITATION_LASTS))
        row = {"code_hash": hashed(code), "tenant": self.tenant(tenant).id, "role": role, "name": name}
        row["expires_at"] = expires
        await self._log.writer.call(lambda connection: invited.keep(connection, row, member))
        return code, expires

    async def invitations(self, tenant: str) -> list[dict[str, Any]]:
        """The invitations that nobody redeemed yet and that have not expired, the first to expire first."""
        return await self._log.read(lambda connection: invited.open_ones(connection, tenant))

    async def withdraw(self, tenant: str, invitation: str) -> None:
        """An invitation opens nothing any more. Raises Trouble("invitation.unknown")."""
        if not await self._log.writer.call(lambda connection: invited.withdraw(connection, tenant, invitation)):
            raise Trouble("invitation.unknown")

    async def join(self, code: str, name: str | None, device: str) -> tuple[Device, str]:
        """Redeem an invitation, once: the new device and its token, which is not told again.

        Raises Trouble("invitation.unknown"), ("invitation.used"), ("invitation.expired"), or ("request.invalid") where
        neither the caller nor the invitation says a name.
        """
        bearer = token()

        def redeem(connection: Connection) -> Device:
            good = invited.spend(connection, hashed(code))
            if good.member is not None:
                joined = Device(fresh("dev"), good.tenant, good.member, good.name or "", good.role, device)
                _equip(connection, joined, hashed(bearer))
                return joined
            if not (called := name or good.name):
                raise Trouble("request.invalid")
            joined = Device(fresh("dev"), good.tenant, fresh("mem"), called, good.role, device)
            _enrol(connection, joined, hashed(bearer))
            return joined

        joined = await self._log.writer.call(redeem)
        self._devices[hashed(bearer)] = joined
        return joined, bearer

    async def members(self, tenant: str) -> list[dict[str, Any]]:
        """Members with their devices, revoked ones too, oldest first."""
        people = await self._log.read(lambda connection: _members(connection, tenant))
        for device in (each for member in people for each in member["devices"]):
            device["last_seen"] = self._seen.get(device["id"], device["last_seen"])
        return people

    def colleagues(self, tenant: str) -> list[dict[str, Any]]:
        """Name and role of the members that have a device which was not revoked."""
        there = {each.member: each for each in self._devices.values() if each.tenant == tenant}
        return [{"id": each.member, "name": each.member_name, "role": each.role} for each in there.values()]

    async def rename(self, device: Device, name: str) -> Device:
        """The member of this device is called `name` from now on."""
        row = update(tables.members).where(tables.members.c.id == device.member).values(name=name)
        await self._log.writer.call(lambda connection: connection.execute(row).rowcount)
        for hash_, each in list(self._devices.items()):
            if each.member == device.member:
                self._devices[hash_] = replace(each, member_name=name)
        return replace(device, member_name=name)

    async def write_down(self) -> None:
        """Keep when the devices were last heard of."""
        seen, self._seen = self._seen, {}
        if seen:
            await self._log.writer.call(lambda connection: _write_down(connection, seen))

    async def revoke(self, tenant: str, device: str) -> None:
        """The device's token is dead before this returns. Raises Trouble("device.unknown")."""
        found = next((h for h, each in self._devices.items() if (each.tenant, each.id) == (tenant, device)), None)
        if found is None:
            raise Trouble("device.unknown")
        row = update(tables.devices).where(tables.devices.c.token_hash == found).values(revoked_at=stamp())
        await self._log.writer.call(lambda connection: connection.execute(row).rowcount)
        if gone := self._devices.pop(found, None):
            self._revoked(gone)


def _everybody(connection: Connection) -> tuple[list[Tenant], dict[str, Device]]:
    t, m, d = tables.tenants.c, tables.members.c, tables.devices.c
    tenants = [Tenant(*row) for row in connection.execute(select(t.id, t.name, t.epoch).order_by(t.created_at))]
    of_device = select(d.token_hash, d.id, d.tenant, m.id, m.name, m.role, d.name)
    rows = connection.execute(of_device.where(m.id == d.member, d.revoked_at.is_(None)))
    return tenants, {hash_: Device(*rest) for hash_, *rest in rows}


def _enrol(connection: Connection, device: Device, token_hash: str) -> None:
    member = {"id": device.member, "tenant": device.tenant, "name": device.member_name, "role": device.role}
    connection.execute(insert(tables.members), member | {"joined_at": stamp()})
    _equip(connection, device, token_hash)


def _equip(connection: Connection, device: Device, token_hash: str) -> None:
    desk = {"id": device.id, "tenant": device.tenant, "member": device.member, "name": device.name}
    connection.execute(insert(tables.devices), desk | {"token_hash": token_hash, "joined_at": stamp()})


def _write_down(connection: Connection, seen: dict[str, str]) -> int:
    rows = [{"device": device, "at": at} for device, at in seen.items()]
    connection.execute(insert(tables.seen).prefix_with("OR REPLACE"), rows)
    return len(rows)


def _members(connection: Connection, tenant: str) -> list[dict[str, Any]]:
    m, d, s = tables.members.c, tables.devices.c, tables.seen.c
    people = {
        row.id: {**row._mapping, "devices": []}
        for row in connection.execute(
            select(m.id, m.name, m.role, m.joined_at).where(m.tenant == tenant).order_by(m.joined_at)
        )
    }
    desks = (
        select(d.member, d.id, d.name.label("device"), d.joined_at, d.revoked_at, s.at.label("last_seen"))
        .join_from(tables.devices, tables.seen, s.device == d.id, isouter=True)
        .where(d.tenant == tenant)
        .order_by(d.joined_at)
    )
    for row in connection.execute(desks):
        desk = dict(row._mapping)
        people[desk.pop("member")]["devices"].append(desk)
    return list(people.values())
