"""The blocks of what a message carries: a voice with its waveform, a picture, a file."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap, QPolygonF

from services.records import Media
from widgets import words
from widgets.conversation.blocks import Block, Still, Text
from widgets.conversation.scene import Area, Scene
from widgets.theme import Theme
from widgets.voice.waveform import resampled
from widgets.words import tr

BUTTON = 34
_BAR, _PITCH, _LEAST = 2.4, 4.6, 2.6


class Audio:
    """Play button, waveform that seeks, length; while it is the one that plays, its position and speed."""

    def __init__(self, theme: Theme, message: str, media: Media, most: float, *, wide: bool = False) -> None:
        self._message, self._media = message, media
        self.width = min(most, 400.0 if wide else 296.0)
        self.height = float(BUTTON + 2)
        self._tail = theme.scaled(36)
        self._chip = theme.scaled(36)

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        theme, voice = scene.theme, scene.voice
        mine = voice.message == self._message
        button = self._button(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent.base"))
        painter.drawEllipse(button)
        self._sign(painter, button, scene, mine and voice.playing)
        length = (voice.length if mine else 0.0) or self._media.seconds or 0.0
        share = voice.at / length if mine and length else 0.0
        self._bars(painter, self._wave(box, mine), scene, share)
        text = words.seconds(length) if length else "–:––"
        if mine:
            text = f"{words.seconds(voice.at)} / {text}"
        painter.setFont(theme.font("caption", tabular=True))
        painter.setPen(theme.color("text.muted"))
        left = box.left() + self.width - self._after(mine)
        at = QRectF(left, box.top(), self._after(mine) - self._speed_room(mine), self.height)
        painter.drawText(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        if mine:
            self._speed(painter, self._speed_box(box), scene)

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        mine = scene.voice.message == self._message
        found = [Area(self._button(box), "play"), Area(self._wave(box, mine), "seek")]
        return [*found, Area(self._speed_box(box), "speed")] if mine else found

    def share_at(self, box: QRectF, x: float, scene: Scene) -> float:
        """Which share of the voice a click at `x` asks for, 0 to 1."""
        wave = self._wave(box, scene.voice.message == self._message)
        return min(1.0, max(0.0, (x - wave.left()) / max(1.0, wave.width())))

    def _after(self, mine: bool) -> float:
        return self._tail * (2.1 if mine else 1.0) + self._speed_room(mine)

    def _speed_room(self, mine: bool) -> float:
        return self._chip + 8 if mine else 0.0

    def _button(self, box: QRectF) -> QRectF:
        return QRectF(box.left(), box.top() + 1, BUTTON, BUTTON)

    def _wave(self, box: QRectF, mine: bool) -> QRectF:
        return QRectF(
            box.left() + BUTTON + 10, box.top(), self.width - BUTTON - 10 - self._after(mine) - 6, self.height
        )

    def _speed_box(self, box: QRectF) -> QRectF:
        return QRectF(box.left() + self.width - self._chip, box.top() + (self.height - 22) / 2, self._chip, 22)

    def _sign(self, painter: QPainter, box: QRectF, scene: Scene, playing: bool) -> None:
        middle = box.center()
        painter.setPen(scene.theme.pen("text.onAccent", 1.75))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if playing:
            painter.drawRoundedRect(QRectF(middle.x() - 5, middle.y() - 6, 3.5, 12), 1, 1)
            painter.drawRoundedRect(QRectF(middle.x() + 1.5, middle.y() - 6, 3.5, 12), 1, 1)
        else:
            corners = [QPointF(-4, -6), QPointF(6, 0), QPointF(-4, 6)]
            painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))

    def _bars(self, painter: QPainter, box: QRectF, scene: Scene, share: float) -> None:
        count = max(1, int(box.width() / _PITCH))
        peaks = resampled(self._media.wave or b"", count) or [0] * count
        played, idle = scene.theme.color("wave.played"), scene.theme.color("wave.idle")
        painter.setPen(Qt.PenStyle.NoPen)
        for i, peak in enumerate(peaks):
            tall = max(_LEAST, peak / 255 * (box.height() - 8))
            painter.setBrush(played if i < share * count else idle)
            bar = QRectF(box.left() + i * _PITCH, box.center().y() - tall / 2, _BAR, tall)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def _speed(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        painter.setPen(scene.theme.pen("border.default"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(scene.theme.font("micro", tabular=True))
        painter.setPen(scene.theme.color("text.primary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, speed_words(scene.voice.speed))


class Picture:
    """A thumbnail with its caption beside it; before it is here, its place with the size and the way to get it."""

    SMALL, LARGE = QSizeF(112, 78), QSizeF(240, 168)

    def __init__(self, theme: Theme, message: str, media: Media, caption: str, most: float, sought: str = "") -> None:
        self._message, self._media = message, media
        self.frame = self.SMALL if caption else self.LARGE
        room = most - self.frame.width() - 12
        self._caption = Text(theme, caption, room, sought=sought) if caption else None
        self.width = self.frame.width() + (12 + self._caption.width if self._caption else 0)
        self.height = max(self.frame.height(), self._caption.height + 6 if self._caption else 0.0)
        self._foot: Block | None = None

    def take_foot(self, foot: Block) -> bool:
        """Take the line of the time under the caption; False where there is no caption to put it under."""
        if self._caption is None:
            return False
        self._foot = foot
        self.width = max(self.width, self.frame.width() + 12 + foot.width)
        self.height = max(self.height, self._caption.height + foot.height + 8)
        return True

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        frame = QRectF(box.topLeft(), self.frame)
        picture = scene.picture(self._media)
        if picture is not None:
            _paint_cropped(painter, frame, picture)
        else:
            self._paint_place(painter, frame, scene)
        if self._caption:
            beside = box.adjusted(self.frame.width() + 12, 4, 0, 0)
            self._caption.paint(painter, beside, scene)
            if self._foot:
                self._foot.paint(painter, beside.adjusted(0, self._caption.height + 2, 0, 0), scene)

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        return [Area(QRectF(box.topLeft(), self.frame), "open")]

    def _paint_place(self, painter: QPainter, frame: QRectF, scene: Scene) -> None:
        painter.setPen(scene.theme.pen("border.default"))
        painter.setBrush(scene.theme.color("bg.sunken"))
        painter.drawRoundedRect(frame, 6, 6)
        size = f" · {words.size(self._media.size)}" if self._media.size else ""
        if self._message in scene.busy:
            text = tr("Bajando…")
        elif not scene.here(self._media):
            text = tr("Descargar") + size
        elif scene.shown(self._media):
            text = tr("Abriendo…")
        else:
            text = tr("No se puede mostrar: guardala")
        spot = QPointF(frame.center().x() - 10, frame.center().y() - 20)
        painter.drawPixmap(spot, scene.theme.pixmap("image", "text.muted", 20))
        painter.setFont(scene.theme.font("caption", weight=500))
        painter.setPen(scene.theme.color("accent.base"))
        below = QRectF(frame.left(), frame.center().y() + 2, frame.width(), 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)


class File(Still):
    """Anything else that is carried, as an icon, a name and what is known of it."""

    def __init__(self, theme: Theme, icon: str, name: str, about: str, most: float, *, opens: bool = False) -> None:
        self._icon, self._opens = icon, opens
        self._name = Text(theme, name, most - 44, "label")
        self._about = Text(theme, about, most - 44, "caption", "text.muted") if about else None
        self.width = 44 + max(self._name.width, self._about.width if self._about else 0)
        self.height = max(34.0, self._name.height + (self._about.height if self._about else 0))

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        tile = QRectF(box.left(), box.top() + (self.height - 34) / 2, 34, 34)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(scene.theme.color("bg.canvas"))
        painter.drawRoundedRect(tile, 6, 6)
        spot = QPointF(tile.left() + 9, tile.top() + 9)
        painter.drawPixmap(spot, scene.theme.pixmap(self._icon, "text.secondary", 16))
        whole = self._name.height + (self._about.height if self._about else 0)
        text = box.adjusted(44, (self.height - whole) / 2, 0, 0)
        self._name.paint(painter, text, scene)
        if self._about:
            self._about.paint(painter, text.adjusted(0, self._name.height, 0, 0), scene)

    def areas(self, box: QRectF, scene: Scene) -> list[Area]:
        return [Area(QRectF(box.left(), box.top(), self.width, self.height), "open")] if self._opens else []


def speed_words(speed: float) -> str:
    """ "1×", "1,5×"."""
    return f"{speed:g}×".replace(".", ",")


def _paint_cropped(painter: QPainter, frame: QRectF, picture: QPixmap) -> None:
    """The middle of the picture, as large as the frame."""
    ratio = picture.devicePixelRatio()
    whole = QSizeF(picture.width() / ratio, picture.height() / ratio)
    scale = min(whole.width() / frame.width(), whole.height() / frame.height())
    part = QSizeF(frame.width() * scale * ratio, frame.height() * scale * ratio)
    source = QRectF(QPointF((picture.width() - part.width()) / 2, (picture.height() - part.height()) / 2), part)
    path = QPainterPath()
    path.addRoundedRect(frame, 6, 6)
    painter.save()
    painter.setClipPath(path)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(frame, picture, source)
    painter.restore()
