"""What must hold of the versions we stand on: Qt's reference counts, the pins, and the lock that everybody installs."""

import gc
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6 import __version__ as qt_version
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
LOCKED = [Requirement(line.rstrip(" \\")) for line in LOCK.splitlines() if line and line[0] not in " #"]


def wanted() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"].values()
    texts = [*PROJECT["dependencies"], *(text for extra in extras for text in extra)]
    return [each for each in map(Requirement, texts) if each.name != PROJECT["name"]]


def test_qt_keeps_its_references_to_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one reference to None per void call, and aborts after some thousands."""
    timer = QTimer()
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(1000):
        timer.setSingleShot(True)
    assert abs(sys.getrefcount(None) - before) < 100


def test_qt_is_the_version_that_was_tried() -> None:
    assert qt_version == "6.11.3"
    pins = {each.name: str(each.specifier) for each in wanted()}
    assert pins["pyside6-essentials"] == pins["pyside6-addons"] == "==6.11.3"
    assert pins["qasync"] == "==0.28.0"  # the fixtures lean on what this version does inside


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_the_lock_has_what_the_project_asks_for(requirement: Requirement) -> None:
    locked = [each for each in LOCKED if canonicalize_name(each.name) == canonicalize_name(requirement.name)]
    assert locked, f"{requirement.name} is missing from packaging/requirements.lock"
    for each in locked:
        version = str(each.specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"the lock has {each}, the project wants {requirement}"


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "--find-links" not in LOCK
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    for block in blocks:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_our_packaging_folder_shadows_nothing() -> None:
    """With an __init__.py it would be imported instead of PyPI's `packaging`, which pytest itself needs."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_relay_installs_without_qt() -> None:
    relay = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["relay"]]
    names = {Requirement(text).name.lower() for text in relay}
    assert not {name for name in names if name.startswith(("pyside", "shiboken", "qasync", PROJECT["name"]))}


@pytest.mark.parametrize("program", ["app.relay", "app.worker"])
def test_programs_without_a_screen_load_no_qt(program: str) -> None:
    question = f"import sys, {program}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"PySide6", "shiboken6", "qasync", "widgets"} & set(done.stdout.split())
