"""Thumbnails of pictures from strangers: decoded by a child process, at the size they are shown."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage, QPixmap

from services.decoding import Raster
from services.records import Media
from widgets.conversation.raster import raster
from widgets.tasks import Tasks

SHOWN: Final = QSize(480, 336)
KEPT: Final = 200


Decode = Callable[[Path, int, int], Awaitable[Raster | None]]
"""What makes pictures of files: the child of services.decoding.Decoder."""


async def decode_here(path: Path, width: int, height: int) -> Raster | None:
    """On a thread of this process: for files that a person chose here."""
    return await asyncio.to_thread(raster, path, width, height)


class Pictures(QObject):
    """`ready` when a thumbnail asked for before can be had now. What cannot be decoded stays a placeholder."""

    ready = Signal()

    def __init__(
        self,
        find: Callable[[str], Path | None],
        report: Callable[[BaseException], None],
        parent: QObject | None = None,
        decode: Decode = decode_here,
    ) -> None:
        super().__init__(parent)
        self._find, self._decode = find, decode
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

    def shown(self, media: Media) -> bool:
        """Whether there is still hope to show it; False once it could not be decoded."""
        return self._kept.get(media.sha256 or "", self) is not None

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
        if self._find(sha) is None:  # it made room for others
            del self._paths[sha]
            self.ready.emit()
            return
        found = await self._decode(path, SHOWN.width(), SHOWN.height())
        self._kept[sha] = None if found is None else QPixmap.fromImage(_image(found))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit()


def _image(found: Raster) -> QImage:
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(found.data, found.width, found.height, found.width * 4, form).copy()
