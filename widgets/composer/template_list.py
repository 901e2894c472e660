"""The agency's templates as a list with a search field: name, whether it is approved, its words, what it holds."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from services.channels.whatsapp.templates import Template
from widgets.composer.template_look import about, approval, found, key_of, short, title
from widgets.controls import Label
from widgets.theme import Theme
from widgets.words import tr

_TEMPLATE: Final = Qt.ItemDataRole.UserRole
_TONES: Final = {
    "success": ("semantic.success.soft", "semantic.success.fg"),
    "warning": ("semantic.warning.soft", "semantic.warning.fg"),
    "danger": ("semantic.danger.soft", "semantic.danger.fg"),
    "plain": ("bg.sunken", "text.secondary"),
}
Index = QModelIndex | QPersistentModelIndex


class TemplateList(QWidget):
    """`chosen` gives the template that a person went to; `entered` when they want to fill it in."""

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: tuple[Template, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.field = _Search(self)
        self._count = Label(role="caption", tone="muted", parent=self.field)
        inside = QHBoxLayout(self.field)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addStretch(1)
        inside.addWidget(self._count)
        self.rows = QListWidget(self)
        self.rows.setObjectName("takes")
        self.rows.setProperty("frame", "card")
        self.rows.setAccessibleName(tr("Plantillas"))
        self.rows.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setItemDelegate(_Delegate(theme, self.rows))
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.rows.setMinimumHeight(96)
        column.addWidget(self.field)
        column.addWidget(self.rows, 1)
        self.field.textChanged.connect(self._fill)
        self.field.moved.connect(self._move)
        self.field.returnPressed.connect(self.entered)
        self.rows.currentItemChanged.connect(self._changed)
        self.rows.itemActivated.connect(self.entered)
        theme.changed.connect(self.rows.doItemsLayout)

    def show_templates(self, templates: Sequence[Template], wanted: str) -> None:
        """These; the one named `wanted` is the chosen one, else the first that can be sent."""
        self._all = tuple(templates)
        self._fill(wanted=wanted)

    def sizeHint(self) -> QSize:
        return QSize(250, 240)

    @property
    def template(self) -> Template | None:
        """The chosen one."""
        item = self.rows.currentItem()
        found: Template | None = None if item is None else item.data(_TEMPLATE)
        return found

    def _fill(self, _: str = "", wanted: str = "") -> None:
        chosen = wanted or (key_of(self.template) if self.template is not None else "")
        self.rows.blockSignals(True)
        self.rows.clear()
        for each in found(self._all, self.field.text()):
            item = QListWidgetItem(self.rows)
            item.setData(_TEMPLATE, each)
            words = (title(each), approval(each)[1], about(each), short(each))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(words))
            item.setToolTip(short(each))
            if key_of(each) == chosen:
                self.rows.setCurrentItem(item)
        if self.rows.currentItem() is None and self.rows.count():
            self.rows.setCurrentRow(0)
        self.rows.blockSignals(False)
        self._count.setText(str(self.rows.count()))
        self._changed()

    def _move(self, step: int) -> None:
        if count := self.rows.count():
            self.rows.setCurrentRow(min(count - 1, max(0, self.rows.currentRow() + step)))

    def _changed(self) -> None:
        self.chosen.emit(self.template)


class _Search(QLineEdit):
    """The arrows move through what was found."""

    moved = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Buscar plantilla"))
        self.setAccessibleName(tr("Buscar plantilla"))
        self.setTextMargins(0, 0, 28, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = self._theme
        return QSize(200, theme.line("label") + theme.line("caption") * 2 + 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, template = self._theme, index.data(_TEMPLATE)
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("bg.selected"))
            painter.fillRect(box.left(), box.top(), 3, box.height(), theme.color("accent.base"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("bg.hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.color("border.subtle"))
        inside = box.adjusted(12, 8, -10, -8)
        chip = self._chip(painter, inside, template)
        top = QRect(inside.left(), inside.top(), inside.width() - chip - 6, theme.line("label"))
        self._line(painter, top, title(template), "label", "text.primary")
        top = QRect(inside.left(), top.bottom() + 3, inside.width(), theme.line("caption"))
        self._line(painter, top, short(template), "caption", "text.secondary")
        top.translate(0, theme.line("caption"))
        self._line(painter, top, about(template), "caption", "text.muted")
        painter.restore()

    def _chip(self, painter: QPainter, inside: QRect, template: Template) -> int:
        look, word = approval(template)
        ground, ink = _TONES[look]
        font = self._theme.font("micro")
        wide = QFontMetrics(font).horizontalAdvance(word) + 14
        box = QRect(inside.right() - wide, inside.top() - 1, wide, self._theme.line("caption") + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(ground))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font)
        painter.setPen(self._theme.color(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
        return wide

    def _line(self, painter: QPainter, box: QRect, text: str, role: str, tint: str) -> None:
        font = self._theme.font(role)
        painter.setFont(font)
        painter.setPen(self._theme.color(tint))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
