"""One conversation on paper: laid out line by line, so that ten thousand messages flow page by page and can be stopped.

Everything is plain text laid out by QTextLayout; what strangers wrote is never read as markup. Works in any thread."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPagedPaintDevice, QPainter, QTextLayout, QTextOption

LONGEST: Final = 2_000
"""Characters laid out in one piece: a line of a megabyte is many pieces."""
MOST: Final = 20_000
"""Characters of one message that are printed."""
MARGIN: Final = 0.09
"""Share of the page's width on either side."""
PICTURE: Final = 0.3
"""Share of the page's width that a picture takes at most."""


@dataclass(frozen=True, slots=True)
class Block:
    """What stands by itself: `day` between two hairlines, else a message with its `head` (when, who, what became of it)
    and its `text`; `ours` has a bar at its left, a `note` one all around. `picture` gives the image when it is its
    turn."""

    head: str
    text: str = ""
    day: bool = False
    ours: bool = False
    picture: Callable[[], QImage | None] | None = None


@dataclass(frozen=True, slots=True)
class Ink:
    """What it is drawn with: a family of fonts, and colours that are read on white."""

    family: str
    text: QColor
    muted: QColor
    accent: QColor
    line: QColor


class Pages:
    """Draws blocks onto a device that has pages. `foot(page)` gives the words at the foot of each."""

    def __init__(self, device: QPagedPaintDevice, ink: Ink, title: str, foot: Callable[[int], str]) -> None:
        self._device, self._ink, self._title, self._foot = device, ink, title, foot
        self._page = 1

    def paint(self, blocks: Sequence[Block]) -> Iterator[int]:
        """Draw them all; yields after each how many are done, so that somebody may stop or let others work."""
        self._painter = painter = QPainter(self._device)
        try:
            self._measure()
            self._y = self._top
            self._text(self._title, self._font(15, 600), self._ink.text, 0)
            self._y += self._unit
            for done, block in enumerate(blocks, start=1):
                self._block(block)
                yield done
            self._end_page()
        finally:
            painter.end()

    def _measure(self) -> None:
        size = self._painter.viewport()
        self._unit = self._device.logicalDpiY() / 72 * 6
        self._left, self._width = size.width() * MARGIN, size.width() * (1 - 2 * MARGIN)
        self._top, self._bottom = size.height() * 0.06, size.height() * 0.94 - 2 * self._unit

    def _block(self, block: Block) -> None:
        unit = self._unit
        if block.day:
            self._room(6 * unit)
            self._y += unit
            self._text(block.head, self._font(9, 600), self._ink.muted, 0, Qt.AlignmentFlag.AlignHCenter)
            self._y += unit
            return
        self._room(5 * unit)
        indent = unit * 1.6
        self._bar = block.ours
        self._text(block.head, self._font(8), self._ink.muted, indent)
        for paragraph in block.text[:MOST].splitlines():
            for start in range(0, max(1, len(paragraph)), LONGEST):
                self._text(paragraph[start : start + LONGEST], self._font(10), self._ink.text, indent)
        if block.picture is not None and (image := block.picture()) is not None:
            self._image(image, indent)
        self._bar = False
        self._y += unit

    _bar = False

    def _text(
        self, text: str, font: QFont, ink: QColor, indent: float, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    ) -> None:
        layout = QTextLayout(text.replace("\t", " "), font, self._device)
        wrap = QTextOption(align)
        wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(wrap)
        layout.beginLayout()
        lines = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._width - indent)
            lines.append(line)
        layout.endLayout()
        for line in lines:
            high = min(line.height(), self._bottom - self._top)  # a tower of marks takes a page at most
            self._room(high)
            self._painter.setPen(ink)
            self._painter.save()
            self._painter.setClipRect(QRectF(self._left, self._y, self._width, high))
            line.draw(self._painter, QPointF(self._left + indent, self._y - line.y()))
            self._painter.restore()
            self._beside(high)
            self._y += high

    def _image(self, image: QImage, indent: float) -> None:
        wide = min(self._width * PICTURE, image.width() * self._unit / 6)
        high = wide * image.height() / max(1, image.width())
        if high > (most := (self._bottom - self._top) / 2):
            wide, high = wide * most / high, most
        self._room(high + self._unit)
        self._painter.drawImage(QRectF(self._left + indent, self._y + self._unit / 2, wide, high), image)
        self._beside(high + self._unit)
        self._y += high + self._unit

    def _beside(self, high: float) -> None:
        if self._bar:
            self._painter.fillRect(QRectF(self._left, self._y, self._unit / 3, high), self._ink.accent)

    def _room(self, high: float) -> None:
        """Begin a page where so much does not fit on this one."""
        if self._y + high > self._bottom and self._y > self._top:
            self._end_page()
            self._device.newPage()
            self._page += 1
            self._y = self._top

    def _end_page(self) -> None:
        place = QRectF(self._left, self._bottom + self._unit, self._width, 2 * self._unit)
        self._painter.setFont(self._font(8))
        self._painter.setPen(self._ink.muted)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._title)
        words = self._foot(self._page)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)

    def _font(self, points: int, weight: int = 400) -> QFont:
        font = QFont(self._ink.family, points)
        font.setWeight(QFont.Weight(weight))
        return font
