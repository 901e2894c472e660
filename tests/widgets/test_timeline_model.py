"""The timeline as a picture: days, messages, the end of the window; and how it grows at both ends."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from services.records import Changes, Conversation, Media, Message
from widgets.conversation.model import ROW, TimelineModel
from widgets.conversation.rows import Separator

MINUTE, DAY = 60_000, 86_400_000


def said(key: str, at: int, text: str = "hola", **fields: Any) -> Message:
    given: dict[str, Any] = {"conversation": "ana", "seq": at, "direction": "in", "kind": "text", "received_at": at}
    return Message(key, text=text, at=at, **(given | fields))


@pytest.fixture
def ana(shelf: Any) -> Conversation:
    row = Conversation("ana", "ana", "whatsapp", "1", "Ana", "", "hola", "text", "in", 0)
    shelf.put(row)
    return row


@pytest.fixture
def model(shelf: Any, now: Callable[[], int], qapp: Any) -> TimelineModel:
    return TimelineModel(shelf, now)


def picture(model: TimelineModel) -> list[str]:
    """Separators between dashes; messages as an arrow, the text and the state."""
    lines = []
    for row in range(model.rowCount()):
        found = model.index(row).data(ROW)
        if isinstance(found, Separator):
            lines.append(f"-- {found.text} --")
        else:
            message = found.message
            arrow = "<" if message.direction == "in" else ">"
            lines.append(f"{arrow} {message.text} {message.state or ''}".rstrip())
    return lines


def inserts(model: TimelineModel) -> list[tuple[int, int]]:
    """First and last row of each insert from now on."""
    rows: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _, first, last: rows.append((first, last)))
    return rows


def test_days_separate_messages(model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int]) -> None:
    shelf.say(said("a", now() - DAY, "buenas"), said("b", now() - MINUTE), said("c", now(), "ya", direction="out"))
    model.open(ana)
    assert picture(model) == [
        "-- Ayer, miércoles 18 --",
        "< buenas",
        "-- Hoy, jueves 19 de noviembre --",
        "< hola",
        "> ya",
    ]


def test_a_closed_window_ends_the_timeline(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int]
) -> None:
    shelf.say(said("a", now() - DAY - MINUTE))
    model.open(replace(ana, window_closes_at=now() - MINUTE))
    assert picture(model)[-1] == "-- Hoy 14:31 · se cerró la ventana --"


def test_a_state_changes_its_row_alone(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int]
) -> None:
    shelf.say(said("a", now() - 2 * MINUTE), said("b", now(), "voy", direction="out", state="sent"))
    model.open(ana)
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    arrived = model.change(shelf.say(said("b", now(), "voy", direction="out", state="played")))
    assert (arrived, changed) == (0, [(2, 2)])
    assert picture(model)[-1] == "> voy played"


def test_an_arrival_is_one_insert_at_the_end(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int]
) -> None:
    shelf.say(said("a", now() - MINUTE))
    model.open(ana)
    inserted = inserts(model)
    assert model.change(shelf.say(said("b", now(), "otra"))) == 1
    assert inserted == [(2, 2)]


def test_a_late_message_takes_its_place_in_time(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int]
) -> None:
    shelf.say(said("a", now() - 9 * MINUTE, "uno"), said("c", now(), "tres"))
    model.open(ana)
    model.change(shelf.say(said("b", now() - 5 * MINUTE, "dos")))
    assert picture(model)[1:] == ["< uno", "< dos", "< tres"]


def test_older_pages_come_above_and_reset_nothing(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int], qtbot: Any
) -> None:
    shelf.say(*(said(f"m{n:03}", now() - (200 - n) * 1000, f"{n}") for n in range(200)))
    model.open(ana)
    assert model.rowCount() == 61
    inserted = inserts(model)
    with qtbot.assertNotEmitted(model.modelReset):
        model.read_older()
    assert inserted == [(1, 30)]
    assert model.more
    while model.more:
        model.read_older()
    assert picture(model)[1:] == [f"< {n}" for n in range(200)]
    assert not model.more


def test_a_message_found_by_the_search_is_read_back_to(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int]
) -> None:
    shelf.say(*(said(f"m{n:03}", now() - (500 - n) * 1000, f"{n}") for n in range(500)))
    model.open(ana)
    row = model.read_back_to("m007")
    assert picture(model)[row] == "< 7"
    assert model.read_back_to("of nobody") == -1


def test_a_rebuilt_store_is_read_again(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int]
) -> None:
    shelf.say(said("a", now()))
    model.open(ana)
    shelf.said.clear()
    shelf.say(said("z", now(), "de nuevo"))
    model.change(Changes(everything=True))
    assert picture(model)[1:] == ["< de nuevo"]


def test_a_change_elsewhere_reads_nothing(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    model.open(ana)
    monkeypatch.setattr(shelf, "message", lambda key: pytest.fail("read"))
    assert model.change(Changes(conversations=frozenset({"bruno"}), messages=frozenset({"x"}))) == 0


def test_a_screen_reader_hears_who_what_when_and_what_became_of_it(
    model: TimelineModel, shelf: Any, ana: Conversation, now: Callable[[], int]
) -> None:
    voice = Media("audio/ogg", seconds=18.0, voice=True)
    shelf.say(
        said("a", now() - 2 * MINUTE, "hola", reactions=("👍",), edited=True),
        said("b", now(), "", kind="audio", media=voice, direction="out", author="Martín", state="played"),
    )
    model.open(ana)
    heard = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in (1, 2)]
    assert heard == [
        "Ana, hola, hoy 14:30, editado, reacciones: 👍",
        "Martín, voz de 18 segundos, hoy 14:32, escuchado",
    ]
