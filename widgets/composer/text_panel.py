"""The composer's text: the files that go with it, an editor, its tools, and the button that sends."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets.composer.editor import Editor
from widgets.composer.strip import Strip
from widgets.controls import IconButton, Label, button
from widgets.conversation.pictures import Pictures
from widgets.pieces.icons import LEADING, leading
from widgets.pieces.send_button import SendButton
from widgets.theme import Theme
from widgets.words import tr


class TextPanel(QWidget):
    """`submitted` asks to send what is written, `voice_wanted` to say it instead."""

    submitted = Signal()
    voice_wanted = Signal()

    def __init__(self, theme: Theme, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.strip = Strip(theme, pictures, self)
        self.editor = Editor(theme, parent=self)
        self.editor.setAccessibleName(tr("Tu mensaje"))
        self.editor.setPlaceholderText(tr("Escribí tu mensaje"))
        column.addWidget(self.strip)
        column.addWidget(self.editor)
        self.why = Label(role="caption", tone="muted", parent=self)
        self.why.setWordWrap(True)
        column.addWidget(self.why)
        column.addLayout(self._make_tools())
        self.editor.submitted.connect(self._submit)
        self.send_button.clicked.connect(self._submit)
        self.voice_button.clicked.connect(self.voice_wanted)
        theme.changed.connect(self._tint)
        self._tint()

    def show_person(self, name: str, *, can_send: bool, can_speak: bool, why: str = "", verb: str = "") -> None:
        """Whom it goes to, what is possible now, and the reason written beside what is not."""
        key = tr("Intro") if self.editor.enter_sends else tr("Ctrl+Intro")
        self.send_button.show_action((verb or tr("Enviar a {name}")).format(name=name), key)
        self.send_button.setEnabled(can_send)
        self.voice_button.setEnabled(can_speak)
        self.why.setText(why)
        self.why.setVisible(bool(why))

    def _make_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self.attach_button = IconButton(self._theme, "paperclip", tr("Adjuntar un archivo"), parent=self)
        self.reply_button = IconButton(self._theme, "zap", tr("Respuestas rápidas"), parent=self)
        self.cards_button = IconButton(self._theme, "layout-template", tr("Tarjetas y botones"), parent=self)
        self.cards_button.hide()
        self.later_button = IconButton(self._theme, "alarm-clock", tr("Programar el envío"), parent=self)
        self.voice_button = button(tr("Pasar a voz"), parent=self)
        self.voice_button.setIconSize(LEADING)
        shortcut = QKeySequence("Ctrl+Shift+A").toString(QKeySequence.SequenceFormat.NativeText)
        self.voice_button.setToolTip(f"{tr('Pasar a voz')} ({shortcut})")
        self.send_button = SendButton(self._theme, self)
        row.addWidget(self.attach_button)
        row.addWidget(self.reply_button)
        row.addWidget(self.cards_button)
        row.addStretch(1)
        row.addWidget(self.later_button)
        row.addSpacing(4)
        row.addWidget(self.voice_button)
        row.addSpacing(8)
        row.addWidget(self.send_button)
        return row

    def _submit(self) -> None:
        self.submitted.emit()

    def _tint(self) -> None:
        self.voice_button.setIcon(leading(self._theme, "audio-lines"))
