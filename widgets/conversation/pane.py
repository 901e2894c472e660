"""The open conversation: header, timeline, and what a person does with its messages."""

from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from services.records import Changes, Conversation
from widgets.controls import Label, hairline
from widgets.conversation import acting
from widgets.conversation import model as timeline_model
from widgets.conversation.acting import Acting, Sends
from widgets.conversation.carrying import File
from widgets.conversation.dates import Dates
from widgets.conversation.delegate import TimelineDelegate
from widgets.conversation.filing import Filing
from widgets.conversation.finding import FindBar
from widgets.conversation.header import ConversationHeader
from widgets.conversation.listening import Listening
from widgets.conversation.pictures import Decode, Pictures, decode_here
from widgets.conversation.place import Places, go_to, place_of
from widgets.conversation.scene import Scene
from widgets.conversation.timeline import TimelineView
from widgets.conversation.transcribing import Transcribe, Transcribing
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.words import tr

AHEAD = 20
"""How many of the newest messages have their files fetched unasked."""


class Shelf(timeline_model.Shelf, acting.Shelf, Protocol):
    """What the pane reads of the store."""

    def first_since(self, conversation: str, at: int) -> str | None: ...

    def found_in(self, conversation: str, text: str) -> list[str]: ...


class Fetches(Protocol):
    """Where the files of messages are."""

    def path(self, sha256: str) -> Path | None: ...

    def fetch(self, message: str) -> Awaitable[Path]: ...


class ConversationPane(QWidget):
    """`settings_wanted` when a message says that a key is missing. `mark_read` is told what was seen: a conversation,
    and up to which moment (ms since 1970 UTC)."""

    settings_wanted = Signal()
    reply_wanted = Signal(str)
    """The id of a message that somebody wants to answer."""
    edit_wanted = Signal(object)
    """A message (Outgoing) that somebody wants back in the editor."""

    def __init__(
        self,
        theme: Theme,
        feed: Feed,
        store: Shelf,
        outbox: Sends,
        media: Fetches,
        player: Player,
        mark_read: Callable[[str, int], Coroutine[Any, Any, Any]],
        device: str,
        parent: QWidget | None = None,
        decode: Decode = decode_here,
        member: str = "",
    ) -> None:
        super().__init__(parent)
        self._theme, self._feed, self._store = theme, feed, store
        self._mark_read = mark_read
        self._tasks = Tasks(self, feed.report)
        self._new, self._left = 0, False
        self.places = Places()
        self._pictures = Pictures(media.path, feed.report, self, decode)
        self._scene = Scene(theme, feed.now, self._pictures.thumbnail, self._pictures.here)
        self._listening = Listening(self._scene, player, media.fetch, feed.report, self)
        self._model = timeline_model.TimelineModel(store, feed.now, self, member)
        self._filing = Filing(self._model, self._listening, self._pictures, feed.report, self)
        self._scene.opens, self._scene.shown = self._filing.opens, self._pictures.shown
        self._acting = Acting(
            store, outbox, self._model, self._listening, self._filing, self._scene, device, feed.report, self
        )
        self._transcribing = Transcribing(self._model, feed.report, self)
        self._delegate = TimelineDelegate(self._scene)
        self.header = ConversationHeader(theme)
        self.timeline = TimelineView(self._model, self._delegate)
        self.finder = FindBar(theme, self._find)
        self.dates = Dates(theme, self)
        self._chip = QPushButton(tr("Ir al final"), self.timeline)
        self._chip.setProperty("kind", "chip")
        self._chip.hide()
        self._empty = Label(tr("Elegí una conversación de la lista."), "body", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(20, 16, 20, 16)
        self._lay_out()
        self._connect()

    @property
    def conversation(self) -> Conversation | None:
        """The one that is open, as it stands now."""
        return self._model.conversation

    def open(self, conversation: str, message: str = "") -> None:
        """Show a conversation where it was being read, or at one message of it."""
        found = self._store.conversation(conversation)
        self.keep_place()
        self.finder.close_bar()
        self._delegate.width = self.timeline.viewport().width()
        self._model.open(found)
        self._new, self._left = 0, False
        self._render()
        if found is None:
            return
        self.timeline.to_end()
        if message:
            self.go_to(message)
        elif place := self.places.of(found.id):
            go_to(self.timeline, place)
            self._new = 0 if self.timeline.at_end else found.unread
        self._render()
        self._seen()
        self._prefetch()

    def go_to(self, message: str) -> None:
        """Bring a message of the open conversation into sight and choose it, also one from long ago."""
        row = self._model.read_back_to(message)
        if row >= 0:
            self.timeline.show_row(row)
            self._prefetch()

    def keep_place(self) -> None:
        """Remember where the open conversation is being read."""
        if self._model.conversation is not None:
            self.places.keep(self._model.conversation.id, place_of(self.timeline))

    def search(self) -> None:
        """Search in the open conversation."""
        if self._model.conversation is not None:
            self.finder.open_bar()

    def ask_date(self, point: QPoint | None = None) -> None:
        """Ask for a day to go to, at a point of the screen or at the top of the messages."""
        top = self.timeline.indexAt(QPoint(1, 1)).row()
        shown = next((found for row in range(max(0, top), self._model.rowCount())
                      if (found := self._model.message_at(row)) is not None), None)  # fmt: skip
        if shown is not None:
            self.dates.ask(shown.at, self._feed.now(), point or self.timeline.mapToGlobal(QPoint(20, 8)))

    def _go_to_date(self, at: int) -> None:
        if (found := self._model.conversation) and (message := self._store.first_since(found.id, at)) is not None:
            self.go_to(message)

    def _go_to_found(self, message: str) -> None:
        self._scene.found = message
        self.go_to(message)

    def _find(self, text: str) -> list[str]:
        return self._store.found_in(found.id, text) if (found := self._model.conversation) is not None else []

    def carry(self, file: File) -> None:
        """Where a message's file is, under a name, for whoever drags it out."""
        self._model.file = file

    def transcribe_with(self, transcribe: Transcribe) -> None:
        """Who writes down what is said in a voice."""
        self._transcribing.transcribe = transcribe

    def transcribe_chosen(self) -> None:
        """Have the chosen voice written down, or the lead's newest."""
        self._transcribing.ask_chosen(self.timeline.currentIndex().row())

    def hear(self, message: str, second: float | None) -> None:
        """Go to a message; with a second, play its voice from there."""
        self.go_to(message)
        if second is not None:
            self._acting.act_on(message, "word", second)

    def reply_to_chosen(self) -> None:
        """Answer the message that is chosen in the timeline."""
        message = self._model.message_at(self.timeline.currentIndex().row())
        if message is not None and message.provider_id and not message.deleted:
            self.reply_wanted.emit(message.id)

    def set_in_sight(self, in_sight: bool) -> None:
        """The window came to the front or left it: what nobody can see is not read."""
        if in_sight:
            self._seen()

    def _lay_out(self) -> None:
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, hairline(), self.finder, self.timeline):
            column.addWidget(part)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.setFocusProxy(self.timeline)

    def _connect(self) -> None:
        self._feed.changed.connect(self._change)
        self._feed.tick.connect(self._tick)
        self._feed.link_changed.connect(lambda state: self._prefetch() if state.kind == "live" else None)
        self._theme.changed.connect(self._measure)
        self._pictures.ready.connect(self.timeline.viewport().update)
        self._listening.changed.connect(self.timeline.viewport().update)
        self.timeline.acted.connect(self._acting.act_on)
        self.timeline.menu_wanted.connect(self._acting.show_menu)
        self.timeline.day_clicked.connect(self.ask_date)
        self.dates.chosen.connect(self._go_to_date)
        self.finder.sought.connect(self._model.seek)
        self.finder.reached.connect(self._go_to_found)
        self.finder.closed.connect(self.timeline.setFocus)
        self._acting.settings_wanted.connect(self.settings_wanted)
        self._acting.reply_wanted.connect(self.reply_wanted)
        self._acting.edit_wanted.connect(self.edit_wanted)
        self._acting.place_wanted.connect(self.go_to)
        self._acting.transcript_wanted.connect(self._transcribing.ask)
        self.timeline.end_reached.connect(self._end_reached)
        self._chip.clicked.connect(self.timeline.to_end)

    def _render(self) -> None:
        found = self._model.conversation
        self._stack.setCurrentIndex(0 if found is None else 1)
        if found is not None:
            self.header.show_conversation(found, self._feed.now())
        self._chip.setVisible(self._new > 0)
        if self._new:
            one, many = tr("1 nuevo"), tr("{count} nuevos").format(count=self._new)
            self._chip.setText(one if self._new == 1 else many)
            self._place_chip()

    def _change(self, changes: Changes) -> None:
        if (shown := self._model.conversation) is None:
            return
        was_at_end = self.timeline.at_end
        with self.timeline.steady():
            arrived = self._model.change(changes)
        self._left |= not arrived and (self._model.conversation or shown).unread > shown.unread
        if was_at_end:
            self._seen()
        elif arrived:
            self._new += arrived
        self._render()
        self._filing.ahead(self._model.newest(AHEAD), None if arrived else changes.messages)

    def _tick(self, now: int) -> None:
        if (found := self._model.conversation) is None:
            return
        self.header.show_conversation(found, now)
        if now // 1000 % 60 == 0:
            with self.timeline.steady():
                self._model.age()

    def _measure(self) -> None:
        self._delegate.forget()
        with self.timeline.steady():
            self.timeline.scheduleDelayedItemsLayout()

    def _end_reached(self) -> None:
        if self._new:
            self._new = 0
            self._render()
        self._seen()

    def _seen(self) -> None:
        found = self._model.conversation
        if found is None or self._left or not self.timeline.at_end or not self.window().isActiveWindow():
            return
        if (found.unread or self._model.names_reader) and not self._tasks.running("read"):
            self._tasks.start(self._mark_read(found.id, found.last_at), key="read")

    def _prefetch(self) -> None:
        self._filing.ahead(self._model.newest(AHEAD))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chip()

    def _place_chip(self) -> None:
        self._chip.adjustSize()
        view = self.timeline.size()
        self._chip.move((view.width() - self._chip.width()) // 2, view.height() - self._chip.height() - 12)
        self._chip.raise_()
