"""Sincronización: this computer's keyring, and how far its copy of the agency's log has come."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from services.credentials import Credentials
from services.link import LinkState
from services.records import Changes
from services.settings import MEDIA_MB, Settings
from services.store import Store
from services.trouble import Trouble
from widgets import words
from widgets.controls import Label
from widgets.feed import Feed
from widgets.inspector.section import Section
from widgets.pieces.segments import Segments
from widgets.settings.upkeep import UpkeepCards
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

ROOM_MB = (1024, 2048, 5120, 20_480)
"""What can be chosen for the files of conversations."""


class Computer(QWidget):
    """What a person who asks for help is asked for first."""

    def __init__(
        self,
        theme: Theme,
        store: Store,
        credentials: Credentials,
        feed: Feed,
        device: str,
        settings: Settings,
        upkeep: UpkeepCards | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`upkeep` is what else is done for this computer, shown below."""
        super().__init__(parent)
        self._upkeep = upkeep
        self._store, self._credentials, self._feed, self._device = store, credentials, feed, device
        self._settings = settings
        self._link: LinkState | None = None
        self._tasks = Tasks(self, feed.report)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        outer.addWidget(scroll)
        inside = QWidget(scroll)
        scroll.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(12)
        column.addWidget(Label(tr("Sincronización"), "heading", parent=self))
        self._sync = Section(tr("Estado"), card=True)
        self._keyring = Section(tr("Llavero"), tr("Volver a probar"), card=True)
        column.addWidget(self._sync)
        column.addWidget(self._keyring)
        column.addWidget(self._make_room(theme))
        if upkeep is not None:
            column.addWidget(upkeep)
        column.addStretch(1)
        self._keyring.link.clicked.connect(self.refresh)
        feed.changed.connect(self._changed)
        feed.link_changed.connect(self._link_changed)
        self._show_sync()

    def _make_room(self, theme: Theme) -> QWidget:
        """How much of what came with messages is kept here."""
        card = QFrame(self)
        card.setProperty("frame", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.setSpacing(8)
        inside.addWidget(Label(tr("Archivos de las conversaciones"), "label", parent=card))
        said = tr("Lo que menos se usó deja lugar a lo nuevo; lo que espera para salir se queda.")
        inside.addWidget(Label(said, "caption", "muted", parent=card))
        self.room = Segments(theme, {str(mb): (f"{mb // 1024}{words.NBSP}GB", "") for mb in ROOM_MB})
        self.room.setAccessibleName(tr("Archivos de las conversaciones"))
        inside.addWidget(self.room, 0, Qt.AlignmentFlag.AlignLeft)
        chosen = str(self._settings.get(MEDIA_MB))
        if chosen in self.room.buttons:
            self.room.choose(chosen)
        self.room.chosen.connect(self._choose_room)
        return card

    def _choose_room(self, key: str) -> None:
        self._settings.put(MEDIA_MB, int(key))

    def refresh(self) -> None:
        if self._upkeep is not None:
            self._upkeep.refresh()
        self._show_sync()
        self._tasks.start(self._look_at_keyring(), key="keyring")

    async def _look_at_keyring(self) -> None:
        try:
            name = words.keyring(await self._credentials.backend())
            rows = [(tr("En uso"), name), (tr("Estado"), tr("Responde. Las claves se guardan solo ahí."))]
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            rows = [(tr("Estado"), told.text), (tr("Qué hacer"), told.action)]
        self._keyring.show_rows(rows)

    def _show_sync(self) -> None:
        position = self._store.position()
        gaps = tr("{count} huecos").format(count=words.number(position.gaps))
        at = words.when_exactly(position.at, self._feed.now()) if position.at else tr("todavía nada")
        rows = [
            (tr("Al día hasta"), f"{at} · {gaps}"),
            (tr("Posición"), f"{words.number(position.seq)} / {words.number(position.head)}"),
            (tr("Por subir"), words.number(position.pending)),
            (tr("Esta computadora"), self._device),
        ]
        if self._link is not None and self._link.why:
            rows.append((tr("Conexión"), sentence(self._link.why).text))
        self._sync.show_rows(rows)

    def _changed(self, changes: Changes) -> None:
        if self.isVisible():
            self._show_sync()

    def _link_changed(self, state: LinkState) -> None:
        self._link = state
        if self.isVisible():
            self._show_sync()
