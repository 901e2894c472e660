"""Webhooks: every attempt of the providers with what came of it, and the updates that this version shows nobody."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from services.relay_client import Delivery, RelayClient
from services.store import Store
from services.trouble import Trouble
from widgets import words
from widgets.composer.picker import Picker
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.health_words import NAMES
from widgets.pieces.announce import announce
from widgets.pieces.segments import Segments
from widgets.settings.delivery_model import OUTCOMES, DeliveryModel
from widgets.settings.odd_updates import OddUpdates
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

EVERY_MS = 5000
PAGE = 100


class Webhooks(QWidget):
    """Asks the relay anew every few seconds while it is seen; older pages only when somebody wants them."""

    def __init__(
        self, theme: Theme, relay: RelayClient, store: Store, feed: Feed, *, admin: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._relay, self._feed, self._admin = theme, relay, feed, admin
        self._tasks = Tasks(self, feed.report)
        self._known: list[Delivery] = []
        self._whole = False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(10)
        column.addWidget(Label("Webhooks", "heading", parent=self))
        parts = {"attempts": (tr("Intentos"), "radio"), "odd": (tr("Novedades sin leer"), "file-text")}
        self.parts = Segments(theme, parts, parent=self)
        self.parts.chosen.connect(self._choose)
        column.addWidget(self.parts)
        self._stack = QStackedWidget(self)
        self.odd = OddUpdates(theme, store, feed, self)
        self._stack.addWidget(self._make_attempts())
        self._stack.addWidget(self.odd)
        column.addWidget(self._stack, 1)
        self._again = QTimer(self, interval=EVERY_MS)
        self._again.timeout.connect(self._ask)
        self._choose("attempts")

    def refresh(self) -> None:
        """Ask the relay and the log again."""
        self._ask()
        self.odd.refresh()

    def open_part(self, part: str) -> None:
        """ "attempts" or "odd"."""
        self._choose(part)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()

    def _make_attempts(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        bar = QHBoxLayout()
        self.provider = Picker(self._theme, tr("Proveedor"), parent=page)
        channels = [(key, name) for key, name in NAMES.items() if key != "elevenlabs"]
        self.provider.show_choices([("", tr("Todos los proveedores")), *channels], [])
        self.outcome = Picker(self._theme, tr("Resultado"), parent=page)
        self.outcome.show_choices(
            [("", tr("Todos los resultados")), *((key, name()) for key, name in OUTCOMES.items())], []
        )
        self.copy = button(tr("Copiar"), parent=page)
        self.copy.clicked.connect(self._copy)
        self.fresh = button(tr("Actualizar"), parent=page)
        self.fresh.clicked.connect(self._ask)
        for picker in (self.provider, self.outcome):
            picker.setMinimumWidth(self._theme.scaled(196))
            picker.activated.connect(self._show)
            bar.addWidget(picker)
        bar.addStretch(1)
        bar.addWidget(self.copy)
        bar.addWidget(self.fresh)
        column.addLayout(bar)
        column.addWidget(self._make_table(page), 1)
        foot = QHBoxLayout()
        self.said = Label(role="caption", tone="muted", parent=page)
        self.more = button(tr("Ver anteriores"), "quiet", page)
        self.more.clicked.connect(lambda: self._tasks.start(self._load_more(), key="more"))
        foot.addWidget(self.said, 1)
        foot.addWidget(self.more)
        column.addLayout(foot)
        return page

    def _make_table(self, parent: QWidget) -> QTableView:
        self.table = QTableView(parent)
        self.table.setAccessibleName(tr("Intentos de los proveedores"))
        self.model = DeliveryModel(self._theme, self.table)
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self._theme.scaled(30))
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)
        return self.table

    def _choose(self, part: str) -> None:
        self.parts.choose(part)
        self._stack.setCurrentIndex(1 if part == "odd" else 0)

    def _ask(self) -> None:
        if not self._admin:
            self.said.setText(tr("Lo ve quien administra la agencia."))
            self._show_more()
            return
        self._tasks.start(self._load(), key="ask")

    async def _load(self) -> None:
        """The newest page; what is older stays as it was asked for."""
        try:
            newest = await self._relay.deliveries(limit=PAGE)
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self.said.setText(f"{told.text} {told.action}.")
            return
        last = newest[-1].id if newest else 0
        older = [each for each in self._known if each.id < last]
        if len(newest) < PAGE:
            older, self._whole = [], True
        elif self._known and self._known[0].id < last:  # more came meanwhile than a page holds
            older, self._whole = [], False
        self._known = [*newest, *older]
        self._show()

    async def _load_more(self) -> None:
        page = await self._relay.deliveries(before=self._known[-1].id if self._known else None, limit=PAGE)
        self._whole = len(page) < PAGE
        self._known += page
        self._show()

    def _show(self) -> None:
        provider, outcome = self.provider.key, self.outcome.key
        shown = [each for each in self._known if provider in ("", each.provider) and outcome in ("", each.outcome)]
        self.model.show_deliveries(shown, self._feed.now())
        rejected = sum(each.outcome == "rejected" for each in self._known)
        count = tr("{count} intentos").format(count=words.number(len(shown)))
        if not self._known:
            count = tr("Todavía no llegó ningún webhook.")
        self.said.setText(
            f"{count} · " + tr("{count} rechazados").format(count=words.number(rejected)) if rejected else count
        )
        self._show_more()

    def _show_more(self) -> None:
        self.more.setVisible(self._admin and bool(self._known) and not self._whole)
        self.copy.setEnabled(bool(self.model.rows))
        self.fresh.setEnabled(self._admin)

    def _copy(self) -> None:
        chosen = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        QGuiApplication.clipboard().setText(self.model.copied(chosen or range(len(self.model.rows))))
        announce(self, tr("Copiado"))
