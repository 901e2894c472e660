"""Whose agency this is, at the top of the rail: initials on its colour, its name, and the way to the others."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets import words
from widgets.controls import Label
from widgets.theme import Theme
from widgets.words import tr

ONE_LINE = 20
"""A name longer than this has its last word on the line below."""


class Crest(QWidget):
    """The agency's initials on its colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._letters = theme, ""
        self.setFixedSize(30, 30)

    def show_agency(self, name: str) -> None:
        """Whose it is."""
        self._letters = words.initials(" ".join(name.split()[:2]))  # what comes third is the trade
        self.setToolTip(words.hover(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("tenant"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setFont(self._theme.sized("label", 13))
        painter.setPen(self._theme.color("text.onTenant"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)


class AgencyHead(QAbstractButton):
    """Clicked where somebody wants to see this machine's agencies; only a name until `offer` was called."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._name = theme, ""
        self.crest = Crest(theme, self)
        self._agency, self._kind = Label("", "label", elide=True), Label("", "caption", "muted", elide=True)
        self._chevron = QLabel(self)
        self._chevron.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._agency)
        names.addWidget(self._kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 2, 5, 2)
        row.setSpacing(8)
        row.addWidget(self.crest)
        row.addLayout(names, 1)
        row.addWidget(self._chevron)
        for part in (self.crest, self._agency, self._kind, self._chevron):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._tint)
        self._tint()

    def show_agency(self, name: str, kind: str) -> None:
        """`kind` says what else there is to know, or is empty."""
        self._name = name
        self.crest.show_agency(name)
        first, _, last = name.rpartition(" ") if len(name) > ONE_LINE else (name, "", "")
        self._agency.setText(first)
        self._kind.setText(" · ".join(filter(None, [last, kind])))
        self._kind.brief = kind
        self._tell()

    def offer(self) -> None:
        """There is something to choose from."""
        self._chevron.setVisible(not self._agency.isHidden())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tell()

    def collapse(self, collapsed: bool) -> None:
        """The crest alone, or all of it."""
        for part in (self._agency, self._kind):
            part.setVisible(not collapsed)
        self._chevron.setVisible(not collapsed and self.focusPolicy() != Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.focusPolicy() == Qt.FocusPolicy.NoFocus:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("bg.hover"))
            painter.drawRoundedRect(box, 6, 6)
        if self.hasFocus():
            painter.setPen(self._theme.focus_pen())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)

    def _tell(self) -> None:
        offers = self.focusPolicy() != Qt.FocusPolicy.NoFocus
        name = tr("{agency}, cambiar de agencia").format(agency=self._name) if offers else self._name
        self.setAccessibleName(name)
        self.setToolTip(words.hover(name))

    def _tint(self) -> None:
        self._chevron.setPixmap(self._theme.pixmap("chevrons-up-down", "text.muted", 16))
        self.update()
