"""A practice agency in processes of its own, and houses that live in it."""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from app.desk import given
from app.house import House
from services.connections import Connections
from services.link import LinkState
from services.records import Changes, Conversation, Message
from services.relay_client import RelayClient
from services.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 1.5


def word() -> str:
    """Something that no other message of the run says."""
    return f"palabra-{uuid4().hex[:8]}"


class Agency:
    """The demo's line of JSON, and the providers' side: faults, and what they accepted."""

    def __init__(self, line: bytes) -> None:
        self.told: dict[str, Any] = json.loads(line)
        self._url = self.told["sandbox"]

    def ask(self, method: str, path: str, **options: Any) -> Any:
        answer = httpx.request(method, f"{self._url}/sandbox{path}", trust_env=False, **options)
        return answer.raise_for_status().json()

    def fault(self, kind: str, provider: str = "whatsapp", path: str = "/messages", **more: Any) -> None:
        self.ask("POST", "/faults", json={"kind": kind, "provider": provider, "path": path, **more})

    def received(self, text: str) -> list[dict[str, Any]]:
        """The messages that the providers accepted and that say `text`."""
        return [row for row in self.ask("GET", "/received")["received"] if text in json.dumps(row, ensure_ascii=False)]

    def notes(self, sha256: str) -> list[dict[str, Any]]:
        """The voice notes whose bytes have this hash."""
        rows = self.ask("GET", "/received")["received"]
        return [row for row in rows if row.get("sha256") == sha256 and row["what"] == "message"]

    def secrets(self) -> list[str]:
        keys = [key for each in self.told["integrations"].values() for key in each["keys"].values()]
        return [self.told["token"], *keys]

    async def another(self, name: str, *, keys: bool, role: str = "agent") -> bytes:
        """One more desk of this agency, described as the first one is."""

        async def token() -> str:
            return str(self.told["token"])

        http = Connections()
        try:
            invitation = (await RelayClient(self.told["relay"], token, http).invite(role)).invitation  # type: ignore[arg-type]
            joined = await RelayClient(self.told["relay"], None, http).join(invitation, name, name)
        finally:
            await http.close()
        return json.dumps(
            {
                "relay": self.told["relay"],
                "tenant": {"id": joined.tenant.id, "name": joined.tenant.name},
                "member": {"id": joined.member.id, "name": joined.member.name, "role": joined.member.role},
                "device": joined.device,
                "token": joined.token,
                "integrations": self.told["integrations"] if keys else {},
            }
        ).encode()


@contextlib.contextmanager
def agency(folder: Path, fast: float = 50.0) -> Any:
    """Run the practice agency in `folder`; its webhooks come at once."""
    command = [sys.executable, "-m", "app.demo", "--data", str(folder), "--json", "--fast", str(fast)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            yield Agency(child.stdout.readline())
        finally:
            child.stdin.close()
            child.wait(15)


class Listener:
    """What the house told, and a way to wait for facts."""

    def __init__(self) -> None:
        self.troubles: list[BaseException] = []
        self.link: LinkState | None = None
        self._news = asyncio.Event()

    def changed(self, changes: Changes) -> None:
        self._news.set()

    def link_state(self, state: LinkState) -> None:
        self.link = state
        self._news.set()

    def trouble(self, error: BaseException) -> None:
        self.troubles.append(error)
        self._news.set()

    async def until(self, fact: Callable[[], object], seconds: float = 30) -> None:
        """Wait until `fact` holds; asked again whenever something changed."""
        async with asyncio.timeout(seconds):
            while not fact():
                self._news.clear()
                await self._news.wait()


class Desk:
    """A house with its listener, and the few questions that tests ask."""

    def __init__(self, house: House, listener: Listener) -> None:
        self.house = house
        self.listener = listener

    def conversation(self, name: str) -> Conversation:
        rows = self.house.store.conversations(self.house.store.conversation_ids())
        return next(row for row in rows if row.name.startswith(name))

    def state(self, message: str) -> str | None:
        found = self.house.store.message(message)
        return found.state if found is not None else None

    def message(self, message: str) -> Message:
        found = self.house.store.message(message)
        assert found is not None
        return found

    async def until_state(self, message: str, *states: str) -> None:
        try:
            await self.listener.until(lambda: self.state(message) in states)
        except TimeoutError as error:
            raise AssertionError(f"{self.house.store.message(message)} {self.listener.troubles}") from error

    async def until_lead(self, name: str) -> Conversation:
        def there() -> bool:
            rows = self.house.store.conversations(self.house.store.conversation_ids())
            return any(row.name.startswith(name) for row in rows)

        await self.listener.until(there)
        return self.conversation(name)

    async def until_open(self, name: str) -> Conversation:
        """A lead on a channel that another desk of the agency brought: it may arrive after the lead."""
        lead = await self.until_lead(name)
        await self.listener.until(lambda: self.house.store.integration(lead.channel))
        return lead


@contextlib.asynccontextmanager
async def desk(told: bytes | dict[str, Any], data: Path, *, start: bool = True, **options: Any) -> AsyncIterator[Desk]:
    """A house for the desk described by `told`, live."""
    described, credentials = await given(told if isinstance(told, bytes) else json.dumps(told), data, practice=True)
    listener = Listener()
    options.setdefault("hold_ms", 0)
    options.setdefault("http", Connections(PATIENCE_S))
    async with House.open(described, listener, options.pop("credentials", credentials), **options) as house:
        if start:
            house.start()
            await listener.until(lambda: listener.link is not None and listener.link.kind == "live")
        yield Desk(house, listener)
    bugs = [error for error in listener.troubles if not isinstance(error, Trouble)]
    assert not bugs, bugs
