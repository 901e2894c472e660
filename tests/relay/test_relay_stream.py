"""A console's websocket: where it stands, what it gets, how it is sent away."""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatus

from services.relay import stream as stream_module
from services.relay.lines import Batch, New
from services.relay.web import Relay
from tests.conftest import eventually

pytestmark = pytest.mark.asyncio


def notes(*names: str) -> dict[str, Any]:
    return {"type": "append", "entries": [{"id": each, "kind": "note.added", "body": {"text": each}} for each in names]}


async def closed_with(console: Any) -> tuple[int, str]:
    """Read to the end; how it was closed."""
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await console.recv()
    return console.close_code, console.close_reason


async def test_a_console_catches_up_and_then_follows(served: Any, tools: Any) -> None:
    agency = await served.agency()
    await agency.integrate("whatsapp")
    for index in range(3):
        await agency.post("whatsapp", tools.whatsapp(*(f"wamid.{index}.{i}" for i in range(400))))
    async with served.console(agency) as console:
        welcome = await tools.receive(console)
        assert console.subprotocol == "strato.v1"
        assert welcome == {"type": "welcome", "epoch": welcome["epoch"], "head": 1200, "heartbeat_s": 20}
        frames = []
        while not frames or frames[-1]["entries"][-1]["seq"] < 1200:
            frames.append(await tools.receive(console))
        assert all(len(each["entries"]) <= 500 and each["head"] == 1200 for each in frames)
        await agency.post("whatsapp", tools.whatsapp("wamid.live"))
        live = await tools.receive(console)
        assert (live["type"], live["head"]) == ("entries", 1201)
        log = [entry for each in [*frames, live] for entry in each["entries"]]
        assert log == await agency.entries()
    async with served.console(agency, f"after=1200&epoch={welcome['epoch']}") as console:
        assert (await tools.receive(console))["head"] == 1201
        assert [each["seq"] for each in await tools.read_entries(console, 1)] == [1201]


async def test_frames_hold_256_kib_or_one_entry(served: Any, tools: Any) -> None:
    agency = await served.agency()
    bodies = [100_000, 100_000, 100_000, 261_900, 100]
    for index, size in enumerate(bodies):
        entry = {"id": f"n{index}", "kind": "note.added", "body": {"text": "x" * size}}
        await agency.call("POST", "/v1/entries", {"entries": [entry]})
    async with served.console(agency, max_size=None) as console:
        await tools.receive(console)
        sizes = []
        while sum(sizes) < len(bodies):
            sizes.append(len((await tools.receive(console))["entries"]))
        assert sizes == [2, 1, 1, 1]


async def test_appends_are_answered_and_come_back_in_the_stream(served: Any, tools: Any) -> None:
    agency = await served.agency()
    worker = await agency.join("worker")
    async with served.console(worker) as console, served.console(agency) as witness:
        for each in (console, witness):
            assert (await tools.receive(each))["type"] == "welcome"
        await console.send(json.dumps(notes("a", "b")))
        frames = [await tools.receive(console) for _ in range(2)]
        (results,) = [each["results"] for each in frames if each["type"] == "results"]
        (entries,) = [each["entries"] for each in frames if each["type"] == "entries"]
        assert [(each["id"], each["seq"]) for each in results] == [("a", 1), ("b", 2)]
        assert entries == (await tools.receive(witness))["entries"]
        assert {each["by"] for each in entries} == {worker.device}
        await console.send(json.dumps(notes("a")).encode())  # binary is as good; again it is a duplicate
        repeated = (await tools.receive(console))["results"]
        assert repeated == [{**results[0], "duplicate": True}]
        refused = {"type": "append", "entries": [{"id": "c", "kind": "hook.whatsapp", "body": {}}, 7]}
        await console.send(json.dumps(refused))
        codes = [each["code"] for each in (await tools.receive(console))["results"]]
        assert codes == ["entry.kind_refused", "entry.invalid"]
        await console.send(json.dumps({"type": "append", "entries": [{}] * 501}))
        assert {each["code"] for each in (await tools.receive(console))["results"]} == {"entry.too_many"}


@pytest.mark.parametrize(
    ("query", "why"),
    [("after=0&epoch=ep_old", "epoch"), ("after=1&epoch=ep_old", "epoch"), ("after=1", "epoch"), ("ahead", "ahead")],
)
async def test_a_cursor_that_does_not_fit_starts_again(served: Any, tools: Any, query: str, why: str) -> None:
    agency = await served.agency()
    await agency.call("POST", "/v1/entries", {"entries": notes("a")["entries"]})
    epoch = (await agency.get("/v1/entries"))["epoch"]
    async with served.console(agency, f"after=2&epoch={epoch}" if query == "ahead" else query) as console:
        assert await tools.receive(console) == {"type": "reset", "why": why}
        assert (await tools.receive(console))["epoch"] == epoch
        assert [each["seq"] for each in await tools.read_entries(console, 1)] == [1]


async def test_another_tenants_cursor_starts_again(served: Any, tools: Any) -> None:
    first, second = await served.agency("A"), await served.agency("B")
    epoch = (await first.get("/v1/entries"))["epoch"]
    async with served.console(second, f"after=0&epoch={epoch}") as console:
        assert await tools.receive(console) == {"type": "reset", "why": "epoch"}


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=NaN", "after=1&after=2", "after=1e400", "after=%00"])
async def test_a_malformed_cursor_is_a_wrong_protocol(served: Any, query: str) -> None:
    async with served.console(await served.agency(), query) as console:
        assert (await closed_with(console))[0] == 4409


@pytest.mark.parametrize("offered", [None, ["strato.v0"], ["chat"]])
async def test_another_protocol_is_sent_away(served: Any, offered: Any) -> None:
    async with served.console(await served.agency(), subprotocols=offered) as console:
        assert (await closed_with(console))[0] == 4409


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}])
async def test_a_token_is_needed_and_only_in_the_header(served: Any, headers: Any) -> None:
    agency = await served.agency()
    async with served.console(agency, f"after=0&token={agency.token}", additional_headers=headers) as console:
        assert (await closed_with(console))[0] == 4401


async def test_a_page_in_a_browser_is_no_console(served: Any) -> None:
    for origin in ("null", "http://relay.test", f"http://127.0.0.1:{served.port}"):
        with pytest.raises(InvalidStatus) as refused:
            async with served.console(await served.agency(), origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_no_other_path_is_a_websocket(served: Any) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with websockets.connect(f"ws://127.0.0.1:{served.port}/v1/other", proxy=None):
            pass
    assert refused.value.response.status_code == 404


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", 1007), ("null", 1007), ("[]", 1007), ('{"type":7}', 1007), (b"\xff\xfe", 1007), ("[" * 100_000, 1007),
        ('{"type":"append"}', 1007), ('{"type":"append","entries":7}', 1007), ('{"type":"hello"}', 4409),
        ('{"type":"welcome"}', 4409), ("x" * 1_100_000, 1009),
    ],
)  # fmt: skip
async def test_what_is_no_frame_ends_it(served: Any, tools: Any, frame: Any, code: int) -> None:
    async with served.console(await served.agency()) as console:
        await tools.receive(console)
        await console.send(frame)
        assert (await closed_with(console))[0] == code
    async with served.console(await served.agency("B")) as console:
        assert (await tools.receive(console))["type"] == "welcome"  # and nothing but it


async def test_an_append_in_pieces_and_many_pings(served: Any, tools: Any) -> None:
    async with served.console(await served.agency()) as console:
        await tools.receive(console)
        await console.send(iter(json.dumps(notes("a"))))  # a fragment for each character
        answers = await asyncio.gather(*[await console.ping() for _ in range(200)])
        assert len(answers) == 200
        assert {(await tools.receive(console))["type"] for _ in range(2)} == {"results", "entries"}


async def test_a_revoked_device_is_closed_at_once(served: Any, tools: Any) -> None:
    agency = await served.agency()
    member = await agency.join("agent")
    async with served.console(member) as first, served.console(member) as second, served.console(agency) as admin:
        for each in (first, second, admin):
            await tools.receive(each)
        await agency.call("DELETE", f"/v1/devices/{member.device}")
        assert {(await closed_with(each))[0] for each in (first, second)} == {4401}
        async with served.console(member) as again:
            assert (await closed_with(again))[0] == 4401
        await agency.call("POST", "/v1/entries", {"entries": notes("a")["entries"]})
        assert (await tools.receive(admin))["type"] == "entries"


async def test_a_relay_that_ends_says_so(relay: Any, tools: Any) -> None:
    async with tools.serving(relay) as served:
        console = await served.console(await served.agency())
        await tools.receive(console)
        served.server.should_exit = True
        code, reason = await closed_with(console)
        assert code == 4410
        assert int(reason) > 0


async def test_a_heartbeat_finds_who_is_gone(tmp_path: Path, tools: Any) -> None:
    async with Relay(tmp_path / "quick", "http://relay.test", heartbeat_s=1) as relay, tools.serving(relay) as served:
        agency = await served.agency()
        async with served.console(agency) as lively:
            assert (await tools.receive(lively))["heartbeat_s"] == 1
            _, silent = await raw_console(served, agency)
            followers = relay.streams._followers[agency.tenant]
            assert len(followers) == 2
            await eventually(lambda: len(followers) == 1)
            silent.close()
            assert lively.state is websockets.State.OPEN


async def raw_console(served: Any, agency: Any) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A peer that upgrades and then answers nothing, not even pings."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port, limit=1024)
    writer.write(
        b"GET /v1/log?after=0 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: strato.v1\r\nAuthorization: Bearer " + agency.token.encode() + b"\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_a_slow_console_is_bounded_and_sent_away(
    served: Any, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs the relay a buffer and not a queue; the others get everything meanwhile."""
    monkeypatch.setattr(stream_module, "SLOW_S", 1)
    agency = await served.agency()
    _, slow = await raw_console(served, agency)
    followers = served.relay.streams._followers[agency.tenant]
    (lagging,) = followers
    async with served.console(agency, max_size=None) as lively:
        await tools.receive(lively)
        for index in range(120):
            lines = [New(agency.tenant, f"n{index}", "note.added", "x", json.dumps({"text": "x" * 200_000}).encode())]
            await served.relay.log.append(Batch(lines))
            assert lagging.socket.transport.get_write_buffer_size() < 1024 * 1024
        assert [each["seq"] for each in await tools.read_entries(lively, 120)] == list(range(1, 121))
        assert lagging.after < 120
        await eventually(lambda: lagging not in followers)
        assert lagging.socket.conn.close_sent.code == 4408
    slow.close()


async def test_a_console_that_pauses_is_refilled_from_the_log(served: Any, tools: Any) -> None:
    agency = await served.agency()
    async with served.console(agency, max_size=None, max_queue=1) as console:
        await tools.receive(console)
        for index in range(100):
            lines = [New(agency.tenant, f"n{index}", "note.added", "x", json.dumps({"text": "x" * 200_000}).encode())]
            await served.relay.log.append(Batch(lines))
        (follower,) = served.relay.streams._followers[agency.tenant]
        assert follower.behind.is_set()
        assert [each["seq"] for each in await tools.read_entries(console, 100)] == list(range(1, 101))
        await agency.call("POST", "/v1/entries", {"entries": notes("live")["entries"]})
        assert [each["seq"] for each in await tools.read_entries(console, 1)] == [101]


async def test_many_consoles_get_the_same(served: Any, tools: Any) -> None:
    """Under fire, joining at any moment: everybody has the same log."""
    agency = await served.agency()
    await agency.integrate("whatsapp")

    async def follow(delay: int) -> list[int]:
        async with asyncio.timeout(30):
            while served.relay.log.heads.get(agency.tenant, 0) < delay:
                await asyncio.sleep(0)
        async with served.console(agency) as console:
            return [each["seq"] for each in await tools.read_entries(console, 300)]

    async def post(lane: int) -> None:
        for index in range(50):
            await agency.post("whatsapp", tools.whatsapp(f"wamid.{lane}.{index}", f"wamid.{lane}.{index}.b"))

    async with asyncio.TaskGroup() as tasks:
        following = [tasks.create_task(follow(delay)) for delay in range(0, 300, 25)]
        for lane in range(3):
            tasks.create_task(post(lane))
    assert all(each.result() == list(range(1, 301)) for each in following)
