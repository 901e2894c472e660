"""The files of messages: fetched ahead or when somebody asks, opened where that is safe, saved anywhere; what fails is
said in the message's own row."""

import asyncio
import shutil
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from services.export.handing import without_extension
from services.export.names import file_name, free
from services.kinds import ending, opens
from services.records import Media, Message
from services.trouble import Trouble
from widgets.conversation.carrying import file_stem
from widgets.conversation.listening import Listening
from widgets.conversation.model import TimelineModel
from widgets.conversation.pictures import Pictures
from widgets.tasks import Tasks
from widgets.trouble_words import sentence
from widgets.words import tr

AHEAD_KINDS = ("audio", "image", "sticker")
AWAITED = ("media.not_shared", "relay.unreachable")
"""Why a file that nobody asked for may still be on its way: not said in its row, tried again with the next news."""


class Filing(QObject):
    """`ahead` fetches what is shown unasked; `open` and `save` are what a person asks for."""

    def __init__(
        self,
        model: TimelineModel,
        listening: Listening,
        pictures: Pictures,
        report: Callable[[BaseException], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._model, self._listening, self._pictures, self._window = model, listening, pictures, window
        self._tasks = Tasks(self, report)
        self._fetched: set[str] = set()
        self._saving = Path(), ""
        self._directory = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))

    def opens(self, media: Media) -> bool:
        """Whether its file is here and may be handed to another program: never one that hurt our own decoder."""
        path = self._pictures.path(media)
        return path is not None and opens(path) and self._pictures.shown(media)

    def ahead(self, messages: Sequence[Message], changed: Collection[str] | None = None) -> None:
        """Bring voices and pictures here before somebody asks, of what `changed`: a voice shows its waveform and
        length."""
        for message in messages if changed is None else (each for each in messages if each.id in changed):
            shown = message.media if message.kind in AHEAD_KINDS and not message.deleted else None
            if shown is not None and message.id not in self._fetched and not self._pictures.here(shown):
                self._fetched.add(message.id)
                self._tasks.start(self._fetch(message, asked=False), key=("ahead", message.id))

    def open(self, message: Message) -> None:
        """Fetch it and show it in its place; what is here is opened by the system's own program if it is safe, and
        saved otherwise."""
        if message.media is None:
            return
        path = self._pictures.path(message.media)
        if path is None or not path.exists():  # it may have made room for others
            self._tasks.start(self._fetch(message), key=message.id)
        elif self.opens(message.media):
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))
        else:
            self.save(message)

    def save(self, message: Message) -> None:
        """Ask where, and write it there under the ending that its bytes earned."""
        self._tasks.start(self._save(message), key=("save", message.id))

    async def _fetch(self, message: Message, asked: bool = True) -> Path | None:
        self._model.tell_trouble(message.id, None)
        try:
            return await self._listening.get(message)
        except Trouble as trouble:
            if trouble.code in AWAITED:
                self._fetched.discard(message.id)
            if asked or trouble.code not in AWAITED:
                self._model.tell_trouble(message.id, sentence(trouble.code, trouble.facts))
            return None

    async def _save(self, message: Message) -> None:
        path = await self._fetch(message)
        if path is None:
            return
        suffix = await asyncio.to_thread(ending, path)
        stem = file_stem(message)
        dialog = QFileDialog(self._window, tr("Guardar como"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.setDirectory(str(self._directory))
        dialog.selectFile(free(self._directory / file_name(without_extension(stem), suffix)).name)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        self._saving = path, suffix
        dialog.open()

    def _chosen(self, name: str) -> None:
        path, suffix = self._saving
        self._directory = Path(name).parent
        self._tasks.start(write(path, _ended(Path(name), suffix)), key=("write", name))


async def write(path: Path, target: Path) -> None:
    """Copy a file. Raises Trouble "export.not_written"."""
    try:
        await asyncio.to_thread(shutil.copyfile, path, target)
    except OSError as error:
        raise Trouble("export.not_written", why=type(error).__name__) from error


def _ended(target: Path, suffix: str) -> Path:
    """The name that somebody typed, with the ending that the file has."""
    return target if target.suffix.lower() == suffix else target.with_name(target.name + suffix)
