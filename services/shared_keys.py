"""Keys of providers between desks: sealed by an admin's desk for one device, opened there straight into its keyring."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol
from uuid import uuid4

import msgspec

from services.credentials import FIELDS, Credentials
from services.entries import Draft, Role
from services.records import Changes, Position
from services.relay_client import Colleague
from services.sealed import Address, new_key, public_of, seal, unseal
from services.team_records import KnownDevice, Renewal, Secret, SharedKey
from services.trouble import Trouble

log = logging.getLogger(__name__)

OWN: Final = "strato"
UNCONFIRMED: Final = 2**53
"""Places from here on are not the log's yet."""
_KEPT_IDS: Final = 3


class Shelf(Protocol):
    """What is read and written of the store here."""

    def position(self) -> Position: ...
    def devices(self) -> list[KnownDevice]: ...
    def shared_keys(self, device: str | None = None) -> list[SharedKey]: ...
    def renewals(self) -> dict[Secret, Renewal]: ...
    async def publish(self, *drafts: Draft) -> Changes: ...


class Roster(Protocol):
    """Who the relay still lets in."""

    async def members(self) -> list[Colleague]: ...


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a provider's key on this desk: it came ("received"), was taken back by an admin ("withdrawn"),
    could not be opened ("unreadable"), or left with this desk's place in the agency ("left")."""

    what: Literal["received", "withdrawn", "unreadable", "left"]
    provider: str


class _Taken(msgspec.Struct, array_like=True):
    """The last word that was heeded about a secret: its place in the log, when the secret that came with it was kept
    (0 for none), and the entries heeded last, for a log that was restored and gives the same places again."""

    seq: int
    set_at: int
    ids: list[str]


class _Memory(msgspec.Struct):
    """Kept in the keyring beside the secrets: whoever loses the one loses the other."""

    epoch: str = ""
    keys: dict[str, _Taken] = {}


class SharedKeys:
    """One desk's part in it: `run` for as long as the house stands, `look` whenever the log moved.

    Nothing of a secret is in the log but its sealed box, and nothing here keeps one longer than it takes to pass it
    on. A keyring that does not answer leaves everything for the next look.
    """

    def __init__(
        self, store: Shelf, credentials: Credentials, roster: Roster, tenant: str, device: str, member: str, role: Role,
        used: Callable[[], None],
    ) -> None:  # fmt: skip
        """`used` is called when a key came or went: what waited for it may go on."""
        self._store, self._credentials, self._roster, self._used = store, credentials, roster, used
        self._tenant, self._device, self._member, self._admin = tenant, device, member, role == "admin"
        self._awake = asyncio.Event()
        self._working = asyncio.Lock()
        self._taking: Secret | None = None
        self._out = False
        self._entered: set[Secret] = set()
        self.told: Callable[[News], None] = lambda news: None
        credentials.watch(self._changed)

    async def run(self) -> None:
        """Take what comes, say what this desk holds, pass on what was renewed."""
        while True:
            self._awake.clear()
            await self.settle()
            await self._awake.wait()

    def look(self) -> None:
        """The log moved, the keyring opened, or the relay is there again."""
        self._awake.set()

    def signed_out(self) -> None:
        """The relay lets this desk in no more: the keys that came to it go."""
        self._out = True
        self.look()

    async def settle(self) -> None:
        """Do all of it once."""
        async with self._working:
            try:
                private = await self._private()
                if self._out:
                    await self._give_back()
                    return
                await self._introduce(public_of(private))  # what was sealed before for another keyring is known by it
                if await self._take(private):
                    await self._introduce(public_of(private))
            except Trouble as trouble:
                log.info("keys wait: %s", trouble.code)
                return
            if self._admin:
                await self._pass_on()

    async def share(self, device: str, provider: str) -> None:
        """Let a device use a provider's key, the one that this desk has. Raises Trouble "key.not_here",
        "key.no_lock" (that device has not said yet what to seal with) or "keyring.…"."""
        drafts = [await self._sealed(device, provider, field) for field in FIELDS[provider]]
        await self._store.publish(*drafts)

    async def unshare(self, device: str, provider: str) -> None:
        """The device may not use it any more; its desk takes the key out of its keyring."""
        await self._store.publish(*(_withdrawn(device, provider, field) for field in FIELDS[provider]))

    async def _sealed(self, device: str, provider: str, field: str) -> Draft:
        known = {each.id: each for each in self._store.devices()}.get(device)
        if known is None or not known.public or known.revoked:
            raise Trouble("key.no_lock")
        secret = await self._credentials.get(self._tenant, provider, field)
        if secret is None:
            raise Trouble("key.not_here", provider=provider)
        address = Address(self._tenant, device, provider, field)
        sealed = await asyncio.to_thread(seal, known.public, address, secret)
        return _fact("key.shared", device=device, provider=provider, field=field, sealed=sealed)

    async def _private(self) -> str:
        """This desk's own, made when it is first needed."""
        private = await self._credentials.get(self._tenant, OWN, "seal_key")
        if private is None:
            private = await asyncio.to_thread(new_key)
            await self._credentials.set(self._tenant, OWN, "seal_key", private)
        return private

    async def _introduce(self, public: str) -> None:
        """Say in the log what to seal with for this desk, and which secrets it holds, where that is news."""
        held = [each for each in _secrets() if await self._credentials.get(self._tenant, *each) is not None]
        known = {each.id: each for each in self._store.devices()}.get(self._device)
        said = None if known is None else (known.member, known.public, known.holds)
        if said != (self._member, public, frozenset(held)):
            await self._store.publish(_fact("device.introduced", member=self._member, public=public, holds=held))

    async def _take(self, private: str) -> bool:
        """Heed each last word about a secret of this device, once; whether there was any."""
        memory, place = await self._memory(), self._store.position()
        if memory.epoch and memory.epoch != place.epoch and place.seq < place.head:
            return False  # another life of the log, not read to its end: which word is the last is not known yet
        moved = False
        for row in self._store.shared_keys(self._device):
            name = f"{row.provider}.{row.field}"
            before = memory.keys.get(name, _Taken(0, 0, []))
            same = memory.epoch == place.epoch
            old = row.entry[:8] in before.ids or (same and row.seq <= before.seq)
            if row.seq >= UNCONFIRMED or old or (row.provider, row.field) not in _secrets():
                continue
            set_at = await self._heed(private, row, before.set_at)
            memory.keys[name] = _Taken(row.seq, set_at, [*before.ids, row.entry[:8]][-_KEPT_IDS:])
            moved = True
        if moved:
            memory.epoch = place.epoch
            await self._credentials.set(self._tenant, OWN, "taken", msgspec.json.encode(memory).decode())
            self._used()
        return moved

    async def _heed(self, private: str, row: SharedKey, came_at: int) -> int:
        """Do what the row says; returns when the secret that came was kept, 0 for none."""
        here = (await self._credentials.known(self._tenant, row.provider))[row.field]
        came = here is not None and here == came_at
        if not row.sealed:
            if came:
                await self._set(row, None)
                self.told(News("withdrawn", row.provider))
            return 0
        if here is not None and not came and here > row.at:
            return 0  # somebody entered one here since
        known = {each.id: each for each in self._store.devices()}.get(self._device)
        if known is None or row.seq < known.public_seq:
            return came_at if came else 0  # sealed for a keyring that is gone
        try:
            address = Address(self._tenant, self._device, row.provider, row.field)
            secret = await asyncio.to_thread(unseal, private, address, row.sealed)
        except Trouble:
            self.told(News("unreadable", row.provider))
            return came_at if came else 0
        await self._set(row, secret)
        self.told(News("received", row.provider))
        return (await self._credentials.known(self._tenant, row.provider))[row.field] or 0

    async def _set(self, row: SharedKey, secret: str | None) -> None:
        self._taking = row.provider, row.field
        try:
            if secret is None:
                await self._credentials.delete(self._tenant, row.provider, row.field)
            else:
                await self._credentials.set(self._tenant, row.provider, row.field, secret)
        finally:
            self._taking = None

    async def _give_back(self) -> None:
        """Take out of the keyring what came from others, and only that. A desk without a token was not shown out."""
        self._out = False
        if await self._credentials.get(self._tenant, OWN, "device_token") is None:
            return
        memory = await self._memory()
        for row in self._store.shared_keys(self._device):
            taken = memory.keys.get(f"{row.provider}.{row.field}")
            if taken is None or not taken.set_at or (row.provider, row.field) not in _secrets():
                continue
            if (await self._credentials.known(self._tenant, row.provider))[row.field] == taken.set_at:
                await self._set(row, None)
                self.told(News("left", row.provider))
        self._used()

    async def _memory(self) -> _Memory:
        kept = await self._credentials.get(self._tenant, OWN, "taken")
        try:
            return _Memory() if kept is None else msgspec.json.decode(kept, type=_Memory)
        except msgspec.DecodeError:
            return _Memory()

    def _changed(self, tenant: str, provider: str, field: str) -> None:
        """A person entered or removed a key at this desk."""
        if tenant == self._tenant and provider != OWN and self._taking != (provider, field):
            self._entered.add((provider, field))
            self.look()

    async def _pass_on(self) -> None:
        """A key that an admin entered here is a new one: say so, and seal it for those that used the one before."""
        entered, self._entered = self._entered, set()
        there = [each for each in entered if self._credentials.cached(self._tenant, *each) is not None]
        if there:
            await self._store.publish(*(_fact("key.renewed", provider=p, field=f) for p, f in there))
        stale = [each for each in self._store.shared_keys() if self._is_stale(each)]
        if not stale:
            return
        try:
            members = await self._roster.members()
            active = {each.id for member in members for each in member.devices if each.revoked_at is None}
            drafts = [await self._sealed(row.device, row.provider, row.field) for row in stale if row.device in active]
        except Trouble as trouble:
            log.info("renewed keys wait: %s", trouble.code)  # for the next look
            return
        if drafts:
            await self._store.publish(*drafts)

    def _is_stale(self, row: SharedKey) -> bool:
        """Whether a device that may use it has an older one than was entered at this desk."""
        last = self._store.renewals().get((row.provider, row.field))
        if last is None or last.by != self._device or not row.sealed or row.seq > last.seq:
            return False
        known = {each.id: each for each in self._store.devices()}.get(row.device)
        return row.device != self._device and known is not None and not known.revoked and bool(known.public)


def _secrets() -> list[Secret]:
    """What can be passed on: every provider's, never a desk's own."""
    return [(provider, field) for provider, fields in FIELDS.items() if provider != OWN for field in fields]


def _withdrawn(device: str, provider: str, field: str) -> Draft:
    return _fact("key.withdrawn", device=device, provider=provider, field=field)


def _fact(kind: str, **body: Any) -> Draft:
    return Draft(uuid4().hex, kind, body)


def usable(shared: Iterable[SharedKey], device: KnownDevice) -> dict[str, str]:
    """The providers whose keys were sealed for a device: "again" where it has another lock since, which the box that
    was sent does not fit."""
    return {
        each.provider: "sent" if each.seq >= device.public_seq else "again"
        for each in shared
        if each.device == device.id and each.sealed
    }
