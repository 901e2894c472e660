"""Runs the trials of the providers for the page that shows them: one after the other, each finding as it comes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from services.probes import Finding, Probes, Report
from widgets.feed import Feed
from widgets.tasks import Tasks


class Trying(QObject):
    """`moved(provider)` when a trial began, found something, or ended."""

    moved = Signal(str)

    def __init__(self, probes: Callable[[], Probes], feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._probes, self._feed = probes, feed
        self._tasks = Tasks(self, feed.report)
        self._found: dict[str, list[Finding]] = {}
        self._waiting: list[str] = []
        self.running = ""
        """The provider that is being tried now."""
        self._going = False
        self._round: object = None

    def report(self, provider: str) -> Report | None:
        """What is known of it: the trial under way as far as it is, or the last one."""
        if provider in self._found:
            return Report(provider, self._feed.now(), tuple(self._found[provider]))
        return self._probes().last(provider)

    def awaited(self, provider: str) -> bool:
        """Whether it is being tried, or will be next."""
        return provider == self.running or provider in self._waiting

    def start(self, providers: Sequence[str]) -> None:
        """Try these; what is under way comes first."""
        self._waiting += [each for each in providers if not self.awaited(each)]
        for each in self._waiting:
            self.moved.emit(each)
        if not self._going:
            self._going = True
            self._tasks.start(self._run(), key="trial")

    def forget(self, provider: str) -> None:
        """Its key or its configuration changed: what was found counts no longer."""
        self._probes().forget(provider)

    def cancel(self) -> None:
        """Leave it: what was found the last time counts again."""
        stopped = [self.running, *self._waiting]
        self._waiting.clear()
        self._found.clear()
        self.running, self._going = "", False
        self._tasks.cancel()
        for each in filter(None, stopped):
            self.moved.emit(each)

    async def _run(self) -> None:
        """Whoever is cancelled touches nothing afterwards: another round may be under way by then."""
        mine = self._round = object()
        try:
            while self._waiting:
                await self._try(self._waiting.pop(0))
        finally:
            self._going = self._going and self._round is not mine

    async def _try(self, provider: str) -> None:
        self.running = provider
        found = self._found[provider] = []
        self.moved.emit(provider)
        try:
            async for finding in self._probes().run(provider):
                found.append(finding)
                self.moved.emit(provider)
        finally:
            if self._found.get(provider) is found:
                del self._found[provider]
                self.running = ""
        self.moved.emit(provider)
