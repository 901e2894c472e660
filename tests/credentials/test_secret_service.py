"""The real GNOME Keyring in a session bus of its own: unlocked, locked and missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus-run-session and gnome-keyring-daemon",
)

PROBE = """
import asyncio
from services.credentials import Credentials
from services.trouble import Trouble

async def probe():
    credentials = Credentials()
    try:
        print(await credentials.backend())
        await credentials.set("agencia", "whatsapp", "token", "canario-de-prueba")
        print(await Credentials().get("agencia", "whatsapp", "token"))
        await credentials.delete("agencia", "whatsapp", "token")
        print(await Credentials().get("agencia", "whatsapp", "token"))
    except Trouble as trouble:
        print(trouble.code)

asyncio.run(probe())
"""
UNLOCK = "printf contrasena | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "


def session(tmp_path: Path, before: str) -> list[str]:
    home, runtime = tmp_path / "home", tmp_path / "run"
    home.mkdir(exist_ok=True)
    runtime.mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPATH")}
    environment = kept | {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", f'{before}"$PYTHON" -c "$PROBE"'],
        env=environment | {"PYTHON": sys.executable, "PROBE": PROBE},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "canario" not in run.stderr
    return run.stdout.split("\n")[:-1] or [run.stderr]


def test_an_unlocked_keyring_keeps_reads_and_forgets(tmp_path: Path) -> None:
    assert session(tmp_path, UNLOCK) == ["GNOME Keyring", "canario-de-prueba", "None"]


def test_a_locked_keyring_says_so_and_does_not_hang(tmp_path: Path) -> None:
    session(tmp_path, UNLOCK)  # makes the collection, with its password
    locked = "gnome-keyring-daemon --start --components=secrets >/dev/null && "
    assert session(tmp_path, locked)[-1] == "keyring.locked"


def test_without_a_secret_service_there_is_no_keyring(tmp_path: Path) -> None:
    hidden = "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent; "
    assert session(tmp_path, hidden) == ["keyring.none"]
