"""The first step: how to begin. The four ways, the page of each, and what to do where there is no keyring."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.trouble import Trouble
from widgets.controls import Label, button
from widgets.onboarding.choices import Choices, Way
from widgets.onboarding.copying import Copying
from widgets.onboarding.doors import Brought, Doors
from widgets.onboarding.frame import Frame, Page
from widgets.onboarding.joining import Joining
from widgets.onboarding.keyring import Keyless, KeyringLine
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

WAYS: Final[tuple[Way, ...]] = ("practice", "connect", "join", "copy")


class Entry(QObject):
    """`practised` when the practice agency is wanted; `entered(desk, first)` when this computer is part of an agency,
    `first` where it was connected just now; `left` when somebody does not want to begin."""

    practised = Signal()
    entered = Signal(object, bool)
    left = Signal()

    def __init__(
        self, theme: Theme, frame: Frame, doors: Doors, report: Callable[[BaseException], None],
        leave: str,
    ) -> None:  # fmt: skip
        """`leave` is written on the way out."""
        super().__init__(frame)
        self._leave = leave
        self._theme, self._frame, self._doors = theme, frame, doors
        self._tasks = Tasks(self, report)
        self._waking, self._session = False, False
        self._desk: Any = None
        self._first = False
        ways = [way for way in WAYS if way != "copy" or doors.restore is not None]
        self.choices = Choices(theme, ways, frame)
        self.line = KeyringLine(theme, doors, self._tasks, frame)
        self.connecting = Joining(theme, doors, self._tasks, first=True, parent=frame)
        self.joining = Joining(theme, doors, self._tasks, first=False, parent=frame)
        self.keyless = Keyless(theme, doors, self._tasks, frame)
        self.copying = Copying(theme, doors.restore, self._tasks, frame) if doors.restore is not None else None
        self.key = KeyPage(frame)
        self._wire()
        for part in (self.choices, self.line, self.connecting, self.joining, self.keyless, self.copying, self.key):
            if part is not None:
                part.hide()

    def start(self, way: Way = "practice", *, to: str = "") -> None:
        """The four ways, `way` marked. `to` names the page that opens at once: "connect" or "join"."""
        self.choices.choose(way)
        self.show_choices()
        if to:
            self._take(way)

    def show_choices(self) -> None:
        """How do you want to begin?"""
        self.line.ask()
        self._frame.show_page(
            Page(
                body=self.choices, step=1, title=tr("¿Cómo querés empezar?"),
                about=tr("Podés cambiar de idea después. Nada se envía sin que lo confirmes."),
                does=lambda: self.choices.chosen.does, go=lambda: self._take(self.choices.chosen.way),
                ready=lambda: not self._waking, why=lambda: tr("Abriendo la agencia de práctica…"),
                focus=self.choices.focus, aside=(self._leave, self.left.emit), arrows=True, below=self.line,
            )
        )  # fmt: skip

    def show_keyless(self, code: str, then: Callable[[], object]) -> None:
        """No keyring keeps the keys: what can be done about it. `then` is where it goes on."""
        self._then = then
        self.keyless.explain(Trouble(code), known=False)
        self._frame.show_page(
            Page(
                body=self.keyless, step=1, title=tr("¿Dónde guardamos las claves?"),
                about=tr("En ningún archivo: solo en el llavero del sistema, o en ningún lado."),
                does=str, go=self.keyless.retry, back=self.show_choices,
                focus=self.keyless.focus,
            )
        )  # fmt: skip

    def _take(self, way: Way) -> None:
        if self._waking:
            return
        if way == "practice":
            self._waking = True
            self._frame.refresh()
            self.practised.emit()
        elif way == "connect":
            self._show_joining(self.connecting, tr("Conectar mi agencia"),
                               tr("Esta computadora será la de quien administra la agencia."))  # fmt: skip
        elif way == "join":
            self._show_joining(self.joining, tr("Entrar con una invitación"),
                               tr("Pegá el enlace o el código que te mandaron. Cada uno sirve una vez."))  # fmt: skip
        elif self.copying is not None:
            self._show_copying(self.copying)

    def _show_joining(self, joining: Joining, title: str, about: str) -> None:
        def why() -> str:
            if joining.busy:
                return tr("Entrando…")
            return tr("Falta {field}.").format(field=", ".join(joining.missing))

        self._frame.show_page(
            Page(
                body=joining, step=1, title=title, about=about, does=lambda: tr("Entrar"), go=joining.start,
                ready=lambda: joining.ready, why=why, focus=joining.focus, back=self.show_choices, below=self.line,
            )
        )  # fmt: skip
        joining.focus()
        self.line.ask()

    def _show_copying(self, copying: Copying) -> None:
        self._frame.show_page(
            Page(
                body=copying, step=1, title=tr("Traer una copia de otra computadora"),
                about=tr("Está cifrada: sin su frase no se abre. Las claves se vuelven a cargar acá."),
                does=lambda: tr("Traer la copia"), go=copying.start, ready=lambda: copying.ready,
                why=lambda: copying.why, focus=copying.focus, back=self.show_choices,
            )
        )  # fmt: skip

    def _wire(self) -> None:
        for part in (self.choices, self.connecting, self.joining, self.copying):
            if part is not None:
                part.changed.connect(self._frame.refresh)
        self.choices.taken.connect(lambda: self._take(self.choices.chosen.way))
        self.line.help_wanted.connect(self._help)
        self.keyless.mended.connect(self._go_on)
        self.keyless.session.connect(self._forgo)
        for joining, first in ((self.connecting, True), (self.joining, False)):
            joining.joined.connect(lambda desk, first=first: self._joined(desk, first=first))
            joining.keyring_wanted.connect(
                lambda code, joining=joining: self.show_keyless(code, lambda: self._take(_way(joining, self)))
            )
        if self.copying is not None:
            self.copying.restored.connect(self._brought)

    def _brought(self, brought: Brought) -> None:
        """The copy is here; its key is not in it, and comes with an invitation."""
        self.joining.relay.line.setText(brought.relay)
        self.joining.person.line.setText(brought.person)
        self._show_joining(self.joining, tr("La copia de {agency} ya está acá").format(agency=brought.agency),
                           tr("Falta la llave de esta computadora: pedí una invitación y pegala."))  # fmt: skip

    def _help(self) -> None:
        page = self._frame.page
        back = self.show_choices if page is None or page.back is None else self._return_to(page)
        self.show_keyless(self.line.code or "keyring.none", back)

    def _return_to(self, page: Page) -> Callable[[], object]:
        return lambda: self._frame.show_page(page)

    def _go_on(self) -> None:
        self.line.ask()
        self._then()

    def _forgo(self) -> None:
        self._session = True
        self._go_on()

    def _joined(self, desk: Any, *, first: bool) -> None:
        """In. Where no keyring keeps this computer's key, its person has to."""
        self._desk, self._first = desk, first
        if self._session:
            self._tasks.start(self._show_key(), key="key")
        else:
            self.entered.emit(desk, first)

    async def _show_key(self) -> None:
        try:
            self.key.show_key(await self._doors.key())
        except Trouble as trouble:
            self._frame.notice.show_error(trouble)
            return
        self._frame.show_page(
            Page(
                body=self.key, step=1, title=tr("Guardá la llave de esta computadora"),
                about=tr("Se muestra una sola vez. Te la pedimos en cada inicio, porque acá no se guarda."),
                does=lambda: tr("Ya la guardé"), go=self._enter,
            )
        )  # fmt: skip

    def _enter(self) -> None:
        self.key.show_key("")
        self.entered.emit(self._desk, self._first)


class KeyPage(QWidget):
    """The key of a computer without a keyring, to be carried to a person's own safe place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(12)
        self.said = Label("", "reading", parent=self)
        self.said.setProperty("frame", "key")
        self.said.setWordWrap(True)
        column.addWidget(self.said)
        row = QHBoxLayout()
        self.copy = button(tr("Copiar la llave"), parent=self)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._key))
        row.addWidget(self.copy)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(Label(sentence("keyring.none").text, "caption", "muted", parent=self))
        column.addStretch(1)

    def show_key(self, key: str) -> None:
        """Show it; nothing takes it away."""
        self._key = key
        self.said.setText(key)


def _way(joining: Joining, entry: Entry) -> Way:
    return "connect" if joining is entry.connecting else "join"
