"""Chooses one of the account's voices or models."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from widgets.controls import paint_avatar
from widgets.theme import Theme
from widgets.words import tr

_CHROME = 40
"""Frame, padding and chevron."""
_AIR = 14
"""What the style keeps for itself between the words and the chevron."""


class Picker(QComboBox):
    """`key` is what is chosen, "" for nothing yet. A key that the account no longer lists is not chosen silently."""

    def __init__(self, theme: Theme, name: str, *, avatar: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._avatar, self._name = theme, avatar, name
        self._choices: list[tuple[str, str]] = []
        self.setAccessibleName(name)
        self.setIconSize(QSize(20, 20))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_waiting(tr("Cargando…"))
        self.currentIndexChanged.connect(self.updateGeometry)
        theme.changed.connect(self._draw_avatars)

    @property
    def key(self) -> str:
        return str(self.currentData() or "")

    def show_waiting(self, said: str) -> None:
        """There is nothing to choose yet, and why."""
        self._choices = []
        self.clear()
        self.addItem(said, "")
        self.setEnabled(False)

    def show_choices(self, choices: Sequence[tuple[str, str]], wanted: Sequence[str]) -> None:
        """`choices` are (key, name). Chosen is the first of `wanted` that is among them, else the first of all."""
        self._choices = list(choices)
        self.clear()
        for key, name in choices:
            self.addItem(name, key)
        self._draw_avatars()
        keys = [key for key, _ in choices]
        self.setCurrentIndex(next((keys.index(key) for key in wanted if key in keys), 0))
        self.setEnabled(bool(choices))

    def insist(self, key: str, name: str = "") -> None:
        """Choose `key` even where it is not listed, or not yet; it is shown as `name`."""
        if self.findData(key) < 0:
            if not self._choices:
                self.clear()
            self._choices.append((key, name or key))
            self.addItem(name or key, key)
            self._draw_avatars()
        self.choose(key)

    def choose(self, key: str) -> None:
        if (at := self.findData(key)) >= 0:
            self.setCurrentIndex(at)

    def sizeHint(self) -> QSize:
        """Room for the name that is chosen, up to a limit: what is said by it is no guess."""
        face = self.iconSize().width() + 4 if self._avatar else 0
        wanted = self.fontMetrics().horizontalAdvance(self.currentText()) + _CHROME + face + _AIR
        least, most = (self._theme.scaled(each) for each in ((100, 170) if self._avatar else (96, 200)))
        return QSize(min(max(least, wanted), most), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(64, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - _CHROME - (self.iconSize().width() + 4 if not option.currentIcon.isNull() else 0)
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        chevron = self._theme.pixmap("chevron-down", "text.secondary" if self.isEnabled() else "text.disabled", 16)
        painter.drawPixmap(self.width() - 26, (self.height() - 16) // 2, chevron)

    def _draw_avatars(self) -> None:
        for at, (key, name) in enumerate(self._choices if self._avatar else []):
            if key:
                self.setItemIcon(at, self._face(name, key))

    def _face(self, name: str, key: str) -> QIcon:
        ratio = self.devicePixelRatioF()
        face = QPixmap(round(20 * ratio), round(20 * ratio))
        face.setDevicePixelRatio(ratio)
        face.fill(Qt.GlobalColor.transparent)
        painter = QPainter(face)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_avatar(painter, QRectF(0, 0, 20, 20), self._theme, name, key)
        painter.end()
        return QIcon(face)


class VoicePicker(Picker):
    """Chooses the voice: it opens a list of its own, with samples, by asking for it with `wanted`."""

    wanted = Signal()

    def showPopup(self) -> None:
        self.wanted.emit()
