"""What a person does with a message of the timeline: by a click on a part of it, and by the menu of its row."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from services.agency_records import VoiceFact
from services.records import Message, Outgoing
from widgets.conversation.actions import actions
from widgets.conversation.cards import link_of, spot_of
from widgets.conversation.filing import Filing
from widgets.conversation.listening import Listening
from widgets.conversation.message_words import copied_words
from widgets.conversation.model import TimelineModel
from widgets.conversation.scene import Scene
from widgets.tasks import Tasks

MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=17/{0}/{1}"


class Sends(Protocol):
    """What a person may ask of the outbox here."""

    def withdraw(self, message: str) -> Awaitable[Any]: ...

    def send_now(self, message: str) -> Awaitable[Any]: ...

    def retry(self, message: str) -> Awaitable[Any]: ...

    def settle(self, message: str, sent: bool) -> Awaitable[Any]: ...

    def hand_over(self, message: str) -> Awaitable[Any]: ...


class Shelf(Protocol):
    """What is read of the store here."""

    def message(self, id: str) -> Message | None: ...  # noqa: A002

    def outgoing_one(self, message: str) -> Outgoing | None: ...

    def about_clip(self, clip: str) -> list[VoiceFact]: ...


class Acting(QObject):
    """`settings_wanted` when a key is missing; `reply_wanted` the id of a message to answer; `edit_wanted` an Outgoing
    that somebody wants back in the editor; `place_wanted` the id of a message to go to; `transcript_wanted` the
    id of one whose voice is to be written down."""

    settings_wanted = Signal()
    reply_wanted = Signal(str)
    edit_wanted = Signal(object)
    place_wanted = Signal(str)
    transcript_wanted = Signal(str)

    def __init__(
        self,
        store: Shelf,
        outbox: Sends,
        model: TimelineModel,
        listening: Listening,
        filing: Filing,
        scene: Scene,
        device: str,
        report: Callable[[BaseException], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._store, self._outbox, self._model, self._device = store, outbox, model, device
        self._listening, self._filing, self._scene, self._window = listening, filing, scene, parent
        self._tasks = Tasks(self, report)

    def act_on(self, message_id: str, action: str, share: float = 0.0) -> None:
        """Do one of the actions of widgets.conversation.scene; `share` is where a voice should go on, 0 to 1, or the
        second of a word."""
        message = self._store.message(message_id)
        if message is None:
            return
        if action == "seek":
            self._listening.seek(message, share)
        elif action == "word":
            self._listening.hear_from(message, share)
        elif action in ("withdraw", "send_now", "retry", "settle_sent", "settle_unsent", "hand_over"):
            self._tasks.start(self._ask_outbox(message.id, action), key=(message.id, action))
        elif not self._look(message, action):
            self._tell(message, action)

    def _look(self, message: Message, action: str) -> bool:
        """What concerns the files and the words of the message; False for anything else."""
        does: dict[str, Callable[[], object]] = {
            "play": lambda: self._listening.toggle(message),
            "speed": self._listening.next_speed,
            "back": lambda: self._listening.skip(message, -1),
            "ahead": lambda: self._listening.skip(message, 1),
            "faster": lambda: self._listening.faster(1),
            "slower": lambda: self._listening.faster(-1),
            "open": lambda: self._filing.open(message),
            "download": lambda: self._filing.open(message),
            "save_as": lambda: self._filing.save(message),
            "original": lambda: self._model.unfold(message.id),
            "copy": lambda: QGuiApplication.clipboard().setText(copied_words(message)),
            "copy_link": lambda: QGuiApplication.clipboard().setText(link_of(message)),
            "map": lambda: QDesktopServices.openUrl(QUrl(MAP.format(*spot_of(message)))),
        }
        act = does.get(action)
        if act is not None:
            act()
        return act is not None

    def _tell(self, message: Message, action: str) -> None:
        """What other panes do."""
        if action == "settings":
            self.settings_wanted.emit()
        elif action == "transcribe":
            self.transcript_wanted.emit(message.id)
        elif action == "details":
            self._show_provenance(message)
        elif action == "reply":
            self.reply_wanted.emit(message.id)
        elif action == "quote" and message.reply_to:
            self.place_wanted.emit(message.reply_to)
        elif action == "edit" and (out := self._store.outgoing_one(message.id)) is not None:
            self.edit_wanted.emit(out)

    def _show_provenance(self, message: Message) -> None:
        from widgets.conversation.provenance import Provenance

        clip = message.media.sha256 if message.media is not None else None
        facts = self._store.about_clip(clip) if clip else []
        Provenance(message, facts, self._scene.now(), self._window).open()

    def show_menu(self, row: int, point: QPoint) -> None:
        """Everything that can be done with the message of a row, at a point of the screen."""
        message = self._model.message_at(row)
        if message is None:
            return
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action, text in actions(message, self._scene, self._store.outgoing_one(message.id), self._device):
            entry = menu.addAction(text)
            entry.setData((message.id, action))
            entry.triggered.connect(self._chosen)
        if not menu.isEmpty():
            menu.popup(point)

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

    def _chosen(self) -> None:
        entry = self.sender()
        assert isinstance(entry, QAction)
        message_id, action = entry.data()
        self.act_on(message_id, action)
