"""The practice agency as a child process: the real relay behind it, one line of JSON, and a clean end."""

import collections
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import until

ROOT = Path(__file__).resolve().parents[2]


REAL = {
    "STRATO_RELAY_DATA": "/nonexistent",
    "STRATO_RELAY_HOST": "0.0.0.0",
    "STRATO_RELAY_PUBLIC_URL": "https://relay.example.com",
    "STRATO_RELAY_RATE_HOOK": "1/hour",
}
"""What an operator set for a real relay on the same machine: none of it is the practice agency's."""


class Demo:
    """One run of `python -m app.demo`."""

    def __init__(self, data: Path, *more: str) -> None:
        command = [sys.executable, "-m", "app.demo", "--data", str(data), "--json", "--fast", "40", *more]
        self.child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | REAL
        )
        assert self.child.stdout is not None
        self.told: dict[str, Any] = json.loads(self.child.stdout.readline())
        self.relay = httpx.Client(
            base_url=self.told["relay"], headers={"authorization": f"Bearer {self.told['token']}"}, timeout=20
        )

    def entries(self) -> list[dict[str, Any]]:
        return list(
            self.relay.get("/v1/entries", params={"after": 0, "limit": 1000}).raise_for_status().json()["entries"]
        )

    def until(self, found: Callable[[list[dict[str, Any]]], Any]) -> Any:
        """The first true answer of `found` about the log."""
        return until(lambda: found(self.entries()))

    def close(self) -> int:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.relay.close()
        self.child.stdin.close()
        code = self.child.wait(15)
        self.child.stdout.close()
        return code


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("practice")


@pytest.fixture(scope="module")
def demo(data: Path) -> Iterator[Demo]:
    demo = Demo(data)
    yield demo
    if demo.child.poll() is None:
        demo.close()


def kinds(entries: list[dict[str, Any]]) -> dict[str, int]:
    return dict(collections.Counter(entry["kind"] for entry in entries))


def statuses(entries: list[dict[str, Any]], id_: str) -> list[str]:
    values = [entry["body"]["value"] for entry in entries if entry["kind"] == "hook.whatsapp"]
    return [row["status"] for value in values for row in value.get("statuses", []) if row["id"] == id_]


def test_it_tells_a_desk_where_everything_is(demo: Demo, data: Path) -> None:
    told = demo.told
    assert set(told) == {
        "relay", "tenant", "member", "device", "token", "integrations", "values", "replies", "sandbox",
    }  # fmt: skip
    assert (told["tenant"]["name"], told["member"]["name"]) == ("Ribera Norte Propiedades", "Martín Acuña")
    assert told["member"]["role"] == "admin"
    assert set(told["integrations"]) == {"whatsapp", "manychat", "uchat", "leadgen", "elevenlabs"}
    for integration in told["integrations"].values():
        assert integration["config"]["base_url"].startswith("http://127.0.0.1:")
        assert all(integration["keys"].values())
    if os.name == "posix":
        assert stat.S_IMODE((data / "practice.json").stat().st_mode) == 0o600


def test_the_past_comes_through_the_relay(demo: Demo) -> None:
    found = demo.until(lambda entries: entries if kinds(entries).get("hook.whatsapp", 0) >= 55 else None)
    counted = kinds(found)
    assert counted["hook.uchat"] >= 15
    assert counted["hook.manychat"] >= 8
    assert counted["hook.leadgen"] == 1
    rows = demo.relay.get("/v1/deliveries", params={"limit": 100}).json()
    rows = rows["deliveries"] if isinstance(rows, dict) else rows
    assert {row["outcome"] for row in rows} == {"accepted"}


def test_a_message_comes_back_as_statuses_in_the_log(demo: Demo) -> None:
    config, keys = (demo.told["integrations"]["whatsapp"][name] for name in ("config", "keys"))
    url = f"{config['base_url']}/{config['version']}/{config['phone_number_id']}/messages"
    body = {"messaging_product": "whatsapp", "to": "5491155550142", "type": "text", "text": {"body": "Hola Lucía"}}
    answer = httpx.post(url, json=body, headers={"authorization": f"Bearer {next(iter(keys.values()))}"}, timeout=20)
    id_ = answer.json()["messages"][0]["id"]
    demo.until(lambda entries: statuses(entries, id_) == ["sent", "delivered", "read"])


def test_a_second_one_on_the_same_folder_is_refused(demo: Demo, data: Path) -> None:
    for more in ((), ("--discard",)):
        command = [sys.executable, "-m", "app.demo", "--data", str(data), *more]
        ended = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        assert ended.returncode == 1
        assert "desk.already_open" in ended.stderr
        assert ended.stdout == ""


def test_it_ends_comes_back_the_same_and_can_be_thrown_away(demo: Demo, data: Path) -> None:
    before = [entry["id"] for entry in demo.entries()]
    assert demo.close() == 0
    again = Demo(data)
    assert [again.told[name] for name in ("tenant", "device", "token")] == [
        demo.told[name] for name in ("tenant", "device", "token")
    ]
    assert [entry["id"] for entry in again.entries()][: len(before)] == before
    relay = again.told["relay"]
    again.child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    again.child.wait(10)
    until(lambda: not _answers(relay))
    again.close()
    desk, other = data / "desks" / demo.told["tenant"]["id"], data / "desks" / "otra"
    for folder in (desk, other):
        folder.mkdir(parents=True)
    command = [sys.executable, "-m", "app.demo", "--data", str(data), "--discard"]
    assert subprocess.run(command, cwd=ROOT, timeout=30).returncode == 0
    assert {path.name for path in data.iterdir()} == {"in-use.lock", "desks"}
    assert [path.name for path in (data / "desks").iterdir()] == ["otra"]


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
