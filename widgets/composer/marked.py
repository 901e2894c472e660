"""Plain text with marked spans: dotted below what will be said otherwise, filled where said so, dashed in doubt."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from widgets.theme import Theme

Look = Literal["dotted", "filled"]
_MARGIN: Final = 4


class MarkedText(QTextEdit):
    """Never takes or shows markup. `pointed` says which mark the mouse or the caret is on, -1 for none."""

    pointed = Signal(int)

    def __init__(self, theme: Theme, look: Look = "dotted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._look = theme, look
        self._marks: list[tuple[int, int]] = []
        self._doubts: frozenset[int] = frozenset()
        self._offsets: list[int] = [0]
        self._at = -1
        self._lit: tuple[int, int] | None = None
        """What is being said, in Qt's places."""
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.document().setDocumentMargin(_MARGIN)
        self.cursorPositionChanged.connect(self._caret_moved)
        theme.changed.connect(self._dress)
        self._dress()

    def write(self, text: str) -> None:
        """Replace the whole text; what was there cannot be undone. Nobody typed: `textChanged` stays silent."""
        silent = self.blockSignals(True)
        self.setPlainText(text)
        self._space_lines()
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.blockSignals(silent)

    @property
    def marks(self) -> Sequence[tuple[int, int]]:
        """Where each mark begins and ends, counted as Qt does."""
        return self._marks

    def to_qt(self, place: int) -> int:
        """Where Qt counts a character of the marked text to begin."""
        return self._offsets[min(place, len(self._offsets) - 1)]

    def to_character(self, position: int) -> int:
        """The character of the marked text at a position of Qt."""
        return bisect_right(self._offsets, position) - 1

    def show_marks(self, spans: Sequence[tuple[int, int]], doubts: Iterable[int] = ()) -> None:
        """Mark `spans` (start, end) of the text, counted in characters; `doubts` are those that a person should look
        at, by their index."""
        offsets = self._offsets = utf16_offsets(self.toPlainText())
        self._marks = [(offsets[start], offsets[end]) for start, end in spans if end < len(offsets)]
        self._doubts = frozenset(doubts)
        self._at, self._lit = -1, None
        self._colour()

    def light(self, span: tuple[int, int] | None) -> None:
        """Show `span` of the text, in characters, as what is being said: with all of the mark it lies in."""
        lit = None
        if span is not None and span[1] < len(self._offsets):
            start, end = self._offsets[span[0]], self._offsets[span[1]]
            lit = next(((a, b) for a, b in self._marks if a <= start < b), (start, end))
        if lit != self._lit:
            self._lit = lit
            self._colour()

    def select(self, start: int, end: int) -> None:
        """Select characters of the text, as far as it goes, and show where they are."""
        most = len(self.toPlainText())
        begin, stop = self.to_qt(min(start, most)), self.to_qt(min(end, most))
        cursor = self.textCursor()
        cursor.setPosition(begin)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def point_at(self, mark: int) -> None:
        """Show one mark as pointed at, -1 for none."""
        if mark != self._at:
            self._at = mark if mark < len(self._marks) else -1
            self._colour()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self.pointed.emit(self.mark_under(event.position()))

    def leaveEvent(self, event: object) -> None:
        self.pointed.emit(-1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -self.verticalScrollBar().value())
        first = self.cursorForPosition(event.rect().topLeft()).position()
        last = self.cursorForPosition(event.rect().bottomRight()).position()
        for i, (start, end) in enumerate(self._marks):
            pointed = i == self._at or (start, end) == self._lit
            for box in self._boxes(start, end) if start <= last and end >= first else ():
                self._draw_mark(painter, box, pointed, i in self._doubts, self._room(end))
        alone = [self._lit] if self._lit and self._lit not in self._marks else []
        for start, end in alone:
            for box in self._boxes(start, end):
                self._draw_mark(painter, box, True, False, self._room(end))
        painter.end()
        super().paintEvent(event)

    def _room(self, end: int) -> float:
        """How far the ground of a mark goes on behind it: not over the sign that follows, which would fade on it."""
        return 2.0 if str(self.document().characterAt(end)).isspace() else 0.0

    def _draw_mark(self, painter: QPainter, box: QRectF, pointed: bool, doubt: bool, room: float) -> None:
        if self._look == "filled" or pointed:
            painter.setPen(Qt.PenStyle.NoPen)
            strong = pointed and self._look == "filled"
            painter.setBrush(self._theme.color("accent.base" if strong else "accent.soft"))
            painter.drawRoundedRect(box.adjusted(-2, 0.5, room, -0.5), 3, 3)
        if self._look == "dotted" or doubt:
            tint = "semantic.warning.fg" if doubt else "accent.base"
            pen = QPen(self._theme.color(tint), 2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([4, 2] if doubt else [1, 1])
            painter.setPen(pen)
            painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.bottom()))

    def _boxes(self, start: int, end: int) -> Iterator[QRectF]:
        """Where a span lies in the document, one box for each of its lines."""
        block = self.document().findBlock(start)
        while block.isValid() and block.position() < end:
            origin = self.document().documentLayout().blockBoundingRect(block).topLeft()
            at = block.position()
            for line in _lines(block, max(0, start - at)):
                begins = line.textStart()
                if begins >= end - at:
                    break
                first, last = max(start - at, begins), min(end - at, begins + line.textLength())
                while last > first and self.document().characterAt(at + last - 1) == " ":
                    last -= 1
                if first < last:
                    left, right = _x(line, first), _x(line, last)
                    yield QRectF(origin.x() + left, origin.y() + line.y(), right - left, line.height())
            block = block.next()

    def mark_under(self, spot: QPointF) -> int:
        """The mark at a spot of the view, -1 for none."""
        spot = spot + QPointF(0, self.verticalScrollBar().value())
        hits = (i for i, mark in enumerate(self._marks) if any(box.contains(spot) for box in self._boxes(*mark)))
        return next(hits, -1)

    def _caret_moved(self) -> None:
        if self.hasFocus():
            at = self.textCursor().position()
            self.pointed.emit(next((i for i, (a, b) in enumerate(self._marks) if a <= at <= b), -1))

    def _dress(self) -> None:
        self.setFont(self._theme.font("reading"))
        self._space_lines()
        self._colour()

    def _space_lines(self) -> None:
        """The line height of the scale. Lines that are typed or pasted later take it from their neighbour."""
        spaced = QTextBlockFormat()
        spaced.setLineHeight(self._theme.line("reading"), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spaced)

    def _colour(self) -> None:
        """The letters of filled marks and of what is being said; their ground is painted below them."""
        selections = []
        filled = self._marks if self._look == "filled" else []
        lit = [self._lit] if self._lit and self._lit not in filled else []
        for i, (start, end) in enumerate([*filled, *lit]):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.document())
            selection.cursor.setPosition(start)
            selection.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            ink = QTextCharFormat()
            strong = (start, end) == self._lit or (i == self._at and i < len(filled))
            ink.setForeground(self._theme.color("text.onAccent" if strong else "accent.softText"))
            selection.format = ink
            selections.append(selection)
        self.setExtraSelections(selections)
        self.viewport().update()


def utf16_offsets(text: str) -> list[int]:
    """Where Qt counts each character of `text` to begin, and where the text ends: an emoji is two for Qt."""
    if max(text, default="") <= "\uffff":
        return list(range(len(text) + 1))
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets


def _lines(block: QTextBlock, place: int) -> Iterator[QTextLine]:
    """The lines of a block from the one that holds `place`."""
    layout = block.layout()
    line = layout.lineForTextPosition(place)
    for i in range(line.lineNumber() if line.isValid() else layout.lineCount(), layout.lineCount()):
        yield layout.lineAt(i)


def _x(line: QTextLine, position: int) -> float:
    found = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
