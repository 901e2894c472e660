"""The dark pane of the first run: what STRATO is for, the four steps, and a skyline that is a voice."""

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import tokens
from widgets.theme import Theme
from widgets.words import tr

MARGIN: Final = 44
BAR: Final = 30
"""From one bar of the skyline to the next; each is 22 px wide."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four: what it is called, and what one does there."""

    name: str
    about: str


def steps() -> tuple[Step, ...]:
    """From nothing to a voice on one's own phone."""
    return (
        Step(tr("Empezar"), tr("elegís cómo entrar")),
        Step(tr("Canal"), tr("WhatsApp, ManyChat o UChat")),
        Step(tr("Voz"), tr("elegís una y la probás")),
        Step(tr("Prueba con vos"), tr("te mandás un audio a tu teléfono")),
    )


class Panorama(QWidget):
    """Always dark, in both themes: it is the program's own picture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMinimumWidth(theme.scaled(360))
        said = ". ".join(f"{number}: {step.name}, {step.about}" for number, step in enumerate(steps(), 1))
        self.setAccessibleName(tr("Contestá con tu voz. Escuchala antes de enviarla."))
        self.setAccessibleDescription(said)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), _brand("firstRunBg"))
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_skyline(painter)
        self._paint_name(painter)
        self._paint_steps(painter, self._paint_promise(painter))

    def _paint_name(self, painter: QPainter) -> None:
        tile = QRectF(MARGIN, 40, 34, 34)
        painter.setBrush(_brand("firstRunText"))
        painter.drawRoundedRect(tile, 7, 7)
        for row, (wide, color) in enumerate(((20, _brand("firstRunBg")), (14, _bar(1)), (18, _bar(2)))):
            painter.setBrush(color)
            painter.drawRoundedRect(QRectF(tile.x() + 7, tile.y() + 8 + row * 7, wide, 4), 2, 2)
        painter.setFont(self._theme.font("title"))
        painter.setPen(_brand("firstRunText"))
        beside = tile.adjusted(50, 0, 300, 0)
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "STRATO Console")

    def _paint_promise(self, painter: QPainter) -> float:
        """The sentence; gives where it ends."""
        font = self._theme.font("display")
        painter.setFont(font)
        painter.setPen(_brand("firstRunText"))
        box = QRectF(MARGIN, 100, self.width() - 2 * MARGIN, 400)
        text = tr("Contestá con tu voz. Escuchala antes de enviarla.")
        drawn = painter.boundingRect(box, Qt.TextFlag.TextWordWrap, text)
        painter.drawText(box, Qt.TextFlag.TextWordWrap, text)
        return drawn.bottom()

    def _paint_steps(self, painter: QPainter, top: float) -> None:
        label, caption = self._theme.font("label"), self._theme.font("caption")
        high = QFontMetrics(label).height() + QFontMetrics(caption).height()
        y = top + 26
        for number, step in enumerate(steps(), 1):
            circle = QRectF(MARGIN, y + 1, 24, 24)
            here = number == 1
            painter.setPen(_pen_color(here))
            painter.setBrush(_brand("firstRunText") if here else _brand("firstRunBg"))
            painter.drawEllipse(circle)
            painter.setFont(self._theme.sized("label", 12))
            painter.setPen(_brand("firstRunBg") if here else _brand("firstRunText"))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number))
            left = MARGIN + 36
            painter.setPen(_brand("firstRunText"))
            painter.setFont(label)
            painter.drawText(QRectF(left, y, self.width() - left - 16, high), step.name)
            painter.setPen(_brand("firstRunSub"))
            painter.setFont(caption)
            below = QRectF(left, y + QFontMetrics(label).height(), self.width() - left - 16, high)
            painter.drawText(below, step.about)
            y += high + 18

    def _paint_skyline(self, painter: QPainter) -> None:
        """Three rows of bars, the nearest with lit windows; where the steps need the room, they stay below."""
        floor = max(0.0, self.height() - 0.46 * self.height())
        for row, (share, shift) in enumerate(((1.0, 0), (0.74, 8), (0.44, -8))):
            painter.setBrush(_bar(row))
            for at in range(-1, self.width() // BAR + 2):
                tall = (self.height() - floor) * share * _loudness(at, row)
                bar = QRectF(at * BAR + shift, self.height() - tall, 22, tall + 12)
                painter.setBrush(_bar(row))
                painter.drawRoundedRect(bar, 11, 11)
                if row == 2:
                    self._paint_windows(painter, bar, at)

    def _paint_windows(self, painter: QPainter, bar: QRectF, at: int) -> None:
        painter.setBrush(QColor(tokens.value("brand.window")))
        for place in range(int(bar.height() - 30) // 26):
            kind = (at * 7 + place * 5) % 4
            for column in (0, 1):
                if kind == 3 or (kind == 1 and column == 0) or (kind == 2 and column == 1):
                    continue
                painter.drawRoundedRect(QRectF(bar.x() + 6 + column * 7, bar.y() + 20 + place * 26, 4, 8), 1, 1)


def _loudness(at: int, row: int) -> float:
    """How high a bar stands, 0.45 to 1: a voice, the same in every start."""
    swell = math.sin(at * 0.42 + row * 1.9) * 0.5 + 0.5
    grain = math.sin(at * 2.3 + row * 0.7) * 0.5 + 0.5
    return 0.45 + 0.38 * swell + 0.17 * grain


def _brand(name: str) -> QColor:
    return QColor(tokens.value(f"brand.{name}"))


def _bar(row: int) -> QColor:
    return QColor(tokens.value(f"brand.bars.{row}"))


def _pen_color(here: bool) -> QColor:
    return _brand("firstRunText" if here else "firstRunSub")
