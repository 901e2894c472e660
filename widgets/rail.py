"""The rail at the left: whose agency this is, the views of the inbox with their counts, settings, who is at work."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from widgets import tokens, words
from widgets.agency_head import AgencyHead
from widgets.controls import Avatar, Label, hairline
from widgets.inbox.views import View, views
from widgets.palette.button import FindButton
from widgets.theme import Theme
from widgets.words import tr

SETTINGS, TODAY = "settings", "today"
"""Places that are no view of the inbox."""


class RailRow(QAbstractButton):
    """One place to go: an icon or an indent, a name, a count. Collapsed it is its icon with the count on its corner."""

    def __init__(self, theme: Theme, name: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon = theme, icon
        self._count, self._tone, self._collapsed, self._leads = "", "text.muted", False, False
        self.setText(name)
        self.setCheckable(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(0)

    def show_count(self, count: int, tone: str = "text.muted") -> None:
        """The number at the right; nothing for 0."""
        self._count, self._tone = words.number(count) if count else "", tone
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.setToolTip(self.accessibleName() if self._collapsed else "")
        self.update()

    def lead(self, leads: bool) -> None:
        """Stand out: where we are is one of the rows below it."""
        self._leads = leads
        self.update()

    def collapse(self, collapsed: bool) -> None:
        """Show the icon alone; rows without one are hidden."""
        self._collapsed = collapsed
        self.setVisible(bool(self._icon) or not collapsed)
        self.setToolTip(self.accessibleName() if collapsed else "")
        self.updateGeometry()  # it is as tall as it was otherwise, and the rows below it stand elsewhere

    def sizeHint(self) -> QSize:
        return QSize(40, self._theme.size("navRow") + (6 if self._collapsed else -2 if not self._icon else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        here = self.isChecked() or (self._collapsed and self._leads)
        if here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("bg.railSelected" if here else "bg.hover"))
            painter.drawRoundedRect(box, 6, 6)
        if self.hasFocus():
            painter.setPen(self._theme.focus_pen())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        if self._collapsed:
            self._paint_collapsed(painter)
        else:
            self._paint_row(painter)

    def _paint_row(self, painter: QPainter) -> None:
        box, ink = self.rect(), "text.primary" if self.isChecked() or self._leads else "text.secondary"
        left = 30
        if self._icon:
            painter.drawPixmap(8, (box.height() - 16) // 2, self._theme.pixmap(self._icon, ink, 16))
        elif self.isChecked():
            self._paint_bar(painter, QRectF(22, (box.height() - 12) / 2, 3, 12))
        painter.setFont(self._theme.font("label" if self.isChecked() or self._leads else "body"))
        painter.setPen(self._theme.color(ink))
        count = QFontMetrics(self._theme.font("body", tabular=True, weight=600)).horizontalAdvance(self._count)
        room = box.adjusted(left, 0, -8 - count - 3, 0)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        strong = self.isChecked() or self._tone != "text.muted"
        painter.setFont(self._theme.font("body", tabular=True, weight=600 if strong else None))
        painter.setPen(self._theme.color(self._tone))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(0, 0, -8, 0), right, self._count)

    def _paint_collapsed(self, painter: QPainter) -> None:
        here = self.isChecked() or self._leads
        box, ink = self.rect(), "text.primary" if here else "text.secondary"
        spot = QRect((box.width() - 18) // 2, (box.height() - 18) // 2, 18, 18)
        painter.drawPixmap(spot.topLeft(), self._theme.pixmap(self._icon, ink, 18))
        if here:
            self._paint_bar(painter, QRectF(0, (box.height() - 18) / 2, 3, 18))
        if self._count:
            font = self._theme.font("micro", tabular=True, weight=700)
            wide = max(16, QFontMetrics(font).horizontalAdvance(self._count) + 8)
            pill = QRectF(box.width() - wide, 0, wide, 15)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent.base"))
            painter.drawRoundedRect(pill, 7.5, 7.5)
            painter.setFont(font)
            painter.setPen(self._theme.color("text.onAccent"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._count)

    def _paint_bar(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent.base"))
        painter.drawRoundedRect(box, 1.5, 1.5)


class Rail(QWidget):
    """`chosen(key)` when a person goes to a view of the inbox, "today" or "settings"; `finder` opens the palette."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Navegación"))
        self.head = AgencyHead(theme)
        self.finder = FindButton(theme)
        self._avatar, self._member = Avatar(theme, 24), Label("", "body", elide=True)
        self._inbox = RailRow(theme, tr("Bandeja"), "message-square")
        self.rows: dict[str, RailRow] = {}
        self._collapsed = False
        self._group = QButtonGroup(self)
        self._add(TODAY, RailRow(theme, tr("Hoy"), "sun"))
        for each in views():
            self._add(each.key, RailRow(theme, each.name))
        self._add(SETTINGS, RailRow(theme, tr("Ajustes"), "settings"))
        self._inbox.setCheckable(False)
        self._inbox.clicked.connect(self._go_to_inbox)
        self._view, self._counts = "unanswered", dict[str, int]()
        self._lay_out()
        self.collapse(False)

    def show_agency(self, name: str, kind: str, member: str) -> None:
        """Whose agency and who works; `kind` says what else there is to know, or is empty."""
        self.head.show_agency(name, kind)
        self._avatar.show_person(member, member)
        self._avatar.setToolTip(words.tip(member))
        self._member.setText(member)

    def show_views(self, known: Sequence[View]) -> None:
        """Rows for these views: a member's own ones come, go and change their names."""
        for key in [
            key for key in self.rows if key not in (SETTINGS, TODAY) and key not in {each.key for each in known}
        ]:
            self._take_out(key)
        for place, each in enumerate(known):
            if each.key not in self.rows:
                self._add(each.key, RailRow(self._theme, each.name))
                self._list.insertWidget(place, self.rows[each.key])
                self.rows[each.key].collapse(self._collapsed)
            elif self.rows[each.key].text() != each.name:
                self.rows[each.key].setText(each.name)
        self.show_counts(self._counts)

    def _add(self, key: str, row: RailRow) -> None:
        self.rows[key] = row
        self._group.addButton(row)
        row.setObjectName(key)
        row.clicked.connect(self._go)

    def _take_out(self, key: str) -> None:
        row = self.rows.pop(key)
        self._group.removeButton(row)
        row.hide()
        row.deleteLater()

    def show_counts(self, counts: dict[str, int]) -> None:
        """Rows of each view; what is about to close stands out."""
        self._counts = counts
        self._inbox.show_count(counts.get("unanswered", 0))
        for key, row in self.rows.items():
            pressing = key == "closing" and counts.get(key, 0)
            row.show_count(counts.get(key, 0), "semantic.warning.fg" if pressing else "text.muted")

    def show_chosen(self, key: str) -> None:
        """Mark where we are."""
        if key in self.rows:
            self.rows[key].setChecked(True)
        self._inbox.lead(key not in (SETTINGS, TODAY))
        if key not in (SETTINGS, TODAY):
            self._view = key

    def collapse(self, collapsed: bool) -> None:
        """Only icons, or names and counts."""
        self._collapsed = collapsed
        side = tokens.value("layout.navCollapsed" if collapsed else "layout.nav")
        self.setFixedWidth(side if collapsed else self._theme.scaled(side))
        for row in (self._inbox, *self.rows.values()):
            row.collapse(collapsed)
        self.finder.collapse(collapsed)
        self.head.collapse(collapsed)
        self._member.setVisible(not collapsed)
        self._whole.setContentsMargins(*((6, 10, 6, 10) if collapsed else (8, 14, 8, 10)))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 4, 5, 0)
        foot.setSpacing(8)
        foot.addWidget(self._avatar)
        foot.addWidget(self._member, 1)
        self._whole = column = QVBoxLayout(self)
        column.setSpacing(1)
        column.addWidget(self.head)
        column.addSpacing(7)
        column.addWidget(self.finder)
        column.addSpacing(9)
        column.addWidget(self.rows[TODAY])
        column.addWidget(self._inbox)
        self._list = QVBoxLayout()
        self._list.setSpacing(1)
        for key, row in self.rows.items():
            if key not in (SETTINGS, TODAY):
                self._list.addWidget(row)
        column.addLayout(self._list)
        column.addStretch()
        column.addWidget(self.rows[SETTINGS])
        column.addSpacing(6)
        column.addWidget(hairline())
        column.addLayout(foot)

    def _go(self) -> None:
        sender = self.sender()
        assert isinstance(sender, RailRow)
        self.chosen.emit(sender.objectName())

    def _go_to_inbox(self) -> None:
        self.chosen.emit(self._view)
