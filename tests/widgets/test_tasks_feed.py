"""Coroutines have an owner, and bursts of changes are joined."""

import asyncio
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from app.program import to_the_end
from services.records import Changes
from widgets.feed import Feed
from widgets.tasks import Tasks


def test_a_failure_is_reported(qloop: Any, qtbot: Any) -> None:
    failed: list[BaseException] = []
    owner = QObject()

    async def fail() -> None:
        raise ValueError("boom")

    Tasks(owner, failed.append).start(fail())
    qtbot.waitUntil(lambda: bool(failed))
    assert str(failed[0]) == "boom"


def test_what_still_runs_at_the_end_is_ended_while_there_is_a_loop(qloop: Any, qtbot: Any) -> None:
    owner, ended = QObject(), []

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("forever")

    async def work() -> int:
        Tasks(owner, pytest.fail).start(forever())
        await asyncio.sleep(0)
        return 7

    whole = qloop.create_task(to_the_end(work()))
    qtbot.waitUntil(whole.done)
    assert whole.result() == 7
    assert ended == ["forever"]


def test_a_newer_run_replaces_the_older(qloop: Any, qtbot: Any) -> None:
    done: list[str] = []
    owner = QObject()
    tasks = Tasks(owner, pytest.fail)
    gate = asyncio.Event()

    async def work(name: str) -> None:
        await gate.wait()
        done.append(name)

    tasks.start(work("old"), key="k")
    tasks.start(work("new"), key="k")
    assert tasks.running("k")
    gate.set()
    qtbot.waitUntil(lambda: not tasks.running("k"))
    assert done == ["new"]


def test_the_end_of_the_owner_is_the_end_of_its_work(qloop: Any, qtbot: Any) -> None:
    ended: list[bool] = []
    owner = QObject()

    started: list[bool] = []

    async def wait() -> None:
        started.append(True)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    tasks = Tasks(owner, pytest.fail)
    tasks.start(wait())
    qtbot.waitUntil(lambda: bool(started))
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: bool(ended))
    assert tasks


def test_a_burst_is_two_signals_and_loses_nothing(feed: Feed, qtbot: Any) -> None:
    told: list[Changes] = []
    feed.changed.connect(told.append)
    for n in range(100):
        feed.listener.changed(Changes(messages=frozenset({str(n)})))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0].messages == {"0"}
    assert told[0].messages | told[1].messages == {str(n) for n in range(100)}


def test_nothing_is_said_after_the_end(feed: Feed, qtbot: Any) -> None:
    told: list[Changes] = []
    feed.changed.connect(told.append)
    feed.stop()
    feed.listener.changed(Changes(everything=True))
    assert not told
