"""The bar of the ten seconds in which a sent message can be taken back."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from services.outbox import Outbox
from services.outbox.due import HOLD_MS
from services.records import Changes, Outgoing
from services.store import Store
from widgets import tokens, words
from widgets.composer.times import said as said_time
from widgets.controls import Label
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr

_STEP_MS: Final = 100


class UndoBar(QFrame):
    """Shows the newest message of this desk that has not left yet, and how many more wait. `undone` gives the message
    that was taken back; Ctrl+Z does so from anywhere in the window while the bar is seen, unless the focus has text of
    its own to undo."""

    undone = Signal(object)
    focus_left = Signal()
    """The bar goes away with the focus in it: it belongs to the editor then."""

    def __init__(
        self, theme: Theme, store: Store, outbox: Outbox, feed: Feed, device: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._store, self._outbox, self._feed, self._device = theme, store, outbox, feed, device
        self._tasks = Tasks(self, feed.report)
        self._waiting: list[Outgoing] = []
        self._beat = QTimer(self, interval=_STEP_MS)
        self._beat.timeout.connect(self._step)
        self._build()
        feed.changed.connect(self._changed)
        theme.changed.connect(self._draw_icon)
        self.refresh()

    @property
    def waiting(self) -> Outgoing | None:
        """What Deshacer would take back."""
        return self._waiting[0] if self._waiting else None

    def refresh(self) -> None:
        """Read again what waits."""
        now = self._feed.now()
        mine = [
            out
            for out in self._store.outgoing()
            if out.state == "queued" and out.device == self._device and out.attempt == 0 and _until(out) > now
        ]
        self._waiting = sorted(mine, key=lambda out: (_sleeps(out), -out.queued_at))
        self._render()

    def undo(self) -> None:
        """Take back the newest."""
        if out := self.waiting:
            self._tasks.start(self._undo(out), key="undo")

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.scaled(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if out := self.waiting:
            hold = max(1, _until(out) - out.queued_at)
            left = max(0.0, min(1.0, (_until(out) - self._feed.now()) / hold))
            painter = QPainter(self)
            line = QRectF(0, self.height() - 3, self.width() * left, 3)
            painter.fillRect(
                line, QColor(tokens.color("dark" if self._theme.scheme == "light" else "light", "accent.base"))
            )

    def _build(self) -> None:
        self.setProperty("frame", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 10, 5)
        row.setSpacing(4)
        self._icon = Label(parent=self)
        self._what, self._who = Label(elide=True, parent=self), Label(role="label", elide=True, parent=self)
        for part in (self._what, self._who):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._when = Label(parent=self)
        row.addWidget(self._icon)
        row.addSpacing(6)
        row.addWidget(self._what)
        row.addWidget(self._who)
        row.addWidget(self._when)
        row.addStretch(1)
        self.now_button = QPushButton(tr("Enviar ya"), self)
        self.undo_button = QPushButton(self)
        self.undo_button.setText(f"{tr('Deshacer')}   Ctrl+Z")
        self.undo_button.setAccessibleName(tr("Deshacer el envío"))
        for button in (self.now_button, self.undo_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the mouse leaves the focus in the editor
            row.addWidget(button)
            row.addSpacing(2)
        self.now_button.clicked.connect(self._send_now)
        self.undo_button.clicked.connect(self.undo)
        self._shortcut = QShortcut(QKeySequence.StandardKey.Undo, self, self.undo)
        self._shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        self._draw_icon()

    def _draw_icon(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("send-horizontal", "text.inverse", 16))

    def _render(self) -> None:
        out = self.waiting
        focused = self.now_button.hasFocus() or self.undo_button.hasFocus()
        self.setVisible(out is not None)
        if out is None and focused:
            self.focus_left.emit()
        self._shortcut.setEnabled(out is not None)
        if out is None:
            self._beat.stop()
            return
        if not self._beat.isActive():
            self._beat.start()
        voice = out.kind == "audio"
        length = words.seconds(out.media.seconds or 0) if out.media else ""
        other = tr("Plantilla para") if out.kind == "template" else tr("Mensaje para")
        self._what.setText(tr("Voz de {length} para").format(length=length) if voice else other)
        self.now_button.setVisible(out.waits_until is None)
        conversation = self._store.conversation(out.conversation)
        self._who.setText(conversation.name if conversation else tr("un lead"))
        self._say_when(out)

    def _say_when(self, out: Outgoing) -> None:
        seconds = max(0, -(-(_until(out) - self._feed.now()) // 1000))
        said = tr("sale en {seconds} s").format(seconds=seconds)
        if out.waits_until is not None:
            said = tr("sale cuando conteste")
        elif out.scheduled_at is not None:
            said = tr("sale {when}").format(when=said_time(out.scheduled_at, self._feed.now()))
        if more := len(self._waiting) - 1:
            said += " · " + tr("y {count} más").format(count=more)
        self._when.setText(said)

    def _step(self) -> None:
        out = self.waiting
        if out is None or _until(out) <= self._feed.now():
            self.refresh()
            return
        self._say_when(out)
        self.update()

    def _changed(self, changes: Changes) -> None:
        if changes.outbox or changes.everything:
            self.refresh()

    def _send_now(self) -> None:
        if out := self.waiting:
            self._tasks.start(self._hurry(out), key="now")

    async def _hurry(self, out: Outgoing) -> None:
        await self._outbox.send_now(out.message)
        self.refresh()

    async def _undo(self, out: Outgoing) -> None:
        taken_back = await self._outbox.withdraw(out.message)
        self.refresh()
        announce(self, tr("Envío deshecho") if taken_back else tr("Ya había salido"))
        if taken_back:
            self.undone.emit(out)


def _until(out: Outgoing) -> int:
    """The end of the time in which the bar offers to undo; what waits longer is taken back from its own place."""
    return min(out.not_before, out.queued_at + HOLD_MS) if _sleeps(out) else out.not_before


def _sleeps(out: Outgoing) -> bool:
    return out.waits_until is not None or out.scheduled_at is not None
