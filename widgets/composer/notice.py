"""What the composer shows where nothing can be written: a sentence, its cause, and one action if there is any."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.outbox import Ability
from services.records import Conversation
from widgets.controls import CHANNELS, Label, button
from widgets.theme import Theme
from widgets.trouble_words import sentence
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


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why something cannot be sent, and the one action that helps, "" for none."""

    title: str
    detail: str
    icon: str
    action: str = ""


def hindrance(conversation: Conversation, ability: Ability, now: int, mode: str = "text") -> Hindrance | None:
    """What stands between the agent and this lead now, and what `mode` can do about it; None where nothing does."""
    channel = CHANNELS[conversation.channel]
    if ability.text == "whatsapp.window_closed":
        return _window_closed(conversation, ability, now, mode)
    if ability.text is not None:
        told = sentence(ability.text, {"channel": channel})
        action = told.action if told.does == "settings" else ""
        return Hindrance(told.text, "" if action else told.action, "plug" if action else "lock", action)
    if ability.hands == "any":
        return Hindrance(
            tr("Falta la clave de {channel} en esta computadora.").format(channel=channel),
            tr("Lo que escribas lo manda otra computadora que la tenga."),
            "key-round",
            tr("Abrir Ajustes"),
        )
    return None


def _window_closed(conversation: Conversation, ability: Ability, now: int, mode: str) -> Hindrance:
    closed_at, name = conversation.window_closes_at, conversation.name.partition(" ")[0] or conversation.name
    way_out = tr("Si vuelve a escribir, se reabre.")
    if mode == "voice":
        way_out = tr("Dejá la voz en espera: sale sola cuando conteste.")
    elif ability.template is None:
        way_out = tr("Mandá una plantilla; si contesta, se reabre.")
    if closed_at is None:
        return Hindrance(tr("Todavía no te escribió por WhatsApp."), way_out, "lock")
    wrote = when_exactly(closed_at - 24 * 3600 * 1000, now)
    last = tr("Último mensaje de {name}: {when}.").format(name=name, when=wrote)
    title = tr("La ventana de 24 h se cerró {when}.").format(when=when_exactly(closed_at, now))
    return Hindrance(title, f"{last} {way_out}", "lock")
