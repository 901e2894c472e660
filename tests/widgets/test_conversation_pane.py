"""The open conversation: long ones read both ways, searched, entered by a date, and found again as they were."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from services.decoding import Raster
from services.records import Changes, Media, Message
from services.trouble import Trouble
from tests.widgets.conftest import FakeShelf, conversation, message, moment
from widgets.conversation import filing
from widgets.conversation.cards import spot_of
from widgets.conversation.filing import write
from widgets.conversation.found import folded, spans
from widgets.conversation.message_words import reactions_words, times_words
from widgets.conversation.model import MOST, PAGE, ROW, TimelineModel
from widgets.conversation.pane import ConversationPane
from widgets.conversation.place import Places
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.voice.player import Player

MINUTE, DAY = 60_000, 86_400_000
COUNT = 1500
"""Messages of the long conversation, ten minutes apart."""


class Desk:
    """An outbox and files that remember what they were asked; `files` are on this machine, `refusal` meets a fetch."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.files: dict[str, Path] = {}
        self.refusal: Trouble | None = None

    def path(self, sha256: str) -> Path | None:
        return self.files.get(sha256)

    async def fetch(self, key: str) -> Path:
        self.asked.append(("fetch", key))
        if self.refusal is not None:
            raise self.refusal
        return next(iter(self.files.values()))

    async def retry(self, key: str) -> None:
        self.asked.append(("retry", key))

    withdraw = send_now = hand_over = retry

    async def settle(self, key: str, sent: bool) -> None:
        self.asked.append(("settle", key, sent))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def pane(theme: Theme, feed: Feed, shelf: FakeShelf, desk: Desk, qloop: Any, qtbot: Any) -> Iterator[ConversationPane]:
    shelf.put(conversation("bruno"), conversation("ana", "Ana López"))
    start = feed.now() - COUNT * 10 * MINUTE
    shelf.say(*(message(f"m{n:04}", start + n * 10 * MINUTE, f"línea {n}") for n in range(COUNT)))

    async def mark(key: str, upto: int) -> None:
        desk.asked.append(("read", key))

    async def decode(path: Path, width: int, height: int) -> Raster | None:
        return None

    player = Player()
    made = ConversationPane(theme, feed, shelf, desk, desk, player, mark, "desk-1", decode=decode, member="me")
    qtbot.addWidget(made)
    made.resize(700, 800)
    made.show()
    yield made
    made.hide()


def model_of(pane: ConversationPane) -> TimelineModel:
    model = pane.timeline.model()
    assert isinstance(model, TimelineModel)
    return model


def in_sight(pane: ConversationPane) -> list[str]:
    """The keys of the rows that are in the pane now."""
    model, view = model_of(pane), pane.timeline.viewport().rect()
    rects = [(model.key_at(row), pane.timeline.visualRect(model.index(row))) for row in range(model.rowCount())]
    return [key for key, rect in rects if rect.intersects(view) and not key.startswith(("day", "closed"))]


def test_a_message_of_long_ago_is_shown_with_those_around_it(pane: ConversationPane) -> None:
    pane.open("ana")
    pane.go_to("m0100")
    assert {"m0099", "m0100", "m0101"} <= set(in_sight(pane))
    assert model_of(pane).rowCount() < 3 * PAGE
    assert model_of(pane).later
    assert not pane.timeline.at_end


def test_reading_on_in_both_directions_holds_no_more_than_a_few_pages(pane: ConversationPane) -> None:
    pane.open("ana")
    bar = pane.timeline.verticalScrollBar()
    seen: set[str] = set()
    for _ in range(400):
        seen |= set(in_sight(pane))
        if "m0000" in seen:
            break
        bar.setValue(bar.value() - 700)
    assert len(seen) == COUNT, "nothing was left out on the way up"
    assert model_of(pane).rowCount() <= MOST + MOST // 20
    for _ in range(400):
        if pane.timeline.at_end:
            break
        bar.setValue(bar.value() + 700)
    assert "m1499" in in_sight(pane)
    assert not model_of(pane).later


def test_what_comes_in_does_not_move_who_reads_above(pane: ConversationPane, shelf: FakeShelf, feed: Feed) -> None:
    pane.open("ana")
    pane.go_to("m0100")
    before = in_sight(pane)
    changes = shelf.say(message("new", feed.now(), "hola de nuevo"))
    feed.changed.emit(type(changes)(changes.conversations, changes.messages, arrived=frozenset({"new"})))
    assert in_sight(pane) == before
    assert pane._chip.text() == "1 nuevo"
    pane._chip.click()
    assert in_sight(pane)[-1] == "new"


def test_a_change_in_what_is_not_shown_is_no_row(pane: ConversationPane, shelf: FakeShelf, feed: Feed) -> None:
    pane.open("ana")
    pane.go_to("m0100")
    rows = model_of(pane).rowCount()
    feed.changed.emit(shelf.say(message("m1400", shelf.said["m1400"].at, "línea 1400", reactions=("👍",))))
    assert model_of(pane).rowCount() == rows


def test_each_conversation_is_found_where_it_was_read(pane: ConversationPane) -> None:
    pane.open("ana")
    pane.go_to("m0700")
    before = in_sight(pane)
    pane.open("bruno")
    pane.open("ana")
    assert in_sight(pane) == before
    pane.keep_place()
    again = Places(pane.places.written())
    assert again.of("ana") == pane.places.of("ana") != ""
    pane.timeline.to_end()
    pane.open("bruno")
    pane.open("ana")
    assert pane.timeline.at_end


@pytest.mark.parametrize("written", ["", "[1]", "{", '{"ana": 7}', "null"])
def test_places_of_any_version_do_no_harm(written: str) -> None:
    assert Places(written).of("ana") == ""


def test_a_quote_leads_to_what_it_answers(pane: ConversationPane, shelf: FakeShelf, feed: Feed) -> None:
    answer = message("re", feed.now(), "sí", reply_to="m0003", reply_text="línea 3", reply_kind="text")
    shelf.say(answer)
    pane.open("ana")
    view, model = pane.timeline, model_of(pane)
    index = model.index(model.row_of("re"))
    areas = view._delegate.layout(index).areas(view._box(index), view._delegate.scene)
    assert [area.action for area in areas] == ["quote"]
    view.acted.emit("re", "quote", 0.0)
    assert "m0003" in in_sight(pane)


def test_words_are_sought_from_the_newest_to_the_oldest(pane: ConversationPane, qtbot: Any) -> None:
    pane.open("ana")
    pane.search()
    pane.finder.field.setText("línea 77")
    pane.finder.look()
    assert pane.finder.count.text() == "1 de 11"  # 77 and 770 to 779
    assert "m0779" in in_sight(pane)
    qtbot.keyClick(pane.finder.field, Qt.Key.Key_Return)
    assert (pane.finder.count.text(), "m0778" in in_sight(pane)) == ("2 de 11", True)
    qtbot.keyClick(pane.finder.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(pane.finder.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (pane.finder.count.text(), "m0077" in in_sight(pane)) == ("11 de 11", True)
    row = model_of(pane).index(model_of(pane).row_of("m0077")).data(ROW)
    assert row.sought == "línea 77"
    pane.finder.field.setText("nada de eso")
    pane.finder.look()
    assert pane.finder.count.text() == "Sin resultados"
    qtbot.keyClick(pane.finder.field, Qt.Key.Key_Escape)
    assert not pane.finder.isVisible()
    assert model_of(pane).index(1).data(ROW).sought == ""


def test_found_words_stand_out_without_their_accents() -> None:
    text = "Ñandú: ¿la COCHERA está? cocheras"
    assert [text[start : start + length] for start, length in spans(text, "nandu esta cocher")] == [
        "Ñandú",
        "COCHER",
        "está",
        "cocher",
    ]
    assert len(folded("İẞﬁ👨\u200d👩")) == len("İẞﬁ👨\u200d👩")
    assert spans("hola", '"*()') == []


def test_a_day_leads_to_its_first_message(pane: ConversationPane, shelf: FakeShelf, qtbot: Any) -> None:
    pane.open("ana")
    pane.timeline.day_clicked.emit(QPoint(10, 10))
    assert pane.dates.isVisible()
    pane.dates.calendar.clicked.emit(QDate(2026, 11, 12))
    assert not pane.dates.isVisible()
    first = next(each for each in shelf.messages("ana", None, 10**9) if each.at >= moment("2026-11-12 00:00"))
    assert first.id in in_sight(pane)


def test_a_separator_of_a_day_can_be_clicked(pane: ConversationPane) -> None:
    pane.open("ana")
    view, model = pane.timeline, model_of(pane)
    row = next(row for row in range(model.rowCount()) if model.key_at(row).startswith("day"))
    areas = view._delegate.layout(model.index(row)).areas(view._box(model.index(row)), view._delegate.scene)
    assert [area.action for area in areas] == ["day"]


def test_what_was_said_before_an_edit_is_shown_on_demand(pane: ConversationPane, shelf: FakeShelf, feed: Feed) -> None:
    shelf.say(message("ed", feed.now(), "USD 182.000", edited=True, original="USD 185.000"))
    pane.open("ana")
    model = model_of(pane)
    height = pane.timeline.visualRect(model.index(model.row_of("ed"))).height()
    pane.timeline.acted.emit("ed", "original", 0.0)
    assert model.index(model.row_of("ed")).data(ROW).unfolded
    pane.timeline.doItemsLayout()
    assert pane.timeline.visualRect(model.index(model.row_of("ed"))).height() > height
    pane.timeline.acted.emit("ed", "original", 0.0)
    assert not model.index(model.row_of("ed")).data(ROW).unfolded


def test_a_file_that_cannot_be_had_says_so_in_its_row_until_it_can(
    pane: ConversationPane, shelf: FakeShelf, desk: Desk, feed: Feed, qtbot: Any, tmp_path: Path
) -> None:
    desk.refusal = Trouble("media.gone")
    shelf.say(message("f", feed.now(), "", kind="image", media=Media("image/png", provider_id="1")))
    pane.open("ana")
    model = model_of(pane)

    def trouble() -> Any:
        return model.index(model.row_of("f")).data(ROW).trouble

    qtbot.waitUntil(lambda: trouble() is not None)
    assert trouble().text == "El proveedor ya no guarda ese archivo."
    view, index = pane.timeline, model.index(model.row_of("f"))
    areas = view._delegate.layout(index).areas(view._box(index), view._delegate.scene)
    assert "download" in [area.action for area in areas]
    desk.refusal, desk.files = None, {"x": tmp_path}
    pane.timeline.acted.emit("f", "download", 0.0)
    qtbot.waitUntil(lambda: trouble() is None)


@pytest.mark.parametrize(
    ("name", "data", "opened"),
    [("a.pdf", b"%PDF-1.7", True), ("a.bin", b"MZ\x00", False), ("a.zip", b"PK\x03\x04", False)],
)
def test_only_what_runs_nothing_is_opened(
    pane: ConversationPane, shelf: FakeShelf, desk: Desk, feed: Feed, qtbot: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, opened: bool,
) -> None:  # fmt: skip
    (tmp_path / name).write_bytes(data)
    desk.files = {"sha": tmp_path / name}
    shelf.say(message("d", feed.now(), "", kind="document", media=Media("text/html", sha256="sha", name="plano.html")))
    pane.open("ana")
    urls: list[str] = []
    monkeypatch.setattr(filing.QDesktopServices, "openUrl", lambda url: urls.append(url.toLocalFile()))
    pane.timeline.acted.emit("d", "open", 0.0)
    if opened:
        assert urls == [str(tmp_path / name)]
        return
    qtbot.waitUntil(lambda: pane.findChild(QFileDialog) is not None)
    dialog = pane.findChild(QFileDialog)
    assert urls == []
    assert Path(dialog.selectedFiles()[0]).name == "plano" + Path(name).suffix
    dialog.reject()


@pytest.mark.asyncio
async def test_saving_says_what_failed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    await write(tmp_path / "a", tmp_path / "b.pdf")
    assert (tmp_path / "b.pdf").read_bytes() == b"x"
    with pytest.raises(Trouble, match=r"export\.not_written"):
        await write(tmp_path / "a", tmp_path / "none" / "b.pdf")


def test_a_link_of_an_advertisement_is_copied_and_never_opened(
    pane: ConversationPane, shelf: FakeShelf, feed: Feed
) -> None:
    told = {"headline": "Depto", "source_url": "https://fb.test/ad?id=1"}
    shelf.say(message("ad", feed.now(), "hola", extra={"referral": told}))
    pane.open("ana")
    pane.timeline.acted.emit("ad", "copy_link", 0.0)
    assert QGuiApplication.clipboard().text() == "https://fb.test/ad?id=1"


@pytest.mark.parametrize(
    ("extra", "spot"),
    [
        ({"latitude": -34.5627, "longitude": -58.4563}, ("-34.5627", "-58.4563")),
        ({"latitude": "-34", "longitude": -58}, ()),
        ({"latitude": 1e300, "longitude": 0}, ()),
        ({"latitude": float("nan"), "longitude": 0}, ()),
        ({"latitude": True, "longitude": 0}, ()),
        ({}, ()),
    ],
)
def test_a_place_on_earth(extra: dict[str, Any], spot: tuple[str, ...]) -> None:
    assert spot_of(message("l", 0, extra=extra)) == spot


def test_the_times_of_a_message(now: Callable[[], int]) -> None:
    at = moment("2026-11-19 14:20:03")
    times = {"queued": at, "read": at + 58_000, "sent": at + 1000, "delivered": at + 2000}
    out = Message("m", "ana", 1, "out", "text", "voy", at, at, state="read", origin="desk", times=times)  # type: ignore[arg-type]
    assert times_words(out, now()) == "Escrito 14:20:03 · enviado 14:20:04 · entregado 14:20:05 · leído 14:21:01"
    late = message("l", at - DAY, received_at=at)
    assert times_words(late, now()) == "Escrito ayer 14:20:03 · recibido 14:20:03"


def test_a_reaction_says_whose_it_is() -> None:
    reacted = message("r", 0, reactions=("👍", "❤"), reacted_by=("in", "out"))
    assert reactions_words(reacted, "Ana López") == "👍 Ana · ❤ Nosotros"
    assert reactions_words(message("r", 0, reactions=("👍",)), "Ana") == "👍"


def test_a_tooltip_tells_the_times(pane: ConversationPane) -> None:
    pane.open("ana")
    model = model_of(pane)
    told = model.index(model.row_of("m1499")).data(Qt.ItemDataRole.ToolTipRole)
    assert told.startswith("<qt>Escrito ")


def test_a_note_that_names_who_reads_is_marked_seen_and_said(
    pane: ConversationPane, shelf: FakeShelf, feed: Feed, desk: Desk, qtbot: Any
) -> None:
    pane.activateWindow()
    pane.open("ana")
    qtbot.waitUntil(lambda: pane.isActiveWindow() and pane.timeline.at_end)
    named = {"mentions": {"me": "Yo", "sofi": "Sofía"}}
    for key, extra in (("n1", {"mentions": {"sofi": "Sofía"}}), ("n2", named)):
        assert desk.asked == [], "it names somebody else"
        note = message(key, feed.now(), "@Yo @Sofía ¿van?", kind="note", direction="out", author="Ana", extra=extra)
        feed.changed.emit(shelf.say(note))
    qtbot.waitUntil(lambda: desk.asked[:1] == [("read", "ana")])
    model = model_of(pane)
    spoken = [model.index(model.row_of(key)).data(Qt.ItemDataRole.AccessibleTextRole) for key in ("n1", "n2")]
    assert "menciona a Sofía" in spoken[0]
    assert "te menciona" in spoken[1]


def test_a_voice_of_another_desk_comes_by_itself_as_soon_as_that_desk_gave_it(
    pane: ConversationPane, shelf: FakeShelf, desk: Desk, feed: Feed, qtbot: Any, tmp_path: Path
) -> None:
    desk.refusal = Trouble("media.not_shared")
    pane.open("ana")
    heard = message("v", feed.now(), "", kind="audio", direction="out", media=Media("audio/ogg", "ab" * 32))
    shelf.say(heard)
    feed.listener.changed(Changes(frozenset({"ana"}), frozenset({"v"})))
    model, fetch = model_of(pane), ("fetch", "v")
    qtbot.waitUntil(lambda: desk.asked.count(fetch) == 1)
    qtbot.waitUntil(lambda: "v" not in pane._scene.busy)
    assert model.index(model.row_of("v")).data(ROW).trouble is None, "nobody asked for it yet"
    feed.listener.changed(Changes(frozenset({"ana"}), frozenset({"other"})))
    feed.listener.link_state(SimpleNamespace(kind="offline", behind=0))
    feed.listener.link_state(SimpleNamespace(kind="live", behind=0))
    qtbot.waitUntil(lambda: desk.asked.count(fetch) == 2)
    qtbot.waitUntil(lambda: "v" not in pane._scene.busy)
    desk.refusal, desk.files = None, {"x": tmp_path}
    feed.listener.changed(Changes(frozenset({"ana"}), frozenset({"v"})))
    qtbot.waitUntil(lambda: desk.asked.count(fetch) == 3)
    feed.listener.link_state(SimpleNamespace(kind="live", behind=0))
    assert desk.asked.count(fetch) == 3
