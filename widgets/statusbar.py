"""The line at the bottom: how current this desk is, what waits to leave, channels, keyring and clock."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from services.records import Position
from widgets import health_words, tokens, words
from widgets.controls import Label, hairline
from widgets.health_words import CHANNELS, NAMES, TINTS
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

if TYPE_CHECKING:
    from services.link import LinkState  # the link itself comes after the first paint
    from services.probes.health import Health
    from services.voice import Quota

_LOW = 0.1
"""Of a month's credits: with so few left they are shown as a warning."""
DOT, RING, SQUARE = "dot", "ring", "square"
"""Signs of a channel that is well, of one that is not quite, and of one that failed; drawn here because Lucide has none
so small."""


class Fact(QWidget):
    """An icon and a few words in one tone, with a hairline after them. `pressed` as of a button, by the mouse and by
    the keyboard, where it `leads` somewhere. One that `gives` way is the first to say less where there is no room."""

    pressed = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str = "",
        tone: str = "secondary",
        *,
        last: bool = False,
        leads: bool = False,
        gives: bool = False,
    ) -> None:
        super().__init__()
        self._leads, self._gives = leads, gives
        if leads:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme, self._icon, self._tint = theme, icon, f"text.{tone}"
        self._picture, self._label = Label(), Label("", "caption", tone, elide=gives)
        if gives:
            self._label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._label.setFont(theme.font("caption", tabular=True))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(5)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._label)
        if not last:
            line = hairline(vertical=True)
            line.setFixedHeight(12)
            self._row.addSpacing(9)
            self._row.addWidget(line)
        theme.changed.connect(self._draw)
        self._draw()

    def say(self, text: str, tone: str = "", icon: str = "", tint: str = "", tip: str = "", brief: str = "") -> None:
        """Change the words, and with them what is given besides; nothing is shown without words. `brief` is shown
        where there is no room for them."""
        if tone:
            self._label.set_tone(tone)
        if icon:
            self._icon, self._tint = icon, tint or self._tint
            self._draw()
        if text != self._label.text():
            self._label.setText(text)
            self.setAccessibleName(text)
        self._label.brief = brief
        self._label.setToolTip("")  # the whole is the fact's own
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance(brief) if brief else 0)
        self.setToolTip(tip or (words.hover(text) if self._gives else ""))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._leads and text else Qt.FocusPolicy.NoFocus)
        self.setVisible(bool(text))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._leads and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring of whoever has the keyboard, round the words alone."""
        super().paintEvent(event)
        if not self.hasFocus():
            return
        words_end = self._label.geometry().right() + 3
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent.focus"), 1.5))
        painter.drawRoundedRect(QRectF(0.75, 2.75, min(words_end, self.width() - 1.5), self.height() - 5.5), 4, 4)

    def _draw(self) -> None:
        self._picture.setVisible(bool(self._icon))
        if self._icon in (DOT, RING, SQUARE):
            self._picture.setPixmap(_dot(self._theme.color(self._tint), self._icon, self.devicePixelRatio()))
        elif self._icon:
            self._picture.setPixmap(self._theme.pixmap(self._icon, self._tint, 14))


class StatusBar(QFrame):
    """Says only what lasts; what happens once is said where it happens. `provider_wanted` when one was pressed,
    `place_wanted` ("outbox", "computer") when another fact was."""

    provider_wanted = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._since: int | None = None
        self.setProperty("surface", "rail")
        self.setAccessibleName(tr("Estado"))
        self.link = Fact(theme, leads=True, gives=True)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedWidth(120)
        self.progress.setAccessibleName(tr("Puesta al día"))
        self.progress.hide()
        self.outbox = Fact(theme, "arrow-up", leads=True)
        self.channels = [Fact(theme, last=True, leads=True) for _ in NAMES]
        for fact in self.channels:
            fact.pressed.connect(self._open)
        self._providers: list[str] = []
        self.credits = Fact(theme, "audio-lines")
        self.keyring = Fact(theme, "key-round", leads=True, gives=True)
        for fact, place in ((self.link, "computer"), (self.outbox, "outbox"), (self.keyring, "computer")):
            fact.pressed.connect(partial(self.place_wanted.emit, place))
        self.clock = Fact(theme, last=True)
        self._lay_out()
        theme.changed.connect(self._measure)
        self._measure()
        self.link.say(tr("Abriendo…"))
        for fact in (self.outbox, self.credits, self.keyring, self.clock, *self.channels):
            fact.hide()

    def show_link(self, state: "LinkState", position: Position, now: int) -> None:
        """How this desk and its relay stand."""
        behind = max(state.behind, position.head - position.seq)
        catching_up = state.kind == "live" and behind > 0 and position.head > 0
        self.progress.setVisible(catching_up)
        if catching_up:
            self._show_catch_up(position)
        elif state.kind == "live":
            current = tr("Al día hasta {time} · {gaps} huecos").format(
                time=words.clock_seconds(now), gaps=position.gaps
            )
            one = tr("Al día hasta {time} · 1 hueco").format(time=words.clock_seconds(now))
            text = one if position.gaps == 1 else current
            fine = position.gaps == 0
            icon = "circle-check" if fine else "triangle-alert"
            self._say_link(text, "success" if fine else "warning", icon, brief=tr("Al día"))
        elif state.kind == "stopped":
            self._say_link(sentence(state.why or "relay.signed_out").text, "danger", "triangle-alert")
        elif state.kind == "offline":
            text = tr("Sin conexión desde {time} · podés seguir escribiendo").format(time=words.clock(state.since_ms))
            tip = sentence(state.why).text if state.why else ""
            self._say_link(text, "warning", "plug", tip)
        else:
            self._say_link(tr("Conectando…"), "muted", "refresh-cw")

    def show_outbox(self, count: int) -> None:
        """How many messages have not come to rest: those that wait, and those that somebody has to look at."""
        many = tr("Salida: {count} pendientes").format(count=words.number(count))
        self.outbox.say("" if not count else tr("Salida: 1 pendiente") if count == 1 else many)

    def show_channels(self, channels: list[tuple[str, bool]]) -> None:
        """Key of each channel that is set up, and whether it is switched on."""
        self._providers = [key for key, _ in channels]
        for fact, (key, active) in zip(self.channels, channels, strict=False):
            text = NAMES[key] if active else tr("{channel}: apagado").format(channel=NAMES[key])
            fact.say(text, icon=DOT if active else RING, tint="semantic.success.fg" if active else "text.muted")
        for fact in self.channels[len(channels) :]:
            fact.hide()

    def show_health(self, known: "list[Health]") -> None:
        """Each channel as it stands; what is no channel is named only where it is not well."""
        shown = [each for each in known if each.provider in CHANNELS or each.bad]
        self._providers = [each.provider for each in shown]
        for fact, each in zip(self.channels, shown, strict=False):
            tip = health_words.told(each).text if each.bad else ""
            sign = SQUARE if each.state == "failed" else RING if each.state in ("off", "silent", "warned") else DOT
            fact.say(health_words.line(each), icon=sign, tint=TINTS[each.state], tip=tip)
        for fact in self.channels[len(shown) :]:
            fact.hide()

    def _open(self) -> None:
        place = self.channels.index(self.sender())  # type: ignore[arg-type]
        if place < len(self._providers):
            self.provider_wanted.emit(self._providers[place])

    def show_keyring(self, name: str, code: str = "") -> None:
        """Where the keys are kept; `code` is what ails the keyring, as long as it lasts."""
        if not code:
            self.keyring.say(name, "secondary", "key-round", "text.secondary")
            return
        said = {
            "keyring.locked": tr("Llavero bloqueado"),
            "keyring.gone": tr("El llavero no responde"),
            "keyring.session": tr("Claves en memoria: no se guardan"),
        }
        tone = "danger" if code != "keyring.session" else "warning"
        tip = sentence(code).text
        self.keyring.say(said.get(code, tr("Sin llavero")), tone, "key-round", f"semantic.{tone}.fg", words.hover(tip))

    def show_quota(self, quota: "Quota | None") -> None:
        """What the voices' account has left; nothing while nobody knows."""
        if quota is None:
            self.credits.say("")
            return
        many = tr("{count} créditos").format(count=words.number(quota.left))
        low = quota.left <= quota.limit * _LOW
        tone = "warning" if low else "secondary"
        tint = "semantic.warning.fg" if low else "text.secondary"
        self.credits.say(tr("1 crédito") if quota.left == 1 else many, tone, "audio-lines", tint, tr("Créditos de voz"))

    def show_time(self, now: int) -> None:
        """Follow the clock."""
        self.clock.say(words.today(now))

    def _show_catch_up(self, position: Position) -> None:
        self.progress.setRange(0, position.head)
        self.progress.setValue(position.seq)
        done, head = words.number(position.seq), words.number(position.head)
        self._say_link(tr("Poniéndose al día… {done} de {total}").format(done=done, total=head), "info", "refresh-cw")

    def _say_link(self, text: str, tone: str, icon: str, tip: str = "", brief: str = "") -> None:
        tint = f"semantic.{tone}.fg" if tone != "muted" else "text.muted"
        self.link.say(text, tone, icon, tint, tip, brief)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 14, 0)
        row.setSpacing(10)
        for part in (self.link, self.progress, self.outbox, *self.channels):
            row.addWidget(part)
        row.addStretch()
        row.addWidget(self.credits)
        row.addWidget(self.keyring)
        row.addWidget(self.clock)
        row.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def _measure(self) -> None:
        self.setFixedHeight(self._theme.scaled(tokens.value("layout.statusBar")))


def _dot(color: QColor, sign: str, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(9 * ratio), round(14 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.75))
    painter.setBrush(Qt.BrushStyle.NoBrush if sign == RING else color)
    (painter.drawRect if sign == SQUARE else painter.drawEllipse)(QRectF(1.5, 4.5, 5, 5))
    painter.end()
    return pixmap
