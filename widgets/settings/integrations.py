"""Integraciones: the keyring in use, a card for each provider, and the panel of the one chosen."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from services.credentials import Credentials
from services.entries import Draft
from services.records import Changes
from services.relay_client import Member, RelayClient, Tenant
from services.store import Store
from services.trouble import Trouble
from services.voice import Voice
from widgets import words
from widgets.composer.notice import Notice
from widgets.controls import Label, hairline
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.settings.card import Card
from widgets.settings.connection import Connection, merged, value_of
from widgets.settings.forms import forms
from widgets.settings.hook_watch import HookWatch
from widgets.settings.provider_panel import ProviderPanel
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr


class Integrations(QWidget):
    """Secrets go from a field straight to the keyring or the relay; this page keeps none and reads none back.

    `keys_changed` when a key was kept or taken away. `cards` and `panels` are by provider."""

    keys_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        store: Store,
        credentials: Credentials,
        relay: RelayClient,
        voice: Callable[[], Voice],
        feed: Feed,
        tenant: Tenant,
        member: Member,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._store, self._credentials, self._relay, self._voice = theme, store, credentials, relay, voice
        self._feed, self._tenant, self._admin = feed, tenant, member.role == "admin"
        self._tasks = Tasks(self, feed.report)
        self._place = ""
        self._shut: words.Words | None = None
        """Why there is no keyring to be used."""
        self._connections = {form.provider: Connection(form) for form in forms()}
        self._watch = HookWatch(relay, feed, self)
        self._watch.known.connect(self._show_hooks)
        self._build()
        feed.changed.connect(self._changed)

    def refresh(self) -> None:
        """Ask the keyring, the log, the relay and the provider again."""
        self._tasks.start(self._load(), key="load")
        if self._admin:
            self._watch.ask()

    def open_part(self, part: str) -> None:
        """Show the panel of a provider; one that has none leaves the page as it is."""
        if part not in self.panels:
            return
        self._open = part
        self._panels.setCurrentWidget(self.panels[part])
        for name, panel in self.panels.items():  # a stack is as tall as its tallest page that counts
            how = QSizePolicy.Policy.Preferred if name == part else QSizePolicy.Policy.Ignored
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, how)
        self._side.verticalScrollBar().setValue(0)
        self._wait()
        for name, card in self.cards.items():
            card.show_chosen(name == part)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wait()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._wait()

    def _wait(self) -> None:
        """The first event of the provider whose panel is seen is waited for."""
        awaited = self.panels[self._open].hook is not None and self._admin and self.isVisible()
        self._watch.wait_for(self._open if awaited else "")

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_overview(), 1)
        row.addWidget(hairline(vertical=True, parent=self))
        self._panels = QStackedWidget(self)
        self.panels: dict[str, ProviderPanel] = {}
        for provider, connection in self._connections.items():
            panel = ProviderPanel(self._theme, connection.form, self._tenant.name, admin=self._admin)
            self.panels[provider] = panel
            panel.secret_given.connect(self._keep)
            panel.secret_removed.connect(self._forget)
            panel.hook_secret_given.connect(self._tell_relay)
            panel.config_saved.connect(self._publish)
            self._panels.addWidget(panel)
        scroll = self._side = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._panels)
        row.addWidget(scroll)
        self._fit()
        self._theme.changed.connect(self._fit)
        self.open_part("whatsapp")

    def _fit(self) -> None:
        """The panel grows with the text, and gives way to the cards before they are cut."""
        self._side.setFixedWidth(min(self._theme.scaled(388), 520))

    def _make_overview(self) -> QWidget:
        overview = QWidget(self)
        overview.setProperty("surface", "canvas")
        overview.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(overview)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(12)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Label(tr("Integraciones"), "heading", parent=self))
        self._summary = Label(role="caption", tone="muted", parent=self)
        titles.addWidget(self._summary)
        column.addLayout(titles)
        self.keyring = Notice(self._theme, self)
        self.keyring.acted.connect(self.refresh)
        self.keyring.say(tr("Mirando el llavero…"), icon="key-round")
        column.addWidget(self.keyring)
        grid = QGridLayout()
        grid.setSpacing(12)
        self.cards: dict[str, Card] = {}
        for at, (provider, connection) in enumerate(self._connections.items()):
            card = self.cards[provider] = Card(self._theme, connection, self)
            card.configured.connect(self.open_part)
            card.tested.connect(self._test)
            grid.addWidget(card, at // 2, at % 2)
        column.addLayout(grid)
        column.addStretch(1)
        return overview

    async def _load(self) -> None:
        self._shut = None
        try:
            self._place = await self._credentials.backend()
            for provider in self._connections:
                await self._look(provider)
            self.keyring.say(
                tr("Llavero en uso: {name}").format(name=self._place),
                tr("Las claves no están en la base ni en las copias. Si se bloquea, te avisamos."),
                icon="shield-check",
            )
        except Trouble as trouble:
            self._shut = words.sentence(trouble.code, trouble.facts)
            for provider, connection in self._connections.items():
                self._connections[provider] = replace(connection, trouble=trouble.code)
            self.keyring.say(
                self._shut.text,
                tr("No guardamos claves en ningún otro lado."),
                icon="triangle-alert",
                action=tr("Volver a probar"),
            )
        self._show()
        if self._connections["elevenlabs"].complete:
            await self._load_choices()

    async def _look(self, provider: str) -> None:
        kept = await self._credentials.known(self._tenant.id, provider)
        config = self._store.integration(provider)
        self._connections[provider] = replace(self._connections[provider], kept=kept, config=config, trouble=None)

    def _show(self) -> None:
        for provider, connection in self._connections.items():
            self.cards[provider].show_connection(connection, self._feed.now())
            self.panels[provider].show_connection(connection, self._place, self._shut)
        fine = sum(connection.chip()[0] == "success" for connection in self._connections.values())
        missing = len(self._connections) - fine
        said = tr("{count} en orden").format(count=fine)
        self._summary.setText(said + (" · " + tr("{count} por completar").format(count=missing) if missing else ""))

    async def _load_choices(self) -> None:
        """The account's voices and models, for the agency's choice."""
        panel = self.panels["elevenlabs"]
        try:
            voices = [(voice.id, voice.name) for voice in await self._voice().voices()]
            models = [(model.id, model.name) for model in await self._voice().models()]
        except Trouble as trouble:
            self._tested("elevenlabs", trouble.code)
            return
        panel.show_choices("voice_id", voices)
        panel.show_choices("model_id", models)
        known = self._connections["elevenlabs"]
        self._connections["elevenlabs"] = replace(known, names=dict(voices + models))
        self._show()

    def _show_hooks(self) -> None:
        for provider, panel in self.panels.items():
            hook = self._watch.hooks.get(provider)
            panel.show_hook(hook, self._feed.now())
            self._connections[provider] = replace(self._connections[provider], hook=hook)
        self._show()

    def _keep(self, field: str, secret: str) -> None:
        provider = self._sender_provider()
        self._tasks.start(self._change(provider, field, secret), key=(provider, field))

    def _forget(self, field: str) -> None:
        provider = self._sender_provider()
        self._tasks.start(self._change(provider, field, None), key=(provider, field))

    async def _change(self, provider: str, field: str, secret: str | None) -> None:
        try:
            if secret is None:
                await self._credentials.delete(self._tenant.id, provider, field)
            else:
                await self._credentials.set(self._tenant.id, provider, field, secret)
        except Trouble as trouble:
            self.panels[provider].show_secret_trouble(field, words.sentence(trouble.code, trouble.facts))
            return
        announce(self, tr("Clave guardada") if secret else tr("Clave quitada"))
        self.keys_changed.emit()
        await self._load()

    def _tell_relay(self, field: str, secret: str) -> None:
        provider = self._sender_provider()
        self._tasks.start(self._connect(provider, {field: secret}, field), key=(provider, field))

    async def _connect(self, provider: str, secrets: dict[str, str | None], field: str = "") -> None:
        config = self._store.integration(provider)
        routes = [found for name in self.panels[provider].form.routes if (found := value_of(config, name))]
        try:
            await self._watch.tell(provider, routes, secrets)
        except Trouble as trouble:
            if not field:
                raise
            self.panels[provider].show_secret_trouble(field, words.sentence(trouble.code, trouble.facts))

    def _publish(self, values: dict[str, str]) -> None:
        provider = self._sender_provider()
        self._tasks.start(self._publish_config(provider, values), key=(provider, "config"))

    async def _publish_config(self, provider: str, values: dict[str, str]) -> None:
        config = merged(self._store.integration(provider), values)
        body = {"provider": provider, "active": True, "config": config}
        await self._store.publish(Draft(uuid4().hex, "integration.changed", body))
        announce(self, tr("Guardado para la agencia"))
        await self._load()
        if self.panels[provider].hook is not None:
            await self._connect(provider, {})

    def _test(self, provider: str) -> None:
        self.open_part(provider)
        self._tasks.start(self._try(provider), key=(provider, "test"))

    async def _try(self, provider: str) -> None:
        """Whether the key opens the account. Nothing is sent to anybody."""
        try:
            if provider == "elevenlabs":
                await self._voice().quota()
        except Trouble as trouble:
            self._tested(provider, trouble.code)
        else:
            self._tested(provider, "")

    def _tested(self, provider: str, code: str) -> None:
        self._connections[provider] = replace(self._connections[provider], tested=code)
        self._show()
        if code:
            self.panels[provider].show_secret_trouble(next(iter(self.panels[provider].secrets)), words.sentence(code))

    def _changed(self, changes: Changes) -> None:
        if changes.everything:
            self.refresh()

    def _sender_provider(self) -> str:
        panel = self.sender()
        assert isinstance(panel, ProviderPanel)
        return panel.form.provider
