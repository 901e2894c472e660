"""One very long conversation: scrolled through, entered in its middle, searched."""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from services.store import Store
from tests.bench.figures import Figure, figure, percentile
from tests.bench.list import build

MESSAGES: Final = int(os.environ.get("STRATO_BENCH_LONG", "50000"))
"""Messages of the one conversation."""
STEPS: Final = 600
JUMPS: Final = 60
SEARCHES: Final = 40
WORDS: Final = ("cochera", "balcón cabildo", "exp", "a", "visita sábado")


def run(messages: int = MESSAGES) -> list[Figure]:
    """All figures, in a pane of the size of a real window."""
    with tempfile.TemporaryDirectory(prefix="strato-bench-", ignore_cleanup_errors=True) as name:
        last = build(Path(name), messages, 1)
        store = Store.open(Path(name), "bench", lambda changes: None, lambda: last)
        return measured(store, last, messages)


def measured(store: Store, last: int, messages: int) -> list[Figure]:
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    pane = _pane(app, store, last)
    place = store.conversation_ids()[0]
    pane.open(place)
    return [
        scrolling(app, pane, messages),
        jumping(app, pane, store, place, last, messages),
        searching(store, place, messages),
    ]


def _pane(app: Any, store: Store, last: int) -> Any:
    from widgets.conversation.pane import ConversationPane
    from widgets.feed import Feed
    from widgets.theme import Theme
    from widgets.voice.player import Player

    class Nothing:
        """No outbox, and files that never come: the loop does not run here."""

        def path(self, sha256: str) -> Path | None:
            return None

        def __getattr__(self, name: str) -> Callable[..., None]:
            return lambda *given: None

    feed = Feed(lambda: last)
    nothing: Any = Nothing()
    pane = ConversationPane(Theme(app, scheme="light"), feed, store, nothing, nothing, Player(), nothing.mark, "bench")
    pane._filing.ahead = lambda found: None  # type: ignore[method-assign]
    pane._seen = lambda: None  # type: ignore[method-assign]
    pane.resize(640, 900)
    pane.show()
    app.processEvents()
    return pane


def scrolling(app: Any, pane: Any, messages: int) -> Figure:
    """A screen upwards, painted, again and again: the longest wait is where an older page is read."""
    bar, taken = pane.timeline.verticalScrollBar(), []
    pane.timeline.to_end()
    for _ in range(STEPS):
        started = time.perf_counter()
        bar.setValue(bar.value() - 600)
        pane.timeline.viewport().repaint()
        taken.append(time.perf_counter() - started)
        app.processEvents()
    note = f"median {statistics.median(taken) * 1000:.1f} ms, longest {max(taken) * 1000:.0f} ms of {STEPS} screens"
    return figure(f"scroll through {messages:,} messages, p99", percentile(taken, 99) * 1000, "ms", 50, note=note)


def jumping(app: Any, pane: Any, store: Store, place: str, last: int, messages: int) -> Figure:
    """To a day anywhere in it, painted."""
    dice, taken = random.Random(3), []
    first = store.first_since(place, 0)
    begin = store.message(first or "")
    assert begin is not None
    for _ in range(JUMPS):
        at = dice.randrange(begin.at, last)
        started = time.perf_counter()
        message = store.first_since(place, at)
        pane.go_to(message)
        pane.timeline.viewport().repaint()
        taken.append(time.perf_counter() - started)
        app.processEvents()
    note = f"median {statistics.median(taken) * 1000:.1f} ms of {JUMPS}"
    return figure(f"jump to a date in {messages:,} messages, p95", percentile(taken, 95) * 1000, "ms", 100, note=note)


def searching(store: Store, place: str, messages: int) -> Figure:
    """Words that many lines hold, and words that few do."""
    taken = []
    for n in range(SEARCHES):
        started = time.perf_counter()
        store.found_in(place, WORDS[n % len(WORDS)])
        taken.append(time.perf_counter() - started)
    note = f"median {statistics.median(taken) * 1000:.1f} ms of {SEARCHES}"
    return figure(f"search in a chat of {messages:,} messages, p95", percentile(taken, 95) * 1000, "ms", 100, note=note)
