"""What every test stands on: one Qt and asyncio loop, a desk's directories of its own, and no lost error or warning."""

import asyncio
import gc
import logging
import os
import time
from asyncio.events import _set_running_loop
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
import hypothesis
import PySide6.QtCore
import PySide6.QtWidgets  # before qasync, which takes the binding it finds
import pytest
import pytestqt.qtbot
import qasync

T = TypeVar("T")

PATIENCE_MS = 30_000
"""What a fact that must come may take on a machine that is busy with other things."""


def until(fact: Callable[[], T], seconds: float = PATIENCE_MS / 1000) -> T:
    """The first true answer of `fact`, of another process: nobody here is told when it comes about."""
    end = time.monotonic() + seconds
    while not (answer := fact()):
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)
    return answer


async def eventually(fact: Callable[[], T], seconds: float = PATIENCE_MS / 1000) -> T:
    """As `until`, where this loop goes on meanwhile."""
    async with asyncio.timeout(seconds):
        while not (answer := fact()):
            await asyncio.sleep(0.01)
    return answer


hypothesis.settings.register_profile(
    "suite",
    derandomize=True,  # what fails here fails everywhere, and at once
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


class Lost(logging.Handler):
    """Collects what asyncio can only log: the errors of tasks nobody awaited, and tasks destroyed while pending."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(logging.Formatter().format(record))


@pytest.fixture(autouse=True)
def lost() -> Iterator[list[str]]:
    """Fails the test that lost an error. Cyclic garbage is destroyed here only: on another thread it crashes Qt.

    Yields the texts; a test that provokes such an error on purpose reads and clears them.
    """
    handler = Lost()
    logging.getLogger("asyncio").addHandler(handler)
    gc.disable()
    gc.freeze()  # what stands before the test is not walked again after it
    yield handler.texts
    gc.collect()
    logging.getLogger("asyncio").removeHandler(handler)
    assert not handler.texts, "\n".join(handler.texts)


@pytest.fixture(autouse=True)
def desk_directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the directories or the keyring of the person who runs it."""
    monkeypatch.setenv("STRATO_DATA_DIR", str(tmp_path / "data"))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path / "data"


class Bot(pytestqt.qtbot.QtBot):
    """Waits as long as a busy machine needs: a wait ends with its fact, so patience costs nothing."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: PySide6.QtWidgets.QApplication, request: pytest.FixtureRequest) -> Bot:
    return Bot(request)


@pytest.fixture(scope="session")
def _loop(qapp: PySide6.QtWidgets.QApplication) -> Iterator[qasync.QEventLoop]:
    qapp.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(qapp, already_running=True)
    yield loop
    loop.stop()  # only here: it tells Qt to quit, and every later wait would return at once
    loop.close()


@pytest.fixture
def qloop(_loop: qasync.QEventLoop, qtbot: Any) -> Iterator[qasync.QEventLoop]:
    """One loop for Qt and asyncio, pumped by qtbot; a task that cannot end or a lost error fails the test."""
    errors: list[dict[str, Any]] = []
    _loop.set_exception_handler(lambda _, context: errors.append(context))
    _set_running_loop(_loop)
    yield _loop
    for window in PySide6.QtWidgets.QApplication.topLevelWidgets():  # what waits in one must not start any more
        for timer in window.findChildren(PySide6.QtCore.QTimer):
            timer.stop()
    try:
        for task in asyncio.all_tasks(_loop):
            task.cancel()
        qtbot.waitUntil(lambda: not asyncio.all_tasks(_loop))
        gc.collect()
    finally:
        _set_running_loop(None)
    assert not errors, errors
