"""The list of conversations as a picture: what stands where after each change, and what the view was told."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPersistentModelIndex, Qt

from services.records import Changes, Query
from widgets.inbox.model import CONVERSATION, InboxModel
from widgets.inbox.row_words import last_words, window_words

HOUR = 3_600_000


@pytest.fixture
def model(shelf: Any, now: Callable[[], int], qapp: Any) -> InboxModel:
    shelf.put(*(shelf_row(name) for name in ("carla", "bruno", "ana")))
    made = InboxModel(shelf, now)
    made.choose(Query("all"))
    return made


def shelf_row(name: str, **fields: Any) -> Any:
    from services.records import Conversation

    given: dict[str, Any] = {
        "contact": name, "channel": "whatsapp", "account": "1", "address": "", "last_text": "hola",
        "last_kind": "text", "last_direction": "in", "last_at": 0,
    }  # fmt: skip
    return Conversation(name, name=name.title(), **(given | fields))


def picture(model: InboxModel, now: int) -> list[str]:
    """One line per row: a dot for unread, the name, the last words, the unread and the window."""
    lines = []
    for row in range(model.rowCount()):
        found = model.index(row, 0).data(CONVERSATION)
        parts = ["●" if found.unread else "·", found.name, last_words(found), str(found.unread or "")]
        lines.append(" | ".join([*parts, window_words(found, now)]).rstrip(" |"))
    return lines


class Told:
    """What the model said to its views, in order."""

    def __init__(self, model: InboxModel) -> None:
        self.said: list[str] = []
        self._model = model
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.rowsMoved.connect(self._moved)
        model.dataChanged.connect(self._changed)
        model.layoutChanged.connect(self._laid_out)
        model.modelReset.connect(self._reset)

    def _inserted(self, _: Any, first: int, last: int) -> None:
        self.said.append(f"insert {first}" if first == last else f"insert {first}-{last}")

    def _removed(self, _: Any, first: int, last: int) -> None:
        self.said.append(f"remove {first}")

    def _moved(self, _: Any, first: int, last: int, __: Any, to: int) -> None:
        self.said.append(f"move {first} to {to}")

    def _changed(self, first: Any, last: Any) -> None:
        self.said.append(f"data {first.row()}-{last.row()}")

    def _laid_out(self) -> None:
        self.said.append("layout")

    def _reset(self) -> None:
        self.said.append("reset")


def test_a_message_moves_its_row_to_the_top(model: InboxModel, shelf: Any, now: Callable[[], int]) -> None:
    told = Told(model)
    model.change(shelf.put(shelf_row("carla", last_text="¿sigue?", unread=2, window_closes_at=now() + 23 * HOUR)))
    assert picture(model, now()) == [
        "● | Carla | ¿sigue? | 2 | 23\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00",
        "· | Ana | hola",
        "· | Bruno | hola",
    ]
    assert told.said == ["move 2 to 0", "data 0-0"]


def test_a_new_lead_is_inserted_and_one_that_was_answered_leaves(
    model: InboxModel, shelf: Any, now: Callable[[], int]
) -> None:
    told = Told(model)
    changes = shelf.put(shelf_row("dora"))
    shelf.order["all"].remove("bruno")
    model.change(changes | Changes(conversations=frozenset({"bruno"})))
    assert [line.split(" | ")[1] for line in picture(model, now())] == ["Dora", "Ana", "Carla"]
    assert told.said == ["remove 1", "insert 0", "data 0-0"]


def test_what_did_not_change_is_not_read_again(model: InboxModel, shelf: Any, now: Callable[[], int]) -> None:
    picture(model, now())
    shelf.reads.clear()
    model.change(shelf.put(shelf_row("ana", last_text="otra")))
    picture(model, now())
    assert shelf.reads == [["ana"]]


def test_rows_are_read_in_pages_as_they_are_painted(shelf: Any, now: Callable[[], int], qapp: Any) -> None:
    shelf.put(*(shelf_row(f"c{n:04}") for n in range(1000)))
    model = InboxModel(shelf, now)
    model.choose(Query("all"))
    model.index(500, 0).data(CONVERSATION)
    assert [len(read) for read in shelf.reads] == [64]


def test_a_selected_row_stays_selected_through_any_change(
    model: InboxModel, shelf: Any, now: Callable[[], int]
) -> None:
    kept = QPersistentModelIndex(model.index(1, 0))
    shelf.put(*(shelf_row(f"n{n:03}") for n in range(100)))  # more than are moved one by one
    told = Told(model)
    model.change(Changes(everything=True))
    assert kept.data(CONVERSATION).name == "Bruno"
    assert told.said[0] == "layout"


def test_any_order_is_reached_row_by_row(shelf: Any, now: Callable[[], int], qapp: Any) -> None:
    """Every order of five rows is reached from every touched set that explains it."""
    from itertools import permutations

    names = ["a", "b", "c", "d", "e"]
    for order in permutations(names):
        shelf.rows.clear()
        for each in shelf.order.values():
            each.clear()
        shelf.put(*(shelf_row(name) for name in reversed(names)))
        model = InboxModel(shelf, now)
        model.choose(Query("all"))
        shelf.order["all"] = list(order)
        model.change(Changes(conversations=frozenset(names)))
        assert [model.id_at(row) for row in range(5)] == list(order)


def test_one_channel_only(model: InboxModel, shelf: Any, now: Callable[[], int]) -> None:
    model.change(shelf.put(shelf_row("eva", channel="uchat")))
    model.choose(Query("all", channel="uchat"))
    assert [line.split(" | ")[1] for line in picture(model, now())] == ["Eva"]
    model.change(shelf.put(shelf_row("fito", channel="manychat"), shelf_row("gina", channel="uchat")))
    assert [line.split(" | ")[1] for line in picture(model, now())] == ["Gina", "Eva"]


def test_a_screen_reader_hears_the_whole_row(shelf: Any, now: Callable[[], int], qapp: Any) -> None:
    row = shelf_row(
        "lucía", last_kind="audio", last_text="", last_seconds=14.0, last_voice=True, unread=1,
        last_at=now() - 11 * 60_000, window_closes_at=now() + 23 * HOUR + 49 * 60_000,
    )  # fmt: skip
    shelf.put(replace(row, name="Lucía Ferreyra"))
    model = InboxModel(shelf, now)
    model.choose(Query("all"))
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Lucía Ferreyra, WhatsApp, voz de 14 segundos, 14:21, ventana 23 horas 49 minutos, 1 sin leer"
    )


def test_a_form_says_what_was_asked_for_and_not_again_who_asked() -> None:
    text = "full_name: Noelia Ríos\nemail: n@example.com\n¿qué_querés_hacer?: Vender\nzona: Núñez"
    assert last_words(shelf_row("noelia", last_kind="form", last_text=text)) == "Formulario · Vender · Núñez"
