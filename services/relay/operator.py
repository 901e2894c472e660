"""What the operator may do, done in the process that owns the store, or handed to it when it is already serving."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from services.channels.hooks import HOOKS
from services.entries import Role
from services.relay import tables
from services.relay.integrations import Integrations
from services.relay.log import Log
from services.relay.tenants import Tenant, Tenants


class AddTenant(msgspec.Struct, tag=True):
    """`tenant add`"""

    name: str


class ListTenants(msgspec.Struct, tag=True):
    """`tenant list`"""


class AddInvitation(msgspec.Struct, tag=True):
    """`invitation add`"""

    tenant: str
    role: Role


class AddApp(msgspec.Struct, tag=True):
    """`app add`"""

    provider: str
    name: str
    secrets: dict[str, str]


class AddRoute(msgspec.Struct, tag=True):
    """`route add`"""

    app: str
    route: str
    tenant: str


class Check(msgspec.Struct, tag=True):
    """`check`"""


Command = AddTenant | ListTenants | AddInvitation | AddApp | AddRoute | Check
COMMANDS: Final = msgspec.json.Decoder(Command)


class Operator:
    """Every command answers with what the command line prints as JSON."""

    def __init__(self, store: Log, tenants: Tenants, integrations: Integrations) -> None:
        self._store, self._tenants, self._integrations = store, tenants, integrations
        self._by_command: Mapping[type, Callable[[Any], Awaitable[Any]]] = {
            AddTenant: self._add_tenant,
            ListTenants: self._list_tenants,
            AddInvitation: self._add_invitation,
            AddApp: self._add_app,
            AddRoute: self._add_route,
            Check: self._check,
        }

    async def obey(self, command: Command) -> Any:
        """Raises the trouble of what is asked for: ("tenant.unknown"), ("provider.unknown"), …"""
        return await self._by_command[type(command)](command)

    async def _add_tenant(self, asked: AddTenant) -> Any:
        tenant, invitation = await self._tenants.add(asked.name)
        return {"tenant": tenant.id, "invitation": invitation}

    async def _list_tenants(self, asked: ListTenants) -> Any:
        return [self._shown(each) for each in self._tenants.all()]

    def _shown(self, tenant: Tenant) -> dict[str, Any]:
        return {"tenant": tenant.id, "name": tenant.name, "entries": self._store.heads.get(tenant.id, 0)}

    async def _add_invitation(self, asked: AddInvitation) -> Any:
        code, expires = await self._tenants.invite(asked.tenant, asked.role)
        return {"invitation": code, "expires_at": expires}

    async def _add_app(self, asked: AddApp) -> Any:
        target = await self._integrations.add_app(asked.provider, asked.name, asked.secrets)
        return {"app": target.app, "hook_url": self._integrations.url(target)}

    async def _add_route(self, asked: AddRoute) -> Any:
        self._tenants.tenant(asked.tenant)
        adopted = await self._integrations.add_route(asked.app, asked.route, asked.tenant)
        return {"app": asked.app, "route": asked.route, "tenant": asked.tenant, "adopted": adopted}

    async def _check(self, asked: Check) -> Any:
        tenants = [
            {
                **self._shown(each),
                "integrations": [
                    {"provider": i.provider, "active": i.active, "missing": _missing(i.provider, i.vault.current)}
                    for i in self._integrations.of(each.id)
                ],
            }
            for each in self._tenants.all()
        ]
        waiting = await self._store.read(_waiting)
        apps = [
            {
                "app": each.app,
                "provider": each.provider,
                "missing": _missing(each.provider, each.vault.current),
                "unrouted": waiting.get(each.app or "", 0),
            }
            for each in self._integrations.apps()
        ]
        found = await self._store.read(lambda each: each.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        return {"store": found, "tenants": tenants, "apps": apps}


def _waiting(connection: Connection) -> dict[str, int]:
    c = tables.unrouted.c.app
    return {app: count for app, count in connection.execute(select(c, func.count()).group_by(c))}  # noqa: C416


def _missing(provider: str, secrets: Mapping[str, str]) -> list[str]:
    return [each for each in HOOKS[provider].SECRETS if each not in secrets]
