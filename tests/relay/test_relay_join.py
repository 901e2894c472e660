"""How a desk joins, what a token opens, and how it is taken away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

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


ADMIN_ONLY = [
    ("POST", "/v1/invitations", {"role": "agent"}),
    ("GET", "/v1/members", None),
    ("DELETE", "/v1/devices/dev_x", None),
    ("GET", "/v1/integrations", None),
    ("PUT", "/v1/integrations/whatsapp", {}),
    ("GET", "/v1/deliveries", None),
]


@pytest.mark.parametrize("role", ["agent", "worker"])
@pytest.mark.parametrize(("method", "path", "body"), ADMIN_ONLY)
async def test_only_admins_may(agency: Any, role: str, method: str, path: str, body: Any) -> None:
    member = await agency.join(role)
    refused = await member.call(method, path, body)
    assert (refused.status_code, refused.json()["code"]) == (403, "role.forbidden")
    for token in ("", "wrong", "Bearer"):
        unknown = await agency.call(method, path, body, token=token)
        assert (unknown.status_code, unknown.json()["code"]) == (401, "token.unknown")


async def test_a_revoked_device_is_nobody(agency: Any) -> None:
    member = await agency.join("agent")
    gone = await agency.call("DELETE", f"/v1/devices/{member.device}")
    assert gone.status_code == 204
    assert (await member.call("GET", "/v1/me")).status_code == 401
    assert (await agency.call("DELETE", f"/v1/devices/{member.device}")).status_code == 404
    people = (await agency.get("/v1/members"))["members"]
    assert [(each["role"], len(each["devices"])) for each in people] == [("admin", 1), ("agent", 1)]
    assert people[1]["devices"][0]["revoked_at"]


async def test_roles_decide_what_may_be_written(agency: Any) -> None:
    kinds = ["note.added", "integration.changed", "member.left", "hook.whatsapp", "Note", "note", "note..added", ""]
    expected = {
        "admin": [None, None, None, "entry.kind_refused"] + ["entry.invalid"] * 4,
        "agent": [None] + ["entry.kind_refused"] * 3 + ["entry.invalid"] * 4,
    }
    for role, codes in expected.items():
        member = await agency.join(role)
        entries = [{"id": f"{role}-{kind}-{i}", "kind": kind, "body": {}} for i, kind in enumerate(kinds)]
        answer = await member.call("POST", "/v1/entries", {"entries": entries})
        results = answer.json()["results"]
        assert [each.get("code") for each in results] == codes
        assert all(("seq" in each) == ("code" not in each) for each in results)
    written = await agency.entries()
    assert len(written) == 4
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
    assert refused.headers["allow"]
    assert (await http.get("/v1/me?token=" + agency.token)).status_code == 401
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    assert (await http.get("/readyz")).json() == {"status": "ok"}
    assert "strato_relay_webhooks_total" in (await http.get("/metrics")).text
    assert (await http.post("/operator", json={"type": "ListTenants"})).status_code == 401
    assert (await agency.call("POST", "/operator", {"type": "ListTenants"})).status_code == 401
