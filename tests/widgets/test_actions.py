"""Actions: every declared key may be one, what a person chooses works at once and lasts, AltGr is left alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from services.settings import SHORTCUTS, Settings
from widgets.actions.actions import Actions
from widgets.actions.declared import declared
from widgets.actions.keys import refusal, written
from widgets.controls import IconButton
from widgets.settings.shortcuts import Shortcuts
from widgets.shortcuts import ShortcutSheet
from widgets.theme import Theme


class Desk:
    """A window with a list and a field, and actions that note that they were done."""

    def __init__(self, settings: Settings) -> None:
        self.window, self.list, self.field = QWidget(), QWidget(), QLineEdit()
        column = QVBoxLayout(self.window)
        column.addWidget(self.list)
        column.addWidget(self.field)
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.actions = Actions(self.window, settings)
        self.done: list[str] = []

    def note(self, action: str) -> Callable[[], None]:
        return lambda: self.done.append(action)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def desk(settings: Settings, theme: Theme, qtbot: Any) -> Desk:
    made = Desk(settings)
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    made.field.setFocus()
    return made


def test_every_declared_key_is_one_that_may_be() -> None:
    refused = {
        (action.id, key): refusal(key, action.scope)
        for action in declared()
        for key in action.keys
        if action.scope != "widget" and refusal(key, action.scope)
    }
    assert not refused


def test_no_two_actions_are_declared_with_one_key() -> None:
    keys = [key for action in declared() for key in action.keys]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize(
    "key",
    ["Ctrl+Alt+E", "Ctrl+Alt+2", "Ctrl+Alt+Shift+Q", "Alt+E", "Alt+Shift+E", "Alt+/", "/", "[", "]", "?", "E", "Space",
     "Ctrl+Space", "Ctrl+Shift+V", "Ctrl+Shift+Q", "Ctrl+Shift+U", "Ctrl+Shift+E", "Ctrl+C", "Ctrl+Z", "F10", "Tab",
     "Return", "Esc", "Up", "Ctrl+K, Ctrl+B", "", "Alt+Ñ", "Meta+A"],
)  # fmt: skip
def test_what_may_never_be_a_key_is_refused_in_words(key: str) -> None:
    assert refusal(key, "window")


@pytest.mark.parametrize("key", ["E", "7"])
def test_a_letter_alone_may_be_where_nobody_writes(key: str) -> None:
    assert not refusal(key, "pane")
    assert refusal("/", "pane")
    assert refusal("Space", "pane")


def test_keys_are_written_as_on_a_spanish_keyboard() -> None:
    assert written("Ctrl+Shift+PgDown") == "Ctrl+Mayús+AvPág"
    assert written("Ctrl+,") == "Ctrl+,"
    assert written("Ctrl++") == "Ctrl++"


def test_a_bound_action_has_its_keys(desk: Desk) -> None:
    desk.actions.bind("inspector.toggle", desk.note("inspector"))
    QTest.keyClick(desk.field, Qt.Key.Key_F8)
    assert desk.done == ["inspector"]


def test_a_letter_counts_only_in_its_pane(desk: Desk) -> None:
    desk.actions.bind("conversation.close", desk.note("close"), on=desk.list)
    QTest.keyClick(desk.field, Qt.Key.Key_E)
    assert (desk.done, desk.field.text()) == ([], "e")
    desk.list.setFocus()
    QTest.keyClick(desk.list, Qt.Key.Key_E)
    assert desk.done == ["close"]


def test_what_cannot_be_done_now_is_not_done(desk: Desk) -> None:
    desk.actions.bind("composer.voice", desk.note("voice"), can=lambda: False)
    QTest.keyClick(desk.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    desk.actions.run("composer.voice")
    assert desk.done == []
    assert "composer.voice" not in [action.id for action in desk.actions.offered()]


def test_an_action_that_is_not_declared_cannot_be_bound(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.actions.bind("composer.sing", desk.note("sing"))


def test_chosen_keys_work_at_once_and_come_back(desk: Desk, settings: Settings, theme: Theme, tmp_path: Path) -> None:
    desk.actions.bind("inspector.toggle", desk.note("inspector"))
    button = IconButton(theme, "panel-right", "Inspector")
    desk.actions.teach(button, "inspector.toggle")
    desk.actions.choose("inspector.toggle", ["Ctrl+I"])
    QTest.keyClick(desk.field, Qt.Key.Key_F8)
    QTest.keyClick(desk.field, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert desk.done == ["inspector"]
    assert button.toolTip() == "Inspector (Ctrl+I)"
    again = Actions(QWidget(), Settings(tmp_path / "settings.json"))
    assert again.keys("inspector.toggle") == ("Ctrl+I",)
    again.reset()
    assert again.keys("inspector.toggle") == ("F8",)


def test_keys_that_another_had_are_taken_from_it(desk: Desk) -> None:
    desk.actions.bind("inspector.toggle", desk.note("inspector"))
    desk.actions.bind("pane.next", desk.note("pane"))
    desk.actions.choose("inspector.toggle", ["F6"])
    QTest.keyClick(desk.field, Qt.Key.Key_F6)
    assert desk.done == ["inspector"]
    assert desk.actions.keys("pane.next") == ()


@pytest.mark.parametrize(
    "kept", ["", "[1]", "{", '{"pane.next": "F6"}', '{"nothing": ["F6"]}', '{"pane.next": ["/", 3]}']
)
def test_a_file_of_any_version_does_no_harm(kept: str, settings: Settings, qtbot: Any) -> None:
    settings.put(SHORTCUTS, kept)
    window = QWidget()
    qtbot.addWidget(window)
    assert set(Actions(window, settings).keys("pane.next")) <= {"F6"}


def press(button: Any, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, key, held)


def test_the_page_changes_refuses_asks_and_resets(desk: Desk, theme: Theme, settings: Settings, qtbot: Any) -> None:
    for action in ("inspector.toggle", "pane.next"):
        desk.actions.bind(action, desk.note(action))
    page = Shortcuts(theme, desk.actions)
    qtbot.addWidget(page)
    page.show()
    button = page.keys["inspector.toggle"]
    press(button, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
    assert desk.actions.keys("inspector.toggle") == ("F8",)
    assert "AltGr" in button._said.text()
    QTest.keyClick(button, Qt.Key.Key_F6)
    assert "Panel siguiente" in button._said.text()
    assert desk.actions.keys("pane.next") == ("F6",)
    QTest.keyClick(button, Qt.Key.Key_F6)
    assert json.loads(settings.get(SHORTCUTS)) == {"inspector.toggle": ["F6"], "pane.next": []}
    assert page.keys["pane.next"].text() == "Sin atajo"
    press(button, Qt.Key.Key_Backspace)
    assert desk.actions.keys("inspector.toggle") == ()
    QTest.mouseClick(page.reset, Qt.MouseButton.LeftButton)
    assert settings.get(SHORTCUTS) == "{}"
    assert not page.reset.isEnabled()


def test_the_page_is_searched_by_name_and_by_key(desk: Desk, theme: Theme, qtbot: Any) -> None:
    for action in ("inspector.toggle", "pane.next"):
        desk.actions.bind(action, desk.note(action))
    page = Shortcuts(theme, desk.actions)
    qtbot.addWidget(page)
    page.show()
    for query, seen in (("OCULTAR", "inspector.toggle"), ("f6", "pane.next")):
        page.search.setText(query)
        assert [each for each, key in page.keys.items() if key.isVisible()] == [seen]


def test_the_sheet_tells_the_keys_of_now(desk: Desk, qtbot: Any) -> None:
    desk.actions.bind("inspector.toggle", desk.note("inspector"))
    desk.actions.choose("inspector.toggle", ["Ctrl+Shift+I"])
    sheet = ShortcutSheet(desk.actions, desk.window)
    qtbot.addWidget(sheet)
    said = [label.text() for label in sheet.findChildren(QWidget) if hasattr(label, "text")]
    assert "Ctrl+Mayús+I" in said
    assert "Panel siguiente" not in said
