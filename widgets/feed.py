"""The one QObject between services and widgets: what the house reports becomes Qt signals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from services.records import Changes

CALM_MS: Final = 50
"""Least time between two `changed`: the first of a burst goes out at once, the rest are joined."""

CATCHING_UP_MS: Final = 1000
"""The same while a long log is read: nobody follows thousands of messages a second, and painting would slow it."""

MANY: Final = 500
"""Behind by more entries than this counts as catching up."""


@dataclass(frozen=True)
class Listener:
    """What the house calls, on the event-loop thread."""

    changed: Callable[[Changes], None]
    link_state: Callable[[Any], None]
    trouble: Callable[[BaseException], None]


class Feed(QObject):
    """Signals: `changed(Changes)`, `link_changed(LinkState)`, `trouble(BaseException)`, `health_changed()`, and
    `tick(now_ms)` once a second from the only timer of the countdowns."""

    changed = Signal(object)
    link_changed = Signal(object)
    trouble = Signal(object)
    tick = Signal(object)
    health_changed = Signal()

    def __init__(self, now: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = now
        self._waiting = Changes()
        self._stopped = False
        self._since = QElapsedTimer()
        self._calm = QTimer(self, singleShot=True)
        self._calm.timeout.connect(self._flush)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._behind = 0
        self.listener = Listener(self._collect, self._link, self.trouble.emit)

    @property
    def catching_up(self) -> bool:
        """Whether a long log is being read."""
        return self._behind > MANY

    def report(self, error: BaseException) -> None:
        """Hand a failure to whoever shows them: what a widget gives to its Tasks."""
        self.trouble.emit(error)

    def stop(self) -> None:
        """Say nothing more of the store and the clock: the house is about to close."""
        self._clock.stop()
        self._calm.stop()
        self._stopped = True

    def _link(self, state: Any) -> None:
        self._behind = state.behind
        self.link_changed.emit(state)

    def _collect(self, changes: Changes) -> None:
        self._waiting |= changes
        if not self._waiting or self._calm.isActive() or self._stopped:
            return
        calm = CATCHING_UP_MS if self.catching_up else CALM_MS
        left = calm - self._since.elapsed() if self._since.isValid() else 0
        if left <= 0:
            self._flush()
        else:
            self._calm.start(left)

    def _flush(self) -> None:
        changes, self._waiting = self._waiting, Changes()
        self._since.start()
        self.changed.emit(changes)

    def _tick(self) -> None:
        self.tick.emit(self.now())
