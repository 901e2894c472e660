"""One voice in the list of voices: its face, name and kind, what it costs, a star, and a button for its sample."""

from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from services.voice import VoiceOption
from widgets import words
from widgets.composer.voice_words import about
from widgets.controls import paint_avatar
from widgets.theme import Theme

VOICE: Final = Qt.ItemDataRole.UserRole
LIKED: Final = Qt.ItemDataRole.UserRole + 1
PLAYING: Final = Qt.ItemDataRole.UserRole + 2
HEAD: Final = Qt.ItemDataRole.UserRole + 3

Index = QModelIndex | QPersistentModelIndex
_SIDE: Final = 28


class Row(QStyledItemDelegate):
    """`acted(voice, what)` for a click on the star ("like") or on the sample ("play")."""

    acted = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(HEAD):
            return QSize(200, self._theme.line("caption") + 12)
        return QSize(200, self._theme.line("label") + self._theme.line("caption") + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, box = self._theme, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        voice: VoiceOption | None = index.data(VOICE)
        if voice is None:
            painter.setFont(theme.font("caption", weight=600))
            painter.setPen(theme.color("text.secondary"))
            painter.drawText(
                box.adjusted(10, 0, -8, -3),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom,
                str(index.data()),
            )
        else:
            self._paint_voice(painter, option, index, voice)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        voice = index.data(VOICE)
        if voice is not None and isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            at = event.position().toPoint()
            for what, box in zip(("play", "like"), _buttons(option.rect), strict=True):
                if box.contains(at):
                    self.acted.emit(voice.id, what)
                    return True
        return super().editorEvent(event, model, option, index)

    def _paint_voice(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, voice: VoiceOption) -> None:
        theme, box = self._theme, option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("bg.selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("bg.hover"))
        face = QRectF(box.x() + 10, box.center().y() - _SIDE / 2 + 1, _SIDE, _SIDE)
        paint_avatar(painter, face, theme, voice.name, voice.id)
        play, star = _buttons(box)
        playing, liked = index.data(PLAYING), index.data(LIKED)
        if voice.preview_url:
            sound = theme.pixmap("square" if playing else "volume-2", "accent.base", play.width())
            painter.drawPixmap(play.topLeft(), sound)
        icon, tint = ("star-filled", "semantic.warning.fg") if liked else ("star", "text.muted")
        painter.drawPixmap(star.topLeft(), theme.pixmap(icon, tint, star.width()))
        inside = QRect(box.x() + 48, box.y() + 6, star.x() - box.x() - 56, box.height() - 12)
        price = f"×{words.number(voice.multiple, 1).removesuffix(',0')}" if voice.multiple != 1 else ""
        self._write(painter, inside, voice.name, price, about(voice))

    def _write(self, painter: QPainter, box: QRect, name: str, price: str, told: str) -> None:
        theme, left = self._theme, Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font("caption", tabular=True))
        wide = painter.fontMetrics().horizontalAdvance(price) + 8 if price else 0
        painter.setPen(theme.color("semantic.warning.fg"))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, price)
        painter.setPen(theme.color("text.muted"))
        told = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, left | Qt.AlignmentFlag.AlignBottom, told)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("text.primary"))
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, box.width() - wide)
        painter.drawText(box, left | Qt.AlignmentFlag.AlignTop, name)


def _buttons(box: QRect) -> tuple[QRect, QRect]:
    """Where the sample and the star are."""
    side, middle = 18, box.center().y() - 8
    return QRect(box.right() - 12 - side, middle, side, side), QRect(box.right() - 22 - 2 * side, middle, side, side)
