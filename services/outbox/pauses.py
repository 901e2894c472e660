"""What has to pause on this desk, measured so that a clock that is set makes nobody wait for longer."""

from collections.abc import Callable
from time import monotonic


class Pauses:
    """A pause is over when the clock says so, or when its seconds have passed, whichever comes first: a clock that was
    set back would stretch it for as long, and the seconds of a machine that slept are not counted."""

    def __init__(self, now: Callable[[], int], ticks: Callable[[], float] = monotonic) -> None:
        self._now, self._ticks = now, ticks
        self._ends: dict[object, tuple[int, float]] = {}

    def __contains__(self, what: object) -> bool:
        return what in self._ends

    def begin(self, what: object, seconds: float) -> None:
        """From now on, whatever pause `what` had."""
        self._ends[what] = self._now() + round(seconds * 1000), self._ticks() + seconds

    def until(self, what: object) -> int:
        """The end of the pause of `what` by the clock as it goes now; 0 where it has none."""
        if what not in self._ends:
            return 0
        until, ticks = self._ends[what]
        return min(until, self._now() + round((ticks - self._ticks()) * 1000))
