"""The palette: a few letters mean an action, a place, a person or a message; keys alone are enough."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from services.records import Conversation, Hit
from services.settings import Settings
from widgets.actions.actions import Actions
from widgets.inbox.painting import in_qt_units
from widgets.palette.fuzzy import folded, match
from widgets.palette.offers import Offer, Offers
from widgets.palette.palette import Palette
from widgets.theme import Theme


def person(key: str, name: str) -> Conversation:
    return Conversation(key, key, "whatsapp", "1", name, "+54 9 11 5555-0142", "hola", "text", "in", 0)


@pytest.mark.parametrize(
    ("query", "text"),
    [("lucia", "Lucía Ferreyra"), ("ÑANDU", "el ñandú"), ("fer luc", "Lucía Ferreyra"),
     ("exp csv", "Exportar la lista a CSV"),
     ("", "todo"), ("mst", "Mostrar u ocultar el inspector"), ("5555", "+54 9 11 5555-0142")],
)  # fmt: skip
def test_letters_mean_a_text(query: str, text: str) -> None:
    assert match(query, text) is not None


@pytest.mark.parametrize(("query", "text"), [("xyz", "Lucía"), ("lucia x", "Lucía Ferreyra")])
def test_other_letters_do_not(query: str, text: str) -> None:
    found = match(query, text)
    assert found is None


def test_the_start_of_a_word_is_nearer_than_its_middle() -> None:
    begun, inside = match("voz", "Pasar a voz"), match("voz", "provozar")
    assert begun is not None
    assert inside is not None
    assert begun.score > inside.score
    assert begun.marks == ((8, 3),)


def test_marks_stand_where_the_letters_do_whatever_the_accents() -> None:
    text = "Ñandú İstanbul ﬁn"
    assert len(folded(text)) == len(text)
    found = match("fin", "ALGÚN FÍN")
    assert found is not None
    assert found.marks == ((6, 3),)


def test_a_monstrous_text_is_looked_at_only_so_far() -> None:
    assert match("b", "a" * 100_000 + "b") is None
    assert match("a" + "\N{COMBINING ACUTE ACCENT}" * 100_000, "a") is None


class Scene:
    """A window with a field that has the keyboard, and a palette over it."""

    def __init__(self, theme: Theme, shelf: Any, settings: Settings, now: Callable[[], int]) -> None:
        self.window, self.went = QWidget(), list[tuple[str, ...]]()
        self.field = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.field)
        self.window.resize(900, 700)
        self.actions = Actions(self.window, settings)
        self.actions.bind("composer.voice", lambda: self.went.append(("voice",)))
        self.actions.bind("settings.open", lambda: self.went.append(("settings",)))
        place = Offer("Ventana por cerrar", lambda: self.went.append(("closing",)), "inbox")
        self.offers = Offers(self.actions, shelf, lambda: [place], lambda *where: self.went.append(where), now)
        self.palette = Palette(theme, self.offers, self.window)
        self.actions.bind("palette.open", self.palette.summon)

    def titles(self) -> list[str]:
        model = self.palette.list.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.fixture
def scene(theme: Theme, shelf: Any, now: Callable[[], int], tmp_path: Path, qtbot: Any) -> Scene:
    shelf.put(person("ana", "Ana Ñúñez"), person("luz", "Luz Paz"))
    shelf.hits = [
        Hit("m9", "luz", "Luz Paz", 0, "busco \x02depto\x03 en Núñez"),
        Hit("m1", "ana", "Ana Ñúñez", 0, "depto: así se llama su ficha"),
    ]
    made = Scene(theme, shelf, Settings(tmp_path / "s.json"), now)
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    made.field.setFocus()
    return made


def test_scattered_letters_of_an_action_do_not_come_before_a_place_as_it_is_written(scene: Scene) -> None:
    scene.actions.bind("view.next", lambda: None)
    titles = [offer.title for offer in scene.offers.find("vent")]
    assert titles == ["Ventana por cerrar", "Vista siguiente"]


def test_the_palette_teaches_the_keys(scene: Scene) -> None:
    found = scene.offers.find("pasar")
    assert [(each.title, each.hint, each.keyed, each.head) for each in found] == [
        ("Pasar a voz", "Ctrl+Mayús+A", True, "Acciones")
    ]
    assert found[0].spoken == "Acciones, Pasar a voz, Ctrl+Mayús+A"


def test_it_opens_and_runs_by_keys_alone_and_gives_the_keyboard_back(scene: Scene, qtbot: Any) -> None:
    QTest.keyClick(scene.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(scene.palette.isVisible)
    assert "Buscar o hacer" not in scene.titles()
    QTest.keyClicks(scene.palette.field, "pasar a voz")
    QTest.keyClick(scene.palette.field, Qt.Key.Key_Return)
    assert scene.went == [("voice",)]
    assert not scene.palette.isVisible()
    assert scene.window.focusWidget() is scene.field


def test_people_by_name_come_before_what_was_said(scene: Scene, qtbot: Any) -> None:
    scene.palette.summon()
    scene.palette.field.setText("depto")
    qtbot.waitUntil(lambda: scene.titles() == ["Ana Ñúñez", "Luz Paz"])
    QTest.keyClick(scene.palette.field, Qt.Key.Key_Down)
    QTest.keyClick(scene.palette.field, Qt.Key.Key_Return)
    assert scene.went == [("luz", "m9")]


def test_where_one_was_is_offered_first(scene: Scene) -> None:
    for each in ("ana", "luz", "ana"):
        scene.offers.opened(each)
    assert [each.title for each in scene.offers.find("")][:2] == ["Ana Ñúñez", "Luz Paz"]
    found = scene.offers.find("nuñ")
    assert [each.title for each in found] == ["Ana Ñúñez"]
    assert found[0].marks == ((4, 3),)


def test_places_are_found(scene: Scene) -> None:
    assert [each.title for each in scene.offers.find("ventana cerrar")] == ["Ventana por cerrar"]


def test_nothing_found_says_so_and_escape_leaves(scene: Scene, qtbot: Any) -> None:
    scene.palette.summon()
    scene.palette.field.setText("qqqq")
    qtbot.waitUntil(lambda: scene.titles() == [])
    assert scene.palette._none.isVisible()
    QTest.keyClick(scene.palette.field, Qt.Key.Key_Return)
    QTest.keyClick(scene.palette.field, Qt.Key.Key_Escape)
    assert scene.went == []
    assert not scene.palette.isVisible()


def test_it_leaves_when_the_keyboard_goes_elsewhere(scene: Scene) -> None:
    scene.palette.summon()
    scene.field.setFocus()
    assert not scene.palette.isVisible()
    assert scene.window.focusWidget() is scene.field


def test_marks_stand_right_after_an_emoji() -> None:
    text = "no era 😬 ¿las expensas?"
    start = text.index("expensas")
    begin, length = in_qt_units(text, start, 8)
    assert text.encode("utf-16-le")[2 * begin : 2 * (begin + length)].decode("utf-16-le") == "expensas"
