"""Faults on demand, and how webhooks are repeated, doubled and overtaken."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from json import JSONDecodeError
from typing import Any

import httpx
import pytest
import pytest_asyncio

from services.sandbox.hooks import Hook, Postman
from services.sandbox.server import Sandbox

pytestmark = pytest.mark.asyncio

Fault = Callable[..., Awaitable[httpx.Response]]


@pytest_asyncio.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/sandbox", timeout=20) as client:
        yield client


@pytest.fixture
def fault(control: httpx.AsyncClient) -> Fault:
    async def post(kind: str, **more: Any) -> httpx.Response:
        return await control.post("/faults", json={"kind": kind, **more})

    return post


async def test_before_accepting_nothing_is_accepted(fault: Fault, send: Any, sandbox: Sandbox) -> None:
    wanted = {
        "rate_limited": (429, 130429),
        "server_error": (503, 131000),
        "bad_key": (401, 190),
        "forbidden": (403, 10),
        "quota": (400, 131042),
    }
    for kind, (status, code) in wanted.items():
        await fault(kind, provider="whatsapp", path="/messages", status=503, retry_after=7)
        answer = await send("text", text={"body": "Hola"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), kind
        assert answer.headers.get("retry-after") == ("7" if kind == "rate_limited" else None)
    for kind in ("html", "garbage"):
        await fault(kind)
        answer = await send("text", text={"body": "Hola"})
        with pytest.raises(JSONDecodeError):
            answer.json()
    await fault("reset")
    with pytest.raises(httpx.TransportError):
        await send("text", text={"body": "Hola"})
    assert sandbox.received.rows == []
    assert (await send("text", text={"body": "Hola"})).status_code == 200


async def test_after_accepting_the_answer_is_lost(
    fault: Fault, graph: httpx.AsyncClient, phone: str, sandbox: Sandbox, relay: Any
) -> None:
    body = {"messaging_product": "whatsapp", "to": "5491155550142", "type": "text", "text": {"body": "Hola"}}
    body["biz_opaque_callback_data"] = "intento-1"
    await fault("hang", path="/messages", seconds=60)
    with pytest.raises(httpx.ReadTimeout):
        await graph.post(f"/{phone}/messages", json=body, timeout=0.5)
    await fault("accept_reset", path="/messages")
    with pytest.raises(httpx.TransportError):
        await graph.post(f"/{phone}/messages", json=body)
    await fault("accept_error", path="/messages", status=502)
    assert (await graph.post(f"/{phone}/messages", json=body)).status_code == 502
    assert sandbox.received.counts() == {"whatsapp.message": 3}
    rows = await relay[0].until(lambda r: [row for value in r.changes() for row in value.get("statuses", [])])
    assert rows[0]["biz_opaque_callback_data"] == "intento-1"


async def test_a_stream_is_cut_after_200(fault: Fault, eleven: httpx.AsyncClient, sandbox: Sandbox) -> None:
    await fault("cut", provider="elevenlabs", path="/stream", after=5000)
    url, heard = f"/v1/text-to-speech/{sandbox.agency.voices[0].id}/stream", bytearray()

    async def hear() -> None:
        async with eleven.stream("POST", url, json={"text": "Hola, ¿cómo andás?"}) as answer:
            assert answer.status_code == 200
            async for piece in answer.aiter_raw():
                heard.extend(piece)

    with pytest.raises(httpx.TransportError):
        await hear()
    assert 0 < len(heard) <= 5000


async def test_each_provider_says_it_in_its_own_words(
    fault: Fault, eleven: httpx.AsyncClient, manychat: httpx.AsyncClient, uchat: httpx.AsyncClient
) -> None:
    calls = {
        "elevenlabs": (eleven, "/v1/models"),
        "manychat": (manychat, "/fb/page/getInfo"),
        "uchat": (uchat, "/me"),
    }
    for provider, (client, path) in calls.items():
        for kind, status in (("rate_limited", 429), ("server_error", 500), ("bad_key", 401)):
            await fault(kind, provider=provider)
            answer = await client.get(path)
            assert answer.status_code == status
            assert isinstance(answer.json(), dict)
        assert (await client.get(path)).status_code == 200
    await fault("quota", provider="elevenlabs")
    assert (await eleven.get("/v1/models")).json()["detail"]["status"] == "quota_exceeded"
    await fault("forbidden", provider="elevenlabs")
    assert (await eleven.get("/v1/models")).json()["detail"]["status"] == "missing_permissions"


async def test_faults_are_counted_listed_and_cleared(fault: Fault, control: Any, eleven: httpx.AsyncClient) -> None:
    assert (await fault("no_such_thing")).status_code == 422
    assert (await fault("reset", colour="red")).status_code == 422
    assert (await control.post("/faults", content=b"{")).status_code == 422
    both = [{"kind": "server_error", "count": 2}, {"kind": "latency", "count": None, "seconds": 0.2}]
    await control.post("/faults", json=both)
    started = time.monotonic()
    assert [(await eleven.get("/v1/models")).status_code for _ in range(3)] == [500, 500, 200]
    assert time.monotonic() - started > 0.5
    assert [row["kind"] for row in (await control.get("/faults")).json()["faults"]] == ["latency"]
    assert (await control.delete("/faults")).json() == {"faults": []}


async def test_webhooks_are_repeated_until_they_are_answered(relay: Any, control: httpx.AsyncClient) -> None:
    relay[0].refuse = 3
    await control.post("/leads/lucia/write", json={"text": "Hola"})
    assert [row["text"]["body"] for row in relay[0].messages("5491155550142")] == ["Hola"]
    relay[0].refuse = 1
    await control.post("/leads/paula/write", json={"text": "Hola"})
    assert all(provider == "whatsapp" for provider, _ in relay[0].hooks)


async def test_webhooks_come_twice_and_out_of_order(relay: Any, control: httpx.AsyncClient, fault: Fault) -> None:
    await fault("duplicate_hooks")
    await control.post("/leads/lucia/write", json={"text": "uno"})
    assert len({row["id"] for row in relay[0].messages("5491155550142")}) == 1
    assert len(relay[0].messages("5491155550142")) == 2
    await fault("shuffle_hooks")
    await control.post("/leads/lucia/write", json={"text": "dos"})
    await control.post("/leads/lucia/write", json={"text": "tres"})
    assert [row["text"]["body"] for row in relay[0].messages("5491155550142")][2:] == ["tres", "dos"]


async def test_a_lead_writes_what_it_is_told(relay: Any, control: httpx.AsyncClient) -> None:
    for kind in ("voice", "image", "location", "contact", "unsupported", "unknown"):
        assert (await control.post("/leads/gustavo/write", json={"kind": kind})).status_code == 200
    rows = relay[0].messages("5491155550123")
    types = ["audio", "image", "location", "contacts", "unsupported", "event_invite"]
    assert [row["type"] for row in rows] == types
    assert (await control.post("/leads/nadie/write", json={})).status_code == 404
    assert (await control.post("/leads/lucia/write", json={"kind": "fax"})).status_code == 404
    leads = (await control.get("/leads")).json()["leads"]
    assert len(leads) == 25
    assert not next(row for row in leads if row["id"] == "jorge")["window_open"]


async def test_only_this_machine_is_answered(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{sandbox.url}/sandbox/leads", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert sandbox.url.startswith("http://127.0.0.1:")


async def test_without_hooks_nothing_is_posted(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient() as http:
        postman = Postman({}, http, sandbox.faults, sandbox.people._pace)
        assert await postman.post("whatsapp", {}) is False
        unreachable = {"uchat": Hook("http://127.0.0.1:9/none", "x")}
        assert await Postman(unreachable, http, sandbox.faults, sandbox.people._pace).post("uchat", {}) is False
