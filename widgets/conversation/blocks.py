"""The blocks that a bubble is built of: text, quotes, choices, and lines of small pieces. Each knows its size
and paints itself into a box."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from services.mentions import spans as mentioned
from widgets.conversation.found import spans
from widgets.conversation.legible import legible
from widgets.conversation.scene import Action, Area, Scene
from widgets.theme import Theme


class Block(Protocol):
    """`width` and `height` in px are fixed when it is made."""

    width: float
    height: float

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None: ...

    def areas(self, box: QRectF, scene: Scene) -> list[Area]: ...


class Still:
    """A block that answers to no click."""

    width = 0.0
    height = 0.0

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        return []


class Text(Still):
    """A stranger's words, always plain, broken over lines within `most` px; the words that are `sought` stand out."""

    def __init__(
        self, theme: Theme, text: str, most: float, role: str = "reading", tint: str = "text.primary", sought: str = "",
        named: Mapping[str, bool] | None = None,
    ) -> None:  # fmt: skip
        """`named` are names that stand out behind their sign, and whether each is of who reads."""
        self._tint = tint
        font = theme.font(role)
        shown = legible(text)
        self._layout = QTextLayout(shown.replace("\n", "\N{LINE SEPARATOR}"), font)
        self._found = spans(shown, sought) if sought else []
        self._named = [
            (start, end - start, mine)
            for name, mine in (named or {}).items()
            for start, end in mentioned(shown, [name])
        ]
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        line_height = max(theme.line(role), theme.metrics(role).height())
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(most)
            line.setPosition(QPointF(0, self.height + (line_height - line.height()) / 2))
            self.height += max(line_height, line.height())
            self.width = max(self.width, line.naturalTextWidth())
        self._layout.endLayout()

    @property
    def one_line(self) -> bool:
        """Whether it fits one line."""
        return self._layout.lineCount() == 1

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        painter.setPen(scene.theme.color(self._tint))
        self._layout.draw(painter, box.topLeft(), self._marks(scene.theme))

    def _marks(self, theme: Theme) -> list[QTextLayout.FormatRange]:
        named = [self._mark(theme, *each) for each in self._named]
        return named + [self._mark(theme, *each) for each in self._found]

    def _place(self, character: int) -> int:
        """Where Qt counts a character to begin: an emoji is two for it."""
        return len(self._layout.text()[:character].encode("utf-16-le")) // 2

    def _mark(self, theme: Theme, start: int, length: int, strong: bool = True) -> QTextLayout.FormatRange:
        marked = QTextLayout.FormatRange()
        marked.start, marked.length = self._place(start), self._place(start + length) - self._place(start)
        look = QTextCharFormat()
        look.setBackground(theme.color("accent.base" if strong else "accent.soft"))
        look.setForeground(theme.color("text.onAccent" if strong else "accent.softText"))
        marked.format = look
        return marked


class Quote:
    """The message that is answered, whose it is and how it begins, behind an accent bar; a click goes to it."""

    INSET = 11

    def __init__(self, theme: Theme, who: str, text: str, most: float) -> None:
        short = text if len(text) <= 120 else text[:119] + "…"
        room = most - self.INSET
        self._who = Text(theme, who, room, "caption", "accent.base")
        self._text = Text(theme, short, room, "caption", "text.secondary")
        self.width = max(self._who.width, self._text.width) + self.INSET
        self.height = self._who.height + self._text.height

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        painter.fillRect(QRectF(box.left(), box.top(), 3, self.height), scene.theme.color("accent.base"))
        inside = box.adjusted(self.INSET, 0, 0, 0)
        self._who.paint(painter, inside, scene)
        self._text.paint(painter, inside.adjusted(0, self._who.height, 0, 0), scene)

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        return [Area(QRectF(box.left(), box.top(), self.width, self.height), "quote")]


class Barred(Still):
    """Blocks behind an accent bar: what was sent as one approved piece."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        self.width = self.INSET + max(block.width for block in blocks)
        self.height = sum(block.height for block in blocks) + 4 * (len(blocks) - 1)

    INSET = 14

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        painter.fillRect(QRectF(box.left(), box.top(), 3, self.height), scene.theme.color("accent.base"))
        top = box.top()
        for block in self._blocks:
            block.paint(painter, QRectF(box.left() + self.INSET, top, block.width, block.height), scene)
            top += block.height + 4


class Choices(Still):
    """The buttons that a template or a question carried, as chips."""

    def __init__(self, theme: Theme, titles: list[str], most: float) -> None:
        metrics = theme.metrics("caption", weight=500)
        self._chips: list[tuple[QRectF, str]] = []
        tall, x, y = theme.scaled(22), 0.0, 4.0
        for title in titles:
            wide = min(most, metrics.horizontalAdvance(title) + 16)
            if x and x + wide > most:
                x, y = 0.0, y + tall + 6
            self._chips.append((QRectF(x, y, wide, tall), metrics.elidedText(title, Qt.TextElideMode.ElideRight, most)))
            self.width = max(self.width, x + wide)
            x += wide + 7
        self.height = y + tall

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        painter.setFont(scene.theme.font("caption", weight=500))
        for chip, title in self._chips:
            chip = chip.translated(box.topLeft())
            painter.setPen(scene.theme.pen("border.subtle"))
            painter.setBrush(scene.theme.color("bg.canvas"))
            painter.drawRoundedRect(chip, 4, 4)
            painter.setPen(scene.theme.color("text.primary"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, title)


@dataclass(frozen=True)
class Piece:
    """A few words of a line, with an icon before them; with an action they are a link."""

    text: str
    tint: str = "text.muted"
    icon: str = ""
    action: Action | None = None
    strong: bool = False


class Line:
    """Pieces side by side, at the left or the right of the bubble; what does not fit goes on a line below."""

    GAP = 10

    def __init__(self, theme: Theme, pieces: list[Piece], most: float, *, right: bool = False) -> None:
        self.width, self._right = 0.0, right
        tall = theme.line("caption")
        self._rows: list[list[tuple[Piece, float]]] = [[]]
        x = 0.0
        for piece in pieces:
            wide = _wide(theme, piece)
            if x and x + wide > most:
                self._rows.append([])
                x = 0.0
            self._rows[-1].append((piece, wide))
            x += wide + self.GAP
            self.width = max(self.width, x - self.GAP)
        self._tall = tall
        self.height = float(tall * len(self._rows))

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        for piece, spot in self._spots(box):
            if piece.icon:
                top = spot.top() + (self._tall - 14) / 2
                painter.drawPixmap(QPointF(spot.left(), top), scene.theme.pixmap(piece.icon, piece.tint, 14))
                spot = spot.adjusted(18, 0, 0, 0)
            painter.setFont(scene.theme.font("caption", **_look(piece)))
            painter.setPen(scene.theme.color(piece.tint))
            painter.drawText(spot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, piece.text)

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        return [
            Area(spot.adjusted(-4, -4, 4, 4), piece.action)
            for piece, spot in self._spots(box)
            if piece.action is not None
        ]

    def _spots(self, box: QRectF) -> list[tuple[Piece, QRectF]]:
        spots, y = [], box.top()
        for row in self._rows:
            whole = sum(wide for _, wide in row) + self.GAP * (len(row) - 1)
            x = box.right() - whole if self._right else box.left()
            for piece, wide in row:
                spots.append((piece, QRectF(x, y, wide, self._tall)))
                x += wide + self.GAP
            y += self._tall
        return spots


def _look(piece: Piece) -> dict[str, Any]:
    return {"tabular": True, "weight": 500 if piece.strong or piece.action else None}


def _wide(theme: Theme, piece: Piece) -> float:
    return theme.metrics("caption", **_look(piece)).horizontalAdvance(piece.text) + (18 if piece.icon else 0)
