"""Says the messages that come into the open conversation to a screen reader: a burst once, never each second."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from services.records import Changes, Conversation, Message
from widgets.conversation.message_words import what_words
from widgets.conversation.states import STATES
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.trouble_words import sentence
from widgets.words import tr

BURST_MS: Final = 1_200
"""What comes within this time is said together."""
LONGEST: Final = 300


class Announcing(QObject):
    """`opened` gives the conversation that is open, `message` one of the store. Incoming ones are said with their
    words; of what was sent, that it failed or that nobody knows."""

    def __init__(
        self,
        feed: Feed,
        opened: Callable[[], Conversation | None],
        message: Callable[[str], Message | None],
        widget: QWidget,
    ) -> None:
        super().__init__(widget)
        self._opened, self._message, self._widget = opened, message, widget
        self._waiting: list[str] = []
        self._told: dict[str, str] = {}
        self._timer = QTimer(self, singleShot=True, interval=BURST_MS)
        self._timer.timeout.connect(self._say)
        feed.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        found = self._opened()
        if found is None or found.id not in changes.conversations:
            return
        for each in sorted(changes.messages, key=str):
            message = self._message(each)
            if message is None or message.conversation != found.id:
                continue
            if each in changes.arrived and message.kind != "note":
                self._waiting.append(f"{found.name}: {what_words(message)[:LONGEST]}")
            elif message.state in ("failed", "uncertain") and self._told.get(each) != message.state:
                self._told[each] = message.state
                self._waiting.append(_went_wrong(message))
        if self._waiting and not self._timer.isActive():
            self._timer.start()

    def _say(self) -> None:
        said, self._waiting = self._waiting, []
        if len(said) > 1:
            said = [tr("{count} novedades").format(count=len(said)), said[-1]]
        announce(self._widget, ". ".join(said))


def _went_wrong(message: Message) -> str:
    assert message.state is not None
    said = [tr("Tu mensaje: {state}").format(state=STATES[message.state].word())]
    if message.trouble is not None:
        said.append(sentence(message.trouble, message.extra).text)
    return ". ".join(said)
