"""The virtual environment of a checkout: made once, filled from the locked list, made again only when that changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "packaging" / "requirements.lock"
STAMP = VENV / "installed-lock.sha256"
SUPPORTED = ((3, 11), (3, 12), (3, 13))


class SetupError(Exception):
    """The environment cannot be made; the text says why and what to do."""


def prepare() -> Path:
    """The environment's interpreter, with exactly the locked versions in it. Needs no network once it is up to date."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted:
        return PYTHON
    started = time.monotonic()
    if _version([str(PYTHON)]) not in SUPPORTED:
        _make(_interpreter())
    _fill()
    STAMP.write_text(wanted, encoding="ascii")
    system.say(f"The environment is ready ({time.monotonic() - started:.0f} s). The next start takes no time.")
    return PYTHON


def _make(interpreter: list[str]) -> None:
    system.say(f"Making a virtual environment in {VENV} …")
    if subprocess.call([*interpreter, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL) != 0:
        major, minor = _version(interpreter) or SUPPORTED[0]
        package = f"python{major}.{minor}-venv"  # Debian keeps these two modules out of its python3
        if not (shutil.which("apt-get") and system.install([package])):
            raise SetupError(f"This Python cannot make virtual environments: it lacks 'ensurepip' (Debian: {package}).")
    if subprocess.call([*interpreter, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise SetupError(f"The virtual environment could not be made in {VENV}; the reason is above.")


def _fill() -> None:
    system.say("Installing the locked dependencies: about 300 MB to fetch, a minute or two …")
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *quiet]
    if subprocess.call([*pip, "--require-hashes", "-r", str(LOCK)], stdout=sys.stderr) != 0:
        raise SetupError(
            "The dependencies could not be installed; the reason is above. The first set-up needs a connection to a "
            "package index: connect, then run the same command again."
        )
    code = [str(ROOT / room) for room in ("app", "widgets", "services", "resources")]
    subprocess.call([str(PYTHON), "-m", "compileall", "-q", *code], stdout=sys.stderr)


def _interpreter() -> list[str]:
    """A command that starts a supported Python: the one running now if it will do, else one on the path."""
    if sys.version_info[:2] in SUPPORTED:
        return [sys.executable]
    for major, minor in SUPPORTED:
        name = f"{major}.{minor}"
        for command in ([f"python{name}"], ["py", f"-{name}"]):
            if _version(command) == (major, minor):
                return command
    raise SetupError(
        "STRATO Console needs Python 3.11, 3.12 or 3.13. This is {}.{} and none of those is on the path.".format(
            *sys.version_info[:2]
        )
    )


def _version(command: list[str]) -> tuple[int, int] | None:
    """Which Python a command starts, if it starts one at all."""
    if not shutil.which(command[0]):
        return None
    question = [*command, "-c", "import sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(question, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return None
    major, minor = answer.stdout.split()
    return int(major), int(minor)
