"""Where a conversation is being read, to be found again: the message at the top of the pane and the px above it."""

import json
from typing import Final

from PySide6.QtCore import QPoint

from widgets.conversation.model import TimelineModel
from widgets.conversation.timeline import TimelineView

MOST: Final = 200
"""Conversations whose place is remembered."""


def place_of(view: TimelineView) -> str:
    """ "-12 wamid.1": how far the top of a message is from the top of the pane; "" at the end."""
    model, top = _model(view), view.indexAt(QPoint(1, 1))
    if view.at_end or not top.isValid():
        return ""
    row = next((row for row in range(top.row(), model.rowCount()) if model.message_at(row) is not None), -1)
    return f"{view.visualRect(model.index(row)).top()} {model.key_at(row)}" if row >= 0 else ""


def go_to(view: TimelineView, place: str) -> None:
    """Stand there again; a message that is no more leaves the conversation at its end."""
    offset, _, message = place.partition(" ")
    row = _model(view).read_back_to(message) if message else -1
    if row < 0:
        return
    view.show_row(row)  # which may read older ones above it
    view.setCurrentIndex(_model(view).index(-1))
    index, bar = _model(view).index(_model(view).row_of(message)), view.verticalScrollBar()
    bar.setValue(bar.value() + view.visualRect(index).top() - _number(offset))


def _model(view: TimelineView) -> TimelineModel:
    model = view.model()
    assert isinstance(model, TimelineModel)
    return model


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return 0


class Places:
    """Where each conversation was being read, the one read last at the end; those at their end are not kept."""

    def __init__(self, written: str = "") -> None:
        self._places = _read(written)

    def of(self, conversation: str) -> str:
        """As `place_of` gave it; "" for the end."""
        return self._places.get(conversation, "")

    def keep(self, conversation: str, place: str) -> None:
        """Remember where one is being read; the oldest memory goes."""
        self._places.pop(conversation, None)
        if place:
            self._places[conversation] = place
        while len(self._places) > MOST:
            del self._places[next(iter(self._places))]

    def written(self) -> str:
        return json.dumps(self._places)


def _read(written: str) -> dict[str, str]:
    try:
        kept = json.loads(written or "{}")
    except ValueError:
        return {}
    if not isinstance(kept, dict):
        return {}
    return {key: value for key, value in kept.items() if isinstance(value, str)}
