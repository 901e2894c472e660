"""One console for each place of data, and a window that comes back as it was left, also after a kill."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QWidget

from app.instance import Doorbell, door_of, knock
from app.session import Session
from services.reading import mark_read
from services.records import Conversation, Message
from services.settings import (
    CONVERSATION,
    GEOMETRY,
    INSPECTOR,
    PANES,
    PLACES,
    TODAY_FIRST,
    TODAY_SEEN,
    VIEW,
    Settings,
)
from widgets.conversation.pane import ConversationPane
from widgets.conversation.place import place_of
from widgets.feed import Feed
from widgets.inbox.pane import InboxPane
from widgets.rail import TODAY
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.window import Window

MINUTE = 60_000
ROOT = Path(__file__).resolve().parents[2]


class Nothing:
    """An outbox, media and composer that do nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **named: None


class Inspector(QWidget):
    """Two tabs and nothing in them."""

    def __init__(self) -> None:
        super().__init__()
        self.tabs = QTabBar(self)
        self.tabs.addTab("Lead")
        self.tabs.addTab("Voz")

    def show_conversation(self, conversation: str | None) -> None:
        pass


class Life:
    """One life of a window over a shelf and a file of settings that outlive it."""

    def __init__(self, theme: Theme, feed: Feed, shelf: Any, settings: Settings) -> None:
        self.settings = settings
        self.window, self.inspector = Window(theme, feed), Inspector()
        self.inbox = InboxPane(theme, feed, shelf)
        player, mark = Player(self.window), partial(mark_read, shelf)
        self.pane = ConversationPane(theme, feed, shelf, Nothing(), Nothing(), player, mark, "desk-1")
        self.window.seat(self.inbox)
        self.window.furnish(self.pane, QWidget(), self.inspector, QWidget)  # type: ignore[arg-type]
        self.window.resize(1440, 900)
        self.window.show()
        self.office: Any = SimpleNamespace(
            window=self.window, inbox=self.inbox, conversation=self.pane, inspector=self.inspector,
            composer=Nothing(), house=SimpleNamespace(settings=settings, store=shelf),
        )  # fmt: skip
        self.session = Session(self.office, feed.now)
        self.window.offer(TODAY, QWidget)

    def end(self) -> None:
        self.window.hide()
        self.window.deleteLater()


@pytest.fixture
def shelf_of_two(shelf: Any) -> Any:
    for key in ("bruno", "ana"):
        shelf.put(Conversation(key, key, "whatsapp", "1", key.title(), "", "hola", "text", "in", 0))
    shelf.say(*(Message(f"m{n:03}", "ana", n, "in", "text", f"hola {n}", n * MINUTE, 0) for n in range(300)))
    return shelf


@pytest.fixture
def lives(theme: Theme, feed: Feed, shelf_of_two: Any, tmp_path: Path, qloop: Any) -> Iterator[Any]:
    made: list[Life] = []

    def live() -> Life:
        made.append(Life(theme, feed, shelf_of_two, Settings(tmp_path / "settings.json")))
        return made[-1]

    yield live
    for each in made:
        each.end()


def test_what_was_open_comes_back_where_it_was_read(lives: Any, qtbot: Any) -> None:
    life: Life = lives()
    life.session.take_up()
    life.inbox.choose_view("all")
    life.window.open_conversation("ana")
    life.inspector.tabs.setCurrentIndex(1)
    bar = life.pane.timeline.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    where = place_of(life.pane.timeline)
    assert where
    qtbot.waitUntil(lambda: where in life.settings.get(PLACES))  # nobody asked for it: a kill may come now
    again: Life = lives()
    again.session.take_up()
    assert again.pane.conversation is not None
    assert again.pane.conversation.id == "ana"
    assert place_of(again.pane.timeline) == where
    assert again.inspector.tabs.currentIndex() == 1
    assert again.settings.get(VIEW) == "all"


def test_sizes_come_back_by_screen(lives: Any, qtbot: Any) -> None:
    life: Life = lives()
    life.session.take_up()
    life.window.panes.setSizes([390, 700, 300])
    life.window.panes.splitterMoved.emit(0, 0)
    sizes = life.window.panes.sizes()
    qtbot.waitUntil(lambda: bool(life.settings.get(PANES) != "{}"))
    assert len(json.loads(life.settings.get(PANES))) == 1
    again: Life = lives()
    again.window.panes.setSizes([290, 800, 290])
    again.session.take_up()
    assert again.window.panes.sizes() == sizes


def test_the_day_begins_with_its_own_page_once_and_only_where_that_is_wanted(lives: Any) -> None:
    life: Life = lives()
    life.session.take_up()
    assert life.window.pages.currentWidget() is life.window.panes, "nothing to look back on in a new desk"
    today = life.settings.get(TODAY_SEEN)
    for seen, wanted, shown in ((today, True, False), ("2020-01-01", False, False), ("2020-01-01", True, True)):
        life.settings.put(TODAY_SEEN, seen)
        life.settings.put(TODAY_FIRST, wanted)
        again: Life = lives()
        again.session._settings = life.settings
        again.session.take_up()
        assert (again.window.pages.currentWidget() is not again.window.panes) is shown, (seen, wanted)
        assert life.settings.get(TODAY_SEEN) == today


def test_a_hidden_inspector_stays_hidden(lives: Any, qtbot: Any) -> None:
    life: Life = lives()
    life.session.take_up()
    life.pane.header.inspector.setChecked(False)
    qtbot.waitUntil(lambda: life.settings.get(INSPECTOR) == "hidden 0")
    again: Life = lives()
    again.session.take_up()
    assert not again.inspector.isVisible()


@pytest.mark.parametrize(
    ("place", "shown"), [("x y", ""), ("-3 gone", ""), ("nonsense", ""), ("99999999 m000", None), ("0 m150", "0 m150")]
)
def test_a_file_of_any_version_does_no_harm(lives: Any, place: str, shown: str | None) -> None:
    life: Life = lives()
    places = json.dumps({"ana": place})
    odd = ((CONVERSATION, "ana"), (PLACES, places), (PANES, "[{"), (GEOMETRY, "ñ ñ"), (INSPECTOR, "x y"))
    for setting, value in odd:
        life.settings.put(setting, value)
    life.session.take_up()
    assert life.pane.conversation is not None
    assert shown is None or place_of(life.pane.timeline) == shown


def test_a_conversation_that_is_no_more_is_not_opened(lives: Any) -> None:
    life: Life = lives()
    life.settings.put(CONVERSATION, "nobody")
    life.session.take_up()
    assert life.pane.conversation is None


def test_a_second_start_rings_and_an_orphaned_door_is_taken_over(tmp_path: Path, qtbot: Any) -> None:
    door = door_of(tmp_path, practise=False)
    assert not knock(door)
    bell, rung = Doorbell(door), list[bool]()
    bell.rung.connect(lambda: rung.append(True))
    script = (
        "from PySide6.QtCore import QCoreApplication as Q; from app.instance import knock; "
        f"a = Q([]); exit(not knock({door!r}))"
    )
    second = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    qtbot.waitUntil(lambda: bool(rung) and second.poll() == 0)
    bell.deleteLater()
    assert door != door_of(tmp_path, practise=True)
    assert door != door_of(tmp_path / "other", practise=False)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of Windows ends with its process")
def test_a_door_that_a_killed_console_left_behind_opens_again(tmp_path: Path, qtbot: Any) -> None:
    door = door_of(tmp_path, practise=False)
    script = (
        "import os, signal; from PySide6.QtCore import QCoreApplication as Q; from app.instance import Doorbell; "
        f"a = Q([]); d = Doorbell({door!r}); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert not knock(door)
    bell = Doorbell(door)
    assert knock(door)
    bell.deleteLater()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_window_that_stays_in_the_tray_is_only_hidden(lives: Any, qtbot: Any) -> None:
    life: Life = lives()
    closed: list[bool] = []
    life.window.closing.connect(lambda: closed.append(True))
    life.window.stays = lambda: True
    life.window.close()
    assert (closed, life.window.isVisible()) == ([], False)
    life.window.come_forward()
    assert life.window.isVisible()
    assert not life.window.windowState() & Qt.WindowState.WindowMinimized
    life.window.stays = lambda: False
    life.window.close()
    assert closed == [True]
