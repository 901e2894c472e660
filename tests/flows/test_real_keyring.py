"""The first run with the real GNOME Keyring in a session bus of its own: unlocked, locked, missing, dying."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.agencies import ROOT, operate, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(
        not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
        reason="needs dbus-run-session and gnome-keyring-daemon",
    ),
]
UNLOCK = "printf contrasena | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null; "
MISSING = "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent; "


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    data = tmp_path_factory.mktemp("relay")
    tenant = operate(data, "tenant", "add", "Propiedades del Sur")["tenant"]
    codes = [operate(data, "invitation", "add", tenant, "--role", "agent")["invitation"] for _ in range(3)]
    with serving(data) as url:
        yield url, codes


def session(home: Path, before: str, url: str, code: str, how: str) -> list[str]:
    """What the console told in a session of `home`."""
    runtime = home / "run"
    home.mkdir(exist_ok=True)
    runtime.mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPATH")}
    environment = kept | {
        "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1", "STRATO_DATA_DIR": str(home / "data"),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.flows.keyring_session", str(home / "data"), url, code, how]
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", before + '"$@"', "sh", *command],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert code not in done.stderr
    return done.stdout.splitlines()


def test_unlocked_then_locked_then_gone(relay: tuple[str, list[str]], tmp_path: Path) -> None:
    url, codes = relay
    told = session(tmp_path / "ana", UNLOCK, url, codes[0], "first")
    assert told == [
        "línea: Tus claves van al llavero del sistema: GNOME Keyring, listo para usar.",
        "al día: GNOME Keyring",
    ]
    assert session(tmp_path / "ana", LOCKED, url, codes[0], "again")[-1].startswith(
        "llavero: El llavero está bloqueado"
    )
    assert "no tiene llavero" in session(tmp_path / "ana", MISSING, url, codes[0], "again")[-1]
    shutil.rmtree(tmp_path / "ana" / ".local" / "share" / "keyrings")
    told = session(tmp_path / "ana", UNLOCK, url, codes[0], "again")
    assert told == ["llavero: GNOME Keyring ya no tiene la llave de esta computadora."]


def test_without_one_an_invitation_is_not_spent(relay: tuple[str, list[str]], tmp_path: Path) -> None:
    url, codes = relay
    told = session(tmp_path / "bea", MISSING, url, codes[1], "without")
    assert "no tiene llavero" in told[0]
    assert "no tiene llavero" in told[-1]
    assert session(tmp_path / "bea", UNLOCK, url, codes[1], "first")[-1] == "al día: GNOME Keyring"


def test_one_that_dies_while_one_works_is_told_and_work_goes_on(relay: tuple[str, list[str]], tmp_path: Path) -> None:
    url, codes = relay
    told = session(tmp_path / "cora", UNLOCK, url, codes[2], "dying")
    assert told[-1] in ("abajo: Llavero bloqueado", "abajo: El llavero no responde", "abajo: Sin llavero")
