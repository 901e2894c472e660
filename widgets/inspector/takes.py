"""The takes of the message being prepared, the chosen one first in sight, each with whether it was heard."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from services.voice.models import known
from widgets import words
from widgets.composer.speech import Option, Speech
from widgets.theme import Theme
from widgets.words import tr

_OPTION: Final = Qt.ItemDataRole.UserRole
_NAME: Final = Qt.ItemDataRole.UserRole + 1
_CHOSEN: Final = Qt.ItemDataRole.UserRole + 2
_DETAILS: Final = Qt.ItemDataRole.UserRole + 3

Index = QModelIndex | QPersistentModelIndex


class Takes(QListWidget):
    """`picked` gives the index, among the options of the speech, of the take a person wants on the table."""

    picked = Signal(int)

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._now = theme, now
        self._indexes: list[int] = []
        self.setProperty("frame", "card")
        self.setObjectName("takes")
        self.setAccessibleName(tr("Tomas de este mensaje"))
        self.setItemDelegate(_Delegate(theme, self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.itemClicked.connect(self._pick)
        self.itemActivated.connect(self._pick)
        theme.changed.connect(self.doItemsLayout)

    def show_speech(self, speech: Speech) -> None:
        """Newest on top. Takes are numbered in the order in which they were made."""
        rows = [
            (index, option, tr("Toma {number}").format(number=number), option is speech.chosen)
            for number, (index, option) in enumerate(speech.current, start=1)
        ]
        self._fill(rows, speech.script.model)

    def show_older(self, speech: Speech) -> None:
        """The newest take of each other text, named by how that begins; choosing one brings its text back."""
        rows = [(index, option, " ".join(option.script.text.split()), False) for index, option in speech.older]
        self._fill(rows, speech.script.model)

    def _fill(self, rows: Sequence[tuple[int, Option, str, bool]], model: str) -> None:
        self._indexes = [index for index, *_ in reversed(rows)]
        self.clear()
        for _, option, name, chosen in reversed(rows):
            item = QListWidgetItem(self)
            details = _details(option, model, self._now())
            item.setData(_OPTION, option)
            item.setData(_NAME, name)
            item.setData(_DETAILS, details)
            item.setData(_CHOSEN, chosen)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _said(name, details, option, chosen))
            if chosen:
                self.setCurrentItem(item)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = min(4, self.count())
        return QSize(240, rows * _row_height(self._theme) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def _pick(self, item: QListWidgetItem) -> None:
        self.picked.emit(self._indexes[self.row(item)])


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, _row_height(self._theme))

    def paint(self, painter: QPainter, style: QStyleOptionViewItem, index: Index) -> None:
        theme, box = self._theme, style.rect
        option: Option = index.data(_OPTION)
        chosen: bool = index.data(_CHOSEN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(box, theme.color("bg.selected"))
        elif style.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("bg.hover"))
        if index.row():
            painter.fillRect(box.x(), box.y(), box.width(), 1, theme.color("border.subtle"))
        _draw_play(painter, theme, box, chosen)
        inside = box.adjusted(47, 7, -10, -7)
        title = index.data(_NAME)
        if chosen:
            title = tr("{take} · elegida").format(take=title)
        taken = _draw_right(painter, theme, inside, option)
        _draw_left(painter, theme, inside.adjusted(0, 0, -taken - 8, 0), title, index.data(_DETAILS))
        if style.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent.focus"), 2))
            painter.drawRect(QRectF(box).adjusted(1, 1, -1, -1))
        painter.restore()


def _draw_play(painter: QPainter, theme: Theme, box: QRect, filled: bool) -> None:
    disc = QRectF(box.x() + 10, box.center().y() - 12.5, 26, 26)
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(theme.color("border.control"), 1))
    painter.setBrush(theme.color("accent.base") if filled else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(disc)
    icon = theme.pixmap("play", "text.onAccent" if filled else "text.primary", 14)
    painter.drawPixmap(round(disc.x() + 6.5), round(disc.y() + 6), icon)


def _draw_left(painter: QPainter, theme: Theme, box: QRect, title: str, details: str) -> None:
    painter.setFont(theme.font("label"))
    painter.setPen(theme.color("text.primary"))
    title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
    painter.setFont(theme.font("caption", tabular=True))
    painter.setPen(theme.color("text.muted"))
    details = painter.fontMetrics().elidedText(details, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, details)


def _draw_right(painter: QPainter, theme: Theme, box: QRect, option: Option) -> int:
    """Whether it was heard, and what it cost; returns how many px of the row that took."""
    tone = "semantic.success.fg" if option.heard else "text.muted"
    said = tr("oída") if option.heard else tr("sin oír")
    painter.setFont(theme.font("caption", tabular=True))
    painter.setPen(theme.color(tone))
    right = Qt.AlignmentFlag.AlignRight
    painter.drawText(box, right | Qt.AlignmentFlag.AlignTop, said)
    wide = painter.fontMetrics().horizontalAdvance(said)
    icon = theme.pixmap("ear" if option.heard else "ear-off", tone, 14)
    painter.drawPixmap(box.right() - wide - 18, box.y() + 1, icon)
    painter.setPen(theme.color("text.muted"))
    painter.drawText(box, right | Qt.AlignmentFlag.AlignBottom, _price(option))
    return max(wide + 18, painter.fontMetrics().horizontalAdvance(_price(option)))


def _row_height(theme: Theme) -> int:
    return theme.line("label") + theme.line("caption") + 16


def _details(option: Option, model: str, now: int) -> str:
    """Length, weight, and when it was made; of another model than the chosen one, which."""
    clip = option.take.clip
    if option.script.model != model:
        return " · ".join((words.seconds(clip.seconds), known(option.script.model).name))
    return " · ".join((words.seconds(clip.seconds), words.size(clip.size), words.when(option.at, now)))


def _price(option: Option) -> str:
    if option.free or option.take.credits is None:
        return tr("sin gasto") if option.free else ""
    return tr("{count} cr.").format(count=words.number(option.take.credits))


def _said(name: str, details: str, option: Option, chosen: bool) -> str:
    parts = [name, details, _price(option)]
    parts += [tr("oída") if option.heard else tr("sin oír"), tr("elegida") if chosen else ""]
    return ", ".join(filter(None, parts))
