"""A failure that has no place of its own: one sentence, one action, and a way to copy what helps to find its cause."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from services.trouble import Trouble
from widgets import words
from widgets.controls import IconButton, Label, button
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

STAYS_MS = 15_000


class NoticeBar(QFrame):
    """Hidden until something fails; goes away by itself, or when it is closed. `asked(does)` for its action (see
    `Words.does`)."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._does, self._diagnosis = "", ""
        self._look = "triangle-alert", "semantic.warning.fg"
        self.setProperty("frame", "notice")
        self.setAccessibleName(tr("Aviso"))
        self._icon, self._text = Label(), Label("", "body", elide=True)
        self._act = button(tr("Abrir Ajustes"), "quiet")
        self._act.clicked.connect(self._ask)
        self._copy = button(tr("Copiar diagnóstico"), "quiet")
        self._copy.clicked.connect(self._copy_diagnosis)
        self._close = IconButton(theme, "x", tr("Cerrar aviso"))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(8)
        for part in (self._icon, self._text, self._act, self._copy, self._close):
            row.addWidget(part, 1 if part is self._text else 0)
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self.hide)
        theme.changed.connect(self._draw)
        self._draw()
        self.hide()

    def show_error(self, error: BaseException) -> None:
        """Say a Trouble in its words; anything else is a bug, and is said to be one."""
        if isinstance(error, Trouble):
            said = sentence(error.code, error.facts)
            self._diagnosis = error.code
        else:
            said = words.Words(tr("Algo falló dentro de STRATO. Quedó anotado; podés seguir trabajando."))
            self._diagnosis = f"{type(error).__name__}: {error}"
        self._does = said.does
        alone = said.action and not said.does  # nothing to press: the words say what to do
        self._show(f"{said.text} {said.action}." if alone else said.text, "triangle-alert", "semantic.warning.fg")
        self._copy.show()
        self._act.setText(said.action)
        self._act.setVisible(bool(said.does) and said.does != "copy")

    def say(self, text: str) -> None:
        """Tell something that went well; it leaves by itself."""
        self._does, self._diagnosis = "", ""
        self._show(text, "circle-check", "semantic.success.fg")
        self._act.hide()
        self._copy.hide()

    def offer(self, text: str, action: str, does: str) -> None:
        """Tell something that can be gone on with: `action` on its button, `asked(does)` when it is pressed."""
        self._does, self._diagnosis = does, ""
        self._show(text, "sparkles", "accent.base")
        self._act.setText(action)
        self._act.show()
        self._copy.hide()

    def _show(self, text: str, icon: str, tint: str) -> None:
        self._look = icon, tint
        self._draw()
        self._text.setText(text)
        self.setAccessibleDescription(text)
        self.show()
        self._timer.start()

    def _ask(self) -> None:
        self.hide()
        self.asked.emit(self._does)

    def _copy_diagnosis(self) -> None:
        QGuiApplication.clipboard().setText(self._diagnosis)

    def _draw(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(*self._look, 16))
        self._icon.setAlignment(Qt.AlignmentFlag.AlignVCenter)
