"""The bar of the ten seconds in which a decision about conversations can be taken back."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from services.decisions import Done
from widgets import tokens
from widgets.controls import Label
from widgets.pieces.announce import announce
from widgets.theme import Theme
from widgets.words import tr

HOLD_MS: Final = 10_000
_STEP_MS: Final = 100


class DecidedBar(QFrame):
    """Shows the newest decision while it can be undone; `undone(done)` when somebody wants that. Ctrl+Z does it where
    the list has the keyboard: elsewhere it belongs to the text and to the message that was sent."""

    undone = Signal(object)

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._now = theme, now
        self._done: Done | None = None
        self._since = 0
        self.setProperty("frame", "bar")
        self._what = Label(elide=True, parent=self)
        self.button = QPushButton(tr("Deshacer"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 10, 5)
        row.addWidget(self._what, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(self.undo)
        self._beat = QTimer(self, interval=_STEP_MS)
        self._beat.timeout.connect(self._step)
        self.hide()

    def show_done(self, done: Done) -> None:
        """Offer to undo this, and no more what was before it; nothing where nothing was changed."""
        if not done.count:
            return
        self._done, self._since = done, self._now()
        self._what.setText(sentence(done))
        announce(self, self._what.text())
        self._beat.start()
        self.show()

    def undo(self) -> None:
        """Take it back."""
        done, self._done = self._done, None
        self._leave()
        if done is not None:
            self.undone.emit(done)

    def watch(self, rows: QWidget) -> None:
        """Ctrl+Z in this widget undoes what the bar shows."""
        rows.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Taken before it becomes the window's shortcut, which takes back a message."""
        if not isinstance(event, QKeyEvent) or self._done is None or not event.matches(QKeySequence.StandardKey.Undo):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.undo()
            return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        left = max(0.0, 1 - (self._now() - self._since) / HOLD_MS)
        painter = QPainter(self)
        other = "dark" if self._theme.scheme == "light" else "light"
        painter.fillRect(
            QRectF(0, self.height() - 3, self.width() * left, 3), QColor(tokens.color(other, "accent.base"))
        )

    def _step(self) -> None:
        if self._now() - self._since >= HOLD_MS:
            self._leave()
        self.update()

    def _leave(self) -> None:
        self._done = None
        self._beat.stop()
        self.hide()


def sentence(done: Done) -> str:
    """What was done, in words."""
    one, many = _WORDS[done.what]()
    return (one if done.count == 1 else many).format(count=done.count, detail=done.detail or tr("nadie"))


_WORDS: Final[dict[str, Callable[[], tuple[str, str]]]] = {
    "closed": lambda: (tr("Conversación cerrada"), tr("{count} conversaciones cerradas")),
    "reopened": lambda: (tr("Conversación reabierta"), tr("{count} conversaciones reabiertas")),
    "snoozed": lambda: (tr("Conversación pospuesta"), tr("{count} conversaciones pospuestas")),
    "assigned": lambda: (tr("Asignada a {detail}"), tr("{count} asignadas a {detail}")),
    "tagged": lambda: (tr("Etiquetada «{detail}»"), tr("{count} etiquetadas «{detail}»")),
    "untagged": lambda: (tr("Sin la etiqueta «{detail}»"), tr("{count} sin la etiqueta «{detail}»")),
    "heard": lambda: (tr("Anotado: {detail}"), tr("{count} datos anotados")),
    "refused": lambda: (tr("Descartado: {detail}"), tr("{count} datos descartados")),
    "unread": lambda: (tr("Marcada como no leída"), tr("{count} marcadas como no leídas")),
    "merged": lambda: (tr("Es la misma persona que {detail}"), tr("Es la misma persona que {detail}")),
}
