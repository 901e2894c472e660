"""The command that sets up: what it says on a machine that lacks something, and that it does nothing twice."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"
POSIX = pytest.mark.skipif(os.name == "nt", reason="stands in for the interpreter with a shell script")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module as dev.py imports it, from its own folder."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield importlib.import_module("environment")
    for name in ("environment", "system"):
        sys.modules.pop(name, None)


@pytest.fixture
def checkout(environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose interpreter only writes down what it is asked."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@" >> "$0.asked"\ncase "$1" in -c) echo 3 11;; esac\n', encoding="ascii")
    python.chmod(0o755)
    lock = tmp_path / "requirements.lock"
    lock.write_text("one==1", encoding="ascii")
    for name, value in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "PYTHON": python, "LOCK": lock}.items():
        monkeypatch.setattr(environment, name, value)
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "stamp")
    return tmp_path


def asked(checkout: Path) -> list[str]:
    told = checkout / ".venv" / "bin" / "python.asked"
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    told.unlink(missing_ok=True)
    return [line for line in lines if line.startswith("-m pip")]


@POSIX
def test_dependencies_are_installed_once_for_a_lock(environment: ModuleType, checkout: Path) -> None:
    environment.prepare()
    (install,) = asked(checkout)
    assert "--require-hashes" in install
    environment.prepare()
    assert not asked(checkout)
    (checkout / "requirements.lock").write_text("one==2", encoding="ascii")
    environment.prepare()
    assert len(asked(checkout)) == 1


@POSIX
def test_an_installation_that_broke_off_is_done_again(environment: ModuleType, checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    works = python.read_text(encoding="ascii")
    python.write_text(works + 'case "$2" in pip) exit 1;; esac\n', encoding="ascii")
    with pytest.raises(environment.SetupError, match="needs a connection"):
        environment.prepare()
    python.write_text(works, encoding="ascii")
    asked(checkout)
    environment.prepare()
    assert len(asked(checkout)) == 1


def test_a_python_too_old_is_told_so(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(environment.SetupError, match=r"needs Python 3\.11, 3\.12 or 3\.13\. This is 3\.10"):
        environment._interpreter()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has packages of its own for this")
def test_without_root_the_exact_command_is_printed(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", "")
    assert not environment.system.install(["libpulse0", "libxcb-cursor0"])
    assert "sudo apt-get install -y -qq --no-install-recommends libpulse0 libxcb-cursor0" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a desktop is always there")
def test_a_machine_without_a_screen_is_told_what_works_there() -> None:
    absent = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in absent}
    command = [sys.executable, str(PACKAGING / "dev.py"), "console"]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "There is no screen here" in done.stderr
    assert "console --check" in done.stderr


@pytest.mark.parametrize(("words", "code"), [(["help"], 0), ([], 0), (["dance"], 2), (["screens"], 2)])
def test_what_it_cannot_do_it_explains(words: list[str], code: int) -> None:
    command = [sys.executable, str(PACKAGING / "dev.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "packaging/dev.py" in done.stdout + done.stderr
