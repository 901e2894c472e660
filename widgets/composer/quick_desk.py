"""Quick replies in the composer: chosen by name, filled in for the lead, with the picture or voice that goes along."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor

from services import replies as quick
from services.drafts import DraftFile
from services.library_records import LibraryVoice
from services.records import Media, QuickReply
from services.replies import Replies
from services.trouble import Trouble
from services.voice import Clip
from services.voice.sound import VOICE_NOTE
from widgets.composer.editor import Editor
from widgets.composer.quick import QuickList
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.theme import Theme


class Files(Protocol):
    """The files of this desk."""

    def path(self, sha256: str) -> Path | None: ...
    async def take(self, file: Path | str, name: str = "") -> Media: ...


class QuickDesk(QObject):
    """`brought` (DraftFile) for the file of a reply that was chosen, `voiced` (LibraryVoice) for a voice that is
    to be heard first, because this channel wants it in another `format`, `refused` (Trouble) where it cannot be had.
    `facts` are the variables of the open conversation, `heard` the voice on the table if it was heard."""

    brought = Signal(object)
    voiced = Signal(object)
    refused = Signal(object)

    def __init__(
        self, theme: Theme, editor: Editor, replies: Callable[[], Replies], files: Callable[[], Files], feed: Feed,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._editor, self._replies, self._files, self._feed = theme, editor, replies, files, feed
        self._tasks = Tasks(self, feed.report)
        self.facts: Mapping[str, str] = {}
        self.heard: Callable[[], Clip | None] = lambda: None
        self.format: Callable[[], str] = lambda: VOICE_NOTE
        self.list = QuickList(theme, editor, replies)
        self.list.picked.connect(self._pick)
        self.list.managed.connect(self.manage)

    def waves(self) -> dict[str, bytes]:
        """The peaks of the voices among the replies, by hash."""
        kept = (each.media for each in self._replies().all() if each.media is not None)
        return {media.sha256: media.wave for media in kept if media.sha256 and media.wave}

    def manage(self, name: str = "") -> None:
        """Show all of them, to be changed; a new one begins with `name`, where none is called so."""
        from widgets.composer.reply_editor import ReplyEditor

        window = self._editor.window()
        asked = ReplyEditor(self._theme, self._replies(), self._files(), self.heard(), self._feed, window)
        asked.write(self._editor.toPlainText())
        asked.name.setText("" if self._replies().named(name) else name)
        asked.open()

    def _pick(self, reply: QuickReply) -> None:
        self._editor.insertPlainText(quick.filled(reply.text, self.facts))
        for blank in quick.blanks(self._editor.toPlainText())[:1]:
            self._select("{" + blank + "}")
        if reply.media is not None:
            self._tasks.start(self._bring(reply))

    def _select(self, blank: str) -> None:
        """What is left open is written over by the next letter."""
        cursor = self._editor.document().find(blank)
        if not cursor.isNull():
            self._editor.setTextCursor(QTextCursor(cursor))

    async def _bring(self, reply: QuickReply) -> None:
        assert reply.media is not None
        try:
            await self._replies().bring(reply)
        except Trouble as trouble:
            self.refused.emit(trouble)
            return
        media = reply.media
        if media.voice and media.mime != self.format():
            self.voiced.emit(LibraryVoice("", reply.name, "other", self._editor.toPlainText(), media))
            return
        seconds = (media.seconds or 0.0) if media.voice else None
        kind = "audio" if media.voice else "image"
        name = media.name or reply.name
        self.brought.emit(DraftFile(media.sha256 or "", kind, media.mime, media.size or 0, name, seconds))
