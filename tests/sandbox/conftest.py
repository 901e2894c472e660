"""A practice agency on loopback, its webhooks caught by a stub of the relay that checks how they are signed."""

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from services.sandbox.hooks import Hook
from services.sandbox.server import Plan, Sandbox, opened

KEYS = {
    "whatsapp": "EAAensayo",
    "manychat": "1290339024160001:clave-de-ensayo",
    "uchat": "uchat-ensayo",
    "elevenlabs": "sk_ensayo",
}
APP_SECRET = "secreto-de-la-app"
HEADER_SECRET = "secreto-de-cabecera"


class StubRelay:
    """Keeps every webhook that is signed as its provider signs; answers 401 to the others and `refuse` times 500."""

    def __init__(self) -> None:
        self.hooks: list[tuple[str, dict[str, Any]]] = []
        self.bodies: list[bytes] = []
        self.refuse = 0
        self.unsigned = 0
        self._news = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                headers = {k.lower(): v.strip() for k, _, v in (row.partition(":") for row in head.split("\r\n")[1:])}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                status = self._take(head.split(" ")[1].strip("/"), headers, body)
                writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n".encode())
        writer.close()

    def _take(self, provider: str, headers: dict[str, str], body: bytes) -> int:
        good = headers.get("x-strato-secret") == HEADER_SECRET
        if provider in ("whatsapp", "leadgen"):
            wanted = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
            good = headers.get("x-hub-signature-256") == f"sha256={wanted}"
        if not good:
            self.unsigned += 1
            return 401
        if self.refuse:
            self.refuse -= 1
            return 500
        self.bodies.append(body)
        self.hooks.append((provider, json.loads(body)))
        self._news.set()
        return 200

    async def until(self, found: Callable[["StubRelay"], Any]) -> Any:
        """The first true answer of `found`, asked again after each webhook."""
        while not (answer := found(self)):
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 10)
        return answer

    def changes(self, field: str = "messages") -> list[dict[str, Any]]:
        """The values of WhatsApp's webhooks, in order of arrival."""
        entries = [entry for provider, body in self.hooks if provider == "whatsapp" for entry in body["entry"]]
        return [change["value"] for entry in entries for change in entry["changes"] if change["field"] == field]

    def statuses(self, id_: str) -> list[str]:
        rows = [row for value in self.changes() for row in value.get("statuses", [])]
        return [row["status"] for row in rows if row["id"] == id_]

    def messages(self, wa_id: str) -> list[dict[str, Any]]:
        rows = [row for value in self.changes() for row in value.get("messages", [])]
        return [row for row in rows if row.get("from") == wa_id]


@pytest_asyncio.fixture
async def relay() -> AsyncIterator[tuple[StubRelay, dict[str, Hook]]]:
    stub = StubRelay()
    server = await asyncio.start_server(stub.answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    secrets = {"whatsapp": APP_SECRET, "leadgen": APP_SECRET, "manychat": HEADER_SECRET, "uchat": HEADER_SECRET}
    yield stub, {name: Hook(f"http://127.0.0.1:{port}/{name}", secret) for name, secret in secrets.items()}
    server.close()


@pytest.fixture
def plan(relay: tuple[StubRelay, dict[str, Hook]], tmp_path: Path) -> Plan:
    return Plan(folder=tmp_path, keys=KEYS, hooks=relay[1], fast=200)


@pytest_asyncio.fixture
async def sandbox(plan: Plan) -> AsyncIterator[Sandbox]:
    """Open, its past already told to the leads' windows but not posted."""
    async with opened(plan) as sandbox:
        sandbox.past.remember()
        yield sandbox


@pytest_asyncio.fixture
async def graph(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(sandbox, "whatsapp", "/v24.0", authorization=f"Bearer {KEYS['whatsapp']}") as client:
        yield client


@pytest_asyncio.fixture
async def manychat(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(sandbox, "manychat", "", authorization=f"Bearer {KEYS['manychat']}") as client:
        yield client


@pytest_asyncio.fixture
async def uchat(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(sandbox, "uchat", "", authorization=f"Bearer {KEYS['uchat']}") as client:
        yield client


@pytest_asyncio.fixture
async def eleven(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(sandbox, "elevenlabs", "", **{"xi-api-key": KEYS["elevenlabs"]}) as client:
        yield client


@pytest.fixture
def phone(sandbox: Sandbox) -> str:
    return str(sandbox.agency.accounts["phone_number_id"])


Send = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def send(graph: httpx.AsyncClient, phone: str) -> Send:
    """POST a message to Lucía, or to `to`."""

    async def post(kind: str, to: str = "5491155550142", **more: Any) -> httpx.Response:
        body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": kind, **more}
        return await graph.post(f"/{phone}/messages", json=body)

    return post


def _client(sandbox: Sandbox, provider: str, tail: str, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=sandbox.base_urls()[provider] + tail, headers=headers, timeout=20, verify=False)
