"""A desk's checks against the rehearsal providers, with a relay that says what it is told to say."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from services.channels.senders import Senders
from services.connections import Connections
from services.credentials import MemoryCredentials
from services.probes import Finding, Probes
from services.probes.ask import Asking
from services.records import Position
from services.relay_client import Integration
from services.sandbox.server import Plan, Sandbox, opened
from services.trouble import Trouble

KEYS = {
    "whatsapp": "EAAcanary-9f3k-never-shown",
    "manychat": "1290339024160001:canary-9f3k-never-shown",
    "uchat": "canary-9f3k-never-shown-uchat",
    "elevenlabs": "sk_canary-9f3k-never-shown",
}
TENANT = "ten_1"


class Relay:
    """What the relay tells of the webhooks."""

    def __init__(self) -> None:
        self.secrets: dict[str, str | None] = dict.fromkeys(("app_secret", "verify_token", "header_secret"), "set")
        self.health: dict[str, Any] = {"last_received_at": "2026-11-19T17:31:58Z", "received_24h": 9}
        self.trouble = ""

    async def integrations(self) -> list[Integration]:
        if self.trouble:
            raise Trouble(self.trouble)
        names = ("whatsapp", "manychat", "uchat", "leadgen")
        return [Integration(name, True, [], "https://r.example/h", self.secrets, self.health) for name in names]


class Shelf:
    """The configuration of the practice agency."""

    def __init__(self, configs: dict[str, dict[str, Any]]) -> None:
        self.configs = configs

    def integration(self, provider: str) -> dict[str, Any] | None:
        return self.configs.get(provider)

    def position(self) -> Position:
        return Position("e", 9, 9, 0, 0, 0)


class Desk:
    """Everything of one trial; `run` gives the findings by their check."""

    def __init__(self, sandbox: Sandbox, folder: Path, credentials: MemoryCredentials, http: Connections) -> None:
        urls, accounts = sandbox.base_urls(), sandbox.agency.accounts
        self.sandbox, self.relay, self.credentials = sandbox, Relay(), credentials
        given: dict[str, dict[str, Any]] = {
            "whatsapp": {name: accounts[name] for name in ("phone_number_id", "business_account_id")},
            "manychat": {"page_id": accounts["page_id"], "flow": accounts["flows"][0]["ns"]},
            "uchat": {},
            "leadgen": {"page_id": accounts["leadgen_page_id"]},
            "elevenlabs": {"voice_id": sandbox.agency.voices[0].id},
        }
        configs = {name: {"base_url": urls[name], "active": True, **more} for name, more in given.items()}
        self.shelf = Shelf(configs)
        senders = Senders(http, self.shelf.integration, credentials, TENANT)
        asking = Asking(senders, self.shelf, http, self._speech_key, dict, self.relay)  # type: ignore[arg-type]
        self.probes = Probes(asking, folder, lambda: 1_795_109_525_000)

    async def _speech_key(self) -> str | None:
        return await self.credentials.get(TENANT, "elevenlabs", "api_key")

    async def run(self, provider: str) -> dict[str, Finding]:
        return {each.check: each async for each in self.probes.run(provider)}


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    credentials, http = MemoryCredentials(), Connections()
    for provider in ("whatsapp", "manychat", "uchat", "leadgen"):
        key = KEYS["whatsapp"] if provider == "leadgen" else KEYS[provider]
        await credentials.set(TENANT, provider, "token", key)
    await credentials.set(TENANT, "elevenlabs", "api_key", KEYS["elevenlabs"])
    async with opened(Plan(folder=tmp_path / "agency", keys=KEYS, fast=200)) as sandbox:
        yield Desk(sandbox, tmp_path, credentials, http)
    await http.close()


@pytest.fixture
def fault(desk: Desk) -> Callable[..., None]:
    from services.sandbox.faults import Fault

    return lambda kind, provider, path="", **more: desk.sandbox.faults.add(Fault(kind, provider, path, **more))
