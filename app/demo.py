"""The practice agency as one child of the console: a real relay, the rehearsal providers, and a past to answer to.

    python -m app.demo --data DIR [--fast FACTOR] [--json]     run it until standard input closes
    python -m app.demo --data DIR --discard                    throw it away

When it is ready it prints one line of JSON: the desk to sit at and the rehearsal keys. They open nothing but this.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import runpy
import secrets
import shutil
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import structlog

from app.paths import alone, desk_dir
from services.credentials import FIELDS
from services.sandbox import practice
from services.sandbox.hooks import Hook
from services.sandbox.server import Plan, Sandbox, opened
from services.trouble import Trouble

ROOT: Final = Path(__file__).resolve().parent.parent
MODEL: Final = "eleven_multilingual_v2"
_LEASH: Final = "--relay-on-a-leash"
_URL: Final = re.compile(r"https?://[\w.\[\]:-]+")


class Kept(msgspec.Struct):
    """What lies in DIR/practice.json, readable by its owner only. Ports are kept so that old links go on working."""

    joined: dict[str, Any]
    secrets: dict[str, str]
    keys: dict[str, str]
    ports: dict[str, int]


def main(arguments: list[str] | None = None) -> int:
    """Run or discard a practice agency; 1 when the relay does not start or somebody else has it open."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == [_LEASH]:
        return _relay_on_a_leash(arguments[1:])
    asked = _asked(arguments)
    os.umask(0o077)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # standard output is the one line's
    try:
        with alone(asked.data):
            if asked.discard:
                _discard(asked.data)
                return 0
            asyncio.run(_run(asked.data, asked.fast, asked.json))
    except Trouble as trouble:
        print(f"practice agency: {trouble}", file=sys.stderr)
        return 1
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.demo", description="La agencia de práctica.")
    parser.add_argument("--data", type=lambda text: Path(text).resolve(), required=True, help="its folder")
    parser.add_argument("--fast", type=float, default=1.0, help="how much faster than people its leads live")
    parser.add_argument("--json", action="store_true", help="only the line of JSON, no words on standard error")
    parser.add_argument("--discard", action="store_true", help="throw the practice agency away")
    return parser.parse_args(arguments)


def _discard(data: Path) -> None:
    """Everything that the practice agency made in `data`, the desk that sat at it too, and nothing else."""
    with contextlib.suppress(Trouble):  # an unreadable file is thrown away as well
        if kept := _read(data):
            shutil.rmtree(desk_dir(data, kept.joined["tenant"]["id"]), ignore_errors=True)
    for name in ("relay", "sandbox"):
        shutil.rmtree(data / name, ignore_errors=True)
    (data / "practice.json").unlink(missing_ok=True)


async def _run(data: Path, fast: float, quiet: bool) -> None:
    """Open everything, say so, let the leads live, and close when told to."""
    stop = asyncio.Event()
    _when_told(asyncio.get_running_loop(), stop.set)
    kept = _read(data)
    if kept is None:
        _discard(data)
    invitation = "" if kept else await _invitation(data)
    async with _relay(data, kept.ports["relay"] if kept else 0, stop) as relay:
        kept = kept or await _move_in(relay, invitation)
        hooks = await _connect(relay, kept)
        plan = Plan(data / "sandbox", kept.keys, hooks, fast, _free(kept.ports["sandbox"]))
        async with opened(plan) as sandbox:
            kept.ports = {name: httpx.URL(url).port or 80 for name, url in (("relay", relay), ("sandbox", sandbox.url))}
            _write(data, kept)
            print(json.dumps(_ready(relay, kept, sandbox), ensure_ascii=False), flush=True)
            if not quiet:
                print(f"{sandbox.agency.name}: abierta. Se cierra con Ctrl-D.", file=sys.stderr)
            await _live(sandbox, stop)


async def _live(sandbox: Sandbox, stop: asyncio.Event) -> None:
    """The past first, then whoever comes in, until it is time to close."""

    async def lead_in() -> None:
        await sandbox.past.post()
        await sandbox.people.arrive()

    life, end = asyncio.create_task(lead_in()), asyncio.create_task(stop.wait())
    await asyncio.wait((life, end), return_when=asyncio.FIRST_COMPLETED)
    if life.done():
        life.result()
        await end
    life.cancel()


def _when_told(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Call `stop` at SIGTERM, at Ctrl-C and when standard input closes: the parent is gone, or wants this gone."""

    def told(*_: object) -> None:
        loop.call_soon_threadsafe(stop)

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    threading.Thread(target=_wait_for_the_end_of_input, args=(told,), daemon=True).start()


def _wait_for_the_end_of_input(then: Callable[[], None]) -> None:
    """Unbuffered, so that a thread that is still waiting holds no lock when the interpreter ends."""
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    with contextlib.suppress(RuntimeError):  # the loop is already closed
        then()


def _relay_on_a_leash(arguments: list[str]) -> int:
    """The relay's real command line, ended when standard input closes: a parent that was killed leaves nothing."""
    threading.Thread(
        target=_wait_for_the_end_of_input, args=(lambda: os.kill(os.getpid(), signal.SIGTERM),), daemon=True
    ).start()
    for name in [each for each in os.environ if each.startswith("STRATO_RELAY_")]:
        del os.environ[name]  # what an operator set for a real relay
    sys.argv = ["strato-relay", *arguments]
    runpy.run_module("app.relay", run_name="__main__")
    return 0


async def _invitation(data: Path) -> str:
    """Create the tenant with the operator's command line, before the relay serves."""
    command = ("-m", "app.relay", "tenant", "add", practice.load().name, "--json", "--data", str(data / "relay"))
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=pipe
    )
    out, _ = await child.communicate()
    if child.returncode != 0:
        raise Trouble("practice.relay_failed", at="tenant add")
    return str(json.loads(out)["invitation"])


@contextlib.asynccontextmanager
async def _relay(data: Path, port: int, stop: asyncio.Event) -> AsyncIterator[str]:
    """`strato-relay serve` in a child; yields its URL. Should it end by itself, everything stops."""
    command = ("-m", "app.demo", _LEASH, "serve", "--data", str(data / "relay"), "--port", str(_free(port)))
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT, stdin=pipe, stdout=pipe)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        url = await _announced(child.stdout)
        reading = asyncio.create_task(_drain(child.stdout, stop))
        yield url
        reading.cancel()
    finally:
        child.stdin.close()
        try:
            await asyncio.wait_for(child.wait(), 5)
        except TimeoutError:
            child.kill()
            await child.wait()


async def _announced(lines: asyncio.StreamReader) -> str:
    """The address that the relay prints when it listens."""
    async with asyncio.timeout(30):
        while line := await lines.readline():
            if found := _URL.search(line.decode("utf-8", "replace")):
                return found[0]
    raise Trouble("practice.relay_failed", at="serve")


async def _drain(lines: asyncio.StreamReader, stop: asyncio.Event) -> None:
    while await lines.readline():
        pass
    stop.set()


async def _move_in(relay: str, invitation: str) -> Kept:
    """Join as the admin and choose the secrets of this rehearsal."""
    agency = practice.load()
    async with httpx.AsyncClient(base_url=relay, trust_env=False, timeout=15) as http:
        who = {"invitation": invitation, "name": agency.agent, "device": "Escritorio de práctica"}
        joined = (await http.post("/v1/join", json=who)).raise_for_status().json()
    names = ("app_secret", "verify_token", "manychat", "uchat")
    keys = {
        "whatsapp": "EAAensayo" + secrets.token_urlsafe(24),
        "manychat": f"{agency.accounts['page_id']}:{secrets.token_hex(16)}",
        "uchat": secrets.token_urlsafe(32),
        "elevenlabs": "sk_" + secrets.token_hex(24),
    }
    return Kept(joined, {name: secrets.token_urlsafe(32) for name in names}, keys, {"relay": 0, "sandbox": 0})


async def _connect(relay: str, kept: Kept) -> dict[str, Hook]:
    """Register the four integrations and learn where each provider's webhooks go."""
    accounts, chosen = practice.load().accounts, kept.secrets
    meta = {"app_secret": chosen["app_secret"], "verify_token": chosen["verify_token"]}
    wanted = {
        "whatsapp": ([accounts["phone_number_id"], accounts["business_account_id"]], meta, chosen["app_secret"]),
        "leadgen": ([accounts["leadgen_page_id"]], meta, chosen["app_secret"]),
        "manychat": ([accounts["page_id"]], {"header_secret": chosen["manychat"]}, chosen["manychat"]),
        "uchat": ([accounts["flow_ns"]], {"header_secret": chosen["uchat"]}, chosen["uchat"]),
    }
    hooks = {}
    headers = {"authorization": f"Bearer {kept.joined['token']}"}
    async with httpx.AsyncClient(base_url=relay, headers=headers, trust_env=False, timeout=15) as http:
        for provider, (routes, secret, signing) in wanted.items():
            body = {"active": True, "routes": routes, "secrets": secret}
            answer = (await http.put(f"/v1/integrations/{provider}", json=body)).raise_for_status().json()
            path = httpx.URL(answer["hook_url"]).raw_path.decode()
            hooks[provider] = Hook(relay + path, signing)
    return hooks


def _ready(relay: str, kept: Kept, sandbox: Sandbox) -> dict[str, Any]:
    """The line of JSON: the desk, and each integration with its settings and keys."""
    urls, accounts, joined = sandbox.base_urls(), sandbox.agency.accounts, kept.joined
    keys = kept.keys | {"leadgen": kept.keys["whatsapp"]}  # Lead Ads are of Meta's Graph as well
    numbers = {name: accounts[name] for name in ("phone_number_id", "business_account_id", "display_phone_number")}
    configs: dict[str, dict[str, Any]] = {
        "whatsapp": {"version": "v24.0", **numbers},
        "manychat": {"page_id": accounts["page_id"]},
        "uchat": {},
        "leadgen": {"version": "v24.0", "page_id": accounts["leadgen_page_id"]},
        "elevenlabs": {"voice_id": sandbox.agency.voices[0].id, "model_id": MODEL},
    }
    integrations = {
        provider: {
            "config": {"base_url": urls[provider], **config},
            "keys": {FIELDS[provider][0]: keys[provider]},
        }
        for provider, config in configs.items()
    }
    desk = {name: joined[name] for name in ("tenant", "member", "device", "token")}
    told = {"integrations": integrations, "values": sandbox.agency.values(), "replies": sandbox.agency.replies}
    return {"relay": relay, **desk, **told, "sandbox": sandbox.url}


def _read(data: Path) -> Kept | None:
    path = data / "practice.json"
    if not path.exists() or not (data / "relay").exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except msgspec.DecodeError as error:
        raise Trouble("practice.unreadable") from error


def _write(data: Path, kept: Kept) -> None:
    """For its owner only, by rename."""
    draft = data / "practice.json.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(kept))
    draft.replace(data / "practice.json")


def _free(port: int) -> int:
    """The port of last time if nobody has taken it since, else 0: any."""
    if port:
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            return 0
    return port


if __name__ == "__main__":
    sys.exit(main())
