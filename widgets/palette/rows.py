"""The rows of the palette: a model of offers, and how each is drawn under the head of its section."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.controls import paint_avatar
from widgets.inbox.model import ROOT, Index
from widgets.inbox.painting import in_qt_units
from widgets.palette.offers import Offer
from widgets.theme import Theme

OFFER: Final = Qt.ItemDataRole.UserRole
SIDE: Final = 14
LONGEST: Final = 300
"""Characters that are laid out; no row shows as many."""


class OffersModel(QAbstractListModel):
    """One row per offer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers: list[Offer] = []

    def show_offers(self, offers: list[Offer]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._offers = offers
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        offer = self._offers[index.row()]
        if role == OFFER:
            return offer
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.title
        return offer.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class OfferDelegate(QStyledItemDelegate):
    """An icon or a face, what it is, what else there is to know, and its keys on a tile or its time."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        offer: Offer = index.data(OFFER)
        return QSize(0, self._row() + (self._head() if offer.head else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        offer: Offer = index.data(OFFER)
        box = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if offer.head:
            head = QRect(box.left() + SIDE, box.top() + 6, box.width() - 2 * SIDE, self._head() - 6)
            painter.setFont(self._theme.font("micro"))
            painter.setPen(self._theme.color("text.muted"))
            painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, offer.head)
            box.setTop(box.top() + self._head())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("bg.selected"))
            painter.drawRoundedRect(QRectF(box).adjusted(6, 0, -6, 0), 6, 6)
        self._offer(painter, box.adjusted(SIDE, 0, -SIDE, 0), offer)
        painter.restore()

    def _offer(self, painter: QPainter, box: QRect, offer: Offer) -> None:
        middle = box.center().y() + 1
        if offer.person is not None:
            paint_avatar(painter, QRectF(box.left() - 2, middle - 11, 22, 22), self._theme, *offer.person[:2])
        else:
            painter.drawPixmap(box.left(), middle - 8, self._theme.pixmap(offer.icon, "text.secondary", 16))
        right = self._hint(painter, box, offer)
        left = box.left() + 30
        room = QRect(left, box.top(), right - left - 12, box.height())
        taken = self._words(
            painter, room, offer.title, offer.marks, "label" if offer.detail else "body", "text.primary"
        )
        if offer.detail:
            rest = room.adjusted(taken + 10, 0, 0, 0)
            self._words(painter, rest, offer.detail, offer.detail_marks, "body", "text.muted")

    def _hint(self, painter: QPainter, box: QRect, offer: Offer) -> int:
        """Keys on a tile, or a time; where the room for words ends."""
        if not offer.hint:
            return box.right()
        painter.setFont(self._theme.font("caption", tabular=True))
        wide = painter.fontMetrics().horizontalAdvance(offer.hint)
        if not offer.keyed:
            painter.setPen(self._theme.color("text.muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, offer.hint)
            return box.right() - wide
        high = self._theme.line("caption") + 4
        tile = QRectF(box.right() - wide - 12, box.center().y() - high / 2, wide + 12, high)
        painter.setPen(self._theme.pen("border.default"))
        painter.setBrush(self._theme.color("bg.sunken"))
        painter.drawRoundedRect(tile, 4, 4)
        painter.setPen(self._theme.color("text.secondary"))
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, offer.hint)
        return round(tile.left())

    def _words(
        self, painter: QPainter, box: QRect, text: str, marks: Sequence[tuple[int, int]], role: str, ink: str
    ) -> int:
        """One line of plain text with the found letters in the accent; returns its width in px."""
        if box.width() <= 0:
            return 0
        font = self._theme.font(role)
        line = QFontMetrics(font).elidedText(
            " ".join(text[:LONGEST].split("\n")), Qt.TextElideMode.ElideRight, box.width()
        )
        layout = QTextLayout(line, font)
        one_line = QTextOption()
        one_line.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(one_line)
        layout.setFormats([self._mark(*in_qt_units(line, *mark)) for mark in marks if sum(mark) <= len(line)])
        layout.beginLayout()
        laid = layout.createLine()
        layout.endLayout()
        painter.setPen(self._theme.color(ink))
        layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - laid.height()) / 2))
        return round(laid.naturalTextWidth())

    def _mark(self, start: int, length: int) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = start, length
        look = QTextCharFormat()
        look.setForeground(self._theme.color("accent.softText"))
        look.setFontWeight(600)
        found.format = look
        return found

    def _row(self) -> int:
        return self._theme.line("body") + 16

    def _head(self) -> int:
        return self._theme.line("micro") + 14
