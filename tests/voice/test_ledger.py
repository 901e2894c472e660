"""What voices cost: booked once, added up by the agency's own month, and held against the budgets."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from services.agency import Agency
from services.store import Store
from services.trouble import Trouble
from services.voice import Clip, Take, Wording
from services.voice.history import Spoken
from services.voice.ledger import Ledger, Spending, month_start
from services.voice.record import VoiceRecord

NOV_19 = 1_795_100_000_000


def take(cost: int | None, name: str = "a") -> Take:
    return Take(Clip(name, "audio/ogg", 9, 1.0, b""), Wording("hola", "v", "m"), cost, "h1", "r1", "")


@pytest.fixture
def clock() -> list[int]:
    return [NOV_19]


@pytest.fixture
def store(tmp_path: Path, clock: list[int]) -> Store:
    return Store.open(tmp_path, "desk", lambda changes: None, lambda: clock[0])


def ledger(store: Store, clock: list[int], *, admin: bool = False, member: str = "ana") -> Ledger:
    record = VoiceRecord(store, member, member)
    return Ledger(store, Agency(store, member, member), record, lambda: clock[0], admin=admin)


def test_a_month_begins_in_the_agencys_zone() -> None:
    zone = ZoneInfo("America/Argentina/Buenos_Aires")
    one_utc = int(datetime(2026, 12, 1, 1, tzinfo=UTC).timestamp() * 1000)  # still November 30 there
    assert month_start(one_utc, zone) == int(datetime(2026, 11, 1, 3, tzinfo=UTC).timestamp() * 1000)
    assert month_start(one_utc + 3 * 3_600_000, zone) == int(datetime(2026, 12, 1, 3, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.asyncio
async def test_each_spends_and_the_agency_adds_up(store: Store, clock: list[int]) -> None:
    ana, bea = ledger(store, clock), ledger(store, clock, member="bea")
    await ana.made(take(200), "c1")
    await bea.made(take(50, "b"), "c2")
    await bea.made(take(None, "c"), "c2")  # the provider did not say: nothing is invented
    assert ana.spending() == Spending(200, 250)
    assert bea.spending() == Spending(50, 250)
    clock[0] += 31 * 86_400_000
    assert ana.spending() == Spending(0, 0)


@pytest.mark.asyncio
async def test_a_clock_set_back_opens_no_month_anew(
    store: Store, clock: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = replace(store.position(), at=NOV_19)
    monkeypatch.setattr(store, "position", lambda: here)  # the relay's clock, as this desk last heard it
    mine, back = ledger(store, clock), ledger(store, [NOV_19 - 40 * 86_400_000])
    await mine.made(take(200), "c1")
    await back.made(take(100, "b"), "c1")  # stamped by the relay, whose clock is right
    assert back.spending().mine == mine.spending().mine == 300


@pytest.mark.asyncio
async def test_a_budget_stops_who_may_not_and_asks_who_may(store: Store, clock: list[int]) -> None:
    mine, chief = ledger(store, clock), ledger(store, clock, admin=True)
    await chief.set_budget(person=250, agency=1_000)
    await mine.made(take(200), "c1")
    assert mine.spending().share == 0.8
    assert mine.spending().left == 50
    mine.check(50)
    with pytest.raises(Trouble, match=r"voice\.budget_person") as caught:
        mine.check(51)
    assert (caught.value.facts["spent"], caught.value.facts["limit"]) == (200, 250)
    with pytest.raises(Trouble, match=r"voice\.budget_admin"):
        chief.check(51)
    await chief.set_budget(person=0, agency=210)
    with pytest.raises(Trouble, match=r"voice\.budget_agency"):
        mine.check(11)
    await chief.set_budget(person=0, agency=0)
    mine.check(10**6)


@pytest.mark.asyncio
async def test_what_was_lost_is_booked_once_however_it_is_found(store: Store, clock: list[int]) -> None:
    mine = ledger(store, clock)
    await mine.lost(Trouble("voice.cut", credits=40, history_id="h7"), "v", "m", "c1")
    await mine.found(Spoken("h7", "hola", "v", "m", 0, credits=40), "c1")
    assert mine.spending().mine == 40
    await mine.lost(Trouble("voice.cut", credits=None), "v", "m", "c1")  # nobody knows whether it was charged
    assert mine.spending().mine == 40
    await mine.found(Spoken("h8", "chau", "v", "m", 0, credits=5), "c1")
    assert mine.spending().mine == 45
