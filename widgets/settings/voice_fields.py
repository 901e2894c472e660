"""Two fields of the agency's voices: who speaks for a channel or purpose, and why a person's voice may be used."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.voice import VoiceOption
from services.voice.casting import MOST_RIGHT, Right
from widgets import words
from widgets.composer.picker import Picker
from widgets.composer.voice_words import about, kind
from widgets.controls import Avatar, Label, button
from widgets.theme import Theme
from widgets.words import tr

_WIDE = 260


class Appointed(QWidget):
    """`chosen` gives the voice that a person picked, "" for none; `recast(gone, voice)` the one that takes a place."""

    chosen = Signal(str)
    recast = Signal(str, str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gone, self._nearest = "", ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.box = Picker(theme, name, avatar=True, parent=self)
        self.box.setFixedWidth(_WIDE)
        self.box.activated.connect(lambda: self.chosen.emit(self.box.key))
        self._told = Label(role="caption", tone="warning", parent=self)
        self.instead = button("", parent=self)
        self.instead.clicked.connect(lambda: self.recast.emit(self._gone, self._nearest))
        for part in (self.box, self._told, self.instead):
            row.addWidget(part)
        row.addStretch(1)

    def show_choice(self, listed: Sequence[VoiceOption], chosen: str, name: str, nearest: VoiceOption | None) -> None:
        """`name` is what the chosen one was called; `nearest` would take its place where it is not listed any more."""
        named = sorted(((each.id, each.name) for each in listed), key=lambda each: each[1].casefold())
        lacks = bool(chosen) and all(each.id != chosen for each in listed)
        gone = lacks and nearest is not None
        self.box.show_choices([("", tr("Sin elegir")), *named, *([(chosen, name)] if lacks else [])], [chosen])
        self._gone, self._nearest = chosen, nearest.id if nearest else ""
        self._told.setText(tr("Ya no está en la cuenta."))
        self.instead.setText(tr("Usar {name}").format(name=nearest.name) if nearest else "")
        self._told.setVisible(gone)
        self.instead.setVisible(gone)


class RightField(QWidget):
    """One voice and its note. `noted` gives the sentence when a person ends writing it."""

    noted = Signal(str)

    def __init__(self, theme: Theme, voice: VoiceOption, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._right: Right | None = None
        self._asks = voice.category == "cloned"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        face = Avatar(theme, 28, self)
        face.show_person(voice.name, voice.id)
        row.addWidget(face)
        named = QVBoxLayout()
        named.setSpacing(0)
        name = Label(voice.name, "label", elide=True, parent=self)
        told = Label(kind(voice), "caption", "muted", parent=self)
        told.setToolTip(words.hover(about(voice)))
        for label in (name, told):
            named.addWidget(label)
            label.setFixedWidth(theme.scaled(120))
        row.addLayout(named)
        written = QVBoxLayout()
        written.setSpacing(2)
        self.field = QLineEdit(self)
        self.field.setMaxLength(MOST_RIGHT)
        self.field.setPlaceholderText(tr("Por qué la agencia puede usarla"))
        self.field.setAccessibleName(tr("Derecho de uso de {name}").format(name=voice.name))
        self.field.editingFinished.connect(self._ended)
        self._who = Label(role="caption", tone="muted", parent=self)
        written.addWidget(self.field)
        written.addWidget(self._who)
        row.addLayout(written, 1)

    def show_right(self, right: Right | None) -> None:
        """What is noted; what a person is just writing stays."""
        self._right = right
        if not self.field.hasFocus():
            self.field.setText(right.how if right else "")
        told = tr("Nadie lo anotó todavía.") if self._asks else tr("El de la biblioteca de ElevenLabs.")
        if right is not None:
            moment = words.local(right.at)
            day = f"{moment.day}{words.NBSP}{words.month_short(right.at)}{words.NBSP}{moment.year}"
            told = tr("Lo anotó {who} el {day}.").format(who=right.by, day=day)
        self._who.setText(told)
        self._who.set_tone("warning" if self._asks and right is None else "muted")

    def _ended(self) -> None:
        written = self.field.text().strip()
        if written and (self._right is None or written != self._right.how):
            self.noted.emit(written)
