"""Deciding in the list by mouse and keys, for one and for many, and taking it back."""

import asyncio
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from services.entries import Draft
from services.hours import Hours
from services.records import UNTIL_REPLY
from services.settings import THEME
from tests.inbox.leads import IDS, NAMES, Inbox
from tests.store.logs import EPOCH, fact, said
from widgets.inbox.decided import HOLD_MS
from widgets.inbox.tag_picker import TagPicker
from widgets.inbox.times import mornings
from widgets.words import local

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def click(inbox: Inbox, qtbot: Any, name: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    rows = inbox.pane.rows
    at = rows.visualRect(rows.model().index(inbox.pane.ids().index(IDS[name]), 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, held, at)


def states(inbox: Inbox) -> dict[str, tuple[Any, ...]]:
    return {name: (r.closed, r.snoozed, r.member, r.tags) for name in IDS if (r := inbox.row(name))}


def test_a_click_goes_there_and_one_that_adds_does_not(inbox: Inbox, qtbot: Any) -> None:
    click(inbox, qtbot, "dora")
    assert (inbox.opened, inbox.picture()) == (["dora"], "eva [dora] cam bea ana")
    click(inbox, qtbot, "bea", CTRL)
    assert (inbox.opened, inbox.picture()) == (["dora"], "eva [dora] cam [bea] ana")
    click(inbox, qtbot, "ana", SHIFT)
    assert inbox.opened == ["dora"]
    qtbot.keyClick(inbox.pane.rows, Qt.Key.Key_A, CTRL)
    assert (inbox.opened, inbox.picture()) == (["dora"], "[eva] [dora] [cam] [bea] [ana]")
    click(inbox, qtbot, "cam")
    assert (inbox.opened, inbox.picture()) == (["dora", "cam"], "eva dora [cam] bea ana")


def test_enter_on_a_row_means_to_answer_it(inbox: Inbox, qtbot: Any) -> None:
    click(inbox, qtbot, "dora")
    with qtbot.waitSignal(inbox.pane.rows.answering, timeout=0):
        qtbot.keyClick(inbox.pane.rows, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(inbox.pane.rows.answering):
        qtbot.keyClick(inbox.pane.rows, Qt.Key.Key_Return, CTRL)
        qtbot.keyClick(inbox.pane.rows, Qt.Key.Key_Down)
    assert inbox.opened[-1] != "dora"


def test_light_or_dark_is_kept(inbox: Inbox) -> None:
    theme = inbox.own._theme
    for scheme in ("dark", "light"):
        inbox.own.toggle_scheme()
        assert (theme.scheme, inbox.settings.get(THEME)) == (scheme, scheme)


def test_a_selection_of_many_outlives_what_arrives(inbox: Inbox, qtbot: Any) -> None:
    click(inbox, qtbot, "dora")
    click(inbox, qtbot, "bea", CTRL)
    inbox.takes(said("5491155550103", "w9", "¿hay novedades?", 50))
    inbox.settle(lambda: inbox.pane.ids()[0] == IDS["cam"])
    assert inbox.picture() == "cam eva [dora] [bea] ana"


def test_many_are_closed_at_once_and_come_back_exactly(inbox: Inbox, qtbot: Any) -> None:
    """Each comes back as it was: one was put off until a time, one until the answer, one was open."""
    inbox.run(inbox.decisions.snooze([IDS["ana"]], EPOCH + 10**9))
    inbox.run(inbox.decisions.snooze([IDS["bea"]], None))
    inbox.run(inbox.decisions.assign([IDS["bea"]], "other", "Sofía"))
    before = states(inbox)
    qtbot.keyClick(inbox.pane.rows, Qt.Key.Key_A, CTRL)
    inbox.triage.close()
    inbox.settle(inbox.triage.bar.isVisible)
    assert {state[0] for state in states(inbox).values()} == {True}
    inbox.triage.bar.undo()
    inbox.settle(lambda: states(inbox) == before)
    assert before["bea"][1] == UNTIL_REPLY


@pytest.mark.parametrize("what", ["snooze", "assign", "tag", "untag", "reopen"])
def test_every_decision_is_undone(inbox: Inbox, what: str) -> None:
    decisions, some = inbox.decisions, [IDS["ana"], IDS["bea"], IDS["cam"]]
    inbox.run(decisions.tag([IDS["ana"]], "Venta"))
    inbox.run(decisions.assign([IDS["bea"]], "other", "Sofía"))
    inbox.run(decisions.close([IDS["cam"]]))
    before = states(inbox)
    work = {
        "snooze": lambda: decisions.snooze(some, None),
        "assign": lambda: decisions.assign(some, "me", "Martín"),
        "tag": lambda: decisions.tag(some, "Venta"),
        "untag": lambda: decisions.tag(some, "Venta", put=False),
        "reopen": lambda: decisions.reopen(some),
    }
    done = inbox.run(work[what]())
    assert done.count == {"snooze": 3, "assign": 3, "tag": 2, "untag": 1, "reopen": 1}[what]
    assert states(inbox) != before
    inbox.run(decisions.undo(done))
    assert states(inbox) == before


def test_the_undo_takes_nothing_away_from_a_lead_who_wrote_meanwhile(inbox: Inbox) -> None:
    inbox.run(inbox.decisions.close([IDS["ana"]]))
    done = inbox.run(inbox.decisions.reopen([IDS["ana"]]))
    inbox.takes(said("5491155550101", "w9", "¿hola?", 50))
    inbox.run(inbox.decisions.undo(done))
    assert not inbox.row("ana").closed


def test_the_bar_leaves_after_its_time(inbox: Inbox) -> None:
    inbox.triage.close([IDS["ana"]])
    inbox.settle(inbox.triage.bar.isVisible)
    inbox.clock += HOLD_MS
    inbox.settle(lambda: not inbox.triage.bar.isVisible())
    inbox.triage.close([IDS["ana"]])
    inbox.run(asyncio.sleep(0))
    assert inbox.row("ana").closed
    assert not inbox.triage.bar.isVisible(), "nothing was changed, nothing can be undone"


def test_undo_by_key_belongs_to_the_list(inbox: Inbox, qtbot: Any) -> None:
    inbox.pane.rows.setFocus()
    inbox.triage.close([IDS["ana"]])
    inbox.settle(inbox.triage.bar.isVisible)
    qtbot.keyClick(inbox.pane.rows, Qt.Key.Key_Z, CTRL)
    inbox.settle(lambda: not inbox.row("ana").closed)


def test_the_menu_is_about_the_rows_it_was_opened_on(inbox: Inbox, qtbot: Any) -> None:
    click(inbox, qtbot, "dora")
    click(inbox, qtbot, "bea", CTRL)
    menu = inbox.triage.menu()
    click(inbox, qtbot, "ana")
    close = next(each for each in menu.actions() if each.text().startswith("Cerrar"))
    close.trigger()
    inbox.settle(lambda: inbox.row("bea").closed)
    assert {name for name in IDS if inbox.row(name).closed} == {"bea", "dora"}


def test_the_right_button_selects_without_going_there(inbox: Inbox, qtbot: Any) -> None:
    at = inbox.pane.rows.visualRect(inbox.pane.rows.model().index(1, 0)).center()
    qtbot.mouseClick(inbox.pane.rows.viewport(), Qt.MouseButton.RightButton, pos=at)
    assert (inbox.opened, inbox.picture()) == ([], "eva [dora] cam bea ana")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_tags_are_found_made_and_taken_away(inbox: Inbox, qtbot: Any) -> None:
    inbox.run(inbox.decisions.tag([IDS["ana"], IDS["bea"]], "Compra"))
    inbox.run(inbox.decisions.tag([IDS["ana"]], "Visita"))
    inbox.triage.tag([IDS["ana"], IDS["bea"]], QPoint(0, 0))
    picker = inbox.pane.findChild(TagPicker)
    shown = [
        (picker.list.item(n).text(), picker.list.item(n).checkState().name) for n in range(picker.list.count() - 1)
    ]
    assert shown == [("Compra", "Checked"), ("Visita", "PartiallyChecked")]
    for typed in ("visi", "Crédito preaprobado"):
        picker.field.insert(typed)
        qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    inbox.settle(lambda: len(inbox.row("bea").tags) == 3)
    assert inbox.row("ana").tags == inbox.row("bea").tags == ("Compra", "Crédito preaprobado", "Visita")
    qtbot.keyClicks(picker.field, "COMPRA")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    inbox.settle(lambda: "Compra" not in inbox.row("bea").tags)
    picker.close()


def test_a_view_of_ones_own(inbox: Inbox, qtbot: Any) -> None:
    inbox.run(inbox.decisions.tag([IDS["ana"], IDS["eva"]], "Venta"))
    inbox.pane.header.tag_chosen.emit("Venta")
    assert inbox.picture() == "eva ana"
    view = inbox.run(inbox.decisions.save_view("Ventas", inbox.pane.query))
    inbox.pane.choose_view("unanswered")
    assert inbox.picture() == "eva dora cam bea ana"
    inbox.pane.choose_view(f"saved:{view}")
    assert (inbox.pane.view_name, inbox.picture()) == ("Ventas", "eva ana")
    inbox.run(inbox.decisions.save_view("Ventas nuevas", inbox.pane.query, view))
    inbox.settle(lambda: inbox.pane.view_name == "Ventas nuevas")
    inbox.run(inbox.decisions.remove_view(view))
    inbox.settle(lambda: inbox.pane.view == "unanswered")


def test_drafts_are_a_view(inbox: Inbox) -> None:
    inbox.pane.choose_view("drafts")
    assert inbox.picture() == ""
    inbox.drafts = [IDS["bea"]]
    inbox.feed.tick.emit(inbox.clock)
    assert inbox.picture() == "bea"


def test_what_was_put_off_comes_back_by_the_clock(inbox: Inbox) -> None:
    inbox.pane.choose_view("unanswered")
    inbox.run(inbox.decisions.snooze([IDS["ana"]], inbox.clock + 300_000))
    inbox.settle(lambda: inbox.picture() == "eva dora cam bea")
    inbox.clock += 300_000
    inbox.feed.tick.emit(inbox.clock)
    assert inbox.picture() == "eva dora cam bea ana"


def test_members_say_what_they_are_called(inbox: Inbox) -> None:
    inbox.run(inbox.decisions.introduce())
    count = len(inbox.changes)
    inbox.run(inbox.decisions.introduce())
    assert len(inbox.changes) == count, "once is enough"
    inbox.takes(fact("other", "colleague.introduced", "c", member="sofi", name="Sofía Bianchi"))
    inbox.run(inbox.decisions.assign([IDS["ana"]], "sofi"))
    assert inbox.row("ana").member_name == "Sofía Bianchi"
    assert inbox.store.colleagues() == [("me", "Martín Acuña"), ("sofi", "Sofía Bianchi")]


def test_mornings() -> None:
    friday = 1_763_735_400_000  # 2025-11-21 11:30 in Buenos Aires

    def offered(now: int, hours: Hours) -> list[str]:
        return [f"{name}, {local(at):%a %d}" for name, at in mornings(now, hours)]

    assert offered(friday, Hours()) == ["Mañana 9:00, Sat 22", "El lunes 9:00, Mon 24"]
    assert offered(friday + 3 * 86_400_000, Hours()) == ["Mañana 9:00, Tue 25", "El lunes 9:00, Mon 01"]
    assert offered(friday, Hours(dict.fromkeys(range(5), (570, 1080)), "AR")) == ["El martes 9:30, Tue 25"], "a holiday"


def test_every_draft_names_who_did_it(inbox: Inbox) -> None:
    inbox.run(inbox.decisions.close([IDS["ana"]]))
    drafts: list[Draft] = inbox.store.pending_drafts()
    assert {each.body["author"] for each in drafts} == {"Martín Acuña"}
    assert all(NAMES[each.body["conversation"]] == "ana" for each in drafts)


def test_what_was_read_can_be_left_unread_and_taken_back(inbox: Inbox) -> None:
    """Also by somebody who answered it since; what was never read is left alone."""
    inbox.takes(fact("me", "conversation.read", "r1", conversation=IDS["ana"], upto=EPOCH + 10**6))
    assert [inbox.row(name).unread for name in ("ana", "bea")] == [0, 1]
    inbox.triage.unread([IDS["ana"], IDS["bea"]])
    inbox.settle(inbox.triage.bar.isVisible)
    assert [inbox.row(name).unread for name in ("ana", "bea")] == [1, 1]
    inbox.triage.bar.undo()
    inbox.settle(lambda: inbox.row("ana").unread == 0)
    assert inbox.row("bea").unread == 1
