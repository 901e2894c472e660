"""The frame as a person meets it: rows that are chosen, scrolls that stay, keys that work, names that are said."""

import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from services.link import LinkState
from services.reading import mark_read
from services.records import Conversation, Hit, Media, Message, Outgoing, Position
from services.trouble import Trouble
from services.voice import Quota
from widgets.conversation.model import ROW
from widgets.conversation.pane import ConversationPane
from widgets.feed import Feed
from widgets.inbox.pane import InboxPane
from widgets.standing import Standing
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.window import Window

MINUTE = 60_000


class Asked:
    """An outbox and a media store that only remember what they were asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def path(self, sha256: str) -> Path | None:
        return None

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*arguments: Any) -> Path:
            self.calls.append((name, *arguments))
            if name == "fetch":
                raise Trouble("media.gone")
            return Path()

        return call


class Frame:
    """A furnished window over a fake shelf."""

    def __init__(self, theme: Theme, feed: Feed, shelf: Any) -> None:
        self.shelf, self.feed, self.asked = shelf, feed, Asked()
        self.window = Window(theme, feed)
        self.inbox = InboxPane(theme, feed, shelf)
        player, mark = Player(self.window), partial(mark_read, shelf)
        self.pane = ConversationPane(theme, feed, shelf, self.asked, self.asked, player, mark, "desk-1")
        self.window.seat(self.inbox)
        self.window.furnish(self.pane, QWidget(), QLabel("lead"), QWidget)  # type: ignore[arg-type]
        Standing(shelf, feed, self.window.rail, self.window.status, self.window)
        self.window.resize(1440, 900)
        self.window.show()

    def names(self) -> list[str]:
        """The rows of the list, the open one in brackets."""
        rows = self.inbox.rows
        names = [rows.model().index(row, 0).data() for row in range(rows.model().rowCount())]
        here = rows.currentIndex().row()
        return [f"[{name}]" if row == here else name for row, name in enumerate(names)]


def row(key: str, **fields: Any) -> Conversation:
    given: dict[str, Any] = {
        "contact": key, "channel": "whatsapp", "account": "1", "address": "+54 9 11 5555-0100", "last_text": "hola",
        "last_kind": "text", "last_direction": "in", "last_at": 0,
    }  # fmt: skip
    return Conversation(key, name=key.title(), **(given | fields))


def said(key: str, at: int, conversation: str = "ana", **fields: Any) -> Message:
    given: dict[str, Any] = {"seq": at, "direction": "in", "kind": "text", "text": f"mensaje {key}", "received_at": at}
    return Message(key, conversation, at=at, **(given | fields))


@pytest.fixture
def frame(theme: Theme, feed: Feed, shelf: Any, now: Callable[[], int], qloop: Any, qtbot: Any) -> Iterator[Frame]:
    shelf.put(*(row(name) for name in ("carla", "bruno", "ana")))
    shelf.say(*(said(f"{n:03}", now() - (100 - n) * MINUTE) for n in range(100)))
    made = Frame(theme, feed, shelf)
    qtbot.waitExposed(made.window)
    yield made
    made.window.hide()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # else each test restyles all windows before it


def test_keys_go_from_conversation_to_conversation(frame: Frame, qtbot: Any) -> None:
    frame.window.open_conversation("ana")
    assert frame.names() == ["[Ana]", "Bruno", "Carla"]
    frame.inbox.step(1)
    assert frame.names() == ["Ana", "[Bruno]", "Carla"]
    assert frame.pane.conversation is not None
    assert frame.pane.conversation.id == "bruno"
    frame.inbox.step(-1)
    frame.inbox.step(-1)
    assert frame.pane.conversation.id == "ana"


def test_the_next_unread_is_found_from_where_we_are(frame: Frame) -> None:
    frame.shelf.put(row("dora"), row("carla", unread=1), row("eva", unread=3))
    frame.inbox.choose_view("all")
    frame.window.open_conversation("eva")
    frame.inbox.next_unread()
    assert frame.pane.conversation is not None
    assert frame.pane.conversation.id == "carla"


def test_focus_alone_opens_nothing(frame: Frame) -> None:
    frame.inbox.focus_list()
    assert frame.pane.conversation is None


def test_channels_are_told_though_they_came_together_with_messages(frame: Frame, qtbot: Any) -> None:
    shown = frame.window.status.channels[2]
    assert not shown.accessibleName()
    frame.shelf.integration = lambda provider: {"active": True}
    frame.feed.listener.changed(frame.shelf.say(said("900", frame.feed.now())))
    qtbot.waitUntil(lambda: shown.accessibleName() == "UChat", timeout=3000)


def test_a_row_that_leaves_does_not_open_its_neighbour(frame: Frame, qtbot: Any) -> None:
    frame.window.open_conversation("ana")
    frame.shelf.order["unanswered"].remove("ana")
    frame.feed.listener.changed(frame.shelf.say(said("900", frame.feed.now(), direction="out")))
    qtbot.waitUntil(lambda: frame.names() == ["Bruno", "Carla"])
    assert frame.pane.conversation is not None
    assert frame.pane.conversation.id == "ana"


def test_who_reads_far_down_the_list_sees_nothing_move(frame: Frame, qtbot: Any) -> None:
    frame.shelf.put(*(row(f"n{n:03}") for n in range(200)))
    frame.inbox.choose_view("all")
    rows = frame.inbox.rows
    qtbot.waitUntil(lambda: rows.verticalScrollBar().maximum() > 100 * rows.rowHeight(0))
    rows.verticalScrollBar().setValue(50 * rows.rowHeight(0) + 11)
    before = rows.indexAt(QPoint(5, 5)).data()
    frame.feed.listener.changed(frame.shelf.put(row("nueva")))
    qtbot.waitUntil(lambda: rows.model().rowCount() == 204)
    assert rows.indexAt(QPoint(5, 5)).data() == before


def test_a_conversation_opens_at_its_end_and_stays_there(frame: Frame, qtbot: Any) -> None:
    frame.window.open_conversation("ana")
    assert frame.pane.timeline.at_end
    frame.feed.listener.changed(frame.shelf.say(said("900", frame.feed.now())))
    qtbot.waitUntil(lambda: frame.pane._model.row_of("900") >= 0)
    assert frame.pane.timeline.at_end


def test_who_reads_above_is_told_and_not_moved(frame: Frame, qtbot: Any) -> None:
    frame.window.open_conversation("ana")
    view, bar = frame.pane.timeline, frame.pane.timeline.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before, top = view.indexAt(QPoint(5, 5)).data(), view.visualRect(view.indexAt(QPoint(5, 5))).top()
    frame.feed.listener.changed(frame.shelf.say(said("900", frame.feed.now()), said("901", frame.feed.now() + 1)))
    qtbot.waitUntil(lambda: frame.pane._model.row_of("901") >= 0)
    assert (view.indexAt(QPoint(5, 5)).data(), view.visualRect(view.indexAt(QPoint(5, 5))).top()) == (before, top)
    assert frame.pane._chip.isVisible()
    assert frame.pane._chip.text() == "2 nuevos"
    qtbot.mouseClick(frame.pane._chip, Qt.MouseButton.LeftButton)
    assert view.at_end
    assert not frame.pane._chip.isVisible()


def test_scrolling_up_reads_older_ones_and_keeps_the_place(frame: Frame, qtbot: Any) -> None:
    frame.window.open_conversation("ana")
    view, model = frame.pane.timeline, frame.pane._model
    assert model.rowCount() < 70
    view.verticalScrollBar().setValue(300)
    place = view.indexAt(QPoint(5, 5))
    assert model.rowCount() > 80
    assert place.isValid()
    assert view.verticalScrollBar().value() > 300


def test_a_short_conversation_stands_at_the_foot(frame: Frame, now: Callable[[], int]) -> None:
    frame.shelf.say(said("b1", now(), conversation="bruno"))
    frame.window.open_conversation("bruno")
    view = frame.pane.timeline
    last = view.visualRect(view.model().index(view.model().rowCount() - 1, 0))
    assert abs(view.viewport().mapTo(view, last.bottomLeft()).y() - view.height()) < 4


def test_who_comes_by_keyboard_stands_on_the_last_message_in_sight(frame: Frame, qtbot: Any) -> None:
    frame.window.open_conversation("ana")
    view = frame.pane.timeline
    frame.window.activateWindow()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not view.selectedIndexes()
    frame.inbox.focus_list()
    view.setFocus(Qt.FocusReason.ShortcutFocusReason)
    qtbot.waitUntil(view.hasFocus)
    assert [index.data() for index in view.selectedIndexes()] == ["mensaje 099"]
    assert view.at_end


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for the menu by itself")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_shift_f10_asks_for_the_menu_where_the_keyboard_is(frame: Frame, qtbot: Any) -> None:
    frame.window.open_conversation("ana")
    view = frame.pane.timeline
    frame.window.activateWindow()
    view.setFocus(Qt.FocusReason.ShortcutFocusReason)
    qtbot.waitUntil(view.hasFocus)
    with qtbot.waitSignal(view.menu_wanted) as asked:
        qtbot.keyClick(view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert asked.args[0] == view.currentIndex().row()
    QApplication.activePopupWidget().close()


@pytest.mark.parametrize("by_mouse", [True, False])
def test_the_row_that_the_focus_came_to_opens_when_somebody_goes_there(
    frame: Frame, qtbot: Any, by_mouse: bool
) -> None:
    rows = frame.inbox.rows
    frame.window.activateWindow()
    frame.inbox.focus_list()
    qtbot.waitUntil(lambda: rows.hasFocus() and rows.currentIndex().row() == 0)
    assert frame.pane.conversation is None
    if by_mouse:
        place = rows.visualRect(rows.currentIndex()).center()
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert frame.pane.conversation is not None
    assert frame.pane.conversation.name == rows.currentIndex().data()


def test_letters_typed_into_the_list_lead_to_nobody_else(frame: Frame, qtbot: Any) -> None:
    frame.window.open_conversation("ana")
    qtbot.keyClicks(frame.inbox.rows, "ca")
    assert frame.names() == ["[Ana]", "Bruno", "Carla"]


def test_a_hit_of_the_search_opens_its_message(frame: Frame, qtbot: Any) -> None:
    frame.shelf.hits = [Hit("007", "ana", "Ana", 0, "un \x02mensaje\x03 viejo")]
    frame.inbox.header.focus_search()
    frame.inbox.header._field.setText("mensaje")
    qtbot.waitUntil(lambda: frame.inbox.found.isVisible() and frame.inbox.found.count == 1)
    frame.inbox.found.choose(0)
    view = frame.pane.timeline
    assert view.currentIndex().data() == "mensaje 007"
    assert view.viewport().rect().intersects(view.visualRect(view.currentIndex()))


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_failed_message_is_tried_again_by_its_link_and_by_its_menu(
    frame: Frame, qtbot: Any, now: Callable[[], int]
) -> None:
    frame.shelf.say(said("f", now(), direction="out", state="failed", trouble="net.unreachable"))
    frame.window.open_conversation("ana")
    view = frame.pane.timeline
    index = view.model().index(view.model().rowCount() - 1, 0)
    box = view._box(index)
    area = view._delegate.layout(index).areas(box, view._delegate.scene)[0]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=area.box.center().toPoint())
    qtbot.waitUntil(lambda: ("retry", "f") in frame.asked.calls)
    view.menu_wanted.emit(index.row(), QPoint(0, 0))
    from PySide6.QtWidgets import QMenu

    menu = frame.pane.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Reintentar", "Copiar texto"]
    menu.close()


def test_an_unknown_send_is_decided_by_a_person(frame: Frame, qtbot: Any, now: Callable[[], int]) -> None:
    frame.shelf.say(said("u", now(), direction="out", state="uncertain"))
    frame.window.open_conversation("ana")
    frame.pane.timeline.acted.emit("u", "settle_unsent", 0.0)
    qtbot.waitUntil(lambda: ("settle", "u", False) in frame.asked.calls)


def test_a_voice_is_fetched_ahead_and_its_row_says_why_not(frame: Frame, qtbot: Any, now: Callable[[], int]) -> None:
    said_: list[BaseException] = []
    frame.feed.trouble.connect(said_.append)
    frame.shelf.say(said("v", now(), kind="audio", text="", media=Media("audio/ogg", provider_id="1")))
    frame.window.open_conversation("ana")
    qtbot.waitUntil(lambda: ("fetch", "v") in frame.asked.calls)
    model = frame.pane.timeline.model()
    qtbot.waitUntil(lambda: model.index(model.rowCount() - 1, 0).data(ROW).trouble is not None)
    assert not frame.window.notice.isVisible()
    frame.pane.timeline.acted.emit("v", "play", 0.0)
    qtbot.waitUntil(lambda: len(said_) == 1)
    assert frame.window.notice.isVisible()


def test_what_is_seen_is_read(frame: Frame, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(frame.window), "isActiveWindow", lambda self: True)
    frame.shelf.put(row("ana", unread=2, last_at=77))
    frame.window.open_conversation("ana")
    qtbot.waitUntil(lambda: bool(frame.shelf.published))
    draft = frame.shelf.published[0]
    assert (draft.kind, draft.body) == ("conversation.read", {"conversation": "ana", "upto": 77})


def test_what_somebody_left_unread_stays_so_until_it_is_opened_again(
    frame: Frame, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(frame.window), "isActiveWindow", lambda self: True)
    frame.shelf.put(row("ana", last_at=77), row("bea"))
    frame.window.open_conversation("ana")
    frame.feed.changed.emit(frame.shelf.put(row("ana", unread=1, last_at=77)))
    assert not frame.pane._tasks.running("read")
    frame.window.open_conversation("bea")
    frame.window.open_conversation("ana")
    qtbot.waitUntil(lambda: bool(frame.shelf.published))
    assert frame.shelf.published[0].kind == "conversation.read"


def test_what_nobody_can_see_is_not_read(frame: Frame, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(frame.window), "isActiveWindow", lambda self: False)
    frame.shelf.put(row("ana", unread=2))
    frame.window.open_conversation("ana")
    frame.pane._seen()
    assert not frame.pane._tasks.running("read")
    assert not frame.shelf.published


@pytest.mark.parametrize(
    ("state", "place", "said_"),
    [
        (LinkState("live", 0), Position("e", 9, 9, 0, 0), "Al día hasta 14:32:05 · 0 huecos"),
        (LinkState("live", 0), Position("e", 9, 9, 0, 0, 3), "Al día hasta 14:32:05 · 3 huecos"),
        (LinkState("live", 0), Position("e", 12_340, 100_000, 0, 0), "Poniéndose al día… 12.340 de 100.000"),
        (LinkState("stopped", 0, "token.revoked"), Position("e", 9, 9, 0, 0), "Un administrador dio de baja"),
        (LinkState("connecting", 0), Position("e", 9, 9, 0, 0), "Conectando…"),
    ],
)
def test_the_status_bar_says_how_current_we_are(frame: Frame, state: LinkState, place: Position, said_: str) -> None:
    frame.shelf.place = place
    frame.feed.listener.link_state(state)
    assert frame.window.status.link.accessibleName().startswith(said_)
    assert frame.window.status.progress.isVisibleTo(frame.window) == ("Poniéndose" in said_)


def test_the_status_bar_says_what_the_voices_account_has_left(frame: Frame) -> None:
    status = frame.window.status
    assert not status.credits.isVisibleTo(frame.window)
    status.show_quota(Quota("creator", 38_760, 100_000, 61_240))
    assert status.credits.isVisibleTo(frame.window)
    assert status.credits.accessibleName() == "61.240 créditos"
    status.show_quota(None)
    assert not status.credits.isVisibleTo(frame.window)


def test_offline_says_since_when(frame: Frame, now: Callable[[], int]) -> None:
    frame.feed.listener.link_state(LinkState("offline", now() - 12 * MINUTE, "relay.unreachable"))
    assert frame.window.status.link.accessibleName() == "Sin conexión desde 14:20 · podés seguir escribiendo"


def test_the_outbox_is_a_view_of_its_own(frame: Frame, now: Callable[[], int]) -> None:
    frame.shelf.waiting = [
        Outgoing("m1", "ana", "whatsapp", "1", "text", "hola", None, "d", "own", "queued", now() + 7_000, now())
    ]
    frame.window.go_to("outbox")
    model = frame.inbox.waiting.model()
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Ana, hola, sale en 7 s"


def test_an_empty_view_says_so(frame: Frame) -> None:
    frame.window.go_to("closing")
    frame.shelf.order["closing"].clear()
    frame.inbox.choose_view("closing")
    assert frame.inbox._empty.isVisible()
    assert frame.inbox._empty.text() == "Ninguna ventana se cierra en las próximas 4 h."


@pytest.mark.parametrize("width", [1000, 1300, 1440])
def test_the_window_fits_its_width(frame: Frame, width: int, qtbot: Any) -> None:
    frame.window.resize(width, 800)
    inspector = frame.window._inspector
    assert inspector is not None
    assert inspector.isVisible() == (width >= 1200)
    assert frame.window.rail.width() == (208 if width > 1366 else 52)
    frame.pane.header.inspector.setChecked(not inspector.isVisible())
    assert inspector.isVisible() == (width < 1200)


def test_the_shape_comes_back(frame: Frame) -> None:
    """Of the window itself only as much as the screen of the test allows."""
    frame.window.panes.setSizes([390, 700, 300])
    shape, sizes = frame.window.shape(), frame.window.panes.sizes()
    frame.window.panes.setSizes([280, 860, 280])
    assert frame.window.panes.sizes() != sizes
    frame.window.take_shape("not a shape at all")
    assert frame.window.panes.sizes() != sizes
    frame.window.take_shape(" " + shape.split()[1])
    assert frame.window.panes.sizes() == sizes


def test_f6_goes_round_the_panes(frame: Frame, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    frame.window.open_conversation("ana")
    frame.inbox.focus_list()
    visited = []
    for _ in range(4):
        frame.window.next_pane()
        focused = frame.window.focusWidget()
        visited.append(next(i for i, stop in enumerate(frame.window.round.stops) if stop.isAncestorOf(focused)))
    assert visited == [2, 5, 0, 1], "timeline, status bar, rail, list"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whatever_takes_the_keyboard_has_a_name(frame: Frame, theme: Theme, scheme: Any) -> None:
    theme.choose(scheme=scheme)
    frame.window.open_conversation("ana")
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in frame.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _name(widget)
    ]
    assert not nameless


def _name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else widget.accessibleName()


def test_a_bug_is_said_to_be_one_and_a_trouble_in_its_words(frame: Frame) -> None:
    frame.feed.report(Trouble("integration.missing_key"))
    assert frame.window.notice._text.text() == "Falta la clave de este canal en esta computadora."
    assert frame.window.notice._act.isVisible()
    frame.feed.report(ZeroDivisionError("division by zero"))
    assert frame.window.notice._text.text().startswith("Algo falló dentro de STRATO")
    assert not frame.window.notice._act.isVisible()


def test_names_are_plain_text_everywhere(frame: Frame) -> None:
    evil = "<img src=x onerror=alert(1)>"
    frame.shelf.put(replace(row("ana"), name=evil, address="<b>1</b>"))
    frame.window.open_conversation("ana")
    labels = [label for label in frame.window.findChildren(QLabel) if evil in label.text()]
    assert labels
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_the_facts_of_the_status_bar_are_reached_and_pressed_by_the_keyboard(frame: Frame, qtbot: Any) -> None:
    window, status = frame.window, frame.window.status
    asked: list[str] = []
    status.place_wanted.connect(asked.append)
    status.provider_wanted.connect(asked.append)
    status.show_channels([("whatsapp", True), ("manychat", True)])
    status.show_outbox(2)
    status.show_keyring("GNOME Keyring")
    window.next_pane()
    for _ in range(7):
        if status.isAncestorOf(window.focusWidget() or status):
            break
        window.next_pane()
    assert window.focusWidget() is status.link
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        QTest.keyClick(window.focusWidget(), key)
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Enter)
    assert asked == ["computer", "outbox", "whatsapp"]
