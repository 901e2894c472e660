"""How a desk joins, what a token opens, and how it is taken away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError

from services.relay import tenants as tenants_module

pytestmark = pytest.mark.asyncio


async def test_an_invitation_works_once(relay: Any, http: Any) -> None:
    tenant, code = await relay.tenants.add("Sur")
    asked = {"invitation": code, "name": "Ana", "device": "recepción"}
    joined = await http.post("/v1/join", json=asked)
    assert joined.status_code == 201
    body = joined.json()
    assert body["tenant"] == {"id": tenant.id, "name": "Sur"}
    assert body["member"]["role"] == "admin"
    assert set(body) == {"tenant", "member", "device", "token"}
    me = await http.get("/v1/me", headers={"Authorization": f"Bearer {body['token']}"})
    assert me.json() == {name: value for name, value in body.items() if name != "token"}
    again = await http.post("/v1/join", json=asked)
    assert (again.status_code, again.json()["code"]) == (409, "invitation.used")
    unknown = await http.post("/v1/join", json=asked | {"invitation": "x"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "invitation.unknown")


async def test_an_invitation_may_say_the_name(agency: Any, http: Any) -> None:
    for invited, says, called in (("Bea", {}, "Bea"), ("Bea", {"name": "B."}, "B."), (None, {}, None)):
        code = (await agency.call("POST", "/v1/invitations", {"role": "agent", "name": invited})).json()["invitation"]
        joined = await http.post("/v1/join", json={"invitation": code, "device": "x", **says})
        assert joined.status_code == (201 if called else 400)
        assert called is None or joined.json()["member"]["name"] == called


async def test_an_invitation_expires(agency: Any, http: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tenants_module, "INVITATION_LASTS", timedelta(seconds=-1))
    code = (await agency.call("POST", "/v1/invitations", {"role": "agent"})).json()["invitation"]
    late = await http.post("/v1/join", json={"invitation": code, "name": "Ana", "device": "x"})
    assert (late.status_code, late.json()["code"]) == (410, "invitation.expired")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"invitation":1,"name":"a","device":"b"}', b'{"invitation":"a","name":"","device":"b"}'],
)
async def test_a_join_of_another_form_is_refused(http: Any, body: bytes) -> None:
    answer = await http.post("/v1/join", content=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_token_is_kept_as_a_hash(relay: Any, agency: Any, tmp_path: Any) -> None:
    await relay.log.writer.call(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    kept = b"".join(path.read_bytes() for path in (tmp_path / "relay").iterdir())
    assert agency.device.encode() in kept
    assert agency.token.encode() not in kept


async def test_tokens_survive_a_restart(relay: Any, agency: Any) -> None:
    await relay.tenants.open()
    assert (await agency.call("GET", "/v1/me")).status_code == 200


async def test_a_revoked_device_is_nobody(agency: Any) -> None:
    member = await agency.join("agent")
    gone = await agency.call("DELETE", f"/v1/devices/{member.device}")
    assert gone.status_code == 204
    assert (await member.call("GET", "/v1/me")).status_code == 401
    assert (await agency.call("DELETE", f"/v1/devices/{member.device}")).status_code == 404
    people = (await agency.get("/v1/members"))["members"]
    assert [(each["role"], len(each["devices"])) for each in people] == [("admin", 1), ("agent", 1)]
    assert people[1]["devices"][0]["revoked_at"]


async def test_what_the_agency_says_of_itself_is_decided_by_its_admins(agency: Any) -> None:
    """An agent may choose a voice, and cannot take away the line that says that it was made."""
    values: list[Any] = [
        {"voice_line": ""},
        {"voices": {}, "voice_budget": {}},
        {"hours": None},
        {"voices": {}},
        None,
        [],
    ]
    refused = {"admin": 0, "agent": 3, "worker": 3}
    for role, many in refused.items():
        entries = [
            {"id": f"{role}{i}", "kind": "agency.changed", "body": {"values": each}} for i, each in enumerate(values)
        ]
        answer = await (await agency.join(role)).call("POST", "/v1/entries", {"entries": entries})
        codes = [each.get("code") for each in answer.json()["results"]]
        assert codes == ["entry.kind_refused"] * many + [None] * (len(values) - many), role


async def test_roles_decide_what_may_be_written(agency: Any) -> None:
    kinds = [
        "note.added",
        "integration.changed",
        "member.left",
        "key.shared",
        "hook.whatsapp",
        "Note",
        "note",
        "note..added",
        "",
    ]
    expected = {
        "admin": [None] * 4 + ["entry.kind_refused"] + ["entry.invalid"] * 4,
        "agent": [None] + ["entry.kind_refused"] * 4 + ["entry.invalid"] * 4,
    }
    for role, codes in expected.items():
        member = await agency.join(role)
        entries = [{"id": f"{role}-{kind}-{i}", "kind": kind, "body": {}} for i, kind in enumerate(kinds)]
        answer = await member.call("POST", "/v1/entries", {"entries": entries})
        results = answer.json()["results"]
        assert [each.get("code") for each in results] == codes
        assert all(("seq" in each) == ("code" not in each) for each in results)
    written = await agency.entries()
    assert len(written) == 5
    assert {each["by"] for each in written} != {agency.device}


async def test_an_entry_is_appended_once_and_judged_by_itself(agency: Any) -> None:
    odd: list[Any] = [
        {"id": "a", "kind": "note.added", "body": {"text": "hola"}},
        {"id": "a", "kind": "note.added", "body": {"text": "otra"}},
        {"id": "", "kind": "note.added", "body": {}},
        {"id": "b", "kind": "note.added", "body": []},
        {"id": "c", "kind": "note.added"},
        {"id": "d" * 201, "kind": "note.added", "body": {}},
        {"id": "e\n", "kind": "note.added", "body": {}},
        {"id": "f", "kind": "note.added", "body": {"text": "x" * 262_144}},
        "g",
        {"id": "h", "kind": "note.added", "body": {}},
    ]
    results = (await agency.call("POST", "/v1/entries", {"entries": odd})).json()["results"]
    assert [each.get("code") for each in results] == [
        None, None, *["entry.invalid"] * 5, "body.too_large", "entry.invalid", None,
    ]  # fmt: skip
    assert results[1] == {**results[0], "duplicate": True}
    assert [each["id"] for each in results[3:5]] == ["b", "c"]
    assert [each["body"] for each in await agency.entries()] == [{"text": "hola"}, {}]


async def test_too_many_entries_at_once(agency: Any) -> None:
    entries = [{"id": str(i), "kind": "note.added", "body": {}} for i in range(501)]
    refused = await agency.call("POST", "/v1/entries", {"entries": entries})
    assert (refused.status_code, refused.json()["code"]) == (413, "entry.too_many")


async def test_entries_come_in_pages_and_compressed(agency: Any) -> None:
    entries = [{"id": f"n{i}", "kind": "note.added", "body": {"text": "hola " * 50}} for i in range(300)]
    await agency.call("POST", "/v1/entries", {"entries": entries})
    plain = await agency.call("GET", "/v1/entries?after=10&limit=20", headers={"Accept-Encoding": "identity"})
    assert [each["seq"] for each in plain.json()["entries"]] == list(range(11, 31))
    assert "content-encoding" not in plain.headers
    assert plain.headers["cache-control"] == "no-store"
    for encoding in ("gzip", "zstd"):
        packed = await agency.call("GET", "/v1/entries?limit=300", headers={"Accept-Encoding": encoding})
        assert packed.headers["content-encoding"] == encoding
    for refused in ("gzip;q=0", "zstd; q=0.0, identity"):
        plain = await agency.call("GET", "/v1/entries?limit=3", headers={"Accept-Encoding": refused})
        assert "content-encoding" not in plain.headers
    assert len(await agency.entries()) == 300
    at = datetime.fromisoformat((await agency.entries())[0]["at"])
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=NaN", "after=1&limit=1e3", "after=" + "9" * 30])
async def test_a_malformed_cursor_is_refused(agency: Any, query: str) -> None:
    assert (await agency.call("GET", f"/v1/entries?{query}")).status_code == 400


@pytest.mark.parametrize("query", ["after=1", "after=0&epoch=ep_other"])
async def test_a_cursor_that_does_not_fit_is_never_an_empty_success(agency: Any, query: str) -> None:
    reset = await agency.call("GET", f"/v1/entries?{query}")
    assert (reset.status_code, reset.json()["code"]) == (409, "log.reset")


async def test_what_is_not_there(http: Any, agency: Any) -> None:
    assert (await http.get("/nowhere")).json()["code"] == "path.unknown"
    refused = await http.request("TRACE", "/v1/me")
    assert (refused.status_code, refused.json()["code"]) == (405, "method.refused")
    assert refused.headers["allow"] == "GET, HEAD, PATCH", "all that goes there, whoever answers it"
    assert (await http.get("/v1/me?token=" + agency.token)).status_code == 401
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    assert (await http.get("/readyz")).json() == {"status": "ok"}
    assert "strato_relay_webhooks_total" in (await http.get("/metrics")).text
    assert (await http.post("/operator", json={"type": "ListTenants"})).status_code == 401
    assert (await agency.call("POST", "/operator", {"type": "ListTenants"})).status_code == 401


async def test_a_bug_is_a_problem_and_never_its_trace(agency: Any, relay: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*told: Any) -> Any:
        raise ZeroDivisionError(agency.token)

    hook = await agency.integrate("uchat")
    monkeypatch.setattr(relay.tenants, "speaker", broken)
    monkeypatch.setattr(relay.integrations, "target", broken)
    transport = httpx.ASGITransport(relay, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://relay.test") as http:
        for answered in (await http.get("/v1/me"), await http.post(hook, content=b"{}")):
            assert (answered.status_code, answered.json()["code"]) == (500, "relay.failed")
            assert answered.headers["content-type"] == "application/problem+json"
            assert agency.token not in answered.text


async def invited(agency: Any, **asked: Any) -> Any:
    return (await agency.call("POST", "/v1/invitations", {"role": "agent", **asked})).json()


async def test_an_invitation_lasts_as_long_as_was_asked(agency: Any) -> None:
    ends = [datetime.fromisoformat((await invited(agency, **each))["expires_at"]) for each in ({}, {"ttl_s": 86_400})]
    assert [round((each - datetime.now(UTC)) / timedelta(days=1)) for each in ends] == [7, 1]
    for ttl in (0, 59, 31 * 86_400, "1"):
        assert (await agency.call("POST", "/v1/invitations", {"role": "agent", "ttl_s": ttl})).status_code == 400


async def test_open_invitations_are_listed_without_their_codes_and_can_be_withdrawn(agency: Any, http: Any) -> None:
    codes = [(await invited(agency, name=name, ttl_s=ttl))["invitation"] for name, ttl in (("Bea", 600), ("Ale", 60))]
    await agency.join("agent")  # redeemed at once: not open any more
    listed = (await agency.call("GET", "/v1/invitations")).json()["invitations"]
    assert [(each["name"], each["role"]) for each in listed] == [("Ale", "agent"), ("Bea", "agent")]
    assert not [code for code in codes if code in str(listed)]
    assert (await agency.call("DELETE", f"/v1/invitations/{listed[1]['id']}")).status_code == 204
    for wrong in (listed[1]["id"], "%", "_" * 16, listed[0]["id"][:8]):
        assert (await agency.call("DELETE", f"/v1/invitations/{wrong}")).status_code == 404
    late = await http.post("/v1/join", json={"invitation": codes[0], "name": "Bea", "device": "x"})
    assert (late.status_code, late.json()["code"]) == (404, "invitation.unknown")
    assert (await http.post("/v1/join", json={"invitation": codes[1], "name": "A", "device": "x"})).status_code == 201


async def test_a_member_joins_with_one_more_device(agency: Any, http: Any) -> None:
    agent = await agency.join("agent")
    member = agent.joined["member"]["id"]
    code = (await invited(agency, role="admin", member=member))["invitation"]
    joined = (await http.post("/v1/join", json={"invitation": code, "name": "Eve", "device": "notebook"})).json()
    assert joined["member"] == {"id": member, "name": "agent", "role": "agent"}  # not what was asked for on the way
    (found,) = [each for each in (await agency.get("/v1/members"))["members"] if each["id"] == member]
    assert [each["device"] for each in found["devices"]] == ["desk of agent", "notebook"]


async def test_a_member_is_renamed_by_itself_alone(relay: Any, agency: Any) -> None:
    agent = await agency.join("agent")
    renamed = await agent.call("PATCH", "/v1/me", {"name": "Sofía Bianchi"})
    assert renamed.json()["member"]["name"] == "Sofía Bianchi"
    await relay.tenants.open()
    for asker in (agency, agent):
        told = (await asker.call("GET", "/v1/colleagues")).json()["members"]
        assert [(each["name"], each["role"]) for each in told] == [("Ana", "admin"), ("Sofía Bianchi", "agent")]


async def test_when_a_device_was_last_seen_is_kept(relay: Any, agency: Any) -> None:
    agent = await agency.join("agent")
    await agent.call("GET", "/v1/me")
    before = (await agency.get("/v1/members"))["members"][1]["devices"][0]
    assert before["last_seen"] >= before["joined_at"]
    assert before["connected"] is False
    await relay.tenants.write_down()
    await relay.tenants.open()
    assert (await agency.get("/v1/members"))["members"][1]["devices"][0]["last_seen"] == before["last_seen"]


async def test_what_was_revoked_is_out_before_anything_else_is_answered(served: Any, tools: Any) -> None:
    """By the order of events: the socket's last word stands before the answer to whoever revoked it, and what is
    written after that reaches nobody who was shown out."""
    agency = await served.agency()
    agent = await agency.join("agent")
    async with served.console(agent) as console, served.console(agency) as own:
        assert (await tools.receive(console))["type"] == "welcome"
        devices = [each for member in (await agency.get("/v1/members"))["members"] for each in member["devices"]]
        assert [each["connected"] for each in devices] == [True, True]
        assert (await agency.call("DELETE", f"/v1/devices/{agent.device}")).status_code == 204
        await agency.call("POST", "/v1/entries", {"entries": [{"id": "z", "kind": "note.added", "body": {}}]})
        await tools.read_entries(own, 1)
        with pytest.raises(ConnectionClosedError):
            raise AssertionError(await console.recv())
        assert (console.close_code, console.close_reason) == (4401, "revoked")
    async with served.console(agent) as again:
        await again.wait_closed()
    assert again.close_code == 4401
    refused = await agent.call("POST", "/v1/entries", {"entries": [{"id": "y", "kind": "note.added", "body": {}}]})
    assert refused.status_code == 401
    assert [each["id"] for each in await agency.entries()] == ["z"]
