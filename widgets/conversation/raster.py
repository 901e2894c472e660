"""Pictures of strangers decoded, within limits: for the process that may die of it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader

from services.decoding import Raster
from services.files import recognise

LARGEST: Final = 12_000
"""px of a side; the cameras of phones stay below."""
MEMORY_MB: Final = 256
_FORMATS: Final = {"image/jpeg": b"jpeg", "image/png": b"png", "image/gif": b"gif", "image/webp": b"webp"}
"""Nothing else is decoded: an SVG is a program, and rare formats are where decoders break."""


def raster(path: Path, width: int, height: int) -> Raster | None:
    """The picture as services.decoding.Decoder hands it over, no larger than it takes to cover `width` x `height`."""
    image = decode(path, QSize(width, height))
    if image is None:
        return None
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return Raster(image.width(), image.height(), bytes(image.constBits()))


def decode(path: Path, cover: QSize) -> QImage | None:
    """The picture's first frame, no larger than it takes to cover `cover`; None where it is too large, broken or no
    picture of a kind that we show."""
    with path.open("rb") as file:
        format_ = _FORMATS.get(recognise(file.read(16)).mime)
    if format_ is None:
        return None
    QImageReader.setAllocationLimit(MEMORY_MB)
    reader = QImageReader(str(path), format_)
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty() or max(size.width(), size.height()) > LARGEST:
        return None
    scale = max(cover.width() / size.width(), cover.height() / size.height())
    if scale < 1:
        reader.setScaledSize(QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale))))
    image = reader.read()
    return None if image.isNull() else image
