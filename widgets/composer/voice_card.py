"""What is known of the marked voice and can be done with it: hear it, like it, let it speak, and note its right."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget

from services.voice import VoiceOption
from services.voice.casting import MOST_RIGHT, Right
from widgets import words
from widgets.controls import CHANNELS, IconButton, Label, button
from widgets.pieces.icons import LEADING, leading
from widgets.theme import Theme
from widgets.words import Words, tr


class VoiceCard(QFrame):
    """Asks by signals. `appointed(channel or purpose, whether)`; `noted` gives the sentence of why it may be used."""

    play_wanted = Signal()
    like_wanted = Signal()
    chosen = Signal()
    appointed = Signal(str, bool)
    noted = Signal(str)

    def __init__(self, theme: Theme, channel: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._channel = theme, channel
        self.setProperty("frame", "sunken")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        self._about = Label(role="caption", parent=self)
        self._right = Label(role="caption", tone="muted", parent=self)
        self._trouble = Label(role="caption", tone="danger", parent=self)
        for label in (self._about, self._right, self._trouble):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addLayout(self._make_asking())
        column.addLayout(self._make_buttons())
        self._playing = False
        theme.changed.connect(self._tint)

    def show_voice(self, voice: VoiceOption, liked: bool, right: Right | None, defaults: frozenset[str]) -> None:
        """`defaults` are the channels and purposes that it speaks for."""
        told = [voice.description]
        if voice.multiple != 1:
            told.append(tr("Cuesta {count} veces lo normal.").format(count=words.number(voice.multiple, 1)))
        self._about.setText(" ".join(filter(None, told)))
        self._about.setVisible(bool(self._about.text()))
        somebodys = voice.category in ("cloned", "professional")
        self._right.setText(_right(right, voice.category) if somebodys else "")
        self._right.setVisible(somebodys)
        self.complain(None)
        self._show_asking(False)
        self.play.setEnabled(bool(voice.preview_url))
        self.play.setToolTip("" if voice.preview_url else tr("Esta voz no tiene muestra."))
        self.like.set_icon("star-filled" if liked else "star", "semantic.warning.fg" if liked else "text.secondary")
        self.like.set_name(tr("Quitar de favoritas") if liked else tr("Marcar como favorita"), "Ctrl+D")
        for of, action in self._actions.items():
            action.setChecked(of in defaults)

    def show_playing(self, playing: bool) -> None:
        """Whether its sample is heard now."""
        self._playing = playing
        self.play.setText(tr("Detener la muestra") if playing else tr("Oír la muestra"))
        self._tint()

    def ask(self) -> None:
        """Ask why the agency may use this person's voice."""
        self._show_asking(True)
        self.why.setFocus()

    def complain(self, told: Words | None) -> None:
        """Say what did not work; None takes it back."""
        self._trouble.setText(f"{told.text} {told.action}." if told else "")
        self._trouble.setVisible(told is not None)

    def _make_asking(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        self._asked = Label(
            tr("Es la voz de una persona. ¿Por qué la agencia puede usarla? Una frase alcanza."), "caption", parent=self
        )
        self._asked.setWordWrap(True)
        row = QHBoxLayout()
        self.why = QLineEdit(self)
        self.why.setMaxLength(MOST_RIGHT)
        self.why.setPlaceholderText(tr("La locutora firmó su permiso el 3 de marzo"))
        self.why.setAccessibleName(self._asked.text())
        self.note = button(tr("Anotar y usar"), "primary", self)
        self.note.setAutoDefault(False)
        self.why.returnPressed.connect(self.note.click)
        self.note.clicked.connect(lambda: self.noted.emit(self.why.text()))
        row.addWidget(self.why, 1)
        row.addWidget(self.note)
        column.addWidget(self._asked)
        column.addLayout(row)
        self._asking: tuple[QWidget, ...] = (self._asked, self.why, self.note)
        return column

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.play = button(tr("Oír la muestra"), parent=self)
        self.play.setIconSize(LEADING)
        self.play.clicked.connect(self.play_wanted)
        self.like = IconButton(self._theme, "star", tr("Marcar como favorita"), shortcut="Ctrl+D", parent=self)
        self.like.clicked.connect(self.like_wanted)
        self.always = button(tr("Usar siempre para…"), parent=self)
        self.always.setMenu(self._make_menu())
        self.use = button(tr("Usar"), "primary", self)
        self.use.clicked.connect(self.chosen)
        row.addWidget(self.play)
        row.addWidget(self.like)
        row.addStretch(1)
        row.addWidget(self.always)
        row.addWidget(self.use)
        return row

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        self._actions: dict[str, QAction] = {}
        for of, name in (*CHANNELS.items(), *purposes().items()):
            if of == "respuesta":
                menu.addSeparator()
            action = self._actions[of] = menu.addAction(name)
            action.setCheckable(True)
            action.setData(of)
            action.triggered.connect(lambda on, of=of: self.appointed.emit(of, on))
        return menu

    def _show_asking(self, asks: bool) -> None:
        for part in self._asking:
            part.setVisible(asks)
        self.use.setVisible(not asks)
        self.why.setText("")

    def _tint(self) -> None:
        self.play.setIcon(leading(self._theme, "square" if self._playing else "volume-2"))


def purposes() -> dict[str, str]:
    """What a voice may be for, and its name."""
    return {
        "respuesta": tr("Respuestas"),
        "visita": tr("Visitas"),
        "campaña": tr("Campañas"),
        "encuesta": tr("Encuestas"),
    }


def _right(right: Right | None, category: str) -> str:
    if right is not None:
        noted = tr("Derecho de uso: {how} (lo anotó {who} el {day})")
        moment = words.local(right.at)
        day = f"{moment.day}{words.NBSP}{words.month_short(right.at)}{words.NBSP}{moment.year}"
        return noted.format(how=right.how, who=right.by, day=day)
    if category == "cloned":
        return tr("Derecho de uso: nadie lo anotó todavía; se pregunta la primera vez.")
    return tr("Derecho de uso: el de la biblioteca de ElevenLabs.")
