"""Paints one conversation of the list: avatar, name, last words, unread, and how long its window stays open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from services.records import Conversation
from widgets import words
from widgets.controls import CHANNELS, category, paint_avatar
from widgets.conversation.states import STATES
from widgets.inbox.list_view import Rows
from widgets.inbox.model import CONVERSATION, Index
from widgets.inbox.painting import paint_ground, paint_text
from widgets.inbox.row_words import HOUR, ICONS, last_words, urgency, window_words
from widgets.theme import Theme

_LOOKS = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
KEPT = 48
"""Painted rows that are kept: what is seen of a tall window, and a little more."""
DOT = 6
"""Side of a tag's dot, in px."""
_TINTS = {"open": "text.muted", "warning": "semantic.warning.fg", "danger": "semantic.danger.fg"}


@dataclass(frozen=True)
class Pen:
    """What one row is painted with: the painter, the row, and the moment that countdowns count from."""

    painter: QPainter
    row: Conversation
    now: int
    strong: bool


class ConversationDelegate(Rows):
    """Rows of one height: three lines in the comfortable density, two in the compact one."""

    def __init__(self, theme: Theme, now: Callable[[], int]) -> None:
        super().__init__()
        self._theme = theme
        self._now = now
        self._kept: dict[str, tuple[Conversation, object, QPixmap]] = {}
        theme.changed.connect(self._kept.clear)

    def height(self) -> int:
        """Height of every row, in px."""
        lines = self._theme.line("body") + (
            self._theme.line("body") + self._theme.line("caption") if self._roomy else self._theme.line("body")
        )
        return max(self._theme.size("conversationRow"), lines + 8)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """From what was painted before, where nothing of the row is other since: a row that comes in above moves all
        others, and painting each of them anew would take longer than a frame."""
        row = index.data(CONVERSATION)
        if row is None:
            return
        box, ratio = QRect(option.rect), painter.device().devicePixelRatioF()
        now = self._now()
        look = (box.size(), ratio, option.state & _LOOKS, now // 60_000)
        kept = self._kept.pop(row.id, None)
        if kept is None or kept[0] is not row or kept[1] != look:
            kept = (row, look, self._picture(option, row, ratio))
        self._kept[row.id] = kept
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        painter.drawPixmap(box.topLeft(), kept[2])

    def _picture(self, option: QStyleOptionViewItem, row: Conversation, ratio: float) -> QPixmap:
        picture = QPixmap((QSizeF(option.rect.size()) * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.color("bg.list"))
        placed = QStyleOptionViewItem(option)
        placed.rect = QRect(QPoint(0, 0), option.rect.size())
        painter = QPainter(picture)
        self._paint(painter, placed, row)
        painter.end()
        return picture

    def _paint(self, painter: QPainter, option: QStyleOptionViewItem, row: Conversation) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(option.rect)
        paint_ground(painter, option, self._theme)
        strong = row.unread > 0 or bool(option.state & QStyle.StateFlag.State_Selected)
        pen = Pen(painter, row, self._now(), strong)
        side = self._theme.size("avatar")
        top = box.top() + (7 if self._roomy else (box.height() - side) // 2)
        paint_avatar(painter, QRectF(box.left() + 13, top, side, side), self._theme, row.name, row.contact, row.channel)
        left, right = box.left() + 13 + side + (10 if self._roomy else 8), box.right() - 14
        self._lines(pen, QRect(QPoint(left, box.top()), QPoint(right, box.bottom())))

    @property
    def _roomy(self) -> bool:
        return self._theme.density == "comoda"

    def _lines(self, pen: Pen, box: QRect) -> None:
        body = self._theme.line("body")
        last = self._theme.line("caption") + 2 if self._roomy else body
        top = box.top() + (box.height() - body - body * self._roomy - last) // 2 + (0 if self._roomy else 1)
        first = QRect(box.left(), top, box.width(), body)
        second = first.translated(0, body)
        self._name(pen, first)
        if self._put_off(pen, second):
            second.adjust(0, 0, -20, 0)
        if self._roomy:
            third = QRect(box.left(), second.bottom() + 1, box.width(), last)
            self._last(pen, second.adjusted(0, 0, -self._unread(pen, second), 0))
            self._below(pen, third.adjusted(0, 0, -self._window(pen, third), 0))
        else:
            self._last(pen, second.adjusted(0, 0, -self._window(pen, second) - 8, 0))

    def _name(self, pen: Pen, box: QRect) -> None:
        when = words.when(pen.row.last_at, pen.now)
        taken = self._text(pen, box, when, "micro", "text.muted", right=True, tabular=True, weight=400)
        if not self._roomy:
            taken += self._unread(pen, box.adjusted(0, 0, -taken - 6, 0)) + 6
        weight = 600 if pen.strong else 500
        room = box.adjusted(0, 0, -taken - 8, 0)
        if not self._roomy and pen.row.tags:
            room.adjust(0, 0, -min(3, len(pen.row.tags)) * (DOT + 4) - 6, 0)
        wide = self._text(pen, room, pen.row.name, "label", "text.primary", weight=weight)
        if not self._roomy and pen.row.tags:
            dots = QRect(room.left() + wide + 8, box.top(), min(3, len(pen.row.tags)) * (DOT + 4) + 1, box.height())
            self._tags(pen, dots, names=False)

    def _put_off(self, pen: Pen, box: QRect) -> bool:
        """A sign where the conversation is closed or waits for its time; in its words the row says so too."""
        icon = "archive" if pen.row.closed else "alarm-clock" if pen.row.put_off(pen.now) else ""
        if icon:
            spot = QPoint(box.right() - 13, box.top() + (box.height() - 14) // 2)
            pen.painter.drawPixmap(spot, self._theme.pixmap(icon, "text.muted", 14))
        return bool(icon)

    def _last(self, pen: Pen, box: QRect) -> None:
        if icon := ICONS.get(pen.row.last_kind):
            side = 14
            spot = QPoint(box.left(), box.top() + (box.height() - side) // 2)
            pen.painter.drawPixmap(spot, self._theme.pixmap(icon, "text.secondary", side))
            box = box.adjusted(side + 3, 0, 0, 0)
        self._text(pen, box, last_words(pen.row), "body", "text.secondary")

    def _below(self, pen: Pen, box: QRect) -> None:
        """Third line: whose it is, then the tags; without any, what became of our last message, else the channel."""
        box = box.adjusted(self._member(pen, box), 0, 0, 0)
        if pen.row.tags:
            self._tags(pen, box, names=True)
            return
        state = pen.row.last_state if pen.row.last_direction == "out" else None
        if state is None:
            self._text(pen, box, CHANNELS[pen.row.channel], "micro", "text.muted", weight=400)
            return
        shown = STATES[state]
        spot = QPoint(box.left(), box.top() + (box.height() - 14) // 2)
        pen.painter.drawPixmap(spot, self._theme.pixmap(shown.icon, shown.tint, 14))
        self._text(pen, box.adjusted(18, 0, 0, 0), shown.word(), "micro", shown.tint)

    def _tags(self, pen: Pen, box: QRect, *, names: bool) -> int:
        """Dots in the tags' colours, with or without their names, as far as there is room; the width they take."""
        left = box.left()
        for tag in pen.row.tags:
            pen.painter.setPen(Qt.PenStyle.NoPen)
            pen.painter.setBrush(self._theme.color(f"category.{category(tag)}"))
            if left + DOT + (24 if names else 0) > box.right():
                break
            pen.painter.drawEllipse(QRectF(left, box.center().y() - DOT / 2 + 1, DOT, DOT))
            left += DOT + 4
            if names:
                room = QRect(left, box.top(), box.right() - left, box.height())
                left += self._text(pen, room, tag, "micro", "text.secondary", weight=400) + 8
        return left - box.left()

    def _member(self, pen: Pen, box: QRect) -> int:
        """Initials of who has it, in that member's colour; the width they take."""
        if not pen.row.member:
            return 0
        side = self._theme.scaled(15)
        spot = QRectF(box.left(), box.center().y() - side / 2 + 1, side + 4, side)
        hue = category(pen.row.member)
        pen.painter.setPen(Qt.PenStyle.NoPen)
        pen.painter.setBrush(self._theme.color(f"categorySoft.{hue}"))
        pen.painter.drawRoundedRect(spot, 4, 4)
        pen.painter.setFont(self._theme.sized("micro", 9, weight=700))
        pen.painter.setPen(self._theme.color(f"category.{hue}"))
        pen.painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, words.initials(pen.row.member_name or "?"))
        return round(spot.width()) + 6

    def _unread(self, pen: Pen, box: QRect) -> int:
        """The pill of unread messages at the right; returns the width it takes."""
        if not pen.row.unread:
            return 0
        text = str(pen.row.unread) if pen.row.unread < 100 else "99+"
        height = self._theme.scaled(16)
        wide = self._theme.metrics("micro", tabular=True, weight=700).horizontalAdvance(text)
        width = max(height + 2, round(wide) + 11)
        pill = QRectF(box.right() + 1 - width, box.center().y() - height / 2 + 1, width, height)
        pen.painter.setPen(Qt.PenStyle.NoPen)
        pen.painter.setBrush(self._theme.color("accent.base"))
        pen.painter.drawRoundedRect(pill, height / 2, height / 2)
        pen.painter.setFont(self._theme.font("micro", tabular=True, weight=700))
        pen.painter.setPen(self._theme.color("text.onAccent"))
        pen.painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return round(width) + 8

    def _window(self, pen: Pen, box: QRect) -> int:
        """The countdown at the right, as a pie and words; returns the width it takes."""
        pressing = urgency(pen.row, pen.now)
        if pressing == "none":
            return 0
        tint = _TINTS.get(pressing, "text.muted")
        weight = 600 if pressing in ("warning", "danger") else 400
        text = window_words(pen.row, pen.now)
        taken = self._text(pen, box, text, "micro", tint, right=True, tabular=True, weight=weight)
        spot = QRectF(box.right() - taken - 17, box.center().y() - 5.5, 12, 12)
        if pressing == "closed":
            pen.painter.drawPixmap(spot.adjusted(-1, -1, 0, 0).topLeft(), self._theme.pixmap("lock", tint, 13))
        else:
            paint_pie(pen.painter, spot, self._theme, tint, ((pen.row.window_closes_at or 0) - pen.now) / (24 * HOUR))
        return taken + 22

    def _text(self, pen: Pen, box: QRect, text: str, role: str, tint: str, **how: Any) -> int:
        return paint_text(pen.painter, self._theme, box, text, role, tint, **how)


def paint_pie(painter: QPainter, box: QRectF, theme: Theme, tint: str, left: float) -> None:
    """What is left of a whole, as a ring filled clockwise from noon."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen(tint, 1.5))
    painter.drawEllipse(box.adjusted(0.75, 0.75, -0.75, -0.75))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tint))
    painter.drawPie(box.adjusted(1.5, 1.5, -1.5, -1.5), 90 * 16, -round(360 * 16 * min(1.0, max(0.0, left))))
