"""Every route of the relay, asked with another tenant's token for what is this one's, by every role, and by nobody."""

import hashlib
import json
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from starlette.routing import Route

pytestmark = pytest.mark.asyncio

OGG = b"OggS of one tenant alone"
SHA = hashlib.sha256(OGG).hexdigest()
CANARY = "canario-7f3a9"


class Case(NamedTuple):
    """How a route is asked for the other tenant's things; `foreign` is what its own admin is answered there."""

    foreign: int
    body: Any = None
    query: str = ""
    admin: bool = False


MATRIX: dict[tuple[str, str], Case] = {
    ("POST", "/v1/join"): Case(409, {"invitation": "{spent}", "name": "x", "device": "x"}),
    ("GET", "/v1/me"): Case(200),
    ("PATCH", "/v1/me"): Case(200, {"name": "Otra", "member": "{member}", "id": "{member}"}),
    ("GET", "/v1/colleagues"): Case(200, query="?tenant={tenant}"),
    ("GET", "/v1/members"): Case(200, query="?tenant={tenant}", admin=True),
    ("GET", "/v1/invitations"): Case(200, query="?tenant={tenant}", admin=True),
    ("POST", "/v1/invitations"): Case(404, {"role": "admin", "member": "{member}"}, admin=True),
    ("DELETE", "/v1/invitations/{invitation}"): Case(404, admin=True),
    ("DELETE", "/v1/devices/{device}"): Case(404, admin=True),
    ("GET", "/v1/integrations"): Case(200, query="?tenant={tenant}", admin=True),
    ("PUT", "/v1/integrations/{provider}"): Case(200, {"routes": ["106540352242922"]}, admin=True),
    ("GET", "/v1/deliveries"): Case(200, query="?before=99999999999999999", admin=True),
    ("GET", "/v1/entries"): Case(200, query="?after=0&limit=5000&tenant={tenant}"),
    ("POST", "/v1/entries"): Case(200, {"entries": [{"id": CANARY, "kind": "note.added", "body": {}}]}),
    ("PUT", "/v1/media/{sha256}"): Case(201, OGG),
    ("POST", "/v1/media/{sha256}/links"): Case(404, {"ttl_s": 60}),
}
OPEN = {
    ("GET", "/healthz"): 200, ("GET", "/readyz"): 200, ("GET", "/metrics"): 200, ("GET", "/m/{token}"): 404,
    ("POST", "/operator"): 401,
}  # fmt: skip
"""Routes that know no device's token, and what one gets there without being the operator or having a link."""


class Things:
    """One of everything that the tenant has, with a word in it that must not turn up elsewhere."""

    def __init__(self, agency: Any) -> None:
        self.agency = agency
        self.ids = {"tenant": agency.tenant, "device": agency.device, "sha256": SHA, "provider": "whatsapp"}

    async def furnish(self, tools: Any) -> None:
        agency = self.agency
        await agency.integrate("whatsapp", app_secret=CANARY + "secreto", verify_token=CANARY + "token")
        raw = json.dumps(tools.whatsapp("wamid.A", text=CANARY)).encode()
        assert (await agency.post("whatsapp", raw, tools.signed(raw, CANARY + "secreto"))).status_code == 200
        note = {"id": CANARY, "kind": "note.added", "body": {"text": CANARY}}
        await agency.call("POST", "/v1/entries", {"entries": [note]})
        await agency.call("PUT", f"/v1/media/{SHA}", content=OGG, headers={"Content-Type": "audio/ogg"})
        link = (await agency.call("POST", f"/v1/media/{SHA}/links", {"ttl_s": 60})).json()["url"]
        spent = (await agency.call("POST", "/v1/invitations", {"role": "agent"})).json()["invitation"]
        self.colleague = (
            await agency.http.post("/v1/join", json={"invitation": spent, "name": CANARY, "device": CANARY})
        ).json()
        await agency.call("POST", "/v1/invitations", {"role": "agent", "name": CANARY})
        invitation = (await agency.get("/v1/invitations"))["invitations"][0]["id"]
        self.ids |= {"spent": spent, "invitation": invitation, "member": self.colleague["member"]["id"]}
        self.ids["token"] = link.rsplit("/", 1)[1]

    def secrets(self) -> set[str]:
        """Nothing of these may be in an answer to somebody else."""
        return {CANARY, *(self.ids[each] for each in ("tenant", "device", "spent", "invitation", "member", "token"))}

    async def state(self) -> Any:
        """All that the tenant can tell of itself, but for who was seen when."""
        members = (await self.agency.get("/v1/members"))["members"]
        for device in (each for member in members for each in member["devices"]):
            del device["last_seen"]
        told = [await self.agency.get(f"/v1/{each}") for each in ("invitations", "integrations", "deliveries", "me")]
        return members, told, await self.agency.entries()


@pytest_asyncio.fixture
async def things(agency: Any, tools: Any) -> Things:
    made = Things(agency)
    await made.furnish(tools)
    return made


def table(relay: Any) -> set[tuple[str, str]]:
    """The relay's own routes."""
    routes = [route for route in relay._rest.routes if isinstance(route, Route)]
    assert len(routes) == len(relay._rest.routes), "something that is no route answers here"
    return {(method, each.path) for each in routes for method in each.methods or () if method != "HEAD"}


async def ask(who: Any, things: Things, route: tuple[str, str], token: str | None = None) -> Any:
    case, (method, path) = MATRIX[route], route
    body = json.dumps(case.body) if not isinstance(case.body, bytes) else ""
    for name, value in things.ids.items():
        body = body.replace("{" + name + "}", value)
    raw = {"content": case.body, "headers": {"Content-Type": "audio/ogg"}} if isinstance(case.body, bytes) else {}
    asked = raw or {"json": json.loads(body)}
    return await who.call(method, (path + case.query).format(**things.ids), token=token, **asked)


async def test_the_matrix_has_every_route(relay: Any) -> None:
    """A route added tomorrow fails here until it has a line above."""
    assert table(relay) == MATRIX.keys() | OPEN.keys()


@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
async def test_no_call_crosses(route: tuple[str, str], things: Things, other: Any) -> None:
    before = await things.state()
    answer = await ask(other, things, route)
    assert answer.status_code == MATRIX[route].foreign, answer.text
    told = answer.text + str(answer.headers)
    sent = str(MATRIX[route].body)
    assert not [each for each in things.secrets() if each in told and each not in sent]
    assert await things.state() == before


@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
async def test_only_who_may_is_heard(route: tuple[str, str], things: Things) -> None:
    """Nobody, somebody who was shown out, and each role."""
    agency, case = things.agency, MATRIX[route]
    if route == ("POST", "/v1/join"):
        return
    gone = await agency.join("admin")
    assert (await agency.call("DELETE", f"/v1/devices/{gone.device}")).status_code == 204
    for token in ("", "wrong", gone.token):
        answer = await ask(agency, things, route, token)
        assert (answer.status_code, answer.json()["code"]) == (401, "token.unknown")
    for role in ("agent", "worker"):
        answer = await ask(await agency.join(role), things, route)
        forbidden = (answer.status_code, answer.json().get("code")) == (403, "role.forbidden")
        assert forbidden == case.admin, (role, answer.text)


async def test_what_is_open_tells_nothing_of_a_tenant(things: Things, other: Any) -> None:
    """Without a token, with another tenant's token as a link, and with one as the operator's."""
    for (method, path), status in OPEN.items():
        for token in ("", other.token):
            given = {"json": {"type": "ListTenants"}} if method == "POST" else {}
            answer = await other.call(method, path.replace("{token}", other.token), token=token, **given)
            assert answer.status_code == status, path
            assert not [each for each in things.secrets() if each in answer.text], path
    linked = await other.http.get(f"/m/{things.ids['token']}")
    assert linked.content == OGG  # whoever has the link has the file, and nothing else
    assert (await other.http.get(f"/m/{things.ids['token']}x")).status_code == 404
    assert (await other.http.get(f"/m/{SHA}")).status_code == 404


async def test_a_socket_opens_only_to_a_token(served: Any, tools: Any) -> None:
    """The one path that is no route: nobody, a link's token, a hook's key, and a query that names another tenant."""
    first, second = await served.agency("A"), await served.agency("B")
    things = Things(first)
    await things.furnish(tools)
    key = first.hooks["whatsapp"].rsplit("/", 1)[1]
    for token in ("", "wrong", things.ids["token"], key):
        headers = {"Authorization": f"Bearer {token}"}
        async with served.console(first, additional_headers=headers) as console:
            await console.wait_closed()
        assert console.close_code == 4401
    async with served.console(second, f"after=0&tenant={first.tenant}&token={first.token}") as console:
        welcome = await tools.receive(console)
        assert (welcome["type"], welcome["head"]) == ("welcome", 0)
