"""Asks for cards or a text with buttons, queues them, and opens them again when they are taken back."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Qt

from services.channels.contacts import Flow
from services.channels.loose import objects
from services.outbox import Outbox
from services.records import Conversation, Outgoing
from services.store import Store
from services.trouble import Trouble
from widgets.composer.cards_dialog import CardsDialog
from widgets.composer.composer import Composer
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

_OLD_MS: Final = 10 * 60_000


class Flows(Protocol):
    """The account's automations by channel."""

    def list(self, channel: str) -> tuple[Flow, ...]: ...
    def read_at(self, channel: str) -> int | None: ...
    async def refresh(self, channel: str) -> tuple[Flow, ...]: ...


class CardsDesk(QObject):
    """What is built is for the conversation that stood open when it was asked for."""

    def __init__(
        self, theme: Theme, composer: Composer, store: Store, outbox: Outbox, flows: Callable[[], Flows], feed: Feed
    ) -> None:
        super().__init__(composer)
        self._theme, self._composer, self._feed = theme, composer, feed
        self._store, self._outbox, self._flows = store, outbox, flows
        self._conversation: str | None = None
        composer.text_panel.cards_button.clicked.connect(self.ask)
        composer.way_out.built_came_back.connect(self._again)

    def show_conversation(self, conversation: str | None) -> None:
        """The lead that stands open."""
        self._conversation = conversation

    def can(self) -> bool:
        """Whether the open conversation takes any of it now."""
        if not self._conversation:
            return False
        able = self._outbox.ability(self._conversation)
        return able.cards is None or able.quick_replies is None

    def ask(self) -> None:
        """Open it for the lead that stands open; what is written already is the text."""
        if self.can() and (row := self._store.conversation(self._conversation or "")) is not None:
            self._open(row, self._composer.page.text)

    def _again(self, out: Outgoing) -> None:
        """It was taken back: as it was."""
        if (row := self._store.conversation(out.conversation)) is not None:
            replies = objects(out.content.get("quick_replies"))
            self._open(row, out.text if replies else "", objects(out.content.get("cards")), replies)

    def _open(
        self, row: Conversation, text: str, cards: Sequence[dict[str, Any]] = (),
        replies: Sequence[dict[str, Any]] = (),
    ) -> None:  # fmt: skip
        flows, channel = self._flows(), row.channel
        able, window = self._outbox.ability(row.id), self._composer.window()
        dialog = CardsDialog(self._theme, channel, row.name, text, cards, replies, flows.list(channel), window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.tabs.setTabEnabled(0, able.cards is None)
        dialog.tabs.setTabEnabled(1, able.quick_replies is None)
        work = Tasks(dialog, self._feed.report)
        dialog.cards_given.connect(
            lambda given: work.start(self._queue(dialog, lambda: self._outbox.cards(row.id, given)), key="send")
        )
        dialog.text_given.connect(lambda said, given: work.start(self._say(dialog, row.id, said, given), key="send"))
        read_at = flows.read_at(channel)
        if read_at is None or self._feed.now() - read_at > _OLD_MS:
            work.start(self._read(dialog, flows, channel))
        dialog.open()

    async def _say(self, dialog: CardsDialog, conversation: str, text: str, replies: list[dict[str, Any]]) -> None:
        queued = await self._queue(dialog, lambda: self._outbox.text(conversation, text, quick_replies=replies))
        if queued and conversation == self._conversation and self._composer.page.text.strip() == text:
            self._composer.text_panel.editor.clear()  # it went out by this door
            self._composer.keep_draft()

    async def _queue(self, dialog: CardsDialog, work: Callable[[], Awaitable[str]]) -> bool:
        try:
            await work()
        except Trouble as trouble:
            dialog.refuse(trouble)
            return False
        dialog.accept()
        announce(self._composer, tr("En camino. Ctrl+Z lo deshace."))
        return True

    async def _read(self, dialog: CardsDialog, flows: Flows, channel: str) -> None:
        try:
            dialog.show_flows(await flows.refresh(channel))
        except Trouble as trouble:
            dialog.show_flows(flows.list(channel), sentence(trouble.code, trouble.facts).text)
