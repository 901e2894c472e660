"""Tells a press that is held from a tap: whoever holds a button or a key speaks as long as it is down."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent

HELD_S: Final = 0.4
"""Shorter is a tap."""


class Holding(QObject):
    """`let_go` when what was pressed is released after having been held; a tap says nothing, nor does a program that
    loses the keyboard meanwhile: what was begun then goes on by itself."""

    let_go = Signal()

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._clock, self._since = clock, 0.0
        self.on = False

    def press(self) -> None:
        """Something was pressed just now: watch until it is released, wherever that is."""
        application = QCoreApplication.instance()
        assert application is not None
        self.on, self._since = True, self._clock()
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        released = kind == QEvent.Type.MouseButtonRelease
        released |= kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent) and not event.isAutoRepeat()
        if self.on and (released or kind == QEvent.Type.ApplicationDeactivate):
            self.on = False
            application = QCoreApplication.instance()
            assert application is not None
            application.removeEventFilter(self)
            if released and self._clock() - self._since >= HELD_S:
                self.let_go.emit()
        return False
