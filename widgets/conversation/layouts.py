"""How a row stands in the width of the timeline: bubbles left and right, notes and separators across."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from services.mentions import told
from services.plain import line
from widgets import tokens, words
from widgets.conversation.blocks import Block, Text
from widgets.conversation.content import content
from widgets.conversation.media_blocks import Audio, Picture
from widgets.conversation.message_words import reactions_words
from widgets.conversation.meta import meta
from widgets.conversation.rows import Row, Said, Separator
from widgets.conversation.scene import Area, Scene
from widgets.theme import Theme
from widgets.words import tr

REACTIONS = 22
"""Height of the pill of the reactions, in px; a fifth of it stands on the bubble."""
SIDE = 20
"""Space at both sides of the timeline."""


class Layout(Protocol):
    """A row, measured for one width. `height` in px, with the gap below."""

    height: float

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None: ...

    def areas(self, box: QRectF, scene: Scene) -> list[Area]: ...

    def seek_share(self, box: QRectF, x: float, scene: Scene) -> float: ...


class Across:
    """A row that answers to no click."""

    height = 0.0

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        return []

    def seek_share(self, box: QRectF, x: float, scene: Scene) -> float:
        return 0.0


class SeparatorLayout(Across):
    """A hairline with the day in its middle."""

    def __init__(self, theme: Theme, row: Separator) -> None:
        self._row = row
        self._said = line(row.text)
        self.height = theme.line("caption") + 14.0
        self._wide = theme.metrics("caption").horizontalAdvance(self._said)

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        theme, icon = scene.theme, 20 if self._row.icon else 0
        middle = box.top() + (self.height - 4) / 2
        left = box.center().x() - (self._wide + icon) / 2
        painter.setPen(theme.pen("border.default"))
        painter.drawLine(QPointF(box.left() + SIDE, middle), QPointF(left - 10, middle))
        painter.drawLine(QPointF(left + self._wide + icon + 10, middle), QPointF(box.right() - SIDE, middle))
        if icon:
            painter.drawPixmap(QPointF(left, middle - 7), theme.pixmap(self._row.icon, "text.muted", 14))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.muted"))
        text = QRectF(left + icon, box.top(), self._wide + 2, self.height - 4)
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._said)

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        """A day is a place to go to other days from."""
        if not self._row.at:
            return []
        return [Area(QRectF(box.center().x() - self._wide / 2 - 10, box.top(), self._wide + 20, self.height), "day")]


class NoteLayout(Across):
    """An internal note, across the whole width: nobody outside reads it."""

    def __init__(self, theme: Theme, row: Said, width: float) -> None:
        self._message = message = row.message
        named = {called: member == row.reader for member, called in told(message.extra).items()}
        self._text = Text(theme, message.text, width - 2 * SIDE - 48, "body", sought=row.sought, named=named)
        self._line = theme.line("body")
        self.height = self._line + self._text.height + 2 * 8 + theme.size("messageGap")
        self._gap = theme.size("messageGap")

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        theme, message = scene.theme, self._message
        card = box.adjusted(SIDE + 0.5, 0.5, -SIDE - 0.5, -self._gap - 0.5)
        painter.setPen(theme.pen("border.note"))
        painter.setBrush(theme.color("bg.note"))
        painter.drawRoundedRect(card, 10, 10)
        painter.drawPixmap(card.topLeft() + QPointF(13, 10), theme.pixmap("sticky-note", "semantic.warning.fg", 16))
        head = QRectF(card.left() + 36, card.top() + 8, card.width() - 48, self._line)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("text.primary"))
        title = tr("Nota interna")
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        head.setLeft(head.left() + theme.metrics("label").horizontalAdvance(title))
        painter.setFont(theme.font("body", tabular=True))
        painter.setPen(theme.color("text.muted"))
        rest = "".join(f" · {part}" for part in (message.author, words.clock(message.at)) if part)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, rest)
        self._text.paint(painter, QRectF(card.left() + 36, head.bottom(), self._text.width, self._text.height), scene)


class BubbleLayout:
    """A message in its bubble, ours at the right and the lead's at the left, as wide as what it says."""

    def __init__(self, theme: Theme, row: Said, width: float) -> None:
        message = row.message
        self._out = message.direction == "out"
        self._pad = (theme.size("bubblePadX"), theme.size("bubblePadY"))
        self._gap = theme.size("messageGap")
        self._reactions = reactions_words(message, row.name)
        most = min(theme.scaled(tokens.value("layout.bubbleMax")), width - 2 * SIDE - 40) - 2 * self._pad[0]
        said = content(theme, row, most)
        foot = meta(theme, message, most, row.channel)
        if isinstance(said[-1], Picture):
            self._pad = (6, 6)
            foot = foot[1:] if not self._out and len(foot) == 1 and said[-1].take_foot(foot[0]) else foot
        self._blocks: list[Block] = said + foot
        self._inline = _fits_beside(said, self._blocks, most)
        self._measure()
        self._audio = next((each for each in said if isinstance(each, Audio)), None)

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        bubble = self._bubble(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(scene.theme.color("bg.bubbleOut" if self._out else "bg.bubbleIn"))
        painter.drawRoundedRect(bubble, tokens.value("radius.bubble"), tokens.value("radius.bubble"))
        painter.save()
        painter.setClipRect(bubble, Qt.ClipOperation.IntersectClip)  # no letter towers over other people's words
        for block, place in self._places(bubble):
            block.paint(painter, place, scene)
        painter.restore()
        if self._reactions:
            self._paint_reactions(painter, bubble, scene)

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        return [area for block, place in self._places(self._bubble(box)) for area in block.areas(place, scene)]

    def seek_share(self, box: QRectF, x: float, scene: Scene) -> float:
        """Which share of its voice a click at `x` asks for, 0 to 1."""
        places = self._places(self._bubble(box))
        place = next((place for block, place in places if block is self._audio), None)
        return self._audio.share_at(place, x, scene) if self._audio and place else 0.0

    def _measure(self) -> None:
        widths = [block.width for block in self._blocks]
        if self._inline:
            self._width = sum(widths) + 12
            tall = max(block.height for block in self._blocks)
        else:
            self._width = max(widths)
            tall = sum(block.height for block in self._blocks) + 4 * (len(self._blocks) - 1)
        self._tall = tall + 2 * self._pad[1]
        self.height = self._tall + self._gap + (REACTIONS * 0.8 if self._reactions else 0)

    def _bubble(self, box: QRectF) -> QRectF:
        wide = self._width + 2 * self._pad[0]
        left = box.right() - SIDE - wide if self._out else box.left() + SIDE
        return QRectF(left, box.top(), wide, self._tall)

    def _places(self, bubble: QRectF) -> list[tuple[Block, QRectF]]:
        inner = bubble.adjusted(self._pad[0], self._pad[1], -self._pad[0], -self._pad[1])
        if self._inline:
            text, line = self._blocks
            beside = QRectF(
                inner.right() - line.width, inner.top() + (text.height - line.height) / 2 + 1, line.width, line.height
            )
            return [(text, QRectF(inner.topLeft(), inner.bottomRight())), (line, beside)]
        places, top = [], inner.top()
        for block in self._blocks:
            places.append((block, QRectF(inner.left(), top, inner.width(), block.height)))
            top += block.height + 4
        return places

    def _paint_reactions(self, painter: QPainter, bubble: QRectF, scene: Scene) -> None:
        font = scene.theme.font("caption")
        wide = scene.theme.metrics("caption").horizontalAdvance(self._reactions) + 16
        left = bubble.right() - wide - 8 if self._out else bubble.left() + 8
        pill = QRectF(left, bubble.bottom() - REACTIONS / 5, wide, REACTIONS)
        painter.setPen(scene.theme.pen("border.default"))
        painter.setBrush(scene.theme.color("bg.raised"))
        painter.drawRoundedRect(pill, REACTIONS / 2, REACTIONS / 2)
        painter.setFont(font)
        painter.setPen(scene.theme.color("text.primary"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._reactions)


def layout_of(theme: Theme, row: Row, width: float) -> Layout:
    """The layout of a row for a width."""
    if isinstance(row, Separator):
        return SeparatorLayout(theme, row)
    if row.message.kind == "note":
        return NoteLayout(theme, row, width)
    if row.message.kind == "system" and row.message.text:
        return SeparatorLayout(theme, Separator(row.key, line(row.message.text, 120)))
    return BubbleLayout(theme, row, width)


def _fits_beside(said: list[Block], blocks: list[Block], most: float) -> bool:
    """A short line of text takes its time beside it, as in a chat; everything else has it below."""
    if len(said) != 1 or len(blocks) != 2 or not isinstance(said[0], Text):
        return False
    return said[0].one_line and said[0].width + 12 + blocks[1].width <= most
