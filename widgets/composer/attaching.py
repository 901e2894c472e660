"""Files that go with a message: taken in from a button, the clipboard or a drop."""

import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from services.drafts import DraftFile
from services.outbox import Outbox
from services.trouble import Trouble
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.words import tr

MOST = 10
"""Files at once."""


class Attaching(QObject):
    """The files of the open conversation. `changed` when they are others, `refused` (Trouble) for one that the channel
    does not take, said before anything is sent."""

    changed = Signal()
    refused = Signal(object)

    def __init__(self, outbox: Outbox, feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outbox = outbox
        self._tasks = Tasks(self, feed.report)
        self._conversation = ""
        self.files: tuple[DraftFile, ...] = ()

    def open(self, conversation: str, files: tuple[DraftFile, ...]) -> None:
        """Those of another conversation, or of a draft given back."""
        self._conversation, self.files = conversation, files
        self.changed.emit()

    def add(self, *files: DraftFile) -> None:
        """Files that are on this desk already."""
        known = {each.sha256 for each in self.files}
        self.files = (*self.files, *(each for each in files if each.sha256 not in known))[:MOST]
        self.changed.emit()

    def take(self, paths: Iterable[Path]) -> None:
        """Files that a person chose; each is copied, so the original may go."""
        self._tasks.start(self._take_all(self._conversation, list(paths)[:MOST]))

    def ask(self, parent: QWidget) -> None:
        """Let a person choose files."""
        asked = QFileDialog(parent, tr("Adjuntar"), str(Path.home()))
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setFileMode(QFileDialog.FileMode.ExistingFiles)
        asked.filesSelected.connect(self._chose)
        asked.open()

    def bring(self, mime: QMimeData) -> None:
        """What was pasted or dropped: files, or a picture that has no file."""
        if paths := paths_of(mime):
            self.take(paths)
        elif isinstance(image := mime.imageData(), QImage):
            self._tasks.start(self._paste(self._conversation, image))

    def _chose(self, paths: list[str]) -> None:
        self.take(map(Path, paths))

    def remove(self, sha256: str) -> None:
        self.files = tuple(each for each in self.files if each.sha256 != sha256)
        self.changed.emit()

    def clear(self) -> None:
        if self.files:
            self.open(self._conversation, ())

    async def _take_all(self, conversation: str, paths: list[Path]) -> None:
        for path in paths:
            await self._take(conversation, path, path.name)

    async def _take(self, conversation: str, path: Path, name: str) -> None:
        try:
            found = await self._outbox.attachment(conversation, path, name)
        except Trouble as trouble:
            self.refused.emit(trouble)
            return
        media = found.media
        if conversation == self._conversation and media.sha256:
            self.add(DraftFile(media.sha256, found.kind, media.mime, media.size or 0, media.name or name))

    async def _paste(self, conversation: str, image: QImage) -> None:
        with tempfile.TemporaryDirectory(prefix="strato-paste-") as folder:
            path = Path(folder) / "pegado.png"
            if await asyncio.to_thread(lambda: image.save(str(path), "PNG")):  # type: ignore[call-overload]
                await self._take(conversation, path, tr("Imagen pegada") + ".png")


def carries(mime: QMimeData) -> bool:
    """Whether a drag or the clipboard holds files or a picture rather than words."""
    return bool(paths_of(mime)) or (mime.hasImage() and not mime.hasText())


def paths_of(mime: QMimeData) -> list[Path]:
    """The local files that it names."""
    found = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in found if path.is_file()]
