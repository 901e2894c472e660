"""A machine and its desks: where they lie, how they are found again, and what of them is never written down."""

import asyncio
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.crash import catch, keep_log, scrubbed
from app.desk import desks, given, join, remember
from app.paths import alone, data_dir, desk_dir
from services.connections import Connections, is_loopback
from services.credentials import MemoryCredentials
from services.relay_client import Me, Member, Tenant
from services.sandbox import practice
from services.settings import THEME, VOLUME, Setting, Settings
from services.trouble import Trouble

ME = Me(Tenant("ten_1", "Ribera Norte"), Member("mem_1", "Ana", "agent"), "dev_1")


def test_a_desk_is_found_again_without_its_token(tmp_path: Path) -> None:
    remember(MemoryCredentials(), tmp_path, "https://relay.test", ME)
    (found,) = desks(MemoryCredentials(), tmp_path)
    assert (found.relay, found.tenant, found.member, found.device) == (
        "https://relay.test", ME.tenant, ME.member, "dev_1",
    )  # fmt: skip
    assert "token" not in (found.data / "desk.json").read_text()


@pytest.mark.asyncio
async def test_a_desk_whose_token_is_gone_is_signed_out(tmp_path: Path) -> None:
    desk = remember(MemoryCredentials(), tmp_path, "https://relay.test", ME)
    with pytest.raises(Trouble, match=r"relay\.signed_out"):
        await desk.token()


@pytest.mark.asyncio
async def test_a_desk_given_whole_keeps_its_secrets_in_memory(tmp_path: Path) -> None:
    told = {
        "relay": "http://127.0.0.1:1",
        "tenant": {"id": "ten_1", "name": "X"},
        "member": {"id": "m", "name": "Ana", "role": "admin"},
        "device": "dev_1",
        "token": "canary-token",
        "integrations": {"whatsapp": {"config": {"version": "v24.0"}, "keys": {"token": "canary-key"}}},
        "replies": practice.load().replies,
    }
    desk, credentials = await given(json.dumps(told), tmp_path, practice=True)
    assert await desk.token() == "canary-token"
    assert credentials.cached("ten_1", "whatsapp", "token") == "canary-key"
    assert desk.configs == {"whatsapp": {"version": "v24.0"}}
    assert desk.replies["hola"].startswith("Hola {nombre}")
    assert "canary" not in repr(desk)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.asyncio
async def test_an_invitation_is_not_spent_where_no_keyring_would_keep_the_token(tmp_path: Path) -> None:
    class Refusing(MemoryCredentials):
        async def get(self, tenant: str, provider: str, field: str) -> str | None:
            raise Trouble("keyring.locked")

    http = Connections()
    with pytest.raises(Trouble, match=r"keyring\.locked"):
        await join(Refusing(), http, tmp_path, "https://relay.invalid", "codigo", "Ana", "pc")
    assert http._client is None, "nobody was called"


def test_the_data_directory_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRATO_DATA_DIR", str(tmp_path / "aquí"))
    assert data_dir() == tmp_path / "aquí"
    monkeypatch.delenv("STRATO_DATA_DIR")
    assert data_dir().name == "strato"


@pytest.mark.parametrize("tenant", ["", "..", "a/b", "a\\b", "ñ", "a b"])
def test_a_tenant_cannot_lead_out_of_the_directory(tmp_path: Path, tenant: str) -> None:
    with pytest.raises(Trouble, match=r"desk\.bad_tenant"):
        desk_dir(tmp_path, tenant)


def test_a_desk_is_held_by_one_program_until_it_ends(tmp_path: Path) -> None:
    holding = f"from app.paths import alone; from pathlib import Path\nwith alone(Path({str(tmp_path)!r})): print(1)"
    with alone(tmp_path):
        refused = subprocess.run([sys.executable, "-c", holding], capture_output=True, text=True, check=False)
    allowed = subprocess.run([sys.executable, "-c", holding], capture_output=True, text=True, check=False)
    assert "desk.already_open" in refused.stderr
    assert allowed.stdout == "1\n"


def test_settings_are_typed_and_survive(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    settings = Settings(file)
    assert settings.get(VOLUME) == 80
    settings.put(VOLUME, 30)
    file.write_text(file.read_text().replace("{", '{"of/another/version": [1],', 1))
    again = Settings(file)
    again.put(THEME, "dark")
    assert Settings(file).get(VOLUME) == 30
    assert "of/another/version" in file.read_text()
    assert Settings(file).get(Setting("player/volume", str, "loud")) == "loud", "another type counts as absent"


def test_a_damaged_settings_file_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text("{half")
    assert Settings(file).get(VOLUME) == 80
    assert file.with_suffix(".damaged").exists()


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    keep_log(tmp_path, "prueba")
    yield tmp_path / "prueba.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.asyncio
async def test_what_nobody_caught_is_logged_told_and_without_secrets(logged: Path) -> None:
    told: list[BaseException] = []
    loop = asyncio.get_running_loop()
    hooks = sys.excepthook, threading.excepthook
    try:
        catch(loop, told.append)
        loop.call_soon(lambda: 1 / 0)
        loop.call_exception_handler({"message": "Authorization: Bearer canary-secret"})
        await asyncio.to_thread(loop.call_exception_handler, {"message": "x", "exception": Trouble("net.unreachable")})
        while len(told) < 3:
            await asyncio.sleep(0)
    finally:
        sys.excepthook, threading.excepthook = hooks
    assert {type(error) for error in told} == {RuntimeError, ZeroDivisionError, Trouble}
    lines = [json.loads(line) for line in logged.read_text(encoding="utf-8").splitlines()]
    assert {line["level"] for line in lines} == {"error", "warning"}
    assert "ZeroDivisionError" in logged.read_text()
    assert "canary" not in logged.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer canary",
        '{"token": "canary"}',
        "token=canary&x=1",
        "xi-api-key: canary",
        "EAAcanarycanarycanarycanary",
        "sk_canarycanarycanary",
    ],
)
def test_what_looks_like_a_secret_is_not_logged(text: str) -> None:
    assert "canary" not in scrubbed(text)
    assert scrubbed("message 0f0f attempt 1: whatsapp.busy") == "message 0f0f attempt 1: whatsapp.busy"


def test_what_the_keyring_holds_is_not_logged_however_it_is_written(tmp_path: Path, logged: Path) -> None:
    """Neither in the words of a bug, where nobody knows it for a secret, nor in those of anything else."""
    keep_log(tmp_path, "prueba", lambda: ['la"clave'])
    log = logging.getLogger("prueba")
    log.warning('de otros: %s y {"a": "la\\"clave"} y ?k=la%%22clave', 'la"clave')
    try:
        raise RuntimeError("otra 7f3a9c0d11e24b8899aa que nadie dio")
    except RuntimeError:
        log.exception("bug")
    told = logged.read_text(encoding="utf-8")
    assert "clave" not in told
    assert "7f3a9c0d" not in told
    assert "RuntimeError: otra … que nadie dio" in told
    assert __file__ in told


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8787", True),
        ("http://localhost", True),
        ("http://[::1]:1", True),
        ("http://127.0.0.1.evil.test", False),
        ("http://10.0.0.1", False),
        ("http://localhost.evil.test", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback
