"""What the composer shows where nothing can be written: a sentence, its cause, and one action if there is any."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.records import Conversation
from widgets.controls import Label, button
from widgets.theme import Theme
from widgets.words import tr, when_exactly


class Notice(QFrame):
    """`acted` when its one button was pressed."""

    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon_name = theme, "lock"
        self.setProperty("frame", "sunken")
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 10, 13, 10)
        row.setSpacing(12)
        self._icon = QLabel(self)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = Label(role="label", parent=self)
        self._detail = Label(role="caption", tone="muted", parent=self)
        for label in (self._title, self._detail):
            label.setWordWrap(True)
            words.addWidget(label)
        row.addLayout(words, 1)
        self.button = button("", parent=self)
        self.button.clicked.connect(self.acted)
        row.addWidget(self.button)
        theme.changed.connect(self._tint)

    def say(self, title: str, detail: str = "", *, icon: str = "lock", action: str = "") -> None:
        self._icon_name = icon
        self._title.setText(title)
        self.set_detail(detail)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(f"{title} {detail}".strip())
        self._tint()

    def set_detail(self, detail: str) -> None:
        """The line below the sentence."""
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(self._icon_name, "text.secondary", 20))


def window_closed(conversation: Conversation, now: int) -> tuple[str, str]:
    """Title and detail of a closed 24 h window."""
    closed_at = conversation.window_closes_at
    name = conversation.name.split()[0] if conversation.name.split() else conversation.name
    if closed_at is None:
        return (
            tr("Todavía no te escribió por WhatsApp."),
            tr("WhatsApp deja mandar texto o voz recién cuando el lead escribe."),
        )
    wrote = when_exactly(closed_at - 24 * 3600 * 1000, now)
    return (
        tr("La ventana de 24 h se cerró {when}.").format(when=when_exactly(closed_at, now)),
        tr("Último mensaje de {name}: {when}. Si vuelve a escribir, se reabre.").format(name=name, when=wrote),
    )
