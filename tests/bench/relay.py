"""The relay against the least code that does the same: webhooks/s with HMAC, and from POST to subscriber.

The floor and the load generator are the shared ones beside the checkout; they are built and run, not copied.
"""

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, figure, in_turns

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "bench"

SECRET = "a secret for this run only"
CONSOLES = (1, 10, 100)
CONNECTIONS, POSTS, ROUNDS = 16, {1: 6000, 10: 6000, 100: 3000}, 3
STEADY_RATE, STEADY_POSTS, STEADY_CONSOLES = 100, 600, 10

UPGRADE = (
    "Host: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
MESSAGE = {
    "object": "whatsapp_business_account",
    "entry": [{
        "id": "102290129340398",
        "changes": [{
            "field": "messages",
            "value": {
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
                "contacts": [{"profile": {"name": "Ana"}, "wa_id": "16505551234"}],
                "messages": [
                    {"from": "16505551234", "timestamp": "1749416383", "type": "text", "text": {"body": "%s"}}
                ],
            },
        }],
    }],
}  # fmt: skip


def run() -> list[Figure]:
    """Both sides in turn, on fresh tenants, in processes of their own."""
    if why := missing():
        print(f"   relay: skipped, {why}", file=sys.stderr)
        return []
    with ExitStack() as held:
        work = Path(held.enter_context(tempfile.TemporaryDirectory()))
        load = Load(work)
        sides = {"relay": held.enter_context(relay(work)), "floor": held.enter_context(floor(work))}
        rows = [row for consoles in CONSOLES for row in throughput(load, sides, consoles)]
        return [*rows, latency(load, sides)]


def missing() -> str | None:
    """Why nothing can be measured here, if so."""
    if not (SHARED / "loadgen.c").exists():
        return "the shared bench is not beside the checkout"
    return None if shutil.which("cc") else "there is no C compiler"


def throughput(load: "Load", sides: dict[str, Any], consoles: int) -> Iterator[Figure]:
    """As fast as CONNECTIONS can post. A webhook counts when every console has it."""
    cpu: dict[str, list[float]] = {name: [] for name in sides}

    def once(name: str) -> float:
        before = sides[name].cpu()
        done = load(sides[name], consoles, POSTS[consoles])
        cpu[name].append((sides[name].cpu() - before) / done["acked"] * 1e6)
        return min(done["accept_per_s"], done["deliver_per_s"] / consoles)

    per_s = in_turns(ROUNDS, **{name: functools.partial(once, name) for name in sides})
    note = ", ".join(f"{name} {sorted(each)[len(each) // 2]:.0f} us CPU each" for name, each in cpu.items())
    yield figure(
        f"relay: webhooks/s, HMAC, {CONNECTIONS} connections, {consoles} consoles",
        per_s["relay"], "/s", 0.7, floor=per_s["floor"], at_least=True, note=note,
    )  # fmt: skip


def latency(load: "Load", sides: dict[str, Any]) -> Figure:
    """From the POST to the last byte of the frame at a console, at a steady rate."""

    def once(name: str) -> float:
        done = load(sides[name], STEADY_CONSOLES, STEADY_POSTS, "--rate", str(STEADY_RATE))
        return float(done["deliver_us"]["p99"]) / 1000

    p99 = in_turns(ROUNDS, **{name: functools.partial(once, name) for name in sides})
    name = f"relay: POST -> console, p99 at {STEADY_RATE}/s, {STEADY_CONSOLES} consoles"
    return figure(name, p99["relay"], "ms", 1.5, floor=p99["floor"])


class Load:
    """The shared load generator."""

    def __init__(self, work: Path) -> None:
        self._work, self._program = work, work / "loadgen"
        subprocess.run(["cc", "-O2", "-o", self._program, SHARED / "loadgen.c", "-lcrypto"], check=True)

    def __call__(self, side: Any, consoles: int, posts: int, *more: str) -> dict[str, Any]:
        """Post and listen on a new tenant of `side`. Every post must be taken and reach every console once."""
        files = {"--posthdr": "post", "--subfile": "sub", **({"--wrap": "wrap"} if side.wrap else {})}
        post, sub = side.tenant()
        for name, text in (("post", post), ("sub", sub), ("wrap", side.wrap)):
            (self._work / name).write_text(text, newline="")
        given = [word for option, name in files.items() for word in (option, str(self._work / name))]
        numbers = {"pubport": side.port, "subport": side.port, "subs": consoles, "conns": CONNECTIONS, "count": posts}
        given += [word for name, value in numbers.items() for word in (f"--{name}", str(value))]
        shown = subprocess.run(
            [self._program, *given, "--secret", SECRET, *more], check=True, capture_output=True, text=True
        )
        done: dict[str, Any] = json.loads(shown.stdout)
        assert done["non2xx"] == 0, done
        assert done["delivered"] == done["acked"] * consoles, done
        assert done["dup"] == 0, done
        return done


class Side:
    """A server in a process of its own."""

    wrap = ""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        import psutil

        self._process, self.port = psutil.Process(process.pid), port
        self._names = count()

    def cpu(self) -> float:
        """Seconds of processor time that it has used."""
        times = self._process.cpu_times()
        return times.user + times.system


class Floor(Side):
    """The shared floor.py in group mode."""

    def tenant(self) -> tuple[str, str]:
        """The heads of a POST and of a console's upgrade, for a tenant nobody has used."""
        name = f"t{next(self._names)}"
        return f"POST /hook/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\n", f"GET /ws/{name} HTTP/1.1\r\n{UPGRADE}\r\n"


class Relay(Side):
    """Ours, by its command line."""

    wrap = json.dumps(MESSAGE, separators=(",", ":"))

    def __init__(self, process: "subprocess.Popen[str]", port: int, data: Path) -> None:
        super().__init__(process, port)
        self._data, self._url = data, f"http://127.0.0.1:{port}"

    def tenant(self) -> tuple[str, str]:
        """The heads of a POST and of a console's upgrade, for a tenant nobody has used."""
        command = [sys.executable, "-m", "app.relay", "tenant", "add", "bench", "--json", "--data", str(self._data)]
        invitation = json.loads(subprocess.check_output(command, cwd=ROOT))["invitation"]
        joined = self._call("POST", "/v1/join", {"invitation": invitation, "name": "bench", "device": "bench"})
        token = joined["token"]
        made = self._call("PUT", "/v1/integrations/whatsapp", {"secrets": {"app_secret": SECRET}}, token)
        hook = made["hook_url"].removeprefix(self._url)
        says = f"Authorization: Bearer {token}\r\nSec-WebSocket-Protocol: strato.v1\r\n"
        post = f"POST {hook} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        return post, f"GET /v1/log?after=0 HTTP/1.1\r\n{UPGRADE}{says}\r\n"

    def _call(self, method: str, path: str, body: Any, token: str = "") -> Any:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        request = urllib.request.Request(self._url + path, json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


@contextmanager
def relay(work: Path) -> Iterator[Relay]:
    """Its limits are on, above what a machine can do: what they cost is part of the figure."""
    data = work / "relay"
    rates = [f"--rate-{name}=1000000/second" for name in ("address", "hook")]
    command = [sys.executable, "-m", "app.relay", "serve", "--port", "0", "--data", str(data), *rates]
    with ended(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)) as process:
        assert process.stdout
        port = int(process.stdout.readline().split("http://127.0.0.1:")[1].split()[0])
        yield Relay(process, port, data)


@contextmanager
def floor(work: Path) -> Iterator[Floor]:
    """It decodes with orjson, which nothing else here needs: msgspec decodes as fast and stands in for it."""
    (work / "orjson.py").write_text("from msgspec.json import decode as loads\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"MODE": "group", "DB": str(work / "floor.db"), "SECRET": SECRET}
    paths = os.pathsep.join([str(work), str(SHARED)])
    environment = {**os.environ, **settings, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "uvicorn", "floor:app", "--loop", "uvloop", "--http", "httptools",
               "--no-access-log", "--port", str(port)]  # fmt: skip
    started = subprocess.Popen(command, cwd=work, env=environment, stderr=subprocess.PIPE, text=True)
    with ended(started) as process:
        assert process.stderr
        for line in process.stderr:
            if "running on" in line:
                break
        yield Floor(process, port)


@contextmanager
def ended(process: "subprocess.Popen[str]") -> Iterator["subprocess.Popen[str]"]:
    """However it goes, the process does not outlive its measurement."""
    try:
        yield process
    finally:
        process.kill()  # the floor waits for its consoles for ever
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
