"""The list over a real store that a handful of leads have written to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from services.decisions import Decisions
from services.entries import Draft, Entries, Welcome
from services.records import Changes
from services.settings import Settings
from services.store import Store
from tests.store.logs import EPOCH, log, place, said
from widgets.feed import Feed
from widgets.inbox.own_views import OwnViews
from widgets.inbox.pane import InboxPane
from widgets.inbox.triage import Triage
from widgets.theme import Theme

LEADS = {f"549115555010{n}": name for n, name in enumerate(("ana", "bea", "cam", "dora", "eva"), 1)}
IDS = {name: place(number) for number, name in LEADS.items()}
NAMES = {identifier: name for name, identifier in IDS.items()}
LOG = [said(number, f"w{n}", f"hola de {name}", n) for n, (number, name) in enumerate(LEADS.items(), 1)]


class Inbox:
    """The pane, who decides in it, and its store; `settle` waits for what was begun."""

    def __init__(self, theme: Theme, path: Path, qtbot: Any, qloop: Any) -> None:
        self.clock = EPOCH + 60_000
        self.feed = Feed(lambda: self.clock)
        self.changes: list[Changes] = []
        self.store = Store.open(path / "desk", "desk", self._changed, lambda: self.clock)
        self._qtbot, self._loop = qtbot, qloop
        self._drafts: list[tuple[str, Draft]] = []
        self.run(self.store.apply(Welcome("e", 0)))
        self.takes(*LOG)
        self.decisions = Decisions(self.store, "me", "Martín Acuña")
        self.host, self.drafts = QWidget(), list[str]()
        self.pane = InboxPane(theme, self.feed, self.store, "all", self.host, member="me", drafts=lambda: self.drafts)
        self.triage = Triage(theme, self.feed, self.store, self.decisions, self.pane)
        self.settings = Settings(path / "settings.json")
        self.own = OwnViews(theme, self.feed, self.decisions, self.settings, self.pane)
        self.opened: list[str] = []
        self.pane.opened.connect(lambda conversation, _: self.opened.append(NAMES[conversation]))
        self.pane.resize(320, 700)
        self.host.resize(330, 720)
        self.host.show()

    def _changed(self, changes: Changes) -> None:
        self.changes.append(changes)
        self.feed.listener.changed(changes)

    def takes(self, *drafts: tuple[str, Draft]) -> None:
        known = len(self._drafts)
        self._drafts += drafts
        self.run(self.store.apply(Entries(log(self._drafts)[known:], len(self._drafts))))

    def run(self, work: Any) -> Any:
        task = self._loop.create_task(work)
        self._qtbot.waitUntil(task.done)
        return task.result()

    def settle(self, until: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(until)

    def picture(self) -> str:
        """The rows from the top; those that are selected in brackets."""
        chosen = {self.pane.ids()[row] for row in self.pane.rows.selected()}
        return " ".join(f"[{NAMES[each]}]" if each in chosen else NAMES[each] for each in self.pane.ids())

    def row(self, name: str) -> Any:
        return self.store.conversation(IDS[name])
