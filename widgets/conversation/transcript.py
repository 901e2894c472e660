"""What is said in a voice, under it: each word a place to hear it from, the one being said in the accent's light."""

from bisect import bisect_right
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from services.agency_records import Transcript
from services.leads.timing import places
from widgets.conversation.blocks import Text
from widgets.conversation.scene import Area, Scene
from widgets.theme import Theme

RULE: Final = 9.0
"""Px above the words, with the hairline in their middle."""
_LATE_S: Final = 0.4
"""A word keeps its light this long after its end, so that it does not flicker between two."""


class Transcribed(Text):
    """The words of a transcript; one without times is text and nothing more."""

    def __init__(self, theme: Theme, said: Transcript, most: float, sought: str = "") -> None:
        super().__init__(theme, said.text, most, "body", "text.secondary", sought)
        self._message = said.message
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._boxes: list[list[QRectF]] = []
        for start, length, begins, ends in places(said):
            self._starts.append(begins / 1000)
            self._ends.append(ends / 1000)
            self._boxes.append(self._rects(start, length))
        self.height += RULE

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        rule = box.top() + RULE / 2 - 2
        painter.setPen(scene.theme.pen("border.default"))
        painter.drawLine(QPointF(box.left(), rule), QPointF(box.right(), rule))
        inside = box.adjusted(0, RULE, 0, 0)
        if (lit := self._lit(scene)) is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(scene.theme.color("accent.soft"))
            for each in self._boxes[lit]:
                painter.drawRoundedRect(each.translated(inside.topLeft()).adjusted(-2, 0, 2, 0), 4, 4)
        super().paint(painter, inside, scene)

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        at = box.topLeft() + QPointF(0, RULE)
        return [
            Area(each.translated(at).adjusted(-2, 0, 2, 0), "word", start)
            for start, boxes in zip(self._starts, self._boxes, strict=True)
            for each in boxes
        ]

    def _lit(self, scene: Scene) -> int | None:
        """The word that is being said now."""
        voice = scene.voice
        if voice.message != self._message or not self._starts:
            return None
        word = bisect_right(self._starts, voice.at + 0.001) - 1
        return word if word >= 0 and voice.at <= self._ends[word] + _LATE_S else None

    def _rects(self, start: int, length: int) -> list[QRectF]:
        """Where some letters stand; a word that is broken stands in two places."""
        found = []
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            first, last = line.textStart(), line.textStart() + line.textLength()
            begin, end = max(start, first), min(start + length, last)
            if begin < end:
                left, right = _x(line.cursorToX(begin)), _x(line.cursorToX(end))
                found.append(QRectF(min(left, right), line.y(), abs(right - left), line.height()))
        return found


def _x(told: object) -> float:
    """PySide gives the place alone, or with the cursor that it stands for."""
    return float(told[0]) if isinstance(told, tuple) else float(str(told))


def neighbour(said: Transcript, at: float, step: int) -> float:
    """Where the next or the one word before begins, in seconds, from a second of the voice."""
    starts = [begins / 1000 for begins, _, _ in said.words]
    if not starts:
        return 0.0
    here = bisect_right(starts, at + 0.001) - 1
    if step < 0 and here >= 0 and at - starts[here] > 0.5:
        step = 0  # as in players: back goes to the start of this word first
    return starts[max(0, min(len(starts) - 1, here + step))]
