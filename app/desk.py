"""A desk: one person's or worker's place in one agency, and how a machine comes to have it and finds it again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from app.paths import desk_dir
from services import pasted
from services.connections import Connections
from services.credentials import Credentials, MemoryCredentials
from services.relay_client import Me, Member, RelayClient, Tenant, checked
from services.trouble import Trouble

_FILE: Final = "desk.json"
_TOKEN: Final = ("strato", "device_token")


@dataclass(frozen=True, slots=True)
class Desk:
    """`device` is the `by` of this desk's entries; `data` the directory that is its alone; `token` is asked for at each
    connection and raises Trouble where the keyring does not give it."""

    relay: str
    tenant: Tenant
    member: Member
    device: str
    token: Callable[[], Awaitable[str]]
    data: Path
    practice: bool = False
    keyring: str | None = None
    """Which keyring held the token when it was kept; "" for none, None where it was not written down."""
    configs: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Configuration by provider that this desk publishes for its agency: of the practice agency, whose rehearsal
    providers live at addresses that change."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What its agency decided about itself before; published where nobody decided otherwise."""
    replies: Mapping[str, str] = field(default_factory=dict)
    """Its quick replies by name, published together with those values: once, so that what is removed stays away."""


class _Known(msgspec.Struct, frozen=True):
    relay: str
    tenant: Tenant
    member: Member
    device: str


class _Kept(_Known, frozen=True):
    """What lies in desk.json: everything but the token."""

    keyring: str | None = None


class _Given(_Known, frozen=True):
    """A desk told whole by another program, secrets and all: of the practice agency, or of a secrets manager."""

    token: str
    integrations: dict[str, dict[str, Any]] = {}
    values: dict[str, Any] = {}
    replies: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"_Given(tenant={self.tenant.id}, device={self.device})"


async def join(
    credentials: Credentials, http: Connections, root: Path, relay: str, invitation: str, name: str, machine: str
) -> Desk:
    """Redeem an invitation and remember the desk, its token in the keyring. Raises Trouble.

    The keyring is tried first: an invitation works once, and its token must not be lost. Where this machine had a desk
    of that agency, whose token was revoked say, it keeps its replica and what it has not pushed.
    """
    await touch(credentials)
    joined = await RelayClient(relay, None, http).join(invitation, name, machine)
    await credentials.set(joined.tenant.id, *_TOKEN, joined.token)
    return remember(credentials, root, checked(relay), joined, await place(credentials))


async def answers(http: Connections, relay: str) -> None:
    """Whether a relay answers there. Raises Trouble."""
    await RelayClient(relay, None, http).answers()


async def place(credentials: Credentials) -> str:
    """Which keyring keeps secrets now, "" for none."""
    return "" if credentials.forgone else await credentials.backend()


def remember(credentials: Credentials, root: Path, relay: str, me: Me, keyring: str | None = None) -> Desk:
    """Write desk.json by rename; the token is no part of it, only the name of the keyring that holds it."""
    directory = desk_dir(root, me.tenant.id)
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / f"{_FILE}.new"
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(_Kept(relay, me.tenant, me.member, me.device, keyring))))
    fresh.replace(directory / _FILE)
    return _read(credentials, directory / _FILE)


def renamed(desk: Desk, name: str) -> Desk:
    """The desk with its member's new name, written down where the desk is; a desk that was only told has no file."""
    file, member = desk.data / _FILE, msgspec.structs.replace(desk.member, name=name)
    if file.exists():
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept)
        fresh = file.with_name(f"{_FILE}.new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(kept, member=member))))
        fresh.replace(file)
    return replace(desk, member=member)


def desks(credentials: Credentials, root: Path, damaged: Callable[[Trouble], None] | None = None) -> list[Desk]:
    """The desks that this machine has, by the name of their agency. One that cannot be read raises Trouble, or is
    handed to `damaged` and left out."""
    found = []
    for path in (root / "desks").glob(f"*/{_FILE}"):
        try:
            found.append(_read(credentials, path))
        except Trouble as trouble:
            if damaged is None:
                raise
            damaged(trouble)
    return sorted(found, key=lambda desk: desk.tenant.name.casefold())


async def given(text: str | bytes, root: Path, *, practice: bool = False) -> tuple[Desk, MemoryCredentials]:
    """A desk described whole as JSON, with its token and its providers' keys, which stay in memory.

    `{"relay","tenant","member","device","token","integrations":{provider:{"keys":{field:secret},"config":{…}}}}`
    Raises Trouble("desk.unreadable").
    """
    try:
        told = msgspec.json.decode(text, type=_Given)
    except msgspec.DecodeError as error:
        raise Trouble("desk.unreadable") from error
    credentials = MemoryCredentials()
    await credentials.set(told.tenant.id, *_TOKEN, told.token)
    for provider, integration in told.integrations.items():
        for name, secret in dict(integration.get("keys") or {}).items():
            await credentials.set(told.tenant.id, provider, name, secret)
    desk = _desk(credentials, desk_dir(root, told.tenant.id), told)
    configs = {provider: each["config"] for provider, each in told.integrations.items() if each.get("config")}
    return replace(desk, practice=practice, configs=configs, values=told.values, replies=told.replies), credentials


def _read(credentials: Credentials, path: Path) -> Desk:
    try:
        return _desk(credentials, path.parent, msgspec.json.decode(path.read_bytes(), type=_Kept))
    except msgspec.DecodeError as error:
        raise Trouble("desk.unreadable") from error


async def unlock(credentials: Credentials, http: Connections, root: Path, desk: Desk, key: str) -> None:
    """Take this computer's own key again. Raises Trouble("key.other_computer") for one of another desk, and what the
    relay and the keyring raise."""
    key = pasted.key(key)
    me = await RelayClient(desk.relay, _giving(key), http).me()
    if (me.tenant.id, me.device) != (desk.tenant.id, desk.device):
        raise Trouble("key.other_computer", agency=me.tenant.name)
    await credentials.set(desk.tenant.id, *_TOKEN, key)
    remember(credentials, root, desk.relay, me, await place(credentials))


async def remember_place(credentials: Credentials, root: Path, desk: Desk) -> None:
    """Write down which keyring has the key, where it is another than the last time."""
    now = await place(credentials)
    if now != desk.keyring:
        remember(credentials, root, desk.relay, Me(desk.tenant, desk.member, desk.device), now)


async def touch(credentials: Credentials) -> str:
    """Which keyring keeps secrets, once it answered; the system may ask the person to unlock it."""
    await credentials.get("joining", *_TOKEN)
    return await place(credentials)


async def lost(credentials: Credentials, desk: Desk) -> Trouble | None:
    """Why this computer's key cannot be read, None where it can: the keyring's own trouble, "keyring.changed" where
    another keyring is in use than the one that kept it, "keyring.lost" where it is not in there any more."""
    try:
        await desk.token()
    except Trouble as trouble:
        if trouble.code != "relay.signed_out":
            return trouble
        if desk.keyring == "":
            return Trouble("keyring.session")
        now = await place(credentials)
        if desk.keyring is not None and desk.keyring != now:
            return Trouble("keyring.changed", before=desk.keyring, backend=now)
        return Trouble("keyring.lost", backend=now)
    return None


def _giving(key: str) -> Callable[[], Awaitable[str]]:
    async def token() -> str:
        return key

    return token


def _desk(credentials: Credentials, directory: Path, kept: _Known) -> Desk:
    async def token() -> str:
        secret = await credentials.get(kept.tenant.id, *_TOKEN)
        if secret is None:
            raise Trouble("relay.signed_out")
        return secret

    keyring = kept.keyring if isinstance(kept, _Kept) else None
    return Desk(kept.relay, kept.tenant, kept.member, kept.device, token, directory, keyring=keyring)
