"""The log under faults: no gap, nothing twice, nothing handed out that is not as it was written."""

import asyncio
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import insert as upsert

from services.relay import tables
from services.relay import writer as writer_module
from services.relay.ledger import Ledger
from services.relay.lines import Batch, Delivery, New
from services.relay.log import Log
from services.relay.web import Relay
from services.trouble import Trouble

pytestmark = pytest.mark.asyncio


def line(entry: str, tenant: str = "t", size: int = 10) -> New:
    return New(tenant, entry, "note.added", "x", json.dumps({"text": "x" * size}).encode())


class Published:
    """Stands where consoles would."""

    def __init__(self) -> None:
        self.seqs: dict[str, list[int]] = {}
        self.broke = 0

    def __call__(self, tenant: str, lines: list[Any]) -> None:
        self.seqs.setdefault(tenant, []).extend(each.seq for each in lines)

    def break_down(self) -> None:
        self.broke += 1


async def opened(path: Path) -> tuple[Log, Published]:
    published = Published()
    log = Log(path, published, published.break_down)
    await log.open()
    rows = [{"id": each, "name": each, "epoch": "e", "created_at": ""} for each in ("a", "b", "t")]
    await log.writer.call(
        lambda each: each.execute(upsert(tables.tenants).values(rows).on_conflict_do_nothing()).rowcount
    )
    return log, published


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 12)), max_size=6), min_size=1, max_size=12)
)  # fmt: skip
async def test_places_have_no_gap_and_an_id_has_one_place(tmp_path: Path, batches: list[list[tuple[str, int]]]) -> None:
    """Whatever is repeated within a batch, across batches or across tenants."""
    for each in tmp_path.glob("log.db*"):
        each.unlink()
    log, published = await opened(tmp_path / "log.db")
    appended = (log.append(Batch([line(str(i), tenant) for tenant, i in each])) for each in batches)
    stored = await asyncio.gather(*appended)
    expected: dict[tuple[str, str], int] = {}
    for batch, (places, _) in zip(batches, stored, strict=True):
        for (tenant, i), place in zip(batch, places, strict=True):
            assert place.duplicate == ((tenant, str(i)) in expected)
            assert place.seq == expected.setdefault((tenant, str(i)), place.seq)
    for tenant in "ab":
        lines = await log.after(tenant, 0, 1000, 10**9)
        seqs = [each.seq for each in lines]
        assert seqs == list(range(1, len(seqs) + 1)) == published.seqs.get(tenant, [])
        assert all(expected[tenant, each.id] == each.seq for each in lines)
    assert sum(map(len, published.seqs.values())) == len(expected)
    await log.close()
    again, _ = await opened(tmp_path / "log.db")
    assert again.heads == {tenant: len(seqs) for tenant, seqs in published.seqs.items()}
    await again.close()


async def test_nothing_is_told_before_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, published = await opened(tmp_path / "log.db")

    def written(*_: Any) -> Any:
        raise sqlite3.OperationalError("not now")

    monkeypatch.setattr(Ledger, "_delivery_rows", written)
    with pytest.raises(sqlite3.OperationalError):
        await log.append(Batch([line("a")], [Delivery("t", None, "uchat", None, 1, None, 1)]))
    assert published.seqs == {}
    monkeypatch.undo()
    ((place,), _) = await log.append(Batch([line("b")]))
    assert (place.seq, published.seqs) == (1, {"t": [1]})
    await log.close()


async def test_a_full_disk_refuses_and_recovers(agency: Any, relay: Any, tools: Any) -> None:
    await agency.integrate("whatsapp")
    await agency.post("whatsapp", tools.whatsapp("wamid.before"))
    writer = relay.log.writer
    pages = await writer.call(lambda connection: connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    await writer.call(lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar_one())
    full = await agency.post("whatsapp", tools.whatsapp("wamid.full", text="x" * 50_000))
    assert (full.status_code, full.json()["code"]) == (503, "store.full")
    assert full.headers["retry-after"] == "5"
    answer = await agency.call(
        "POST", "/v1/entries", {"entries": [{"id": "a", "kind": "a.b", "body": {"t": "x" * 50_000}}]}
    )
    assert answer.status_code == 503
    assert len(await agency.entries()) == 1
    await writer.call(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1000000").scalar_one())
    assert (await agency.post("whatsapp", tools.whatsapp("wamid.full", text="x" * 50_000))).status_code == 200
    assert len(await agency.entries()) == 2


async def test_after_a_failed_sync_nothing_more_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the file holds is unknown then: the process has to end, not to try again."""
    log, published = await opened(tmp_path / "log.db")
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    error.sqlite_errorname = "SQLITE_IOERR_FSYNC"

    def fail(*_: Any) -> Any:
        raise error

    monkeypatch.setattr(Ledger, "write", fail)
    outcomes = await asyncio.gather(
        log.append(Batch([line("a")])), log.append(Batch([line("b")])), return_exceptions=True
    )
    assert [str(each) for each in outcomes] == ["store.failed"] * 2
    monkeypatch.undo()
    with pytest.raises(Trouble, match=r"store\.failed"):
        log.append(Batch([line("c")]))
    assert (published.broke, published.seqs) == (1, {})
    await log.close()


async def test_a_stalled_disk_is_not_queued_for_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "MOST_WAITING", 3)
    log, _ = await opened(tmp_path / "log.db")
    waiting = [log.append(Batch([line(str(i))])) for i in range(3)]
    with pytest.raises(Trouble, match=r"store\.busy"):
        log.append(Batch([line("3")]))
    await asyncio.gather(*waiting)
    monkeypatch.setattr(writer_module, "MOST_WEIGHT", 1000)
    first = log.append(Batch([line("4", size=900)]))
    with pytest.raises(Trouble, match=r"store\.busy"):
        log.append(Batch([line("5", size=900)]))
    await first
    assert len(await log.after("t", 0, 100, 10**6)) == 4
    await log.close()


async def test_a_flipped_bit_is_not_handed_out(agency: Any, relay: Any, tmp_path: Path) -> None:
    await agency.call("POST", "/v1/entries", {"entries": [{"id": "a", "kind": "a.b", "body": {"text": "hola"}}]})
    for column, damaged in (
        ("body", b'{"text":"hole"}'),
        ("kind", "a.c"),
        ("by", "x"),
        ("at", "x"),
        ("id", "b"),
        ("seq", 2),
    ):

        def damage(connection: Any, column: str = column, damaged: Any = damaged) -> Any:
            kept = connection.exec_driver_sql(f'SELECT "{column}" FROM entries').scalar_one()
            connection.exec_driver_sql(f'UPDATE entries SET "{column}" = ?', (damaged,))
            return kept

        kept = await relay.log.writer.call(damage)
        answer = await agency.call("GET", "/v1/entries")
        assert (answer.status_code, answer.json()["code"]) == (503, "log.damaged"), column
        await relay.log.writer.call(lambda connection, column=column, kept=kept: damage(connection, column, kept))
    assert (await agency.call("GET", "/v1/entries")).status_code == 200


async def test_a_damaged_file_is_found_at_the_start(tmp_path: Path) -> None:
    log, _ = await opened(tmp_path / "log.db")
    for index in range(50):
        await log.append(Batch([line(str(index), size=3000)]))
    await log.close()
    raw = bytearray((tmp_path / "log.db").read_bytes())
    for offset in range(3 * 4096, len(raw), 4096):
        raw[offset : offset + 64] = b"\xa5" * 64
    (tmp_path / "log.db").write_bytes(raw)
    published = Published()
    damaged = Log(tmp_path / "log.db", published, published.break_down)
    with pytest.raises(Trouble, match=r"store\.(damaged|failed)"):
        await damaged.open()
    await damaged.close()


async def test_a_newer_store_is_not_touched(tmp_path: Path) -> None:
    log, _ = await opened(tmp_path / "log.db")
    await log.writer.call(lambda each: each.exec_driver_sql(f"PRAGMA user_version = {tables.VERSION + 1}").rowcount)
    await log.close()
    newer = Log(tmp_path / "log.db", lambda tenant, lines: None, lambda: None)
    with pytest.raises(Trouble, match=r"store\.newer"):
        await newer.open()
    await newer.close()


async def test_a_restored_backup_is_another_life(tmp_path: Path, tools: Any) -> None:
    """Places given again after a restore must never look like those that consoles know."""
    data = tmp_path / "relay"

    async def life(work: Any) -> str:
        async with Relay(data, "http://relay.test") as relay:
            transport = httpx.ASGITransport(app=relay)
            async with httpx.AsyncClient(transport=transport, base_url="http://relay.test") as http:
                await work(relay, http)
            return relay.tenants.all()[0].epoch

    async def begin(relay: Any, http: Any) -> None:
        agency = await tools.found(relay, http, "A")
        await agency.call("POST", "/v1/entries", {"entries": [{"id": "a", "kind": "a.b", "body": {}}]})

    async def more(relay: Any, http: Any) -> None:
        tenant = relay.tenants.all()[0].id
        await relay.log.append(Batch([line(str(relay.log.heads), tenant)]))

    async def nothing(relay: Any, http: Any) -> None:
        pass

    first = await life(begin)
    shutil.copy(data / "relay.db", tmp_path / "backup.db")
    assert await life(more) == first  # a restart is no restore
    assert await life(nothing) == first
    (data / "relay.db").write_bytes((tmp_path / "backup.db").read_bytes())  # in place: the same file, fewer entries
    second = await life(more)
    assert second != first
    assert await life(nothing) == second
    shutil.copy(data / "relay.db", data / "copy.db")
    (data / "copy.db").replace(data / "relay.db")  # as long as it was, but another file
    assert await life(nothing) not in (first, second)


async def test_only_one_connection_can_write(relay: Any) -> None:
    with pytest.raises(Exception, match="readonly"):
        await relay.log.read(lambda connection: connection.exec_driver_sql("DELETE FROM entries"))
    pragmas = ("journal_mode", "synchronous")
    asked = [lambda c, each=each: c.exec_driver_sql(f"PRAGMA {each}").scalar_one() for each in pragmas]
    assert [await relay.log.writer.call(each) for each in asked] == ["wal", 2]
    assert await relay.log.read(lambda c: c.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one()) == 0


async def test_redelivery_is_known_for_ever(agency: Any, tools: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids are kept with their entries: a week, or a clock that jumped, changes nothing."""
    await agency.integrate("whatsapp")
    await agency.post("whatsapp", tools.whatsapp("wamid.A"))
    monkeypatch.setattr("services.relay.ledger.stamp", lambda: "2036-01-01T00:00:00.000000Z")
    monkeypatch.setattr("services.relay.ledger.microseconds", lambda: 1)
    await agency.post("whatsapp", tools.whatsapp("wamid.A"))
    assert len(await agency.entries()) == 1
    first, second = sorted(await agency.deliveries(), key=lambda each: each["id"])
    assert (first["outcome"], second["outcome"]) == ("accepted", "duplicate")
