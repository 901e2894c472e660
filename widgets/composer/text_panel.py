"""The composer's text: an editor, and the button that sends it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets.composer.editor import Editor
from widgets.controls import Label, button
from widgets.pieces.icons import LEADING, leading
from widgets.pieces.send_button import SendButton
from widgets.theme import Theme
from widgets.words import tr


class TextPanel(QWidget):
    """`submitted` asks to send what is written, `voice_wanted` to say it instead."""

    submitted = Signal()
    voice_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.editor = Editor(theme, parent=self)
        self.editor.setAccessibleName(tr("Tu mensaje"))
        self.editor.setPlaceholderText(tr("Escribí tu mensaje"))
        column.addWidget(self.editor)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.why = Label(role="caption", tone="muted", elide=True, parent=self)
        row.addWidget(self.why, 1)
        self.voice_button = button(tr("Pasar a voz"), parent=self)
        self.voice_button.setIconSize(LEADING)
        shortcut = QKeySequence("Ctrl+Shift+A").toString(QKeySequence.SequenceFormat.NativeText)
        self.voice_button.setToolTip(f"{tr('Pasar a voz')} ({shortcut})")
        row.addWidget(self.voice_button)
        self.send_button = SendButton(theme, self)
        row.addWidget(self.send_button)
        column.addLayout(row)
        self.editor.submitted.connect(self._submit)
        self.send_button.clicked.connect(self._submit)
        self.voice_button.clicked.connect(self.voice_wanted)
        theme.changed.connect(self._tint)
        self._tint()

    def show_person(self, name: str, *, can_send: bool, can_speak: bool, why: str = "") -> None:
        """Whom it goes to, what is possible now, and the reason written beside what is not."""
        key = tr("Intro") if self.editor.enter_sends else tr("Ctrl+Intro")
        self.send_button.show_action(tr("Enviar a {name}").format(name=name), key)
        self.send_button.setEnabled(can_send)
        self.voice_button.setEnabled(can_speak)
        self.why.setText(why)

    def _submit(self) -> None:
        self.submitted.emit()

    def _tint(self) -> None:
        self.voice_button.setIcon(leading(self._theme, "audio-lines"))
