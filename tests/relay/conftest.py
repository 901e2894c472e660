"""A relay in this process, agencies that joined it, and the same relay behind a real port."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import websockets

from services.relay.serving import Server, bind
from services.relay.web import Relay

URL = "http://relay.test"
SECRETS = {
    "whatsapp": {"app_secret": "app secret", "verify_token": "verify token"},
    "leadgen": {"app_secret": "app secret", "verify_token": "verify token"},
    "manychat": {"header_secret": "header secret"},
    "uchat": {"header_secret": "header secret"},
}


def signed(body: bytes, secret: str = "app secret") -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def whatsapp(*wamids: str, number: str = "106540352242922", text: str = "Hola") -> dict[str, Any]:
    """A webhook with one message for each id."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": number},
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": "16505551234"}],
        "messages": [
            {"from": "16505551234", "id": each, "timestamp": "1749416383", "type": "text", "text": {"body": text}}
            for each in wamids
        ],
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}


class Agency:
    """A tenant with its first admin."""

    def __init__(self, http: httpx.AsyncClient, joined: dict[str, Any]) -> None:
        self.http, self.joined = http, joined
        self.tenant, self.token, self.device = joined["tenant"]["id"], joined["token"], joined["device"]
        self.hooks: dict[str, str] = {}

    async def call(self, method: str, path: str, json: Any = None, token: str | None = None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}", **more.pop("headers", {})}
        return await self.http.request(method, path, json=json, headers=headers, **more)

    async def get(self, path: str, **more: Any) -> Any:
        answer = await self.call("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def join(self, role: str) -> "Agency":
        """Another member of the same tenant."""
        invited = await self.call("POST", "/v1/invitations", {"role": role})
        asked = {"invitation": invited.json()["invitation"], "name": role, "device": f"desk of {role}"}
        return Agency(self.http, (await self.http.post("/v1/join", json=asked)).json())

    async def integrate(self, provider: str, **secrets: str | None) -> str:
        """The path of the provider's hook."""
        answer = await self.call("PUT", f"/v1/integrations/{provider}", {"secrets": secrets or SECRETS[provider]})
        assert answer.status_code == 200, answer.text
        self.hooks[provider] = httpx.URL(answer.json()["hook_url"]).path
        return self.hooks[provider]

    async def post(self, provider: str, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        """Post a webhook as the provider does."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        meta = provider in ("whatsapp", "leadgen")
        usual = signed(raw) if meta else {"X-Strato-Secret": "header secret"}
        return await self.http.post(self.hooks[provider], content=raw, headers=usual if headers is None else headers)

    async def entries(self) -> list[dict[str, Any]]:
        """The whole log, without a gap."""
        found: list[dict[str, Any]] = []
        while True:
            page = await self.get(f"/v1/entries?after={len(found)}")
            found += page["entries"]
            if len(found) >= page["head"]:
                assert [each["seq"] for each in found] == list(range(1, page["head"] + 1))
                return found

    async def deliveries(self) -> list[dict[str, Any]]:
        return list((await self.get("/v1/deliveries"))["deliveries"])


async def found(relay: Relay, http: httpx.AsyncClient, name: str) -> Agency:
    """A new agency, joined by its first admin."""
    _, invitation = await relay.tenants.add(name)
    joined = await http.post("/v1/join", json={"invitation": invitation, "name": "Ana", "device": "desk"})
    assert joined.status_code == 201, joined.text
    return Agency(http, joined.json())


@pytest_asyncio.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Relay]:
    async with Relay(tmp_path / "relay", URL) as opened:
        yield opened


@pytest_asyncio.fixture
async def http(relay: Relay) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=relay), base_url=URL) as client:
        yield client


@pytest_asyncio.fixture
async def agency(relay: Relay, http: httpx.AsyncClient) -> Agency:
    return await found(relay, http, "Propiedades del Sur")


@pytest_asyncio.fixture
async def other(relay: Relay, http: httpx.AsyncClient) -> Agency:
    return await found(relay, http, "Otra Inmobiliaria")


class Served:
    """A relay behind a real port."""

    def __init__(self, relay: Relay, port: int, http: httpx.AsyncClient, server: Server) -> None:
        self.relay, self.port, self.http, self.server = relay, port, http, server

    async def agency(self, name: str = "Propiedades del Sur") -> Agency:
        return await found(self.relay, self.http, name)

    def console(self, agency: Agency, query: str = "after=0", **more: Any) -> Any:
        given = {"subprotocols": ["strato.v1"], "additional_headers": {"Authorization": f"Bearer {agency.token}"}}
        return websockets.connect(f"ws://127.0.0.1:{self.port}/v1/log?{query}", **{**given, "proxy": None, **more})


@asynccontextmanager
async def serving(relay: Relay) -> AsyncIterator[Served]:
    ready = asyncio.Event()
    server = Server(relay, ready.set)
    with bind("127.0.0.1", 0) as bound:
        port = bound.getsockname()[1]
        running = asyncio.create_task(server.serve([bound]))
        await ready.wait()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            yield Served(relay, port, http, server)
        server.should_exit = True
        await running


@pytest_asyncio.fixture
async def served(relay: Relay) -> AsyncIterator[Served]:
    async with serving(relay) as running:
        yield running


async def receive(console: Any) -> dict[str, Any]:
    """The next frame, decoded."""
    async with asyncio.timeout(10):
        frame: dict[str, Any] = json.loads(await console.recv())
        return frame


async def read_entries(console: Any, count: int) -> list[dict[str, Any]]:
    """The next `count` entries of a console, over any number of frames."""
    entries: list[dict[str, Any]] = []
    while len(entries) < count:
        frame = await receive(console)
        if frame["type"] == "entries":
            entries += frame["entries"]
    return entries


@pytest.fixture
def tools() -> Any:
    """What tests share that is not a fixture: `importlib` mode has no module to import it from."""

    class Tools:
        pass

    shared: dict[str, Callable[..., Any]] = {
        "signed": signed, "whatsapp": whatsapp, "receive": receive, "read_entries": read_entries,
        "serving": serving, "found": found, "secrets": SECRETS,
    }  # fmt: skip
    for name, each in shared.items():
        setattr(Tools, name, staticmethod(each) if callable(each) else each)
    return Tools
