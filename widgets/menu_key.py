"""The menu key of keyboards without one."""

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QWidget


def asks_menu(focused: QWidget | None, event: QKeyEvent) -> bool:
    """Mayús+F10 asks `focused` for its menu; whether it was that. Only Windows does so by itself."""
    shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
    if event.key() != Qt.Key.Key_F10 or not shift or focused is None or sys.platform == "win32":
        return False
    middle = focused.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, focused.mapToGlobal(middle))
    QCoreApplication.sendEvent(focused, asked)
    return True
