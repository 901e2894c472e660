"""What goes on for as long as a house stands: started once, started again after a failure, ended with the house."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

AGAIN_S: Final = 5.0
"""A part that failed is started again after this; the failure itself was reported."""


class Chores:
    """Owns the work that nobody waits for; `report` receives what made one of them fail."""

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = False

    def start(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin `work`, and again whenever it fails."""
        if self._ended:
            return
        task = asyncio.get_running_loop().create_task(work(), name=name)
        self._tasks.add(task)

        def done(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                self._report(error)
                asyncio.get_running_loop().call_later(AGAIN_S, self.start, name, work)

        task.add_done_callback(done)

    async def end(self) -> None:
        """Cancel all of it, and wait until it has ended."""
        self._ended = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
