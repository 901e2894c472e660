"""Hoy: what the day begins with, in its order; Enter opens each, and an empty day says so."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.probes.health import Health
from services.records import Changes
from tests.widgets.conftest import NOW, FakeShelf, conversation, message
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.today.model import LINE
from widgets.today.page import TodayPage

MIN = 60_000


class Day(FakeShelf):
    """A shelf with a day on it."""

    waits: list[tuple[str, int]]
    late: list[str]
    wakes: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.waits, self.late, self.wakes = [], [], []
        self.order["mentioned"] = []

    # `FakeShelf.waiting` is its outbox
    def waiting_leads(self, limit: int = 50) -> list[tuple[str, int]]:
        return self.waits

    def lost(self, limit: int = 50) -> list[str]:
        return self.late

    def due(self, upto: int, limit: int = 50) -> list[str]:
        assert upto == NOW - (14 * 60 + 32) * MIN - 5000 + 24 * 60 * MIN - 1
        return self.wakes


class Shelf:
    """Gives `waiting` the meaning that the store gives it."""

    def __init__(self, day: Day) -> None:
        self._day = day

    def __getattr__(self, name: str) -> Any:
        return getattr(self._day, "waiting_leads" if name == "waiting" else name)


class Scene:
    def __init__(self, theme: Theme, feed: Feed) -> None:
        self.day, self.health, self.feed = Day(), list[Health](), feed
        self.page = TodayPage(theme, Shelf(self.day), feed, lambda: self.health, "sofi")  # type: ignore[arg-type]
        self.page.resize(900, 700)
        self.page.show()
        self.opened: list[Any] = []
        self.page.conversation_wanted.connect(lambda *which: self.opened.append(which))
        self.page.provider_wanted.connect(self.opened.append)
        self.page.view_wanted.connect(self.opened.append)

    def said(self) -> list[str]:
        return [self.page.model.data(self.page.model.index(row), LINE).spoken for row in range(self.rows())]

    def rows(self) -> int:
        return self.page.model.rowCount()

    def fill(self) -> None:
        day = self.day
        day.put(
            conversation("ana", unanswered=True),
            conversation("bruno", window_closes_at=NOW + 38 * MIN, last_text="¿Sigue disponible?"),
            conversation("carla"),
            conversation("dora", snoozed=NOW + 90 * MIN),
        )
        day.order["unanswered"], day.order["closing"] = ["ana"], ["bruno"]
        day.waits, day.wakes = [("ana", NOW - 3 * 60 * MIN)], ["dora"]
        day.say(message("m1", NOW, conversation="carla", state="failed", trouble="whatsapp.undeliverable"))
        day.late = ["m1"]
        self.health = [Health("uchat", "silent", "hook.quiet", {"hours": 3}, hours=3), Health("whatsapp", "well")]
        self.feed.changed.emit(Changes(everything=True))


@pytest.fixture
def scene(theme: Theme, feed: Feed, qtbot: Any) -> Scene:
    made = Scene(theme, feed)
    qtbot.addWidget(made.page)
    return made


def test_an_empty_day_says_so(scene: Scene) -> None:
    assert scene.page._empty.isVisible()
    assert not scene.page.rows.isVisible()


def test_the_day_is_told_from_the_longest_wait_to_the_connections(scene: Scene) -> None:
    scene.fill()
    n = "\N{NO-BREAK SPACE}"
    assert scene.said() == [
        f"1 lead sin responder, Ana, hola, hace 3{n}h{n}00",
        f"1 ventana por cerrar, Bruno, ¿Sigue disponible?, cierra en 38{n}min",
        "1 envío con problema, Carla, Este número no usa WhatsApp o bloqueó mensajes. No vale la pena insistir., falló",
        "1 pospuesta de hoy, Dora, hola, 16:02",
        "1 integración con aviso, UChat: sin eventos hace 3 h, No llegan eventos hace 3 h, y solían llegar., "
        "Revisar el webhook",
    ]
    assert scene.page.date.text().startswith("Jueves 19 de noviembre · 1 lead sin responder · 1 ventana por cerrar · ")


def test_enter_opens_the_line_at_its_message_or_its_card(scene: Scene) -> None:
    scene.fill()
    rows = scene.page.rows
    for _ in range(2):
        QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    for _ in range(2):
        QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert scene.opened == [("carla", "m1"), "uchat"]


def test_a_heading_leads_to_all_of_its_kind(scene: Scene) -> None:
    scene.fill()
    place = scene.page.rows.visualRect(scene.page.model.index(1))
    at = place.topLeft() + place.center() - place.center()
    QTest.mouseClick(scene.page.rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert scene.opened == ["closing"]


def test_the_choice_stays_while_the_day_moves_on(scene: Scene) -> None:
    scene.fill()
    QTest.keyClick(scene.page.rows, Qt.Key.Key_Down)
    scene.day.put(conversation("bruno", window_closes_at=NOW + 30 * MIN))
    scene.feed.changed.emit(Changes(everything=True))
    assert "Ver todas (2)" in scene.said(), "there is a line more above it"
    chosen = scene.page.rows.currentIndex().data(LINE)
    assert (chosen.conversation, chosen.kind) == ("bruno", "closing")
    assert "30" in chosen.right


def test_more_than_can_be_shown_is_one_line_away(scene: Scene) -> None:
    scene.fill()
    scene.day.order["unanswered"] = [f"lead-{n}" for n in range(24)]
    scene.feed.changed.emit(Changes(everything=True))
    assert scene.said()[1] == "Ver todas (24)"
    QTest.keyClick(scene.page.rows, Qt.Key.Key_Down)
    QTest.keyClick(scene.page.rows, Qt.Key.Key_Return)
    assert scene.opened == ["unanswered"]


def test_a_note_that_names_the_reader_stands_here_until_it_was_seen(scene: Scene) -> None:
    day = scene.day
    day.put(conversation("dora"))
    day.order["mentioned"] = ["dora"]
    for number, (who, said) in enumerate([("sofi", "vieja"), ("nico", "para otro"), ("sofi", "@Sofía  llamala\nhoy")]):
        named = {"mentions": {who: "Sofía"}}
        note = message(f"n{number}", NOW - MIN, conversation="dora", kind="note", text=said, author="Ana", extra=named)
        day.say(note)
    scene.feed.changed.emit(Changes(everything=True))
    (said,) = scene.said()
    assert said == "Te mencionaron en 1 conversación, Dora, Ana: @Sofía llamala hoy, hace 1\N{NO-BREAK SPACE}min"
    QTest.keyClick(scene.page.rows, Qt.Key.Key_Return)
    assert scene.opened == [("dora", "n2")]
    day.order["mentioned"] = []
    scene.feed.changed.emit(Changes(everything=True))
    assert scene.said() == []
