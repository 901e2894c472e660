"""Integraciones: the keyring in use, a card for each provider, and the panel of the one chosen."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.credentials import Credentials
from services.entries import Draft
from services.probes import Probes
from services.probes.health import Watch
from services.records import Changes
from services.relay_client import Member, RelayClient, Tenant
from services.store import Store
from services.trouble import Trouble
from services.voice import Voice
from widgets.controls import hairline
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.settings.connection import Connection, merged, value_of
from widgets.settings.forms import forms
from widgets.settings.hook_watch import HookWatch
from widgets.settings.offered import LISTED, Flows, Offered
from widgets.settings.overview import Overview
from widgets.settings.provider_panel import ProviderPanel
from widgets.settings.side import Side
from widgets.settings.trying import Trying
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import Words, keyring, tr


class Integrations(QWidget):
    """Secrets go from a field straight to the keyring or the relay; this page keeps none and reads none back.

    `keys_changed` when a key was kept or taken away, `wanted` (does) leads elsewhere, `message_wanted` (provider) to a
    message to oneself. `cards` and `panels` are by provider."""

    keys_changed = Signal()
    wanted = Signal(str)
    message_wanted = Signal(str)
    moved = Signal()
    """What is known of a connection may be different."""

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
        probes: Callable[[], Probes],
        watch: Callable[[], Watch],
        flows: Callable[[], Flows],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._store, self._credentials = theme, store, credentials
        self._offered = Offered(voice, flows, feed.now)
        self._feed, self._tenant, self._admin = feed, tenant, member.role == "admin"
        self._member = member.name
        self._tasks = Tasks(self, feed.report)
        self._place = ""
        self._shut: Words | None = None
        """Why there is no keyring to be used."""
        self._connections = {form.provider: Connection(form) for form in forms()}
        self._watch = HookWatch(relay, feed, self)
        self._watch.known.connect(self._show_hooks)
        self._trying = Trying(probes, feed, self)
        self._trying.moved.connect(self._tried)
        self._build()
        self._watched = watch
        feed.changed.connect(self._changed)
        feed.health_changed.connect(self._look_at_health)

    def refresh(self) -> None:
        """Ask the keyring, the log, the relay and the provider again."""
        self._tasks.start(self._load(), key="load")
        if self._admin:
            self._watch.ask()

    def connection(self, provider: str) -> Connection:
        """What is known of one."""
        return self._connections[provider]

    def try_quietly(self, provider: str) -> None:
        """Begin a trial of it, whatever panel is open."""
        self._trying.start([provider])

    def open_part(self, part: str) -> None:
        """Show the panel of a provider; one that has none leaves the page as it is."""
        if part not in self.panels:
            return
        self._side.show_panel(part)
        self._side.show_foot(self._connections[part])
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
        awaited = self.panels[self._side.open].hook is not None and self._admin and self.isVisible()
        self._watch.wait_for(self._side.open if awaited else "")

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_overview(), 1)
        row.addWidget(hairline(vertical=True, parent=self))
        side = self.side = self._side = Side(
            self._theme, self._connections, self._tenant.name, admin=self._admin, parent=self
        )
        side.tried.connect(self._test)
        side.cancelled.connect(self._trying.cancel)
        side.wanted.connect(self.wanted)
        side.message_wanted.connect(self.message_wanted)
        self.panels, self.trials, self.foot = side.panels, side.trials, side.foot
        for panel in self.panels.values():
            panel.secret_given.connect(self._keep)
            panel.secret_removed.connect(self._forget)
            panel.hook_secret_given.connect(self._tell_relay)
            panel.config_saved.connect(self._publish)
            panel.switched.connect(self._switch)
        row.addWidget(side)
        self.open_part("whatsapp")

    def _make_overview(self) -> QWidget:
        overview = self._overview = Overview(self._theme, self._connections, self)
        overview.keyring.acted.connect(self.refresh)
        overview.configured.connect(self.open_part)
        overview.renewed.connect(self._renew)
        overview.again_wanted.connect(lambda: self.wanted.emit("first_run"))
        overview.tested.connect(self._test)
        overview.all_tested.connect(self._try_all)
        self.keyring, self.cards = overview.keyring, overview.cards
        self.try_all, self.again = overview.try_all, overview.again
        return overview

    async def _load(self) -> None:
        self._shut = None
        try:
            self._place = keyring(await self._credentials.backend())
            for provider in self._connections:
                await self._look(provider)
            self.keyring.say(
                tr("Llavero en uso: {name}").format(name=self._place),
                tr("Las claves no están en la base ni en las copias. Si se bloquea, te avisamos."),
                icon="shield-check",
            )
        except Trouble as trouble:
            self._shut = sentence(trouble.code, trouble.facts)
            for provider, connection in self._connections.items():
                self._connections[provider] = replace(connection, trouble=trouble.code)
            self.keyring.say(
                self._shut.text,
                tr("No guardamos claves en ningún otro lado."),
                icon="triangle-alert",
                action=tr("Volver a probar"),
            )
        self._show()
        for provider in LISTED:
            self._tasks.start(self._load_choices(provider), key=(provider, "choices"))

    async def _look(self, provider: str) -> None:
        kept = await self._credentials.known(self._tenant.id, provider)
        config, report = self._store.integration(provider), self._trying.report(provider)
        self._connections[provider] = replace(
            self._connections[provider], kept=kept, config=config, report=report, trouble=None,
            health=self._watched().of(provider), setup=self._store.setup(provider),
        )  # fmt: skip

    def _look_at_health(self) -> None:
        for provider, known in self._connections.items():
            self._connections[provider] = replace(known, health=self._watched().of(provider))
        self._show()

    def _show(self) -> None:
        now = self._feed.now()
        self._overview.show_connections(self._connections, now)
        self._side.show_connections(self._connections, self._place, self._shut, now)
        self.moved.emit()

    def _try_all(self) -> None:
        self._trying.start([each for each, connection in self._connections.items() if connection.complete])

    def _tried(self, provider: str) -> None:
        """A trial moved on."""
        known, trying = self._connections[provider], self._trying.awaited(provider)
        ended = known.trying and not trying
        report = self._trying.report(provider)
        self._connections[provider] = replace(known, report=report, trying=trying)
        self._show()
        if ended:
            self._look_at_health()
            self._side.show_ending(provider)
            self._feed.health_changed.emit()

    async def _load_choices(self, provider: str) -> None:
        complete = self._connections[provider].complete
        names = await self._offered.load(provider, self.panels[provider], complete=complete)
        if names:
            self._connections[provider] = replace(self._connections[provider], names=names)
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
            self.panels[provider].show_secret_trouble(field, sentence(trouble.code, trouble.facts))
            return
        self._trying.forget(provider)
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
            await self._watch.tell(provider, routes, secrets, active=(config or {}).get("active") is not False)
        except Trouble as trouble:
            if not field:
                raise
            self.panels[provider].show_secret_trouble(field, sentence(trouble.code, trouble.facts))

    def _publish(self, values: dict[str, str]) -> None:
        provider = self._sender_provider()
        self._tasks.start(self._publish_config(provider, values), key=(provider, "config"))

    def _switch(self, active: bool) -> None:
        provider = self._sender_provider()
        self._tasks.start(self._publish_config(provider, {}, active=active), key=(provider, "config"))

    async def _publish_config(self, provider: str, values: dict[str, str], active: bool | None = None) -> None:
        known = self._store.integration(provider)
        if active is None:
            active = (known or {}).get("active") is not False
        body = {"provider": provider, "active": active, "config": merged(known, values), "author": self._member}
        await self._store.publish(Draft(uuid4().hex, "integration.changed", body))
        self._trying.forget(provider)
        announce(self, tr("Guardado para la agencia"))
        await self._load()
        if self.panels[provider].hook is not None:
            await self._connect(provider, {})

    def _renew(self, provider: str) -> None:
        self.open_part(provider)
        self.panels[provider].edit_secret()

    def _test(self, provider: str) -> None:
        if provider != self._side.open:
            self.open_part(provider)
        self._trying.start([provider])

    def _changed(self, changes: Changes) -> None:
        if changes.everything:
            self.refresh()

    def _sender_provider(self) -> str:
        panel = self.sender()
        assert isinstance(panel, ProviderPanel)
        return panel.form.provider
