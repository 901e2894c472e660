"""The dark pane of the first run: what STRATO is for, the four steps, and a skyline that is a voice."""

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
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
    """Always dark, in both themes: it is the program's own picture. `asked(number)` when a step is pressed."""

    asked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._here, self._done = 1, frozenset[int]()
        self._places: list[QRectF] = []
        self.setMinimumWidth(theme.scaled(300))
        self.setAccessibleName(tr("Contestá con tu voz. Escuchala antes de enviarla."))
        theme.changed.connect(self.update)
        self._tell()

    def show_step(self, here: int) -> None:
        """Where we are."""
        self._here = here
        self._tell()

    def show_done(self, done: frozenset[int]) -> None:
        """Which steps were taken, and checked."""
        self._done = done
        self._tell()

    def _tell(self) -> None:
        told = []
        for number, step in enumerate(steps(), 1):
            state = tr("hecho") if number in self._done else tr("estás acá") if number == self._here else ""
            told.append(", ".join(filter(None, (f"{number}: {step.name}", step.about, state))))
        self.setAccessibleDescription(". ".join(told))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number, place in enumerate(self._places, 1):
            if place.contains(event.position()):
                self.asked.emit(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), _brand("firstRunBg"))
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_name(painter)
        below = self._paint_steps(painter, self._paint_promise(painter))
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_skyline(painter, below)

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

    def _paint_steps(self, painter: QPainter, top: float) -> float:
        """All of them; gives where they end."""
        label, caption = self._theme.font("label"), self._theme.font("caption")
        high = QFontMetrics(label).height() + QFontMetrics(caption).height()
        y = top + 26
        self._places = []
        for number, step in enumerate(steps(), 1):
            circle = QRectF(MARGIN, y + 1, 24, 24)
            left = MARGIN + 36
            self._places.append(QRectF(MARGIN, y, self.width() - MARGIN, high))
            self._paint_number(painter, circle, number)
            painter.setPen(_brand("firstRunText"))
            painter.setFont(label)
            painter.drawText(QRectF(left, y, self.width() - left - 16, high), step.name)
            painter.setPen(_brand("firstRunSub"))
            painter.setFont(caption)
            below = QRectF(left, y + QFontMetrics(label).height(), self.width() - left - 16, high)
            painter.drawText(below, step.about)
            y += high + 18
        return y

    def _paint_number(self, painter: QPainter, circle: QRectF, number: int) -> None:
        """Its number; a tick where the step was taken."""
        here = number == self._here
        painter.setPen(_pen_color(here))
        painter.setBrush(_brand("firstRunText") if here else _brand("firstRunBg"))
        painter.drawEllipse(circle)
        ink = _brand("firstRunBg") if here else _brand("firstRunText")
        if number in self._done:
            painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
            x, y = circle.x(), circle.y()
            painter.drawPolyline([QPointF(x + 7, y + 12.5), QPointF(x + 10.5, y + 16), QPointF(x + 17, y + 9)])
            return
        painter.setFont(self._theme.sized("label", 12))
        painter.setPen(ink)
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_skyline(self, painter: QPainter, below: float) -> None:
        """Three rows of bars, the nearest with lit windows; where the steps need the room, they stay below."""
        floor = min(max(below, 0.54 * self.height()), float(self.height()))
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
