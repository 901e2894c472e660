"""One of a few: a row of buttons in one frame, of which one is down."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics, QIcon
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from widgets.pieces.icons import LEADING, leading
from widgets.theme import Theme

_AROUND, _CLOSE = 26, 12
"""Frame and padding of a button, and of one that stands close. The one that is down is bold, and must not be cut."""


class _Segment(QPushButton):
    """Has room for its words when they are the chosen ones, which are bold."""

    def sizeHint(self) -> QSize:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint() + QSize(max(0, more), 0)


class Segments(QFrame):
    """`chosen` gives the key of the one a person pressed."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, segments: dict[str, tuple[str, str]], *, raised: bool = False, close: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`segments`: key -> (text, icon name or ""). With `close` they take as little room as they can."""
        super().__init__(parent)
        self._theme, self._around, self._role = theme, _CLOSE if close else _AROUND, "caption" if close else "body"
        self._icons = {key: icon for key, (_, icon) in segments.items()}
        self.setProperty("frame", "segments")
        self.setProperty("raised", raised)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for key, (text, _) in segments.items():
            button = self.buttons[key] = _Segment(text, self)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setProperty("key", key)
            button.setProperty("close", close)
            if close:
                button.setProperty("type", self._role)
            button.setIconSize(LEADING)
            self._group.addButton(button)
            row.addWidget(button)
        self._group.buttonClicked.connect(self._clicked)
        theme.changed.connect(self._tint)
        self._tint()

    def choose(self, key: str) -> None:
        """Show `key` as the chosen one; not a press, so `chosen` stays silent."""
        self.buttons[key].setChecked(True)
        self._tint()

    def set_icon(self, key: str, icon: str) -> None:
        self._icons[key] = icon
        self._tint()

    def _clicked(self, button: QPushButton) -> None:
        self._tint()
        self.chosen.emit(button.property("key"))

    def _tint(self) -> None:
        for key, button in self.buttons.items():
            name, tone = self._icons[key], "text.primary" if button.isChecked() else "text.secondary"
            button.setIcon(leading(self._theme, name, tone) if name else QIcon())
            wide = self._theme.metrics(self._role, weight=600).horizontalAdvance(button.text())
            button.setMinimumWidth(round(wide) + self._around + (LEADING.width() + 6 if name else 0))
