"""The link against a relay that misbehaves on purpose: what stops it, what it survives, what it sends again."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from websockets.asyncio.server import ServerConnection

from services.entries import PROTOCOL, Append, Entries, Reset, Result, Results, Welcome
from services.invitations import Invitation, read
from services.link import Link, line
from services.link import link as link_module
from services.link.catchup import PAGE
from services.relay_client import RelayClient, checked
from services.trouble import Trouble
from tests.conftest import eventually
from tests.link.doubles import TOKEN, Heard, Memory, Proxy, StubRelay, draft, entry, no_http, say, talk

pytestmark = pytest.mark.asyncio
Follow = Callable[..., tuple[Link, Memory, Heard]]
WELCOME = Welcome("e1", 1)


async def test_the_token_is_in_the_header_and_the_cursor_in_the_query(follow: Follow) -> None:
    async with StubRelay(talk(WELCOME)).running() as relay:
        _, _, heard = follow(relay.url)
        await heard.until("live")
    request = relay.requests[0]
    assert request.path == "/v1/log?after=1&epoch=e1"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Sec-WebSocket-Protocol"] == PROTOCOL
    assert "Origin" not in request.headers


async def test_entries_are_applied_as_they_come(follow: Follow) -> None:
    script = talk(Welcome("e1", 4), Entries([entry(2), entry(3)], 4), Entries([entry(4)], 4))
    async with StubRelay(script).running() as relay:
        _, replica, heard = follow(relay.url)
        await replica.until(lambda: len(replica.entries) == 4)
        await heard.until("live")
    assert [state.behind for state in heard.states if state.kind == "live"][:2] == [3, 1]


@pytest.mark.parametrize(("code", "why"), [(4401, "relay.signed_out"), (4403, "relay.role"), (4409, "relay.protocol")])
async def test_some_closes_need_a_person(follow: Follow, code: int, why: str) -> None:
    async with StubRelay(talk(WELCOME, close=code), talk(WELCOME)).running() as relay:
        link, _, heard = follow(relay.url)
        assert (await heard.until("stopped", why)).why == why
        assert len(relay.requests) == 1
        link.resume()
        await heard.until("live")


@pytest.mark.parametrize(("code", "reason"), [(4408, "2"), (4410, "0"), (1011, ""), (1000, "")])
async def test_after_other_closes_it_comes_back_with_its_cursor(follow: Follow, code: int, reason: str) -> None:
    first = talk(Welcome("e1", 2), Entries([entry(2)], 2), close=code, reason=reason)
    async with StubRelay(first, talk(Welcome("e1", 3), Entries([entry(3)], 3))).running() as relay:
        _, replica, _ = follow(relay.url)
        await replica.until(lambda: len(replica.entries) == 3)
    assert relay.requests[1].path == "/v1/log?after=2&epoch=e1"


@pytest.mark.parametrize(("status", "why"), [(401, "relay.signed_out"), (403, "relay.role")])
async def test_a_refused_handshake_needs_a_person(follow: Follow, status: int, why: str) -> None:
    def refuse(connection: ServerConnection, _: Any) -> Any:
        return connection.respond(status, "no")

    async with StubRelay(talk(WELCOME)).running(process_request=refuse) as relay:
        await follow(relay.url)[2].until("stopped", why)


async def test_a_relay_of_another_protocol_stops_it(follow: Follow) -> None:
    async with StubRelay(talk(WELCOME), protocol=None).running() as relay:
        await follow(relay.url)[2].until("stopped", "relay.protocol")


async def test_a_reset_forgets_and_reads_on_from_the_beginning(follow: Follow) -> None:
    async with StubRelay(talk(Reset("epoch"), Welcome("e2", 2), Entries([entry(1), entry(2)], 2))).running() as relay:
        _, replica, heard = follow(relay.url)
        await heard.until("live")
        await replica.until(lambda: len(replica.entries) == 2)
    assert (replica.resets, replica.epoch) == (["epoch"], "e2")


async def test_what_makes_no_sense_is_no_reason_to_die(follow: Follow) -> None:
    async def babble(connection: ServerConnection) -> None:
        await connection.send('{"type":"unheard"}')
        await connection.wait_closed()

    async with StubRelay(babble, talk(WELCOME)).running() as relay:
        await follow(relay.url)[2].until("live")


async def test_drafts_whose_answer_was_lost_go_again_under_the_same_id(follow: Follow) -> None:
    taken: list[list[str]] = []

    async def take_and_vanish(connection: ServerConnection) -> None:
        await say(connection, WELCOME)
        taken.append([each.id for each in msgspec.json.decode(await connection.recv(), type=Append).entries])
        connection.transport.abort()

    async def answer_as_known(connection: ServerConnection) -> None:
        await say(connection, WELCOME)
        taken.append([each.id for each in msgspec.json.decode(await connection.recv(), type=Append).entries])
        await say(connection, Results([Result(name, 2, "t", duplicate=True) for name in taken[-1]]))
        await connection.wait_closed()

    replica = Memory()
    replica.epoch, replica.entries, replica.drafts = "e1", [entry(1)], [draft("a"), draft("b")]
    async with StubRelay(take_and_vanish, answer_as_known).running() as relay:
        follow(relay.url, replica)
        await replica.until(lambda: not replica.drafts)
    assert taken == [["a", "b"], ["a", "b"]]
    assert [result.duplicate for result in replica.results] == [True, True]


async def test_drafts_written_while_live_are_pushed_in_batches(follow: Follow) -> None:
    sizes: list[int] = []

    async def count(connection: ServerConnection) -> None:
        await say(connection, WELCOME)
        async for raw in connection:
            appended = msgspec.json.decode(raw, type=Append).entries
            sizes.append(len(appended))
            await say(connection, Results([Result(each.id, 5, "t") for each in appended]))

    async with StubRelay(count).running() as relay:
        link, replica, heard = follow(relay.url)
        await heard.until("live")
        replica.drafts = [draft(f"d{n}") for n in range(450)]
        link.push()
        await replica.until(lambda: not replica.drafts)
    assert sizes == [200, 200, 50]


async def test_a_big_draft_travels_alone(follow: Follow) -> None:
    big = msgspec.structs.replace(draft("big"), body={"note": "x" * 250_000})
    frames = line._batch([big, draft("small")])
    assert [each.id for each in frames] == ["big", "small"]
    assert [each.id for each in line._batch([big, big])] == ["big"]


async def test_a_draft_that_no_frame_could_carry_is_taken_back_and_holds_nobody(follow: Follow) -> None:
    """The relay ends a line that brings so much, and every next one."""
    large = msgspec.structs.replace(draft("large"), body={"note": "x" * 2_000_000})
    replica = Memory()
    replica.epoch, replica.entries, replica.drafts = "e1", [entry(1)], [large, draft("b")]
    async with StubRelay(talk(WELCOME)).running() as relay:
        _, _, heard = follow(relay.url, replica)
        await replica.until(lambda: not replica.drafts)
    assert replica.results[0] == Result("large", code="body.too_large")
    assert replica.results[1].code is None
    assert [trouble.facts for trouble in heard.troubles] == [{"why": "body.too_large"}]


async def test_a_refusal_for_good_is_told_and_taken_back(follow: Follow) -> None:
    async def refuse(connection: ServerConnection) -> None:
        await say(connection, WELCOME)
        await connection.recv()
        await say(connection, Results([Result("a", code="entry.kind_refused")]))
        await connection.wait_closed()

    replica = Memory()
    replica.epoch, replica.entries, replica.drafts = "e1", [entry(1)], [draft("a")]
    async with StubRelay(refuse).running() as relay:
        _, _, heard = follow(relay.url, replica)
        await replica.until(lambda: replica.results)
    assert replica.results == [Result("a", code="entry.kind_refused")]
    assert [trouble.facts for trouble in heard.troubles] == [{"why": "entry.kind_refused"}]


async def test_a_relay_without_room_is_asked_again_and_nothing_is_taken_back(follow: Follow) -> None:
    async def full(connection: ServerConnection) -> None:
        await say(connection, WELCOME)
        await connection.recv()
        await say(connection, Results([Result("a", code="store.full")]))
        await connection.wait_closed()

    replica = Memory()
    replica.epoch, replica.entries, replica.drafts = "e1", [entry(1)], [draft("a")]
    async with StubRelay(full, talk(WELCOME)).running() as relay:
        _, _, heard = follow(relay.url, replica)
        await replica.until(lambda: replica.results)
    assert replica.results == [Result("a", 1001, "t")]
    assert "store.full" in [state.why for state in heard.states]


async def test_far_behind_it_reads_pages_over_http_first(follow: Follow) -> None:
    head = 3 * PAGE + 500
    log = [entry(n) for n in range(1, head + 1)]
    asked: list[str] = []

    def pages(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.query.decode())
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        after, limit = int(request.url.params["after"]), int(request.url.params["limit"])
        page = {"epoch": "e1", "entries": log[after : after + limit], "head": head}
        return httpx.Response(200, content=msgspec.json.encode(page))

    client = httpx.AsyncClient(transport=httpx.MockTransport(pages))

    async def http() -> httpx.AsyncClient:
        return client

    async with StubRelay(talk(Welcome("e1", head))).running() as relay:
        _, replica, heard = follow(relay.url, Memory(), http=http)
        await heard.until("live")
    assert [query.split("&")[0] for query in asked] == [f"after={n * PAGE}" for n in range(4)]
    assert len(replica.entries) == head
    behind = [state.behind for state in heard.states if state.kind == "connecting"]
    assert behind == sorted(behind, reverse=True)
    assert behind[0] == head


async def test_a_gap_of_thousands_while_away_is_also_read_over_http(follow: Follow) -> None:
    log = [entry(n) for n in range(1, 3002)]

    def pages(request: httpx.Request) -> httpx.Response:
        after = int(request.url.params["after"])
        page = {"epoch": "e1", "entries": log[after : after + 1000], "head": 3001}
        return httpx.Response(200, content=msgspec.json.encode(page))

    client = httpx.AsyncClient(transport=httpx.MockTransport(pages))

    async def http() -> httpx.AsyncClient:
        return client

    async with StubRelay(talk(Welcome("e1", 3001))).running() as relay:
        _, replica, _ = follow(relay.url, http=http)
        await replica.until(lambda: len(replica.entries) == 3001)


async def test_a_keyring_that_does_not_give_the_token_stops_it(follow: Follow) -> None:
    locked = [True]

    async def token() -> str:
        if locked:
            raise Trouble("keyring.locked")
        return TOKEN

    async with StubRelay(talk(WELCOME)).running() as relay:
        link, _, heard = follow(relay.url, token=token)
        await heard.until("stopped", "keyring.locked")
        assert relay.requests == []
        locked.clear()
        link.resume()
        await heard.until("live")


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without help nobody comes back within a test's time."""
    monkeypatch.setattr(link_module, "SHORTEST_S", 3600.0)


@pytest.mark.usefixtures("patient")
async def test_a_network_change_cuts_the_waiting_short(follow: Follow) -> None:
    async with StubRelay(talk(WELCOME, close=1011), talk(WELCOME)).running() as relay:
        link, _, heard = follow(relay.url)
        await heard.until("offline", "relay.unreachable")
        link.wake()
        await heard.until("live")


@pytest.mark.usefixtures("patient")
async def test_a_machine_that_slept_comes_back_at_once(follow: Follow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "_LOOK_S", 0.02)
    clock = [1_000_000]
    async with StubRelay(talk(WELCOME, close=1011), talk(WELCOME)).running() as relay:
        _, _, heard = follow(relay.url, now=lambda: clock[0])
        await heard.until("offline", "relay.unreachable")
        clock[0] += 3_600_000
        assert (await heard.until("live")).since_ms == clock[0]


async def test_a_line_that_is_silent_is_found_dead_and_replaced(
    follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "HEARTBEAT_S", 0.1)
    monkeypatch.setattr(line, "DEAD_S", 0.3)
    async with StubRelay(talk(WELCOME)).running() as relay, Proxy(int(relay.url.rsplit(":")[-1])).running() as proxy:
        _, _, heard = follow(proxy.url)
        await heard.until("live")
        proxy.stall()
        await heard.until("offline", "relay.unreachable")
        proxy.flow()
        await heard.until("live")
    assert proxy.connections > 1


async def test_after_sleep_a_dead_line_is_given_up_by_one_ping(follow: Follow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_PROOF_S", 0.1)
    async with StubRelay(talk(WELCOME)).running() as relay, Proxy(int(relay.url.rsplit(":")[-1])).running() as proxy:
        link, _, heard = follow(proxy.url)
        await heard.until("live")
        proxy.stall()
        link.wake()
        await heard.until("offline", "relay.unreachable")
        proxy.flow()
        await heard.until("live")


@pytest.mark.parametrize("break_it", [Proxy.cut, Proxy.half_close])
async def test_a_line_cut_in_the_middle_is_replaced(follow: Follow, break_it: Callable[[Proxy], None]) -> None:
    async with StubRelay(talk(WELCOME)).running() as relay, Proxy(int(relay.url.rsplit(":")[-1])).running() as proxy:
        _, _, heard = follow(proxy.url)
        for _ in range(3):
            await heard.until("live")
            seen = len(heard.states)
            break_it(proxy)
            await eventually(lambda seen=seen: len(heard.states) != seen)
        await heard.until("live")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://relay.example", "relay.plain_http_refused"),
        ("http://10.0.0.7:8787", "relay.plain_http_refused"),
        ("ftp://relay.example", "relay.bad_address"),
        ("https://ana:clave@relay.example", "relay.bad_address"),
        ("relay.example", "relay.bad_address"),
    ],
)
async def test_a_relay_is_https_or_this_machine(follow: Follow, url: str, code: str) -> None:
    with pytest.raises(Trouble, match=code):
        RelayClient(url, None, no_http)


@pytest.mark.parametrize("url", ["https://xn--.example", "https://\u0301.example"])
async def test_a_name_that_no_computer_has_is_told_in_words(url: str) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:

        async def http() -> httpx.AsyncClient:
            return client

        with pytest.raises(Trouble, match=r"relay\.bad_address"):
            await RelayClient(url, None, http).answers()


async def test_a_pasted_invitation_is_found_wherever_it_stands() -> None:
    assert checked(" https://re\u200blay.example\n/ ") == "https://relay.example"
    expected = Invitation("https://relay.example/x", "ab-C_1")
    for pasted in ("https://relay.example/x/join#ab-C_1", " https://re\nlay.example/x/join#ab-C_1 ",
                   "¡Hola! Entrá con https://relay.example/x/join#ab-C_1.\nVence mañana."):  # fmt: skip
        assert read(pasted) == expected
    assert read(" «ab-C_1»\n") == Invitation("", "ab-C_1")


async def test_the_pause_is_jittered_and_bounded() -> None:
    link = Link(Memory(), "http://127.0.0.1:1", None, None, lambda _: None, lambda _: None, rng=random.Random(7))  # type: ignore[arg-type]
    pauses: list[float] = []
    link._hurry = asyncio.Event()

    class Measure:
        def __init__(self, pause: float) -> None:
            pauses.append(pause)

        async def __aenter__(self) -> None:
            raise TimeoutError

        async def __aexit__(self, *_: object) -> None: ...

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "timeout", Measure)
        for failures in (1, 2, 3, 20, 20, 20, 20, 20):
            await link._rest(None, failures)
        await link._rest(5.0, 1)
    assert all(0.2 <= pause <= 30.0 for pause in pauses)
    assert len(set(pauses[3:8])) == 5
    assert 5.0 <= pauses[8] < 7.0
