"""The list: a row that comes in at the top of very many, what each view counts, and a search over very many lines."""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from services.entries import Entries, Entry, Welcome
from services.records import Query
from services.store import Store
from tests.bench.figures import Figure, figure, percentile
from tests.bench.tenant import FAMILIES, NAMES, STREETS, WORDS, hook_body, number, tenant_log

CONVERSATIONS: Final = int(os.environ.get("STRATO_BENCH_CONVERSATIONS", "100000"))
MESSAGES: Final = int(os.environ.get("STRATO_BENCH_MESSAGES", "1000000"))
"""The replica takes minutes to build; a smaller one says less."""
PAGE: Final = 500
LIVE: Final = 400
COUNTS: Final = 40


def run(messages: int = MESSAGES, conversations: int = CONVERSATIONS) -> list[Figure]:
    """All figures, on one replica of this many lines."""
    with tempfile.TemporaryDirectory(prefix="strato-bench-", ignore_cleanup_errors=True) as name:
        started = time.monotonic()
        last = build(Path(name), messages, conversations)
        print(f"   (replica built in {time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
        store = Store.open(Path(name), "bench", lambda changes: None, lambda: last)
        return [
            inserting(store, Path(name), last, messages, conversations),
            *searching(store, messages),
            counting(store, conversations),
            showing(store),
        ]


def build(directory: Path, messages: int, conversations: int) -> int:
    """A replica that has read a whole log; returns the time of its last line in ms."""
    Store.open(directory, "bench", lambda changes: None)
    writer = _writer(directory)
    writer.welcome(Welcome("bench", messages))
    log = tenant_log(messages, conversations)
    last: Entry | None = None
    while page := list(islice(log, PAGE)):
        writer.apply(Entries(page, messages))
        last = page[-1]
    writer.close()
    assert last is not None
    return int(last.body["value"]["messages"][0]["timestamp"]) * 1000


def inserting(store: Store, directory: Path, last: int, messages: int, conversations: int) -> Figure:
    """From the news of a commit to the painted list, on the loop's thread: new leads and known ones, in turn."""
    from PySide6.QtWidgets import QApplication

    from widgets.feed import Feed
    from widgets.inbox.pane import InboxPane
    from widgets.theme import Theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    feed = Feed(lambda: last)
    pane = InboxPane(Theme(app, scheme="light"), feed, store, "all")
    pane.resize(320, 900)
    pane.show()
    app.processEvents()
    writer, taken = _writer(directory), []
    for entry in _live(last, messages, conversations):
        changes = writer.apply(Entries([entry], entry.seq))
        started = time.perf_counter()
        feed.changed.emit(changes)
        pane.rows.viewport().repaint()
        taken.append(time.perf_counter() - started)
        app.processEvents()
    writer.close()
    pane.hide()
    note = f"median {statistics.median(taken) * 1000:.1f} ms of {LIVE}, painted"
    name = f"live insert at the top of {conversations:,} conversations, p99"
    return figure(name, percentile(taken, 99) * 1000, "ms", 16, note=note)


def _live(last: int, messages: int, conversations: int) -> Iterator[Entry]:
    for n in range(LIVE):
        lead = conversations + n if n % 2 else n * 7 % conversations
        said = {"from": number(lead), "id": f"wamid.LIVE{n}", "timestamp": str(last // 1000 + n), "type": "text"}
        body = hook_body(lead, {**said, "text": {"body": f"hola {n}"}})
        yield Entry(messages + n + 1, f"live{n}", "hook.whatsapp", "whatsapp", "2030-01-01T00:00:00Z", body)


def searching(store: Store, messages: int) -> list[Figure]:
    """The first 50 of what people look for: words that everybody says, rare ones, begun ones, names, numbers."""
    dice = random.Random(3)
    asked = [dice.choice(WORDS) for _ in range(20)]
    asked += [" ".join(dice.sample(WORDS, 2)) for _ in range(20)]
    asked += [f"{dice.choice(STREETS)} {dice.randrange(100, 6000)}" for _ in range(20)]
    asked += [word[:cut] for cut in (1, 2, 3) for word in dice.sample(WORDS, 8)]
    people = [f"{dice.choice(NAMES)} {dice.choice(FAMILIES)}" for _ in range(10)]
    people += [number(dice.randrange(5_000)) for _ in range(10)] + ["40 00-12", "11 4000 0"]
    found = []
    for what, queries in (("words", asked), ("people and numbers", people)):
        taken = [_timed(lambda query=query: store.search(query)) for query in queries]  # type: ignore[misc]
        note = f"median {statistics.median(taken):.1f} ms of {len(taken)}, slowest {max(taken):.0f} ms"
        name = f"search {messages:,} messages, first 50 hits, {what}, p95"
        found.append(figure(name, percentile(taken, 95), "ms", 100, note=note))
    return found


def counting(store: Store, conversations: int) -> Figure:
    taken = [_timed(lambda: store.counts("me")) for _ in range(COUNTS)]
    note = f"median {statistics.median(taken):.1f} ms of {COUNTS}"
    return figure(
        f"counts of all views, {conversations:,} conversations, p95", percentile(taken, 95), "ms", 50, note=note
    )


def showing(store: Store) -> Figure:
    """The places of every row of the biggest view, as it is chosen."""
    taken = [_timed(lambda: store.keys(Query("unanswered", "urgent"))) for _ in range(10)]
    rows = len(store.keys(Query("unanswered", "urgent")))
    return figure(f"order {rows:,} rows of a view, p95", percentile(taken, 95), "ms", 250)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _writer(directory: Path):  # type: ignore[no-untyped-def]  # its module loads what only a writer needs
    from services.store.writer import Writer

    return Writer(directory, "bench", lambda: int(time.time() * 1000))
