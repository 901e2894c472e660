"""The open conversation: header, timeline, and what a person does with its messages."""

import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from services.records import Changes, Conversation, Message, Outgoing
from services.trouble import Trouble
from widgets.controls import Label, hairline
from widgets.conversation import model as timeline_model
from widgets.conversation.actions import actions
from widgets.conversation.carrying import File
from widgets.conversation.delegate import TimelineDelegate
from widgets.conversation.header import ConversationHeader
from widgets.conversation.listening import Listening
from widgets.conversation.message_words import what_words
from widgets.conversation.pictures import Pictures
from widgets.conversation.scene import Scene
from widgets.conversation.timeline import TimelineView
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.words import tr

AHEAD = 20
"""How many of the newest messages have their files fetched unasked."""


class Shelf(timeline_model.Shelf, Protocol):
    """What the pane reads of the store."""

    def outgoing_one(self, message: str) -> Outgoing | None: ...


class Sends(Protocol):
    """What a person may ask of the outbox here."""

    def withdraw(self, message: str) -> Awaitable[Any]: ...

    def send_now(self, message: str) -> Awaitable[Any]: ...

    def retry(self, message: str) -> Awaitable[Any]: ...

    def settle(self, message: str, sent: bool) -> Awaitable[Any]: ...

    def hand_over(self, message: str) -> Awaitable[Any]: ...


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
    ) -> None:
        super().__init__(parent)
        self._theme, self._feed, self._store, self._outbox, self._device = theme, feed, store, outbox, device
        self._mark_read = mark_read
        self._tasks = Tasks(self, feed.report)
        self._new = 0
        self._fetched: set[str] = set()
        self._pictures = Pictures(media.path, feed.report, self)
        self._scene = Scene(theme, feed.now, self._pictures.thumbnail, self._pictures.here)
        self._listening = Listening(self._scene, player, media.fetch, feed.report, self)
        self._model = timeline_model.TimelineModel(store, feed.now, self)
        self._delegate = TimelineDelegate(self._scene)
        self.header = ConversationHeader(theme)
        self.timeline = TimelineView(self._model, self._delegate)
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
        """Show a conversation at its end, or at one message of it."""
        found = self._store.conversation(conversation)
        self._delegate.width = self.timeline.viewport().width()
        self._model.open(found)
        self._new = 0
        self._render()
        if found is None:
            return
        row = self._model.read_back_to(message) if message else -1
        if row >= 0:
            self.timeline.show_row(row)
        else:
            self.timeline.to_end()
        self._seen()
        self._prefetch()

    def carry(self, file: File) -> None:
        """Where a message's file is, under a name, for whoever drags it out."""
        self._model.file = file

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
        for part in (self.header, hairline(), self.timeline):
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
        self._theme.changed.connect(self._measure)
        self._pictures.ready.connect(self.timeline.viewport().update)
        self._listening.changed.connect(self.timeline.viewport().update)
        self.timeline.acted.connect(self._act_on)
        self.timeline.menu_wanted.connect(self._show_menu)
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
        if self._model.conversation is None:
            return
        was_at_end = self.timeline.at_end
        with self.timeline.steady():
            arrived = self._model.change(changes)
        if arrived and was_at_end:
            self._seen()
        elif arrived:
            self._new += arrived
        self._render()
        if arrived:
            self._prefetch()

    def _tick(self, now: int) -> None:
        found = self._model.conversation
        if found is None:
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
        if found is None or not found.unread or not self.timeline.at_end or not self.window().isActiveWindow():
            return
        if not self._tasks.running("read"):
            self._tasks.start(self._mark_read(found.id, found.last_at), key="read")

    def _act_on(self, message_id: str, action: str, share: float) -> None:
        message = self._store.message(message_id)
        if message is not None:
            self._act(message, action, share)

    def _act(self, message: Message, action: str, share: float = 0.0) -> None:
        if action == "play":
            self._listening.toggle(message)
        elif action == "seek":
            self._listening.seek(message, share)
        elif action == "speed":
            self._listening.faster()
        elif action in ("open", "download"):
            self._tasks.start(self._open_file(message), key=message.id)
        elif action == "copy":
            QGuiApplication.clipboard().setText(what_words(message))
        elif action == "settings":
            self.settings_wanted.emit()
        elif action == "reply":
            self.reply_wanted.emit(message.id)
        elif action == "edit":
            if (out := self._store.outgoing_one(message.id)) is not None:
                self.edit_wanted.emit(out)
        else:
            self._tasks.start(self._ask_outbox(message.id, action), key=(message.id, action))

    def _prefetch(self) -> None:
        """Bring the newest voices and pictures here before somebody asks: a voice shows its waveform and length."""
        for message in self._model.newest(AHEAD):
            shown = message.media if message.kind in ("audio", "image", "sticker") else None
            if shown is not None and message.id not in self._fetched and not self._pictures.here(shown):
                self._fetched.add(message.id)
                self._tasks.start(self._fetch_ahead(message), key=("ahead", message.id))

    async def _fetch_ahead(self, message: Message) -> None:
        with contextlib.suppress(Trouble):  # nobody asked; who plays or opens it is told
            await self._listening.get(message)

    async def _ask_outbox(self, message: str, action: str) -> None:
        if action in ("settle_sent", "settle_unsent"):
            await self._outbox.settle(message, action == "settle_sent")
        elif action == "withdraw":
            await self._outbox.withdraw(message)
        elif action == "send_now":
            await self._outbox.send_now(message)
        elif action == "retry":
            await self._outbox.retry(message)
        elif action == "hand_over":
            await self._outbox.hand_over(message)

    async def _open_file(self, message: Message) -> None:
        """The first time it is fetched and shown in its place; once it is here, the system's own viewer opens it."""
        here = message.media is not None and self._pictures.here(message.media)
        path = await self._listening.get(message)
        if here:
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))

    def _show_menu(self, row: int, point: QPoint) -> None:
        message = self._model.message_at(row)
        if message is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action, text in actions(message, self._scene, self._store.outgoing_one(message.id), self._device):
            entry = menu.addAction(text)
            entry.setData((message.id, action))
            entry.triggered.connect(self._chosen)
        if not menu.isEmpty():
            menu.popup(point)

    def _chosen(self) -> None:
        entry = self.sender()
        assert isinstance(entry, QAction)
        message_id, action = entry.data()
        self._act_on(message_id, action, 0.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chip()

    def _place_chip(self) -> None:
        self._chip.adjustSize()
        view = self.timeline.size()
        self._chip.move((view.width() - self._chip.width()) // 2, view.height() - self._chip.height() - 12)
        self._chip.raise_()
