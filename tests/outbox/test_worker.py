"""strato-worker in a process of its own: it sends for a desk without keys, and dies at the worst moment."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.outbox.agency import ROOT, Agency, word
from tests.outbox.conftest import Opening

Worker = subprocess.Popen[bytes]


class Workers:
    """Workers that share one directory, one after the other."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.running: list[Worker] = []

    def start(self, told: bytes) -> Worker:
        command = [sys.executable, "-m", "app.worker", "--data", str(self.data), "run", "--desk", "-"]
        child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)
        assert child.stdin is not None
        child.stdin.write(told)
        child.stdin.close()
        self.running.append(child)
        return child

    @property
    def log(self) -> str:
        return (self.data / "logs" / "worker.log").read_text(encoding="utf-8")


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    made = Workers(tmp_path / "worker")
    yield made
    for child in made.running:
        child.kill()
        child.wait()


def keyless(providers: Agency) -> dict[str, Any]:
    return providers.told | {"integrations": {}}


@pytest.mark.asyncio
@pytest.mark.usefixtures("connected")
async def test_it_sends_what_a_desk_without_keys_wants_sent(
    workers: Workers, providers: Agency, opening: Opening
) -> None:
    told = await providers.another("Trabajador", keys=True, role="worker")
    worker = workers.start(told)
    async with opening(keyless(providers), "desk") as desk:
        lead, text = await desk.until_open("Pablo"), word()
        message = await desk.house.outbox.text(lead.id, text)
        await desk.until_state(message, "read")
    assert len(providers.received(text)) == 1
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert '"event": "link live' in workers.log
    for secret in [*providers.secrets(), json.loads(told)["token"]]:
        assert secret not in workers.log


@pytest.mark.asyncio
@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    ("name", "provider", "path", "ends"),
    [("Pablo", "whatsapp", "/messages", "read"), ("Carla", "manychat", "/sendContent", "uncertain")],
)
async def test_killed_between_begun_and_outcome_it_never_sends_again(
    workers: Workers, providers: Agency, opening: Opening, name: str, provider: str, path: str, ends: str
) -> None:
    told = await providers.another("Trabajador", keys=True, role="worker")
    providers.fault("hang", provider, path, seconds=60)
    first = workers.start(told)
    async with opening(keyless(providers), "desk") as desk:
        lead, text = await desk.until_open(name), word()
        message = await desk.house.outbox.text(lead.id, text)
        await desk.listener.until(lambda: desk.state(message) in ("sending", "delivered", "read"))
        while not providers.received(text):
            assert first.poll() is None
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        providers.ask("DELETE", "/faults")
        workers.start(told)
        await desk.until_state(message, ends)
        after = word()
        await desk.until_state(await desk.house.outbox.text(lead.id, after), "sent", "delivered", "read")
        assert desk.state(message) == ends
    assert len(providers.received(text)) == 1


@pytest.mark.asyncio
async def test_one_desk_is_open_in_one_program_only(workers: Workers, providers: Agency, opening: Opening) -> None:
    async with opening(providers.told, "worker"):
        second = subprocess.run(
            [sys.executable, "-m", "app.worker", "--data", str(workers.data), "run", "--desk", "-"],
            cwd=ROOT,
            input=json.dumps(providers.told).encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert second.returncode == 2
    assert b"desk.already_open" in second.stderr


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        (["run", "--desk", "-"], b"{}", b"desk.unreadable"),
        (["run"], b"", b"desk.none"),
        (["join", "https://relay.invalid", "codigo"], b"", b"keyring.none"),
        (["join", "https://relay.invalid", "codigo"], b"", b"run --desk -"),
    ],
)
def test_what_it_cannot_do_is_said_in_words(tmp_path: Path, arguments: list[str], given: bytes, said: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.worker", "--data", str(tmp_path), *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert b"Traceback" not in done.stderr
