"""A real console, driven without a person: `python -m tests.bench.driven MODE --data DIR`, its desk on standard input.

Prints one line of JSON with what was measured; `watch` prints `ready` first, and measures until its input closes.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from app.desk import given
from app.office import Office
from app.program import Program, run
from widgets.feed import Feed

TICK_MS = 5
MARK = "marca "
SWITCHES = 300
CALM_S = 1.0
PATIENCE_S = 300.0


class Pulse(QObject):
    """How long the loop was away from its timer, at the longest."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest = 0.0
        self._last = time.perf_counter()
        timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - TICK_MS / 1000)
        self._last = now


class Painted(QObject):
    """Calls `then` after each time that the watched widget was painted."""

    def __init__(self, watched: QObject, then: Callable[[], None]) -> None:
        super().__init__(watched)
        self._then = then
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._then)
        return False


async def catch_up(feed: Feed, office: Office, asked: argparse.Namespace) -> dict[str, Any]:
    """Follow a log from nothing to its head; what is shown goes on being shown meanwhile."""
    store = office.house.store
    behind: set[int] = set()
    feed.link_changed.connect(lambda state: behind.add(state.behind))
    pulse = Pulse(office.window)
    started = time.perf_counter()
    office.house.start()
    while store.position().seq < asked.entries:
        await asyncio.sleep(0.01)
    taken = time.perf_counter() - started
    await asyncio.sleep(CALM_S)
    assert store.position().gaps == 0
    return {"seconds": taken, "longest_block": pulse.longest, "progress": len(behind - {0})}


async def switch(_feed: Feed, office: Office, _asked: argparse.Namespace) -> dict[str, Any]:
    """Open one conversation after the other, each until it was painted."""
    loop = asyncio.get_running_loop()
    waiting: list[asyncio.Future[None]] = []

    def painted() -> None:
        while waiting:
            waiting.pop().set_result(None)

    Painted(office.conversation.timeline.viewport(), painted)
    ids = office.house.store.conversation_ids("all")
    taken = []
    for conversation in random.Random(7).sample(ids, min(SWITCHES, len(ids))):
        await asyncio.sleep(0.02)
        done = loop.create_future()
        started = time.perf_counter()
        office.window.open_conversation(conversation)
        waiting.append(done)
        await done
        taken.append(time.perf_counter() - started)
    return {"seconds": taken, "conversations": len(ids)}


async def watch(_feed: Feed, office: Office, asked: argparse.Namespace) -> dict[str, Any]:
    """In the open conversation, from the clock that a message carries to its being painted."""
    office.house.start()
    store, view = office.house.store, office.conversation.timeline
    while store.position().seq < asked.entries:
        await asyncio.sleep(0.05)
    (found,) = [each for each in store.conversations(store.conversation_ids("all")) if each.name == asked.name]
    office.window.open_conversation(found.id)
    seen: dict[str, float] = {}

    def painted() -> None:
        now, model = time.time(), view.model()
        for row in range(model.rowCount() - 1, max(-1, model.rowCount() - 12), -1):
            message = model.message_at(row)
            if message is None or message.id in seen or not message.text.startswith(MARK):
                continue
            if view.viewport().rect().intersects(view.visualRect(model.index(row, 0))):
                seen[message.id] = now - float(message.text.removeprefix(MARK))

    Painted(view.viewport(), painted)
    await asyncio.sleep(CALM_S)
    view.scrollToBottom()  # it opened where reading left off
    await asyncio.sleep(CALM_S)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await asyncio.sleep(CALM_S)
    return {"seconds": list(seen.values())}


MODES: dict[str, Callable[[Feed, Office, argparse.Namespace], Awaitable[dict[str, Any]]]] = {
    "catch_up": catch_up,
    "switch": switch,
    "watch": watch,
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--entries", type=int, default=0)
    parser.add_argument("--name", default="")
    asked = parser.parse_args()
    told = sys.stdin.readline()

    async def work(program: Program) -> int:
        program.feed.trouble.connect(lambda error: print(f"{error!r}", file=sys.stderr, flush=True))
        desk, credentials = await given(told, asked.data)
        async with asyncio.timeout(PATIENCE_S), program.open(desk, credentials) as office:
            print(json.dumps(await MODES[asked.mode](program.feed, office, asked)), flush=True)
        return 0

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
