"""The fixtures of conftest.py do what they promise: one loop drives everything, and no error is lost in silence."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets
from PySide6.QtCore import QObject, QTimer, Signal

pytest_plugins = ["pytester"]
CONFTEST = (Path(__file__).parent / "conftest.py").read_text(encoding="utf-8")


async def echo(socket: websockets.ServerConnection) -> None:
    async for message in socket:
        await socket.send(message)


def plain(_socket: websockets.ServerConnection, request: websockets.Request) -> Any:
    if "Upgrade" in request.headers:
        return None
    return _socket.respond(200, "hola")


async def round_trip(words: str) -> tuple[str, str, bool]:
    """Through a websocket, an HTTP client and a thread, on whatever loop runs."""
    async with websockets.serve(echo, "127.0.0.1", 0, process_request=plain) as server:
        port = server.sockets[0].getsockname()[1]
        async with websockets.connect(f"ws://127.0.0.1:{port}", proxy=None) as socket:
            await socket.send(words)
            echoed = await socket.recv()
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{port}/")
        elsewhere = await asyncio.to_thread(threading.current_thread)
    return str(echoed), answer.text, elsewhere is not threading.main_thread()


@pytest.mark.parametrize("turn", range(3))
def test_qtbot_drives_sockets_and_threads_under_qloop(qloop: Any, qtbot: Any, turn: int) -> None:
    task = qloop.create_task(round_trip(f"señal {turn}"))
    qtbot.waitUntil(task.done)
    assert task.result() == (f"señal {turn}", "hola", True)


@pytest.mark.asyncio
@pytest.mark.parametrize("turn", range(3))
async def test_coroutine_tests_run_between_them(turn: int) -> None:
    assert await round_trip(f"señal {turn}") == (f"señal {turn}", "hola", True)


def test_qt_signals_and_timers_reach_coroutines(qloop: Any, qtbot: Any) -> None:
    class Bell(QObject):
        rang = Signal(int)

    bell = Bell()
    heard: asyncio.Future[int] = qloop.create_future()
    bell.rang.connect(heard.set_result)
    QTimer.singleShot(0, lambda: bell.rang.emit(7))
    qtbot.waitUntil(heard.done)
    assert heard.result() == 7


def test_a_desk_of_its_own(desk_directories: Path, tmp_path: Path) -> None:
    import platformdirs

    assert desk_directories.is_relative_to(tmp_path)
    if platformdirs.user_data_path().is_relative_to(Path.home()):
        pytest.skip("only Linux lets the environment move these directories")
    assert platformdirs.user_data_path("strato").is_relative_to(tmp_path)


BROKEN_TESTS = """
import asyncio
import logging
import pytest

async def stumble():
    raise ValueError("nobody will read this")

def test_lost_under_qloop(qloop, qtbot):
    task = qloop.create_task(stumble())
    qtbot.waitUntil(task.done)

@pytest.mark.asyncio
async def test_lost_in_a_coroutine_test():
    asyncio.create_task(stumble())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

def test_wedged(qloop, qtbot, monkeypatch):
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                if released: raise
    released = []
    wait = qtbot.waitUntil
    def impatient(fact):
        try:
            wait(fact, timeout=50)
        finally:
            released.append(True)
            for task in asyncio.all_tasks(qloop): task.cancel()
            wait(fact)
    qtbot.waitUntil = impatient
    qloop.create_task(stubborn())
    wait(lambda: bool(asyncio.all_tasks(qloop)))
"""


def test_what_is_lost_is_reported(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(BROKEN_TESTS)
    pytester.makeini(
        "[pytest]\nqt_api=pyside6\nasyncio_mode=strict\nasyncio_default_fixture_loop_scope=function\nfilterwarnings=error"
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=3, errors=3)
    result.stdout.fnmatch_lines(["*nobody will read this*"])
