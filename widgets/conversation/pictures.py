"""Thumbnails of pictures from strangers: decoded off the Qt thread, at the size they are shown, within limits."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from services.records import Media
from widgets.tasks import Tasks

LARGEST: Final = QSize(12_000, 12_000)
MEMORY_MB: Final = 128
SHOWN: Final = QSize(480, 336)
KEPT: Final = 200


class Pictures(QObject):
    """`ready` when a thumbnail asked for before can be had now. What cannot be decoded stays a placeholder."""

    ready = Signal()

    def __init__(
        self, find: Callable[[str], Path | None], report: Callable[[BaseException], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._find = find
        self._tasks = Tasks(self, report)
        self._kept: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._paths: dict[str, Path] = {}

    def path(self, media: Media) -> Path | None:
        """The file, if it is on this machine."""
        if media.sha256 is None:
            return None
        found = self._paths.get(media.sha256) or self._find(media.sha256)
        if found is not None:
            self._paths[media.sha256] = found
        return found

    def here(self, media: Media) -> bool:
        """Whether the file is on this machine."""
        return self.path(media) is not None

    def thumbnail(self, media: Media) -> QPixmap | None:
        """The thumbnail, or None while it is being read (then `ready` follows) or where there is none to show."""
        sha = media.sha256 or ""
        if sha in self._kept:
            self._kept.move_to_end(sha)
            return self._kept[sha]
        path = self.path(media)
        if path is not None and not self._tasks.running(sha):
            self._tasks.start(self._read(sha, path), key=sha)
        return None

    async def _read(self, sha: str, path: Path) -> None:
        image = await asyncio.to_thread(decode, path)
        self._kept[sha] = None if image is None else QPixmap.fromImage(image)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit()


def decode(path: Path) -> QImage | None:
    """The picture no larger than it is shown; None where it is too large, broken or no picture."""
    QImageReader.setAllocationLimit(MEMORY_MB)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if not size.isValid() or size.width() > LARGEST.width() or size.height() > LARGEST.height():
        return None
    if size.width() > SHOWN.width() or size.height() > SHOWN.height():
        reader.setScaledSize(size.scaled(SHOWN, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    return None if image.isNull() else image
