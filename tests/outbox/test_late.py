"""A desk that slept, or came back from a backup, asks the log before it sends what was to leave long ago."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from services.channels.sending import Access, Parcel, Refused, Sent
from services.entries import Draft, Entries, Entry, Welcome
from services.outbox import facts
from services.outbox.delivery import Delivery
from services.outbox.due import ALONE_MS
from services.outbox.pauses import Pauses
from services.records import Changes
from services.store import Store
from tests.conftest import eventually
from tests.store.logs import EPOCH, at, place, said

ANA = "5491155550101"
QUEUED_AT = EPOCH + 60_000

pytestmark = pytest.mark.asyncio


class Provider:
    """Holds the key of everything, and counts the calls."""

    def __init__(self) -> None:
        self.calls: list[Parcel] = []
        self.before = asyncio.Event()
        self.before.set()
        self.refuses: Refused | None = None

    def access(self, channel: str) -> Access:
        return Access({}, "k")

    async def sender(self, channel: str) -> Any:
        await self.before.wait()
        return self

    async def send(self, parcel: Parcel, access: Access) -> Sent:
        self.calls.append(parcel)
        if self.refuses is not None:
            raise self.refuses
        return Sent("wamid.1")


class Desk:
    """A store whose lead wrote and whose answer is queued in the log, and the delivery of the same device."""

    def __init__(self, store: Store, provider: Provider) -> None:
        self.store, self.provider, self.seq, self.now = store, provider, 0, QUEUED_AT
        self.delivery = Delivery(store, provider, "desk", None, lambda n: 1.0, lambda: self.now)  # type: ignore[arg-type]

    async def hear(self, by: str, draft: Draft) -> None:
        self.seq += 1
        await self.store.apply(Entries([Entry(self.seq, draft.id, draft.kind, by, at(self.seq), draft.body)], self.seq))
        self.delivery.changed()

    def attempt(self) -> "asyncio.Task[None]":
        (outgoing,) = self.store.outgoing()
        return asyncio.get_running_loop().create_task(self.delivery.attempt(outgoing))

    async def until_begun(self) -> None:
        await eventually(lambda: any(each.kind == "message.begun" for each in self.store.pending_drafts()))


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    def heard(changes: Changes) -> None:
        found.delivery.changed()

    store = Store.open(tmp_path, "desk", lambda changes: heard(changes), now=lambda: QUEUED_AT)
    found = Desk(store, Provider())
    await store.apply(Welcome("e", 1))
    await found.hear(*said(ANA, "w1", "hola", 1))
    conversation = store.conversation(place(ANA))
    assert conversation is not None
    queued = facts.queued(
        "m1", conversation, kind="text", text="ya voy", media=None, content={}, hands="own", at=QUEUED_AT,
        not_before=QUEUED_AT, author="Eva", reply_to=None,
    )  # fmt: skip
    await found.hear("desk", queued)
    yield found
    await store.close()


async def test_in_time_it_does_not_wait_for_the_relay(desk: Desk) -> None:
    desk.now += ALONE_MS
    await desk.attempt()
    assert len(desk.provider.calls) == 1


async def test_late_it_waits_for_its_place_in_the_log(desk: Desk) -> None:
    desk.now += ALONE_MS + 1
    task = desk.attempt()
    await desk.until_begun()
    assert desk.provider.calls == []
    await desk.hear("desk", facts.begun("m1", 1, "desk"))
    await task
    assert len(desk.provider.calls) == 1


async def test_what_was_handed_over_while_it_slept_is_not_sent_again(desk: Desk) -> None:
    desk.now += ALONE_MS + 1
    task = desk.attempt()
    await desk.until_begun()
    await desk.hear("other", facts.handed("m1"))
    await desk.hear("other", facts.begun("m1", 1, "other"))
    await desk.hear("other", facts.sent("m1", 1, "wamid.2"))
    await task
    assert desk.provider.calls == []


async def test_a_clock_set_back_stretches_no_retry_and_no_pause_of_an_account(desk: Desk) -> None:
    day, ticks = 86_400_000, 0.0
    desk.delivery._pauses = Pauses(lambda: desk.now, lambda: ticks)
    refused = Refused("net.interrupted", again=True, pause_s=60.0, breadth="account")
    desk.provider.refuses = refused
    await desk.attempt()
    (again,) = desk.store.outgoing()
    assert (again.attempt, again.state, again.not_before) == (1, "queued", QUEUED_AT + 60_000)
    assert desk.delivery.due_at(again) == QUEUED_AT + 60_000
    desk.now -= day
    ticks = 10.0
    assert desk.delivery.due_at(again) == desk.now + 50_000, "it has waited for ten of its sixty seconds"
    ticks = 61.0
    assert desk.delivery.due_at(again) <= desk.now
    desk.now, ticks = QUEUED_AT + 60_000, 10.0
    assert desk.delivery.due_at(again) <= desk.now, "the machine slept: its seconds stood still, and the clock counts"
    desk.delivery._pauses = Pauses(lambda: desk.now)
    desk.now = QUEUED_AT - day
    assert desk.delivery.due_at(again) <= desk.now, "another program begins, before it was queued as its clock goes"


@pytest.mark.parametrize("fact", [facts.withdrawn("m1"), facts.handed("m1")])
async def test_what_the_log_says_while_it_is_prepared_counts(desk: Desk, fact: Draft) -> None:
    """Fetching a file's address may take seconds, in which it is taken back, or handed over and begun elsewhere."""
    desk.provider.before.clear()
    task = desk.attempt()
    await asyncio.sleep(0)
    await desk.hear("other", fact)
    if fact.kind == "message.handed":
        await desk.hear("other", facts.begun("m1", 1, "other"))
    desk.provider.before.set()
    async with asyncio.timeout(10):
        await task
    assert desk.provider.calls == []
