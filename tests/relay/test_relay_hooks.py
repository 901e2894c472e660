"""The webhook endpoint: what it answers, what it keeps, and whose it is."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.entries import MAX_BODY
from services.relay import hooks as hooks_module
from services.relay import integrations as integrations_module

pytestmark = pytest.mark.asyncio

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
PROVIDERS = {"whatsapp": "whatsapp", "manychat": "manychat", "uchat": "uchat", "meta-leadgen": "leadgen"}


@pytest.mark.parametrize(("folder", "provider"), PROVIDERS.items())
async def test_every_sample_is_kept_and_redelivered_once(
    relay: Any, http: Any, tools: Any, folder: str, provider: str
) -> None:
    if not SAMPLES.exists():
        pytest.skip("the shared samples are not beside the checkout")
    for path in sorted((SAMPLES / folder).rglob("*.json")):
        agency = await tools.found(relay, http, path.name)
        await agency.integrate(provider)
        payload = json.loads(path.read_bytes())
        for each in payload if isinstance(payload, list) else [payload]:
            assert (await agency.post(provider, each)).status_code == 200, path
        kept = await agency.entries()
        assert kept, path
        assert all(each["kind"] == f"hook.{provider}" and each["by"] == provider for each in kept), path
        if provider in ("manychat", "uchat") and isinstance(payload, dict):
            assert [each["body"] for each in kept] == [payload], path
        if isinstance(payload, dict):
            assert (await agency.post(provider, path.read_bytes())).status_code == 200, path
            assert await agency.entries() == kept, path
            assert [each["outcome"] for each in await agency.deliveries()] == ["duplicate", "accepted"], path


async def test_one_update_is_one_entry_as_the_provider_wrote_it(agency: Any, tools: Any) -> None:
    await agency.integrate("whatsapp")
    payload = tools.whatsapp("wamid.A", "wamid.B")
    await agency.post("whatsapp", payload)
    first, second = await agency.entries()
    value = payload["entry"][0]["changes"][0]["value"]
    assert first["body"] == {
        "entry": "102290129340398",
        "field": "messages",
        "value": {**value, "messages": value["messages"][:1]},
    }
    assert second["body"]["value"]["messages"] == value["messages"][1:]
    (delivery,) = await agency.deliveries()
    assert delivery == {
        "id": delivery["id"], "at": delivery["at"], "provider": "whatsapp", "outcome": "accepted", "updates": 2,
        "bytes": delivery["bytes"], "entry": 1,
    }  # fmt: skip


# Verification


def vectors() -> list[Any]:
    path = SAMPLES / "whatsapp/derived/signature_vectors.json"
    if not path.exists():
        return [pytest.param({}, True, marks=pytest.mark.skip("the shared samples are not beside the checkout"))]
    found = json.loads(path.read_bytes())
    return [
        pytest.param(each, verdict == "valid", id=each["name"])
        for verdict in ("valid", "invalid")
        for each in found[verdict]
    ]


@pytest.mark.parametrize(("vector", "valid"), vectors())
async def test_the_signature_is_over_the_very_bytes(agency: Any, vector: dict[str, Any], valid: bool) -> None:
    await agency.integrate("whatsapp", app_secret=vector["app_secret"])
    headers = {"X-Hub-Signature-256": vector["header"]} if vector["header"] else {}
    answer = await agency.post("whatsapp", vector["body_utf8"].encode(), headers)
    is_json = vector["name"] not in ("empty_body", "not_json")
    assert answer.status_code == (200 if is_json else 400) if valid else 401
    assert bool(await agency.entries()) == (valid and is_json)
    assert (await agency.deliveries())[0]["outcome"] == ("accepted" if valid and is_json else "rejected")


async def test_odd_signatures(agency: Any, tools: Any) -> None:
    await agency.integrate("whatsapp")
    raw = json.dumps(tools.whatsapp("wamid.A")).encode()
    good = tools.signed(raw)["X-Hub-Signature-256"]
    for header in ("", "sha256=", good[:-1], good + "0", good.upper(), "sha256=" + "é" * 32, f"{good},{good}"):
        answer = await agency.post("whatsapp", raw, {"X-Hub-Signature-256": header.encode("latin-1")})
        assert answer.status_code == 401, header
    twice = httpx.Headers([("X-Hub-Signature-256", good), ("X-Hub-Signature-256", good)])
    assert (await agency.post("whatsapp", raw, twice)).status_code == 401
    assert (await agency.post("whatsapp", raw.replace(b" ", b"\r\n"), {"X-Hub-Signature-256": good})).status_code == 401
    assert (await agency.post("whatsapp", raw, {"X-Hub-Signature": good.replace("256", "1")})).status_code == 401
    assert (await agency.post("whatsapp", raw, {"X-Hub-Signature-256": good})).status_code == 200
    assert len(await agency.entries()) == 1
    assert {each.get("reason") for each in await agency.deliveries()} == {"signature.wrong", None}


@pytest.mark.parametrize("provider", ["manychat", "uchat"])
async def test_a_changed_header_secret_leaves_a_day_for_the_flows(
    agency: Any, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agency.integrate(provider, header_secret="old")
    await agency.integrate(provider, header_secret="new")

    async def status(secret: str, header: str = "X-Strato-Secret") -> int:
        return int((await agency.post(provider, {"id": secret + header}, {header: secret})).status_code)

    assert [await status(each) for each in ("old", "new", "older", "")] == [200, 200, 401, 401]
    assert await status("Bearer new", "Authorization") == 200
    assert await status("Basic new", "Authorization") == 401
    assert await status("new ", "X-Strato-Secret") in (200, 401)
    clock = integrations_module.time.time
    monkeypatch.setattr(hooks_module.time, "time", lambda: clock() + 24 * 3600 + 1)
    assert [await status(each) for each in ("old", "new")] == [401, 200]


async def test_a_removed_secret_counts_no_longer(agency: Any) -> None:
    await agency.integrate("manychat", header_secret="old")
    await agency.integrate("manychat", header_secret="new")
    shown = await agency.call("PUT", "/v1/integrations/manychat", {"secrets": {"header_secret": None}})
    assert shown.json()["secrets"] == {"header_secret": None}
    for secret in ("old", "new", "", "None"):
        assert (await agency.post("manychat", {}, {"X-Strato-Secret": secret})).status_code == 401


@pytest.mark.parametrize("provider", ["whatsapp", "leadgen"])
async def test_the_handshake_echoes_only_for_the_token(agency: Any, provider: str) -> None:
    hook = await agency.integrate(provider)
    asked = "hub.mode=subscribe&hub.challenge=%3Cb%3E123&hub.verify_token="
    good = await agency.http.get(f"{hook}?{asked}verify%20token")
    assert (good.status_code, good.text) == (200, "<b>123")
    assert good.headers["content-type"].startswith("text/plain")
    assert good.headers["x-content-type-options"] == "nosniff"
    for query in (
        "", f"{asked}wrong", asked, f"{asked}verify+token&hub.verify_token=verify+token",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token[]=verify+token", "hub.verify_token=verify+token",
        "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=verify+token", f"{asked}%ff%00",
    ):  # fmt: skip
        assert (await agency.http.get(f"{hook}?{query}")).status_code == 403, query


async def test_who_is_nobody_and_how_not_to_ask(agency: Any, tools: Any) -> None:
    hook = await agency.integrate("whatsapp")
    key = hook.rsplit("/", 1)[1]
    for path in (
        "/hooks/whatsapp/x",
        f"/hooks/uchat/{key}",
        f"/hooks/none/{key}",
        f"{hook}/x",
        "/hooks/whatsapp/",
        "/hooks/",
    ):
        for method in ("GET", "POST"):
            assert (await agency.http.request(method, path, content=b"{}")).status_code == 404, path
    for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"):
        refused = await agency.http.request(method, hook)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST")
    await agency.call("PUT", "/v1/integrations/whatsapp", {"active": False})
    assert (await agency.post("whatsapp", tools.whatsapp("wamid.A"))).status_code == 404
    assert (await agency.deliveries())[0]["reason"] == "hook.inactive"
    await agency.call("PUT", "/v1/integrations/whatsapp", {"active": True})
    assert (await agency.post("whatsapp", tools.whatsapp("wamid.A"))).status_code == 200
    assert len(await agency.entries()) == 1


# What is JSON


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[1,2", b"not json", b"NaN", b'{"a":Infinity}', b"{'a':1}", b"01", b"1.", b'{"a":"\xff"}',
        b"\xff\xfe{\x00}\x00", b"[" * 1000,
        b'"\xed\xa0\x80"', b'{"a":"\n"}', b"\x1f\x8b\x08\x00\x00", b'{"a":1}{"b":2}', b'{"a":' * 5000 + b"\xff",
    ],
)  # fmt: skip
async def test_what_is_not_json_is_refused(agency: Any, raw: bytes) -> None:
    await agency.integrate("whatsapp")
    answer = await agency.post("whatsapp", raw)
    if raw != b"[" * 1000:  # nobody can tell, so it is kept
        assert (answer.status_code, answer.json()["code"]) == (400, "body.not_json")
        assert await agency.entries() == []
        assert (await agency.deliveries())[0]["reason"] == "body.not_json"


ODD_JSON: list[tuple[bytes, Any]] = [
    (b"null", None), (b"[]", []), (b"[1,[2]]", [1, [2]]), (b'"x"', "x"), (b"7", 7), (b"-0", 0), (b"true", True),
    (b"\xef\xbb\xbf[0]", [0]), (b'["\\ud83d"]', ["\ufffd"]), (b'["\\ud83d\\ude00"]', ["😀"]), (b"[1e400]", ["1e400"]),
    (b"[1" + b"0" * 5000 + b"]", ["1" + "0" * 5000]), (b"[9007199254740993]", [9007199254740993]),
    (b"[123456789012345678901234567890]", [123456789012345678901234567890]), (b'["\\u0000"]', ["\0"]),
]  # fmt: skip


@pytest.mark.parametrize("provider", ["whatsapp", "uchat", "manychat", "leadgen"])
async def test_any_json_is_kept(agency: Any, provider: str) -> None:
    await agency.integrate(provider)
    for raw, _ in ODD_JSON:
        assert (await agency.post(provider, raw)).status_code == 200, raw
    assert [each["body"] for each in await agency.entries()] == [{"payload": payload} for _, payload in ODD_JSON]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"object": None}, {"object": "whatsapp_business_account"},
        {"object": "whatsapp_business_account", "entry": {}},
        {"object": "whatsapp_business_account", "entry": None}, {"object": "page", "entry": [{"changes": []}]},
        {"object": ["whatsapp_business_account"], "entry": [1]}, {str(i): i for i in range(100_000)},
    ],
)  # fmt: skip
async def test_any_object_is_kept(agency: Any, body: Any) -> None:
    await agency.integrate("whatsapp")
    assert (await agency.post("whatsapp", body)).status_code == 200
    entries = await agency.entries()
    if len(entries) == 1:
        assert entries[0]["body"] == {"payload": body}
    else:
        assert json.loads("".join(each["body"]["text"] for each in entries)) == {"payload": body}


@pytest.mark.parametrize("depth", [101, 5000, 500_000])
async def test_what_is_too_deep_is_kept_as_text(agency: Any, depth: int) -> None:
    await agency.integrate("uchat")
    raw = b'{"a":' * depth + b"1" + b"}" * depth
    assert (await agency.post("uchat", raw)).status_code == 200
    kept = await agency.entries()
    assert "".join(each["body"]["text"] for each in kept) == '{"payload":' + raw.decode() + "}"
    assert [each["body"]["part"] for each in kept] == list(range(1, len(kept) + 1))
    assert (await agency.deliveries())[0]["updates"] == 1


async def test_a_large_update_is_kept_in_pieces(agency: Any, tools: Any) -> None:
    await agency.integrate("whatsapp")
    payload = tools.whatsapp("wamid.A", "wamid.B", text='ñ\\"' * 200_000)
    payload["entry"][0]["changes"][0]["value"]["messages"][1]["text"]["body"] = "corto"
    assert (await agency.post("whatsapp", json.dumps(payload, ensure_ascii=False).encode())).status_code == 200
    assert (await agency.post("whatsapp", json.dumps(payload, ensure_ascii=False).encode())).status_code == 200
    *large, short = await agency.entries()
    assert short["body"]["value"]["messages"][0]["text"]["body"] == "corto"
    assert all(len(json.dumps(each["body"], ensure_ascii=False).encode()) <= MAX_BODY for each in large)
    assert {each["body"]["whole"] for each in large} == {large[0]["id"].rsplit(":", 1)[0]}
    assert len(large) == large[0]["body"]["parts"] > 1
    whole = json.loads("".join(each["body"]["text"] for each in large))
    assert whole["value"]["messages"] == payload["entry"][0]["changes"][0]["value"]["messages"][:1]
    assert [each["updates"] for each in await agency.deliveries()] == [2, 2]


async def test_a_body_has_a_limit(agency: Any, tools: Any) -> None:
    await agency.integrate("whatsapp")
    limit = 3 * 1024 * 1024
    just = b'"' + b"x" * (limit - 2) + b'"'
    assert (await agency.post("whatsapp", just)).status_code == 200
    over = await agency.post("whatsapp", just + b" ")
    assert (over.status_code, over.json()["code"]) == (413, "body.too_large")

    async def chunks() -> Any:
        for _ in range(50):
            yield b" " * 100_000

    streamed = await agency.http.post(agency.hooks["whatsapp"], content=chunks())
    assert streamed.status_code == 413
    assert [each["outcome"] for each in await agency.deliveries()] == ["rejected", "rejected", "accepted"]


# Redelivery


async def test_the_same_webhook_sixteen_ways_at_once(agency: Any, tools: Any) -> None:
    await agency.integrate("whatsapp")
    payload = tools.whatsapp("wamid.A", "wamid.A", "wamid.B")
    answers = await asyncio.gather(*(agency.post("whatsapp", payload) for _ in range(16)))
    assert {each.status_code for each in answers} == {200}
    assert len(await agency.entries()) == 2
    outcomes = [each["outcome"] for each in await agency.deliveries()]
    assert sorted(outcomes) == ["accepted"] + ["duplicate"] * 15


# Shared apps


async def test_an_apps_updates_go_to_who_owns_their_route(relay: Any, agency: Any, other: Any, tools: Any) -> None:
    app = await relay.integrations.add_app("whatsapp", "compartida", tools.secrets["whatsapp"])
    agency.hooks["whatsapp"] = httpx.URL(relay.integrations.url(app)).path
    await relay.integrations.add_route(app.app, "111", agency.tenant)
    await relay.integrations.add_route(app.app, "222", other.tenant)
    parts = [tools.whatsapp(f"wamid.{number}", number=number) for number in ("111", "222", "333")]
    batch = {"object": "whatsapp_business_account", "entry": [each["entry"][0] for each in parts]}
    for _ in range(2):
        assert (await agency.post("whatsapp", batch)).status_code == 200
    for who, number in ((agency, "111"), (other, "222")):
        (entry,) = await who.entries()
        assert entry["body"]["value"]["metadata"]["phone_number_id"] == number
        shown = await who.deliveries()
        assert [(each["outcome"], each["updates"]) for each in shown] == [("duplicate", 1), ("accepted", 1)]
    assert relay._metrics.outcomes["unrouted"] == 2
    # What arrived before its route had an owner waits for it.
    assert await relay.integrations.add_route(app.app, "333", other.tenant) == 1
    assert [each["body"]["value"]["metadata"]["phone_number_id"] for each in await other.entries()] == ["222", "333"]
    assert len(await agency.entries()) == 1


async def test_an_own_hook_delivers_to_its_tenant_alone(agency: Any, other: Any, tools: Any) -> None:
    await agency.integrate("whatsapp")
    await other.call("PUT", "/v1/integrations/whatsapp", {"routes": ["777"], "secrets": tools.secrets["whatsapp"]})
    assert (await agency.post("whatsapp", tools.whatsapp("wamid.A", number="777"))).status_code == 200
    assert len(await agency.entries()) == 1
    assert await other.entries() == []


# Limits


async def test_a_flood_is_slowed_and_nobody_else(tmp_path: Path, tools: Any) -> None:
    from services.relay.brakes import Rates
    from services.relay.web import Relay

    async with Relay(tmp_path / "slow", "http://relay.test", rates=Rates(hook="5/minute", join="1000/minute")) as relay:
        transport = httpx.ASGITransport(app=relay)
        async with httpx.AsyncClient(transport=transport, base_url="http://relay.test") as http:
            flooded, quiet = await tools.found(relay, http, "A"), await tools.found(relay, http, "B")
            for each in (flooded, quiet):
                await each.integrate("whatsapp")
            answers = [await flooded.post("whatsapp", tools.whatsapp(f"wamid.{i}")) for i in range(40)]
            assert [each.status_code for each in answers] == [200] * 5 + [429] * 35
            assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
            assert (await quiet.post("whatsapp", tools.whatsapp("wamid.A"))).status_code == 200
            assert len(await flooded.entries()) == 5
            limited = [each for each in await flooded.deliveries() if each.get("reason") == "rate.limited"]
            assert 1 <= len(limited) <= 30  # a flood of posts is no flood of rows


async def test_addresses_are_believed_only_from_trusted_proxies(tmp_path: Path) -> None:
    from services.relay.brakes import Brakes, Rates

    def seen(brakes: Brakes, peer: str, forwarded: str) -> str:
        return brakes.address({"client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]})

    nobody, proxy = Brakes(Rates()), Brakes(Rates(), ["10.0.0.0/8", "::1"])
    assert seen(nobody, "203.0.113.9", "198.51.100.1") == "203.0.113.9"
    assert seen(proxy, "203.0.113.9", "198.51.100.1") == "203.0.113.9"
    assert seen(proxy, "10.0.0.1", "198.51.100.1") == "198.51.100.1"
    assert seen(proxy, "10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2") == "198.51.100.1"
    assert seen(proxy, "::1", "") == "::1"
    assert seen(proxy, "10.0.0.1", "nonsense") == "nonsense"


async def test_health_tells_how_it_goes(agency: Any, tools: Any) -> None:
    await agency.integrate("whatsapp")
    await agency.post("whatsapp", tools.whatsapp("wamid.A"))
    await agency.post("whatsapp", b"{}", {})
    (shown,) = (await agency.get("/v1/integrations"))["integrations"]
    assert shown["secrets"] == {"app_secret": "set", "verify_token": "set"}
    health = shown["health"]
    assert (health["received_24h"], health["rejected_24h"], health["last_problem"]) == (1, 1, "signature.wrong")
    assert (health["newest"], health["verified_at"]) == ("rejected", None)
    assert health["last_received_at"] == (await agency.deliveries())[1]["at"]
    newest = await agency.deliveries()
    page = (await agency.get(f"/v1/deliveries?before={newest[0]['id']}&limit=1"))["deliveries"]
    assert page == newest[1:2]
    assert all(isinstance(each["id"], str) for each in newest), "ids are opaque strings"


@pytest.mark.parametrize(
    ("provider", "body", "status", "code"),
    [
        ("nobody", {}, 404, "provider.unknown"),
        ("whatsapp", {"secrets": {"header_secret": "x"}}, 422, "integration.secret_unknown"),
        ("whatsapp", {"secrets": {"app_secret": 7}}, 400, "request.invalid"),
        ("whatsapp", {"routes": "all"}, 400, "request.invalid"),
        ("whatsapp", [], 400, "request.invalid"),
    ],
)
async def test_a_wrong_integration_is_refused(agency: Any, provider: str, body: Any, status: int, code: str) -> None:
    refused = await agency.call("PUT", f"/v1/integrations/{provider}", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
