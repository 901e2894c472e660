"""The link and the real relay, over a line that breaks: nothing missing, nothing twice, and revoked means gone."""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from services.connections import Connections
from services.entries import Draft
from services.link import Link
from services.relay_client import Joined, RelayClient
from services.store import Store
from services.trouble import Trouble
from services.upkeep import Upkeep
from tests.conftest import eventually
from tests.link.doubles import Heard, Memory, Proxy

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).resolve().parents[2]


class Relay:
    """`strato-relay` in a process of its own, that can be killed and started again on its port."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.port = 0
        self.invitations: list[str] = []
        self._child: subprocess.Popen[bytes] | None = None

    def add_tenants(self, count: int) -> None:
        """Make agencies, one for each test, in one process because it starts slowly; keep their invitations."""
        command = ["tenant", "add", "Ribera Norte", "--json", "--data", str(self._data)]
        program = f"from app.relay import main\nfor _ in range({count}): main({command!r})"
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
        self.invitations = [json.loads(line)["invitation"] for line in done.stdout.splitlines()]

    def start(self) -> None:
        command = [sys.executable, "-m", "app.relay", "serve", "--data", str(self._data), "--port", str(self.port)]
        self._child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._child.stdout is not None
        for line in self._child.stdout:
            if found := re.search(rb"http://[\w.]+:(\d+)", line):
                self.port = int(found[1])
                return
        raise AssertionError("the relay did not start")

    def kill(self) -> None:
        assert self._child is not None
        self._child.kill()
        self._child.communicate()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    running = Relay(tmp_path_factory.mktemp("relay"))
    running.add_tenants(12)
    running.start()
    yield running
    running.kill()


@pytest_asyncio.fixture
async def admin(relay: Relay) -> AsyncIterator["Device"]:
    http = Connections()
    joined = await RelayClient(relay.url, None, http).join(relay.invitations.pop(), "Martín", "escritorio")
    yield Device(joined, relay.url, http)
    await http.close()


class Device:
    """A device of the agency: its token, and the relay's HTTP interface with it."""

    def __init__(self, joined: Joined, url: str, http: Connections) -> None:
        self.joined = joined
        self.http = http
        self.client = RelayClient(url, self.token, http)

    async def token(self) -> str:
        return self.joined.token

    async def another(self, url: str, role: Any = "agent") -> "Device":
        invitation = (await self.client.invite(role)).invitation
        return Device(await RelayClient(url, None, self.http).join(invitation, "Ana", "notebook"), url, self.http)

    async def write(self, url: str, count: int) -> list[str]:
        """Append `count` notes, in portions."""
        names = [uuid4().hex for _ in range(count)]
        client = await self.http()
        for start in range(0, count, 400):
            portion = names[start : start + 400]
            entries = [{"id": name, "kind": "note.added", "body": {"note": name}} for name in portion]
            headers = {"authorization": f"Bearer {self.joined.token}"}
            answer = await client.post(f"{url}/v1/entries", headers=headers, json={"entries": entries})
            answer.raise_for_status()
        return names


@contextlib.asynccontextmanager
async def following(
    device: Device, url: str, replica: Memory | None = None
) -> AsyncIterator[tuple[Link, Memory, Heard]]:
    store, heard = replica or Memory(), Heard()
    link = Link(
        store, url, device.token, RelayClient(url, device.token, device.http), heard.state, heard.troubles.append
    )
    task = asyncio.create_task(link.run())
    try:
        yield link, store, heard
    finally:
        assert not task.done()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def names(replica: Memory) -> list[str]:
    return [entry.id for entry in replica.entries]


async def test_a_first_catch_up_and_then_live(relay: Relay, admin: Device) -> None:
    written = await admin.write(relay.url, 3000)
    async with following(admin, relay.url) as (_, replica, heard):
        await heard.until("live")
        assert names(replica) == written
        written += await admin.write(relay.url, 3)
        await replica.until(lambda: names(replica) == written)


@pytest.mark.parametrize("break_it", [Proxy.cut, Proxy.half_close])
async def test_a_breaking_line_loses_nothing_and_repeats_nothing(
    relay: Relay, admin: Device, break_it: Callable[[Proxy], None]
) -> None:
    ana = await admin.another(relay.url)
    async with Proxy(relay.port).running() as proxy, following(ana, proxy.url) as (link, replica, heard):
        await heard.until("live")
        written: list[str] = []
        for round_ in range(8):
            drafts = [Draft(uuid4().hex, "note.added", {"note": "x" * 2000}) for _ in range(20)]
            replica.drafts += drafts
            link.push()
            written += await admin.write(relay.url, 50)
            if round_ % 2:
                break_it(proxy)
            link.wake()
        await replica.until(lambda: not replica.drafts)
        everybody = [result.id for result in replica.results]
        await replica.until(lambda: set(written) | set(everybody) <= set(names(replica)))
    assert len(replica.entries) == len(set(names(replica))) == 8 * 70
    assert proxy.connections > 1


async def test_a_relay_killed_and_started_again_is_followed_on(relay: Relay, admin: Device) -> None:
    async with following(admin, relay.url) as (link, replica, heard):
        await heard.until("live")
        for _ in range(3):
            replica.drafts += [Draft(uuid4().hex, "note.added", {"n": 1}) for _ in range(30)]
            link.push()
            relay.kill()
            await heard.until("offline", "relay.unreachable")
            relay.start()
            link.wake()
            await heard.until("live")
        await replica.until(lambda: not replica.drafts)
        await replica.until(lambda: len(replica.entries) >= 90)
    assert len(replica.entries) == len(set(names(replica))) == 90


async def test_a_repaired_replica_is_filled_again_while_nobody_writes(
    relay: Relay, admin: Device, tmp_path: Path
) -> None:
    written = await admin.write(relay.url, 20)
    store, heard = Store.open(tmp_path / "desk", admin.joined.device, lambda changes: None, now=lambda: 1000), Heard()
    link = Link(store, relay.url, admin.token, admin.client, heard.state, heard.troubles.append)
    upkeep = Upkeep(tmp_path / "desk", store, lambda: link)
    with pytest.raises(Trouble, match=r"upkeep\.offline"):
        await upkeep.repair()
    task = asyncio.create_task(link.run())
    await heard.until("live")
    for _ in "twice":
        await upkeep.repair()
        await eventually(lambda: store.position().seq >= len(written) and link.live)
    assert [each.id for each in store.entries()] == written
    assert store.position().gaps == 0
    assert len(list((tmp_path / "desk").glob("*.broken-*[0-9]"))) == 1, "what an earlier repair put aside goes"
    assert (await upkeep.measure())["conversations"] > 0
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await store.close()


async def test_a_revoked_device_is_told_and_stays_away(relay: Relay, admin: Device) -> None:
    ana = await admin.another(relay.url)
    async with following(ana, relay.url) as (_, _, heard):
        await heard.until("live")
        client = await admin.http()
        headers = {"authorization": f"Bearer {admin.joined.token}"}
        (await client.delete(f"{relay.url}/v1/devices/{ana.joined.device}", headers=headers)).raise_for_status()
        await heard.until("stopped", "relay.signed_out")
    with pytest.raises(Trouble, match=r"token\.unknown"):
        await ana.client.me()


async def test_what_a_role_may_not_write_is_taken_back(relay: Relay, admin: Device) -> None:
    ana, replica = await admin.another(relay.url), Memory()
    replica.drafts = [Draft("forbidden", "integration.changed", {}), Draft("allowed", "note.added", {})]
    async with following(ana, relay.url, replica) as (_, _, heard):
        await replica.until(lambda: names(replica) == ["allowed"] and len(replica.results) == 2)
        await heard.until("live")
    assert [(result.id, result.code) for result in replica.results] == [
        ("forbidden", "entry.kind_refused"),
        ("allowed", None),
    ]
    assert [trouble.code for trouble in heard.troubles] == ["relay.entry_refused"]


async def test_an_invitation_works_once(relay: Relay, admin: Device) -> None:
    invitation = (await admin.client.invite("agent")).invitation
    await RelayClient(relay.url, None, admin.http).join(invitation, "Ana", "notebook")
    with pytest.raises(Trouble, match=r"invitation\.used"):
        await RelayClient(relay.url, None, admin.http).join(invitation, "Otro", "otra")
    assert (await admin.client.me()).tenant.name == "Ribera Norte"


async def test_integrations_are_told_without_their_secrets(relay: Relay, admin: Device) -> None:
    made = await admin.client.connect(
        "whatsapp", active=True, routes=["111"], secrets={"app_secret": "canary", "verify_token": "canary"}
    )
    listed = {each.provider: each for each in await admin.client.integrations()}
    assert listed["whatsapp"].hook_url == made.hook_url
    assert "canary" not in repr(listed)


async def test_a_file_can_be_shared_and_fetched_by_its_link(relay: Relay, admin: Device) -> None:
    import hashlib

    data = b"OggS" + bytes(100)
    sha256 = hashlib.sha256(data).hexdigest()
    await admin.client.put_media(sha256, data, "audio/ogg")
    url = await admin.client.media_link(sha256, 60)
    client: httpx.AsyncClient = await admin.http()
    assert (await client.get(url)).content == data
