"""Coroutines that belong to a widget: the one way a widget starts anything that waits."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

from PySide6.QtCore import QObject


class Tasks:
    """Runs coroutines for `owner`: they end when it does, and what fails is handed to `report`."""

    def __init__(self, owner: QObject, report: Callable[[BaseException], None]) -> None:
        self._running: dict[Hashable, asyncio.Task[Any]] = {}
        self.report = report
        owner.destroyed.connect(self.cancel)

    def start(self, work: Coroutine[Any, Any, Any], key: Hashable | None = None) -> None:
        """Run `work`; with a key, it replaces what still runs under that key."""
        key = object() if key is None else key
        if old := self._running.get(key):
            old.cancel()
        task = self._running[key] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda done: self._done(key, done))

    def running(self, key: Hashable) -> bool:
        """Whether something still runs under `key`."""
        return key in self._running

    def cancel(self) -> None:
        """End all of them."""
        for task in list(self._running.values()):
            task.cancel()

    def _done(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if self._running.get(key) is task:
            del self._running[key]
        if not task.cancelled() and (error := task.exception()):
            self.report(error)
