"""A lead's voice is written down from its bubble; each word plays from its second, by mouse and by keys."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication

from services.agency_records import Transcript
from services.leads.timing import places
from services.records import Media
from services.trouble import Trouble
from tests.widgets.conftest import NOW, FakeShelf, conversation, message
from tests.widgets.test_conversation_pane import Desk, model_of
from widgets.conversation.pane import ConversationPane
from widgets.conversation.transcript import neighbour
from widgets.feed import Feed
from widgets.inbox.row_words import last_words
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.voice.sinks import Silence

SAID = Transcript(
    "v1", "Hola, me copó el de Cabildo.", "spa", ((0, 400, "Hola,"), (500, 700, "me"), (700, 1100, "copó")), 3.0
)
VOICE = message("v1", NOW - 1000, "", kind="audio", media=Media("audio/ogg", "a" * 64, seconds=3.0, voice=True))


@pytest.fixture
def player(qloop: Any) -> Iterator[Player]:
    made = Player(open_sink=Silence)
    yield made
    made.stop()


@pytest.fixture
def pane(theme: Theme, feed: Feed, shelf: FakeShelf, player: Player, qtbot: Any) -> Iterator[ConversationPane]:
    shelf.put(conversation("ana", "Ana López"))
    shelf.say(VOICE)

    async def mark(key: str, upto: int) -> None:
        return

    desk = Desk()
    made = ConversationPane(theme, feed, shelf, desk, desk, player, mark, "desk-1")
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.open("ana")
    yield made
    made.hide()


def areas(pane: ConversationPane, action: str) -> list[Any]:
    view, model = pane.timeline, model_of(pane)
    index = model.index(model.row_of("v1"))
    box = QRectF(view.visualRect(index))
    delegate = view.itemDelegate()
    return [each for each in delegate.layout(index).areas(box, delegate.scene) if each.action == action]


def click(pane: ConversationPane, qtbot: Any, area: Any) -> None:
    qtbot.mouseClick(pane.timeline.viewport(), Qt.MouseButton.LeftButton, pos=area.box.center().toPoint())


def test_a_click_has_it_written_down_and_the_words_come_with_their_places(
    pane: ConversationPane, shelf: FakeShelf, feed: Feed, qtbot: Any
) -> None:
    asked: list[str] = []

    async def transcribe(key: str) -> None:
        asked.append(key)
        feed.changed.emit(shelf.say(replace(VOICE, transcript=SAID)))

    pane.transcribe_with(transcribe)
    heard: list[tuple[str, str, float]] = []
    pane.timeline.acted.connect(lambda *each: heard.append(each))
    click(pane, qtbot, areas(pane, "transcribe")[0])
    qtbot.waitUntil(lambda: len(areas(pane, "word")) == 3)
    assert asked == ["v1"]
    click(pane, qtbot, areas(pane, "word")[2])
    assert heard[-1] == ("v1", "word", 0.7)
    pane.timeline.setCurrentIndex(model_of(pane).index(model_of(pane).row_of("v1")))
    qtbot.keyClick(pane.timeline, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert heard[-1] == ("v1", "word", 0.5)
    pane.timeline.acted.emit("v1", "copy", 0.0)
    assert QGuiApplication.clipboard().text() == SAID.text


def test_why_it_could_not_be_written_stands_in_its_row_with_the_way_out(pane: ConversationPane, qtbot: Any) -> None:
    async def transcribe(key: str) -> None:
        raise Trouble("voice.no_key")

    pane.transcribe_with(transcribe)
    wanted: list[bool] = []
    pane.settings_wanted.connect(lambda: wanted.append(True))
    pane.transcribe_chosen()
    qtbot.waitUntil(lambda: bool(areas(pane, "settings")))
    click(pane, qtbot, areas(pane, "settings")[0])
    assert wanted
    assert areas(pane, "transcribe"), "and it can be asked for again"


def test_a_search_finds_the_words_and_shows_them_in_their_place(
    pane: ConversationPane, shelf: FakeShelf, feed: Feed
) -> None:
    feed.changed.emit(shelf.say(replace(VOICE, transcript=SAID)))
    model_of(pane).seek("copo")
    delegate, model = pane.timeline.itemDelegate(), model_of(pane)
    layout = delegate.layout(model.index(model.row_of("v1")))
    assert any(getattr(block, "_found", None) == [(9, 4)] for block in layout._blocks)


def test_words_go_from_one_to_the_next_and_back_to_the_start_of_their_own_first() -> None:
    assert places(SAID) == [(0, 5, 0, 400), (6, 2, 500, 700), (9, 4, 700, 1100)]
    assert neighbour(SAID, 0.0, 1) == 0.5
    assert neighbour(SAID, 0.71, -1) == 0.5
    assert neighbour(SAID, 1.5, -1) == 0.7
    assert neighbour(SAID, 9.0, 1) == 0.7
    assert neighbour(Transcript("v1", "sin tiempos"), 3.0, 1) == 0.0


def test_the_list_says_what_was_said_or_that_nobody_wrote_it_down() -> None:
    row = conversation("ana", last_kind="audio", last_voice=True, last_seconds=14.2, last_text="Me copó el de Cabildo")
    assert last_words(row) == "voz 0:14 · «Me copó el de Cabildo»"
    assert last_words(replace(row, last_text="")) == "voz 0:14 · sin transcribir"
