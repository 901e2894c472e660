"""What a relay meets in months: a clock that is set, a full disk, two admins at once, consoles that are deaf."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from services.relay import brakes, consoles, web
from services.relay.brakes import Brakes, Rates
from services.relay.web import Relay
from services.trouble import Trouble

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("days", [-1, 1])
async def test_a_clock_that_is_set_refuses_nobody_for_longer_than_a_window(
    monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    now = [1_790_000_000.0]
    monkeypatch.setattr(brakes.time, "time", lambda: now[0])
    limits = Brakes(Rates(hook="5/minute"))
    for _ in range(5):
        limits.hook("key")
    now[0] += days * 86_400
    for _ in range(5):
        limits.hook("key")
    with pytest.raises(Trouble) as trouble:
        limits.hook("key")
    assert trouble.value.facts["retry_after_s"] <= 60


async def test_a_full_disk_does_not_end_the_pruning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[object] = []
    again = asyncio.Event()

    def prune(connection: Any) -> None:
        turns.append(connection)
        if len(turns) == 1:
            raise Trouble("store.full")
        asyncio.run_coroutine_threadsafe(_set(again), loop)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(web, "_prune", prune)
    monkeypatch.setattr(web, "MARK_EVERY_S", 0)
    monkeypatch.setattr(web, "PRUNE_EVERY", 1)
    async with Relay(tmp_path, "http://relay.test"), asyncio.timeout(10):
        await again.wait()


async def _set(event: asyncio.Event) -> None:
    event.set()


async def test_two_who_connect_a_provider_at_once_are_told_the_url_that_lasts(tmp_path: Path) -> None:
    async with Relay(tmp_path, "http://relay.test") as relay:
        tenant, _ = await relay.tenants.add("A")
        changes = ({"app_secret": "s"}, {"verify_token": "v"})
        told = await asyncio.gather(
            *(relay.integrations.put(tenant.id, "whatsapp", secrets=change) for change in changes)
        )
    async with Relay(tmp_path, "http://relay.test") as relay:
        (kept,) = relay.integrations.of(tenant.id)
    assert {each.key for each in told} == {kept.key}
    assert kept.vault.current == {"app_secret": "s", "verify_token": "v"}


async def test_a_console_that_appends_and_never_reads_is_not_listened_to_for_ever(
    served: Any, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consoles, "SLOW_S", 0.2)
    agency = await served.agency()
    async with served.console(agency, max_queue=1, max_size=None, ping_interval=None, close_timeout=0.1) as console:
        await tools.receive(console)
        (follower,) = served.relay.streams._followers[agency.tenant]
        much = '{"type": "append", "entries": [' + ",".join(["{}"] * 60_000) + "]}"

        async def talk() -> None:
            while True:
                await console.send(much)

        talking = asyncio.create_task(talk())
        most = 0
        async with asyncio.timeout(30):
            while not follower.socket.ended:
                most = max(most, follower.socket.transport.get_write_buffer_size())
                await asyncio.sleep(0.01)
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        assert follower.socket.conn.close_sent.code == 4408
        assert most < 8 * 1024 * 1024
