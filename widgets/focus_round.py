"""F6: the keyboard goes round the panes, in the order in which they are read."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class FocusRound:
    """Rail, list, timeline, composer, inspector; a pane that is hidden or takes no keyboard is passed over."""

    def __init__(self, window: QWidget, stops: Sequence[QWidget]) -> None:
        self._window = window
        self.stops = stops

    def move(self, step: int) -> None:
        """Give the keyboard to the pane so many further on."""
        focused = self._window.focusWidget()
        stops = [stop for stop in self.stops if stop.isVisibleTo(self._window)]
        here = next((i for i, stop in enumerate(stops) if focused and _within(stop, focused)), -1)
        for away in range(1, len(stops) + 1):
            if _take_focus(stops[(here + step * away) % len(stops)]):
                return


def _within(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)


def _take_focus(pane: QWidget) -> bool:
    """Give the keyboard to a pane, or to the first part of it that takes it."""
    if pane.focusPolicy() != Qt.FocusPolicy.NoFocus or pane.focusProxy() is not None:
        pane.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    for part in pane.findChildren(QWidget):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible() and part.isEnabled():
            part.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
    return False
