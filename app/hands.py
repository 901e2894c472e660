"""A person's hands for the check and the screenshots: clicks, keys, and eyes that wait for what they look for."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget

from widgets.inbox.model import CONVERSATION

_LOOK_S: Final = 0.02
T = TypeVar("T")


class OutOfReach(Exception):  # noqa: N818  (what happened, not a class of bugs)
    """What a person would want to press is hidden or greyed out."""


async def until(fact: Callable[[], T]) -> T:
    """Wait until `fact` is true, and give what it gave. Most facts here are what the window shows and have no event;
    whoever calls sets the time limit."""
    while not (found := fact()):  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_S)
    return found


def click(button: QAbstractButton) -> None:
    """Press a button as the mouse does. Raises OutOfReach where the mouse could not."""
    if not (button.isVisible() and button.isEnabled()):
        raise OutOfReach(button.accessibleName() or button.text())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def click_conversation(view: QAbstractItemView, conversation: str) -> bool:
    """Press the row of `conversation`; False while the list does not show it."""
    model = view.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if (found := index.data(CONVERSATION)) is not None and found.id == conversation:
            view.scrollTo(index)
            _click_row(view, index)
            return True
    return False


def type_text(editor: QWidget, text: str) -> None:
    """Key by key; QTest itself knows only the keys of ASCII."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(editor, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def read_out(model: QAbstractItemModel) -> str:
    """What a screen reader would say of every row."""
    role = Qt.ItemDataRole.AccessibleTextRole
    return "\n".join(str(model.index(row, 0).data(role)) for row in range(model.rowCount()))


def _click_row(view: QAbstractItemView, index: QModelIndex) -> None:
    place = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
