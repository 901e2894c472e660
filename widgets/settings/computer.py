"""Esta computadora: its keyring, and how far its copy of the agency's log has come."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from services.credentials import Credentials
from services.link import LinkState
from services.records import Changes
from services.store import Store
from services.trouble import Trouble
from widgets import words
from widgets.controls import Label
from widgets.feed import Feed
from widgets.inspector.section import Section
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import sentence, tr


class Computer(QWidget):
    """What a person who asks for help is asked for first."""

    def __init__(
        self,
        theme: Theme,
        store: Store,
        credentials: Credentials,
        feed: Feed,
        device: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._credentials, self._feed, self._device = store, credentials, feed, device
        self._link: LinkState | None = None
        self._tasks = Tasks(self, feed.report)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(12)
        column.addWidget(Label(tr("Esta computadora"), "heading", parent=self))
        self._sync, self._keyring = Section(tr("Sincronización")), Section(tr("Llavero"), tr("Volver a probar"))
        for section in (self._sync, self._keyring):
            card = QFrame(self)
            card.setProperty("frame", "card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(0, 0, 0, 1)
            inside.addWidget(section)
            column.addWidget(card)
        column.addStretch(1)
        self._keyring.link.clicked.connect(self.refresh)
        feed.changed.connect(self._changed)
        feed.link_changed.connect(self._link_changed)
        self._show_sync()

    def refresh(self) -> None:
        self._show_sync()
        self._tasks.start(self._look_at_keyring(), key="keyring")

    async def _look_at_keyring(self) -> None:
        try:
            name = await self._credentials.backend()
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
