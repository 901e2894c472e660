"""A key travels sealed: only the device it is for opens it, only as what it is, once, and what a person did since
stands."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from services.credentials import MemoryCredentials
from services.entries import Draft, Entries, Entry, Result, Role, Welcome, kind_allowed
from services.records import Changes
from services.relay_client import Colleague, Equipment
from services.sealed import Address, fingerprint, new_key, public_of, seal, unseal
from services.shared_keys import News, SharedKeys, usable
from services.store import Store
from services.team import renewals_due
from services.team_records import TeamDevice, TeamMember, ToRenew
from services.trouble import Trouble

pytestmark = pytest.mark.asyncio

SECRET = "EAAcanary-7c2d91-whatsapp"
TENANT = "ten_1"
DAY = "2026-11-19T14:32:05.000000Z"
AT = 1795098725000
"""The same moment in ms."""


class Log:
    """What a relay is to these desks: an order, and the roles' right to write."""

    def __init__(self) -> None:
        self.epoch = "ep_1"
        self.entries: list[Entry] = []
        self.desks: list[Desk] = []

    async def turn(self) -> None:
        """Carry everything to everybody until nobody has anything to say."""
        while True:
            for desk in self.desks:
                for draft in desk.store.pending_drafts():
                    await desk.store.confirm([self.append(desk, draft)])
            for desk in self.desks:
                await desk.read()
                await desk.keys.settle()
            if not any(desk.store.pending_drafts() for desk in self.desks):
                return

    def append(self, desk: "Desk", draft: Draft) -> Result:
        if not kind_allowed(desk.role, draft.kind, draft.body):
            return Result(draft.id, code="entry.kind_refused")
        entry = Entry(len(self.entries) + 1, draft.id, draft.kind, desk.device, DAY, draft.body)
        self.entries.append(entry)
        return Result(draft.id, entry.seq, entry.at)


class Desk:
    """A replica, a keyring, and what the two have to do with sealed keys. Its roster is the log's desks."""

    def __init__(self, log: Log, root: Path, device: str, role: Role, ring: MemoryCredentials | None = None) -> None:
        self.log, self.device, self.role, self.gone = log, device, role, False
        self.store = Store.open(root / device, device, lambda changes: None)
        self.ring = ring or MemoryCredentials(lambda: AT - 60_000)
        self.keys = SharedKeys(
            self.store, self.ring, self, TENANT, device, f"mem_{device}", role, lambda: None
        )  # fmt: skip
        self.news: list[News] = []
        self.keys.told = self.news.append
        log.desks.append(self)

    async def members(self) -> list[Colleague]:
        revoked = {each.device: DAY if each.gone else None for each in self.log.desks}
        return [
            Colleague(f"mem_{device}", device, "agent", [Equipment(device, device, DAY, at)])
            for device, at in revoked.items()
        ]

    async def read(self) -> Changes:
        """Everything after its cursor, of whatever life of the log."""
        await self.store.apply(Welcome(self.log.epoch, len(self.log.entries)))
        news = self.log.entries[self.store.position().seq :]
        return await self.store.apply(Entries(news, len(self.log.entries)))

    async def key(self, provider: str = "whatsapp") -> str | None:
        return await self.ring.get(TENANT, provider, "token")

    async def close(self) -> None:
        await self.store.close()


@pytest.fixture
def log() -> Log:
    return Log()


@pytest_asyncio.fixture
async def desks(log: Log, tmp_path: Path) -> AsyncIterator[tuple[Desk, Desk]]:
    """An admin's desk with a key, and another one, introduced to each other."""
    admin, agent = Desk(log, tmp_path, "dev_admin", "admin"), Desk(log, tmp_path, "dev_agent", "agent")
    await admin.ring.set(TENANT, "whatsapp", "token", SECRET)
    await log.turn()
    yield admin, agent
    for desk in log.desks:
        await desk.close()


async def test_a_key_goes_from_one_keyring_to_the_other_and_nowhere_else(
    log: Log, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    admin, agent = desks
    await admin.keys.share("dev_agent", "whatsapp")
    await log.turn()
    assert await agent.key() == SECRET
    assert agent.news == [News("received", "whatsapp")]
    known = {each.id: each for each in admin.store.devices()}
    assert ("whatsapp", "token") in known["dev_agent"].holds
    assert usable(admin.store.shared_keys(), known["dev_agent"]) == {"whatsapp": "sent"}
    for desk in (admin, agent):
        await desk.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"key.shared" in kept
    assert SECRET.encode() not in kept + json.dumps([each.body for each in log.entries]).encode()
    log.desks.clear()


async def test_what_was_deleted_by_hand_does_not_come_back(log: Log, desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    """Not by the next start, not by folding all of it again, not from another life of the same log."""
    admin, agent = desks
    await admin.keys.share("dev_agent", "whatsapp")
    await log.turn()
    await agent.ring.delete(TENANT, "whatsapp", "token")
    await log.turn()
    assert await agent.key() is None
    await agent.close()
    log.desks.remove(agent)
    for path in (tmp_path / "dev_agent").glob("replica*"):
        path.unlink()
    again = Desk(log, tmp_path, "dev_agent", "agent", agent.ring)
    await log.turn()
    log.epoch = "ep_2"
    await log.turn()
    assert await agent.key() is None
    assert again.news == []
    await admin.keys.share("dev_agent", "whatsapp")  # sent anew it comes
    await log.turn()
    assert await agent.key() == SECRET


async def test_only_a_newer_key_replaces_one_that_is_there(log: Log, desks: tuple[Desk, Desk]) -> None:
    admin, agent = desks
    agent.ring._now = lambda: AT + 1  # entered after the relay took the other
    await agent.ring.set(TENANT, "whatsapp", "token", "entered-here")
    await admin.keys.share("dev_agent", "whatsapp")
    await log.turn()
    assert await agent.key() == "entered-here"
    await admin.keys.unshare("dev_agent", "whatsapp")
    await log.turn()
    assert await agent.key() == "entered-here"
    assert agent.news == []


async def test_what_is_withdrawn_leaves_the_keyring(log: Log, desks: tuple[Desk, Desk]) -> None:
    admin, agent = desks
    await admin.keys.share("dev_agent", "whatsapp")
    await log.turn()
    await admin.keys.unshare("dev_agent", "whatsapp")
    await log.turn()
    assert await agent.key() is None
    assert agent.news[-1] == News("withdrawn", "whatsapp")
    assert await admin.key() == SECRET


async def test_a_renewed_key_follows_to_those_that_are_still_there(
    log: Log, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    """And never to one that was shown out, whose private key may be anywhere by now."""
    admin, agent = desks
    gone = Desk(log, tmp_path, "dev_gone", "agent")
    await log.turn()
    for device in ("dev_agent", "dev_gone"):
        await admin.keys.share(device, "whatsapp")
    await log.turn()
    gone.gone = True
    gone.keys.signed_out()
    await gone.ring.set(TENANT, "strato", "device_token", "dead")
    before = len(log.entries)
    await admin.ring.set(TENANT, "whatsapp", "token", "the-renewed-one")
    await log.turn()
    assert await agent.key() == "the-renewed-one"
    assert await gone.key() is None  # it gave back what had come to it
    sealed = [each.body["device"] for each in log.entries[before:] if each.kind == "key.shared"]
    assert sealed == ["dev_agent"]


async def test_a_desk_that_was_shown_out_keeps_what_was_entered_there(log: Log, desks: tuple[Desk, Desk]) -> None:
    admin, agent = desks
    await agent.ring.set(TENANT, "strato", "device_token", "dead")
    await agent.ring.set(TENANT, "elevenlabs", "api_key", "its-own")
    await admin.keys.share("dev_agent", "whatsapp")
    await log.turn()
    agent.keys.signed_out()
    await agent.keys.settle()
    assert (await agent.key(), agent.news[-1]) == (None, News("left", "whatsapp"))
    assert await agent.ring.get(TENANT, "elevenlabs", "api_key") == "its-own"


async def test_nobody_but_an_admin_gives_a_key(log: Log, desks: tuple[Desk, Desk]) -> None:
    admin, agent = desks
    await agent.ring.set(TENANT, "uchat", "token", "an agent's")
    await agent.keys.share("dev_admin", "uchat")
    await log.turn()
    assert await admin.key("uchat") is None
    assert not [each for each in log.entries if each.kind.startswith("key.") and each.by == "dev_agent"]


@pytest.mark.parametrize(
    "secret", [("strato", "device_token"), ("strato", "seal_key"), ("nobody", "x"), ("uchat", "y")]
)
async def test_only_a_providers_key_can_be_given(log: Log, desks: tuple[Desk, Desk], secret: tuple[str, str]) -> None:
    """An admin's desk that went astray cannot put its own token into another desk's keyring."""
    admin, agent = desks
    provider, field = secret
    before = await agent.ring.get(TENANT, "strato", "seal_key")
    public = {each.id: each for each in admin.store.devices()}["dev_agent"].public
    sealed = seal(public, Address(TENANT, "dev_agent", provider, field), "stolen")
    body = {"device": "dev_agent", "provider": provider, "field": field, "sealed": sealed}
    await admin.store.publish(Draft("x", "key.shared", body))
    await log.turn()
    assert await agent.ring.get(TENANT, "strato", "device_token") is None
    assert await agent.ring.get(TENANT, "strato", "seal_key") == before
    assert agent.news == []


@pytest.mark.parametrize("moved", ["tenant", "device", "provider", "field", "key", "bytes", "text"])
async def test_a_box_opens_only_where_it_belongs(moved: str) -> None:
    private = new_key()
    address = Address(TENANT, "dev_1", "whatsapp", "token")
    sealed = seal(public_of(private), address, SECRET)
    assert unseal(private, address, sealed) == SECRET
    places = {name: getattr(address, name) for name in address.__struct_fields__}
    other = Address(**{name: place + ("x" if name == moved else "") for name, place in places.items()})
    broken = {"bytes": sealed[:40] + ("B" if sealed[40] == "A" else "A") + sealed[41:], "text": "ñ"}.get(moved, sealed)
    with pytest.raises(Trouble, match=r"key\.unreadable") as told:
        unseal(new_key() if moved == "key" else private, other, broken)
    assert SECRET not in repr(told.value) + repr(told.value.__cause__) + repr(told.value.__context__)


async def test_a_box_tells_little_of_what_is_in_it() -> None:
    public = public_of(new_key())
    address = Address(TENANT, "dev_1", "whatsapp", "token")
    assert len({len(seal(public, address, "x" * size)) for size in (1, 40, 100)}) == 1
    assert seal(public, address, SECRET) != seal(public, address, SECRET)
    assert fingerprint(public) == fingerprint(public) != fingerprint(public_of(new_key()))
    with pytest.raises(Trouble, match=r"key\.unreadable"):
        seal("no key", address, SECRET)


async def test_what_cannot_be_given_says_why(log: Log, desks: tuple[Desk, Desk]) -> None:
    admin, _ = desks
    with pytest.raises(Trouble, match=r"key\.no_lock"):
        await admin.keys.share("dev_nobody", "whatsapp")
    with pytest.raises(Trouble, match=r"key\.not_here"):
        await admin.keys.share("dev_agent", "uchat")


async def test_a_desk_that_lost_its_keyring_is_sent_the_key_again_and_told_nothing_wrong(
    log: Log, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    admin, agent = desks
    await admin.keys.share("dev_agent", "whatsapp")
    await log.turn()
    await agent.close()
    log.desks.remove(agent)
    fresh = Desk(log, tmp_path, "dev_agent", "agent")
    await log.turn()
    assert fresh.news == []
    known = {each.id: each for each in admin.store.devices()}["dev_agent"]
    assert usable(admin.store.shared_keys(), known) == {"whatsapp": "again"}
    await admin.keys.share("dev_agent", "whatsapp")
    await log.turn()
    assert await fresh.key() == SECRET


async def test_keys_of_those_who_went_are_due_until_they_are_renewed(log: Log, desks: tuple[Desk, Desk]) -> None:
    admin, agent = desks
    await agent.ring.set(TENANT, "elevenlabs", "api_key", "entered-there")
    await admin.keys.share("dev_agent", "whatsapp")
    await log.turn()

    def due(revoked_at: int | None) -> list[ToRenew]:
        device = TeamDevice("dev_agent", "notebook", 0, revoked_at=revoked_at)
        held: Any = {each.id: each.holds for each in admin.store.devices()}
        members = [TeamMember("mem_dev_agent", "Sofía", "agent", (device,))]
        return renewals_due(members, held, admin.store.shared_keys(), admin.store.renewals())

    assert due(None) == []
    assert due(AT + 1) == [ToRenew("elevenlabs", "notebook"), ToRenew("whatsapp", "notebook")]
    await admin.ring.set(TENANT, "whatsapp", "token", "another")
    await log.turn()
    assert due(AT) == [ToRenew("elevenlabs", "notebook")]


async def test_somebody_who_went_is_not_offered_any_more(log: Log, desks: tuple[Desk, Desk]) -> None:
    admin, _ = desks
    names = [Draft(f"n{n}", "colleague.introduced", {"member": f"mem_dev_{each}", "name": each})
             for n, each in enumerate(("admin", "agent"))]  # fmt: skip
    await admin.store.publish(*names)
    await log.turn()
    assert [name for _, name in admin.store.colleagues()] == ["admin", "agent"]
    await admin.store.publish(Draft("r", "member.revoked", {"device": "dev_agent", "member": "mem_dev_agent"}))
    await log.turn()
    assert [name for _, name in admin.store.colleagues()] == ["admin"]
