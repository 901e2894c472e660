"""What a desk asks its relay over HTTP: to join, who it is, entries for the first catch-up, integrations, media."""

import ssl
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from services.connections import Http, is_loopback
from services.entries import Entry, Role
from services.trouble import Trouble

_T = TypeVar("_T")


class Tenant(msgspec.Struct, frozen=True):
    id: str
    name: str


class Member(msgspec.Struct, frozen=True):
    id: str
    name: str
    role: Role


class Me(msgspec.Struct, frozen=True):
    """Who this desk is to the relay. `device` is the `by` of its entries."""

    tenant: Tenant
    member: Member
    device: str


class Joined(Me, frozen=True):
    """Me, and the token: told once, when the invitation was redeemed."""

    token: str

    def __repr__(self) -> str:
        return f"Joined(tenant={self.tenant.id}, device={self.device})"


class Page(msgspec.Struct, frozen=True):
    """Entries of the log from a cursor on; `head` is the last seq there is."""

    epoch: str
    entries: list[Entry]
    head: int


class Integration(msgspec.Struct, frozen=True):
    """What the relay tells of a provider's webhooks; secrets are only ever named "set"."""

    provider: str
    active: bool = False
    routes: list[str] = []
    hook_url: str = ""
    secrets: dict[str, str | None] = {}
    health: dict[str, Any] = {}


class Delivery(msgspec.Struct, frozen=True):
    """One attempt of a provider: `id` is its moment in microseconds, `reason` a code, `entry` the seq of the first
    entry that it became, `bytes` its size."""

    id: int
    at: str
    provider: str
    outcome: str
    updates: int = 0
    bytes: int = 0
    reason: str = ""
    entry: int | None = None


class _Deliveries(msgspec.Struct, frozen=True):
    deliveries: list[Delivery]


class _Integrations(msgspec.Struct, frozen=True):
    integrations: list[Integration]


class _Health(msgspec.Struct, frozen=True):
    status: str = ""


class Invited(msgspec.Struct, frozen=True):
    """A code that lets somebody in once, told now and never again, and until when (RFC 3339)."""

    invitation: str
    expires_at: str

    def __repr__(self) -> str:
        return f"Invited(expires_at={self.expires_at})"


class Open(msgspec.Struct, frozen=True):
    """An invitation that nobody redeemed yet."""

    id: str
    role: Role
    expires_at: str
    name: str | None = None
    member: str | None = None


class Equipment(msgspec.Struct, frozen=True):
    """A member's device; times as RFC 3339."""

    id: str
    device: str
    joined_at: str
    revoked_at: str | None = None
    last_seen: str | None = None
    connected: bool = False


class Colleague(Member, frozen=True):
    """A member with its devices, of which only admins are told."""

    devices: list[Equipment] = []


class _Invitations(msgspec.Struct, frozen=True):
    invitations: list[Open]


class _Members(msgspec.Struct, frozen=True):
    members: list[Colleague]


class _Link(msgspec.Struct, frozen=True):
    url: str


class _Problem(msgspec.Struct, frozen=True):
    code: str = ""


def checked(url: str) -> str:
    """The relay's address without a trailing slash, nor what a paste brought along.

    Raises Trouble "relay.bad_address", and "relay.plain_http_refused" for http to any other machine than this one."""
    url = "".join(each for each in url if each.isprintable() and not each.isspace()).rstrip("/")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (a port that is none raises when it is read)
    except ValueError as error:
        raise Trouble("relay.bad_address") from error
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise Trouble("relay.bad_address")
    if parts.scheme == "http" and not is_loopback(url):
        raise Trouble("relay.plain_http_refused", host=parts.hostname)
    return url


class RelayClient:
    """One agency's relay, with this desk's token.

    Every call raises Trouble: "relay.unreachable", "relay.certificate" (the certificate does not prove the relay), the
    relay's own code ("token.unknown", "role.forbidden", "invitation.used", …), or "relay.unintelligible".
    """

    def __init__(self, url: str, token: Callable[[], Awaitable[str]] | None, http: Http) -> None:
        self._url = checked(url)
        self._token = token
        self._http = http

    async def join(self, invitation: str, name: str, device: str) -> Joined:
        """Redeem an invitation: it works once. `name` is the person's, `device` this machine's."""
        body = {"invitation": invitation.strip(), "name": name, "device": device}
        return await self._ask(Joined, "POST", "/v1/join", json=body)

    async def me(self) -> Me:
        return await self._ask(Me, "GET", "/v1/me")

    async def entries(self, after: int, limit: int) -> Page:
        """At most `limit` entries behind `after`; travels compressed."""
        return await self._ask(Page, "GET", "/v1/entries", params={"after": after, "limit": limit})

    async def integrations(self) -> list[Integration]:
        """Every provider's webhook as the relay knows it (admin)."""
        body = await self._send("GET", "/v1/integrations")
        try:
            return msgspec.json.decode(body, type=_Integrations).integrations
        except msgspec.ValidationError:
            return _decoded(body, list[Integration])

    async def answers(self) -> None:
        """Whether a relay answers there. Raises as every call does; "relay.unintelligible" for what is none."""
        try:
            found = await self._ask(_Health, "GET", "/healthz")
        except Trouble as trouble:
            if trouble.code == "relay.refused":
                raise Trouble("relay.unintelligible") from trouble
            raise
        if found.status != "ok":
            raise Trouble("relay.unintelligible")

    async def deliveries(self, before: int | None = None, limit: int = 100) -> list[Delivery]:
        """Attempts of the providers, the newest first, from the one before `before` on (admin)."""
        query = f"?limit={limit}" + (f"&before={before}" if before is not None else "")
        return _decoded(await self._send("GET", f"/v1/deliveries{query}"), _Deliveries, strict=False).deliveries

    async def connect(
        self, provider: str, *, active: bool, routes: list[str], secrets: dict[str, str | None]
    ) -> Integration:
        """Tell the relay what it needs to verify and route a provider's webhooks (admin). A secret that is left out is
        kept, None removes it."""
        body = {"active": active, "routes": routes, "secrets": secrets}
        return await self._ask(Integration, "PUT", f"/v1/integrations/{provider}", json=body)

    async def invite(self, role: Role, name: str = "", ttl_s: int | None = None, member: str = "") -> Invited:
        """A code that lets one more device in (admin): of somebody new, or of a member that is there."""
        body = {"role": role, "name": name or None, "ttl_s": ttl_s, "member": member or None}
        said = {key: value for key, value in body.items() if value is not None}
        return await self._ask(Invited, "POST", "/v1/invitations", json=said)

    async def invitations(self) -> list[Open]:
        """Those that can still be redeemed, the first to expire first (admin)."""
        return (await self._ask(_Invitations, "GET", "/v1/invitations")).invitations

    async def withdraw(self, invitation: str) -> None:
        """An open invitation, by its id, opens nothing any more (admin)."""
        await self._send("DELETE", f"/v1/invitations/{invitation}")

    async def members(self) -> list[Colleague]:
        """Everybody who ever joined, with their devices, oldest first (admin)."""
        return (await self._ask(_Members, "GET", "/v1/members")).members

    async def colleagues(self) -> list[Colleague]:
        """Who works here now: names and roles."""
        return (await self._ask(_Members, "GET", "/v1/colleagues")).members

    async def revoke(self, device: str) -> None:
        """A device's token opens nothing from now on, and what it has open is closed (admin)."""
        await self._send("DELETE", f"/v1/devices/{device}")

    async def rename(self, name: str) -> Me:
        """This desk's member is called so from now on."""
        return await self._ask(Me, "PATCH", "/v1/me", json={"name": name})

    async def put_media(self, sha256: str, data: bytes, mime: str) -> None:
        """Give the relay a file, named by its hash; giving it again changes nothing."""
        await self._send("PUT", f"/v1/media/{sha256}", content=data, headers={"content-type": mime})

    async def media_link(self, sha256: str, ttl_s: int) -> str:
        """A public, unguessable, expiring address of a file that the relay holds."""
        return (await self._ask(_Link, "POST", f"/v1/media/{sha256}/links", json={"ttl_s": ttl_s})).url

    async def _ask(self, kind: type[_T], method: str, path: str, **options: Any) -> _T:
        return _decoded(await self._send(method, path, **options), kind)

    async def _send(self, method: str, path: str, **options: Any) -> bytes:
        client = await self._http()
        import httpx

        key = {} if self._token is None else {"authorization": f"Bearer {await self._token()}"}
        headers = options.pop("headers", {}) | key
        try:
            response = await client.request(method, self._url + path, headers=headers, **options)
        except httpx.TransportError as error:
            raise unreachable(error) from error
        except (httpx.InvalidURL, UnicodeError) as error:  # a name that no computer can have
            raise Trouble("relay.bad_address") from error
        response.stream = httpx.ByteStream(b"")  # the one that was read knows the response: both would stay in memory
        if response.is_success:
            return response.content
        raise Trouble(_code(response.content, response.status_code), status=response.status_code)


def unreachable(error: BaseException) -> Trouble:
    """The Trouble behind a connection that could not be made or broke."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Trouble("relay.certificate", why=cause.verify_message)
        if isinstance(cause, ssl.SSLError):
            return Trouble("relay.certificate", why="TLS")
        cause = cause.__cause__ or cause.__context__
    return Trouble("relay.unreachable")


def _decoded(body: bytes, kind: type[_T], strict: bool = True) -> _T:
    """`strict=False` also reads numbers that are written as strings, as ids are."""
    try:
        return msgspec.json.decode(body, type=kind, strict=strict)
    except msgspec.DecodeError as error:
        raise Trouble("relay.unintelligible") from error


def _code(body: bytes, status: int) -> str:
    try:
        code = msgspec.json.decode(body, type=_Problem).code
    except msgspec.DecodeError:
        code = ""
    return code or ("token.unknown" if status == 401 else "relay.refused")
