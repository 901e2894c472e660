"""The calls under /v1, for devices: every one names its tenant by its token and by nothing else."""

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, Final, TypeVar

import msgspec
import zstandard
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from services.channels.hooks import HOOKS
from services.entries import Role
from services.relay import deliveries
from services.relay.appends import Posted, append
from services.relay.brakes import Brakes
from services.relay.consoles import bearer, misfit
from services.relay.integrations import Integrations, Target
from services.relay.log import Log
from services.relay.media import LONGEST_LINK, Media
from services.relay.stream import Streams
from services.relay.tenants import Device, Tenants
from services.trouble import Trouble

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_ENTRIES: Final = 5000
BODY_S: Final = 30
PAGE_BYTES: Final = 4 * 1024 * 1024
"""Of one page of entries, before compression."""

T = TypeVar("T")
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class Join(msgspec.Struct):
    """POST /v1/join; without a name it is the one in the invitation."""

    invitation: str
    device: Name
    name: Name | None = None


class Invite(msgspec.Struct):
    """POST /v1/invitations; `ttl_s` is how long it lasts (7 days where it is left out), `member` whose further device
    it is for: role and name are then the member's."""

    role: Role
    name: Name | None = None
    ttl_s: Annotated[int, msgspec.Meta(ge=60, le=30 * 86_400)] | None = None
    member: str | None = None


class Rename(msgspec.Struct):
    """PATCH /v1/me"""

    name: Name


class Integrate(msgspec.Struct):
    """PUT /v1/integrations/{provider}; what is left out stays."""

    active: bool | None = None
    routes: list[Name] | None = None
    secrets: dict[str, Annotated[str, msgspec.Meta(min_length=1, max_length=1000)] | None] | None = None


class Link(msgspec.Struct):
    """POST /v1/media/{sha256}/links"""

    ttl_s: Annotated[int, msgspec.Meta(ge=1, le=int(LONGEST_LINK.total_seconds()))]


def answer(value: Any, status: int = 200) -> Response:
    """JSON."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


class Api:
    """The routes of /v1 but for the websocket."""

    def __init__(
        self, store: Log, tenants: Tenants, integrations: Integrations, media: Media, brakes: Brakes, streams: Streams
    ) -> None:
        self._store, self._tenants, self._integrations = store, tenants, integrations
        self._media, self._brakes, self._streams = media, brakes, streams

    def routes(self) -> list[Route]:
        """Path, method, who, what."""
        anybody, admin = self._anybody, self._admin
        return [
            Route("/v1/join", self._join, methods=["POST"]),
            Route("/v1/me", anybody(self._me), methods=["GET"]),
            Route("/v1/me", anybody(self._rename), methods=["PATCH"]),
            Route("/v1/colleagues", anybody(self._colleagues), methods=["GET"]),
            Route("/v1/invitations", admin(self._invitations), methods=["GET"]),
            Route("/v1/invitations", admin(self._invite), methods=["POST"]),
            Route("/v1/invitations/{invitation}", admin(self._withdraw), methods=["DELETE"]),
            Route("/v1/members", admin(self._members), methods=["GET"]),
            Route("/v1/devices/{device}", admin(self._revoke), methods=["DELETE"]),
            Route("/v1/integrations", admin(self._integrations_of), methods=["GET"]),
            Route("/v1/integrations/{provider}", admin(self._integrate), methods=["PUT"]),
            Route("/v1/deliveries", admin(self._deliveries), methods=["GET"]),
            Route("/v1/entries", anybody(self._entries), methods=["GET"]),
            Route("/v1/entries", anybody(self._append), methods=["POST"]),
            Route("/v1/media/{sha256}", anybody(self._put_media), methods=["PUT"]),
            Route("/v1/media/{sha256}/links", anybody(self._link_media), methods=["POST"]),
        ]

    def _anybody(self, call: Callable[[Request, Device], Awaitable[Response]]) -> Any:
        async def endpoint(request: Request) -> Response:
            self._brakes.request(self._brakes.address(request.scope))
            return await call(request, self._tenants.speaker(bearer(_header(request, "authorization"))))

        return endpoint

    def _admin(self, call: Callable[[Request, Device], Awaitable[Response]]) -> Any:
        async def only(request: Request, device: Device) -> Response:
            if device.role != "admin":
                raise Trouble("role.forbidden")
            return await call(request, device)

        return self._anybody(only)

    async def _join(self, request: Request) -> Response:
        self._brakes.join(self._brakes.address(request.scope))
        asked = await _body(request, Join)
        device, token = await self._tenants.join(asked.invitation, asked.name, asked.device)
        return answer({**self._who(device), "token": token}, 201)

    async def _me(self, request: Request, device: Device) -> Response:
        return answer(self._who(device))

    def _who(self, device: Device) -> dict[str, Any]:
        return {
            "tenant": {"id": device.tenant, "name": self._tenants.tenant(device.tenant).name},
            "member": {"id": device.member, "name": device.member_name, "role": device.role},
            "device": device.id,
        }

    async def _invite(self, request: Request, device: Device) -> Response:
        asked = await _body(request, Invite)
        lasts = None if asked.ttl_s is None else timedelta(seconds=asked.ttl_s)
        code, expires = await self._tenants.invite(
            device.tenant, asked.role, asked.name, lasts=lasts, member=asked.member
        )
        return answer({"invitation": code, "expires_at": expires}, 201)

    async def _invitations(self, request: Request, device: Device) -> Response:
        """`{"invitations": [{"id","role","name","member","expires_at"}]}`: those that are open; never their codes."""
        return answer({"invitations": await self._tenants.invitations(device.tenant)})

    async def _withdraw(self, request: Request, device: Device) -> Response:
        await self._tenants.withdraw(device.tenant, request.path_params["invitation"])
        return Response(status_code=204)

    async def _members(self, request: Request, device: Device) -> Response:
        """`{"members": [{"id","name","role","joined_at","devices": [{"id","device","joined_at","revoked_at",
        "last_seen","connected"}]}]}`"""
        people = await self._tenants.members(device.tenant)
        here = self._streams.connected(device.tenant)
        for each in (desk for member in people for desk in member["devices"]):
            each["connected"] = each["id"] in here
        return answer({"members": people})

    async def _colleagues(self, request: Request, device: Device) -> Response:
        """`{"members": [{"id","name","role"}]}`: who works here, for everybody who does; of their devices nothing."""
        return answer({"members": self._tenants.colleagues(device.tenant)})

    async def _rename(self, request: Request, device: Device) -> Response:
        """Call oneself otherwise; answers as GET /v1/me does."""
        return answer(self._who(await self._tenants.rename(device, (await _body(request, Rename)).name)))

    async def _revoke(self, request: Request, device: Device) -> Response:
        await self._tenants.revoke(device.tenant, request.path_params["device"])
        return Response(status_code=204)

    async def _integrations_of(self, request: Request, device: Device) -> Response:
        return answer({"integrations": [await self._shown(each) for each in self._integrations.of(device.tenant)]})

    async def _integrate(self, request: Request, device: Device) -> Response:
        asked = await _body(request, Integrate)
        provider = request.path_params["provider"]
        target = await self._integrations.put(device.tenant, provider, asked.active, asked.routes, asked.secrets)
        return answer(await self._shown(target))

    async def _shown(self, target: Target) -> dict[str, Any]:
        tenant, provider = target.tenant or "", target.provider
        return {
            "provider": provider,
            "active": target.active,
            "routes": target.routes,
            "hook_url": self._integrations.url(target),
            "secrets": {each: "set" if each in target.vault.current else None for each in HOOKS[provider].SECRETS},
            "health": await self._store.read(lambda connection: deliveries.health(connection, tenant, provider)),
        }

    async def _deliveries(self, request: Request, device: Device) -> Response:
        before, limit = _number(request, "before", 0), _number(request, "limit", 100)
        page = await self._store.read(lambda each: deliveries.page(each, device.tenant, before or None, limit))
        return answer({"deliveries": page})

    async def _entries(self, request: Request, device: Device) -> Response:
        after, limit = _number(request, "after", 0), min(_number(request, "limit", 1000), MOST_ENTRIES)
        tenant, head = self._tenants.tenant(device.tenant), self._store.heads.get(device.tenant, 0)
        epoch = request.query_params.get("epoch", tenant.epoch)
        if why := misfit(tenant, head, after, epoch):
            raise Trouble("log.reset", why=why)
        lines = await self._store.after(device.tenant, after, max(limit, 1), PAGE_BYTES)
        head = max(self._store.heads.get(device.tenant, 0), lines[-1].seq if lines else 0)
        body = msgspec.json.encode({"epoch": tenant.epoch, "entries": lines, "head": head})
        return _squeezed(body, request.headers.get("accept-encoding", ""))

    async def _append(self, request: Request, device: Device) -> Response:
        return answer({"results": await append(self._store, device, await _body(request, Posted))})

    async def _put_media(self, request: Request, device: Device) -> Response:
        type_, sha256 = request.headers.get("content-type", ""), request.path_params["sha256"]
        new = await self._media.put(device.tenant, sha256, type_, request.stream())
        return answer({"sha256": sha256}, 201 if new else 200)

    async def _link_media(self, request: Request, device: Device) -> Response:
        lasts = timedelta(seconds=(await _body(request, Link)).ttl_s)
        url, expires = await self._media.link(device.tenant, request.path_params["sha256"], lasts)
        return answer({"url": url, "expires_at": expires}, 201)


def _header(request: Request, name: str) -> bytes | None:
    value = request.headers.get(name)
    return None if value is None else value.encode("latin-1")


async def _body(request: Request, type_: type[T]) -> T:
    read = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                read += chunk
                if len(read) > MOST_BYTES:
                    raise Trouble("body.too_large")
        return msgspec.json.decode(bytes(read), type=type_)
    except TimeoutError:
        raise Trouble("body.too_slow") from None
    except msgspec.ValidationError:
        raise Trouble("request.invalid") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ClientDisconnect):
        raise Trouble("body.not_json") from None


def _number(request: Request, name: str, default: int) -> int:
    given = request.query_params.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) <= 18):
        raise Trouble("request.invalid")
    return int(given)


def _squeezed(body: bytes, accepted: str) -> Response:
    listed = [each.replace(" ", "").lower().split(";") for each in accepted.split(",")]
    offered = {name for name, *more in listed if not any(re.fullmatch(r"q=0(\.0*)?", each) for each in more)}
    headers = {"Vary": "Accept-Encoding"}
    if "zstd" in offered:
        body, headers["Content-Encoding"] = zstandard.ZstdCompressor().compress(body), "zstd"
    elif "gzip" in offered:
        body, headers["Content-Encoding"] = gzip.compress(body, 5), "gzip"
    return Response(body, headers=headers, media_type="application/json")
