"""What a screen reader says of the palette, the sheet and the pages of this computer's settings: never nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from services.settings import Settings
from widgets.actions.actions import Actions
from widgets.palette.offers import Offers
from widgets.palette.palette import Palette
from widgets.settings.notifications import Notifications
from widgets.settings.shortcuts import Shortcuts
from widgets.shortcuts import ShortcutSheet
from widgets.theme import Theme


class Never:
    """An autostart that is off."""

    def is_on(self) -> bool:
        return False


@pytest.fixture
def actions(tmp_path: Path, qtbot: Any) -> Actions:
    window = QWidget()
    window.resize(900, 700)
    qtbot.addWidget(window)
    made = Actions(window, Settings(tmp_path / "s.json"))
    for action in ("pane.next", "composer.voice", "conversation.print"):
        made.bind(action, lambda: None)
    return made


def palette(theme: Theme, actions: Actions, shelf: Any) -> QWidget:
    window = actions.parent()
    assert isinstance(window, QWidget)
    return Palette(theme, Offers(actions, shelf, list, lambda *where: None, lambda: 0), window)


def sheet(theme: Theme, actions: Actions, shelf: Any) -> QWidget:
    window = actions.parent()
    assert isinstance(window, QWidget)
    return ShortcutSheet(actions, window)


def keys(theme: Theme, actions: Actions, shelf: Any) -> QWidget:
    return Shortcuts(theme, actions)


def notices(theme: Theme, actions: Actions, shelf: Any) -> QWidget:
    return Notifications(theme, actions._settings, Never(), lambda: False, lambda: True)  # type: ignore[arg-type]


@pytest.mark.parametrize("make", [palette, sheet, keys, notices])
def test_whatever_takes_the_keyboard_has_a_name(
    make: Callable[[Theme, Actions, Any], QWidget], theme: Theme, actions: Actions, shelf: Any, qtbot: Any
) -> None:
    made = make(theme, actions, shelf)
    qtbot.addWidget(made)
    made.show()
    parts = [each for each in made.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert parts
    nameless = [f"{type(each).__name__} {each.objectName()}" for each in parts if not _name(each)]
    assert not nameless


def _name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else widget.accessibleName()
