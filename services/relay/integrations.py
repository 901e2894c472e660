"""What a hook's URL leads to: a tenant's own integration, or an app that the operator routes to several tenants."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from services.channels.hooks import HOOKS, Secrets
from services.relay import tables
from services.relay.lines import Batch, New
from services.relay.log import Log
from services.relay.seal import Seal
from services.relay.tenants import fresh, token
from services.trouble import Trouble

PREVIOUS_COUNTS_S: Final = 24 * 3600
ROTATING: Final = ("header_secret",)
"""Secrets that people copy into flows by hand: the one before counts for a day after a change."""


class Vault(msgspec.Struct, frozen=True):
    """A hook's secrets as they are sealed: by name, and those before them with the moment (seconds) they end."""

    current: dict[str, str] = {}
    previous: dict[str, tuple[str, float]] = {}

    def changed(self, change: Mapping[str, str | None], now: float) -> "Vault":
        """With some secrets set and some (None) removed; a removed one counts no longer, nor does the one before."""
        current, previous = dict(self.current), dict(self.previous)
        for name, value in change.items():
            old = current.pop(name, None)
            if value is None:
                previous.pop(name, None)
            else:
                current[name] = value
                if name in ROTATING and old not in (None, value):
                    previous[name] = (str(old), now + PREVIOUS_COUNTS_S)
        return Vault(current, previous)

    def accepted(self, now: float) -> Secrets:
        """What verifies a webhook at this moment."""
        found = {name: (value.encode(),) for name, value in self.current.items()}
        for name, (value, until) in self.previous.items():
            if now < until:
                found[name] = (*found.get(name, ()), value.encode())
        return found


@dataclass(frozen=True, slots=True)
class Target:
    """Where a hook leads. Exactly one of `tenant` (its own integration) and `app` (shared) is set; `routes` are what
    an own integration says of itself, and decide nothing."""

    provider: str
    key: str
    tenant: str | None
    app: str | None
    active: bool
    vault: Vault = field(repr=False)
    routes: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """What its secrets are sealed for."""
        return f"{self.provider}/{self.tenant or self.app}"


class Integrations:
    """All hooks, known by heart."""

    def __init__(self, log: Log, seal: Seal, public_url: str) -> None:
        self._log, self._seal, self._public_url = log, seal, public_url
        self._changing = asyncio.Lock()
        self._by_key: dict[str, Target] = {}
        self._owners: dict[tuple[str, str], str] = {}  # (app, route) -> tenant

    async def open(self) -> None:
        """Learn all hooks. Raises Trouble("key.wrong") where another key sealed their secrets."""
        self._by_key, self._owners = await self._log.read(self._everything)

    def target(self, provider: str, key: str) -> Target | None:
        """Where a hook's URL leads."""
        found = self._by_key.get(key)
        return found if found and found.provider == provider else None

    def owner(self, app: str, route: str | None) -> str | None:
        """The tenant that the operator gave a route of a shared app to."""
        return None if route is None else self._owners.get((app, route))

    def of(self, tenant: str) -> list[Target]:
        """A tenant's own integrations."""
        return sorted((each for each in self._by_key.values() if each.tenant == tenant), key=lambda each: each.provider)

    def apps(self) -> list[Target]:
        """The shared apps."""
        return [each for each in self._by_key.values() if each.app]

    def url(self, target: Target) -> str:
        """The URL to give to the provider."""
        return f"{self._public_url}/hooks/{target.provider}/{target.key}"

    async def put(
        self,
        tenant: str,
        provider: str,
        active: bool | None = None,
        routes: Sequence[str] | None = None,
        secrets: Mapping[str, str | None] | None = None,
    ) -> Target:
        """Make or change a tenant's integration; what is left out stays.

        Raises Trouble("provider.unknown"), or ("integration.secret_unknown").
        """
        change = _checked(provider, secrets or {})
        async with self._changing:  # two who connect it at once are told one URL
            return await self._put(tenant, provider, active, routes, change)

    async def _put(
        self,
        tenant: str,
        provider: str,
        active: bool | None,
        routes: Sequence[str] | None,
        change: Mapping[str, str | None],
    ) -> Target:
        before = next((each for each in self.of(tenant) if each.provider == provider), None)
        target = before or Target(provider, token(), tenant, None, True, Vault())
        target = replace(
            target,
            active=target.active if active is None else active,
            routes=target.routes if routes is None else tuple(routes),
            vault=target.vault.changed(change, time.time()),
        )
        changing = {
            "active": target.active,
            "routes": msgspec.json.encode(target.routes).decode(),
            "sealed": self._sealed(target),
        }
        row = upsert(tables.integrations).values(tenant=tenant, provider=provider, hook_key=target.key, **changing)
        row = row.on_conflict_do_update(index_elements=["tenant", "provider"], set_=changing)
        await self._log.writer.call(lambda connection: connection.execute(row).rowcount)
        self._by_key[target.key] = target
        return target

    async def add_app(self, provider: str, name: str, secrets: Mapping[str, str | None]) -> Target:
        """A shared app. Raises Trouble("provider.unknown"), or ("integration.secret_unknown")."""
        vault = Vault().changed(_checked(provider, secrets), time.time())
        target = Target(provider, token(), None, fresh("app"), True, vault)
        sealed = self._sealed(target)
        row = {"id": target.app, "provider": provider, "name": name, "hook_key": target.key, "sealed": sealed}
        await self._log.writer.call(lambda connection: connection.execute(insert(tables.apps), row).rowcount)
        self._by_key[target.key] = target
        return target

    async def add_route(self, app: str, route: str, tenant: str) -> int:
        """Give a route of a shared app to a tenant, with what arrived for it before (how many updates).

        Raises Trouble("app.unknown").
        """
        if not any(each.app == app for each in self.apps()):
            raise Trouble("app.unknown")
        row = upsert(tables.app_routes).values(app=app, route=route, tenant=tenant)
        row = row.on_conflict_do_update(index_elements=["app", "route"], set_={"tenant": tenant})
        await self._log.writer.call(lambda connection: connection.execute(row).rowcount)
        self._owners[app, route] = tenant
        return await self.adopt()

    async def adopt(self) -> int:
        """Move into their tenants' logs what arrived before its route had an owner. Interrupted, it may be repeated:
        what was moved already is a duplicate then."""
        adopted = 0
        providers = {each.app: each.provider for each in self.apps()}
        while rows := await self._log.read(_loose_with_owner):
            lines = [
                New(tenant, id_, f"hook.{providers[app]}", providers[app], body) for _, app, id_, tenant, body in rows
            ]
            await self._log.append(Batch(lines))
            await self._log.writer.call(partial(_forget_loose, [row.position for row in rows]))
            adopted += len(rows)
        return adopted

    def _sealed(self, target: Target) -> bytes:
        return self._seal.close(msgspec.json.encode(target.vault), target.place)

    def _everything(self, connection: Connection) -> tuple[dict[str, Target], dict[tuple[str, str], str]]:
        i, a, r = tables.integrations.c, tables.apps.c, tables.app_routes.c
        found = []
        own = select(i.provider, i.hook_key, i.tenant, i.active, i.routes, i.sealed)
        for provider, key, tenant, active, routes, sealed in connection.execute(own):
            target = Target(provider, key, tenant, None, active, Vault(), tuple(msgspec.json.decode(routes)))
            found.append(self._unsealed(target, sealed))
        for provider, key, app, sealed in connection.execute(select(a.provider, a.hook_key, a.id, a.sealed)):
            found.append(self._unsealed(Target(provider, key, None, app, True, Vault()), sealed))
        owners = {(app, route): tenant for app, route, tenant in connection.execute(select(r.app, r.route, r.tenant))}
        return {each.key: each for each in found}, owners

    def _unsealed(self, target: Target, sealed: bytes) -> Target:
        return replace(target, vault=msgspec.json.decode(self._seal.open(sealed, target.place), type=Vault))


def _checked(provider: str, secrets: Mapping[str, str | None]) -> Mapping[str, str | None]:
    if provider not in HOOKS:
        raise Trouble("provider.unknown")
    if unknown := set(secrets) - set(HOOKS[provider].SECRETS):
        raise Trouble("integration.secret_unknown", count=len(unknown))
    return secrets


def _loose_with_owner(connection: Connection) -> list[Any]:
    u, r = tables.unrouted.c, tables.app_routes.c
    owned = select(u.position, u.app, u.id, r.tenant, u.body).where(u.app == r.app, u.route == r.route)
    return list(connection.execute(owned.order_by(u.position).limit(200)))


def _forget_loose(positions: Sequence[int], connection: Connection) -> None:
    connection.execute(delete(tables.unrouted).where(tables.unrouted.c.position.in_(positions)))
