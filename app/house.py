"""The house: the rooms of one desk, opened once, started after the first paint, and closed in order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property, partial
from time import time
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from app.chores import Chores
from app.desk import Desk
from app.listener import Listener
from app.paths import alone
from app.staff import Staff
from services.connections import Connections
from services.credentials import Credentials
from services.entries import Draft
from services.trouble import Trouble

if TYPE_CHECKING:
    from services.own_number import OwnNumber
    from services.probes import Probes
    from services.probes.health import Health, Watch

WATCH_AFTER_S: Final = 20.0


def _now() -> int:
    return int(time() * 1000)


class House(Staff):
    """Nothing is followed or sent before `start`."""

    def __init__(
        self,
        desk: Desk,
        listener: Listener,
        credentials: Credentials,
        http: Connections,
        now: Callable[[], int],
        hold_ms: int | None,
    ) -> None:
        super().__init__(desk, listener, credentials, http, now, hold_ms)
        self._chores = Chores(self._report)
        self.health_told: Callable[[], None] = lambda: None
        """Called when the health of a connection changed; see `watch`."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        desk: Desk,
        listener: Listener,
        credentials: Credentials,
        *,
        http: Connections | None = None,
        now: Callable[[], int] = _now,
        hold_ms: int | None = None,
    ) -> AsyncIterator["House"]:
        """Build the house and close it at the end: calls under way may finish, what is written is written.

        Raises Trouble("desk.already_open") while another program has this desk open.
        """
        with alone(desk.data):
            house = cls(desk, listener, credentials, http or Connections(), now, hold_ms)
            try:
                yield house
            finally:
                await house._close()

    @cached_property
    def probes(self) -> "Probes":
        from services.probes import Probes
        from services.probes.ask import Asking
        from services.voice.casting import appointed

        relay = self.relay if self.desk.member.role == "admin" else None
        voices = lambda: appointed(self.store.agency())  # noqa: E731
        asking = Asking(self.channels, self.store, self.http, self._speech_key, voices, relay)
        return Probes(asking, self.desk.data, self._now)

    @cached_property
    def own_number(self) -> "OwnNumber":
        from services.own_number import OwnNumber

        return OwnNumber(self.store, self.agency, self.outbox)

    def health(self) -> "list[Health]":
        """How the connections stand; nothing before somebody watches over them."""
        return self.watch.all() if "watch" in self.__dict__ else []

    @cached_property
    def watch(self) -> "Watch":
        from services.probes.health import Watch

        relay = self.relay if self.desk.member.role == "admin" else None
        return Watch(
            self.store, self.probes, partial(self.credentials.holds, self.desk.tenant.id), relay, self._now,
            lambda: self.health_told(),
        )  # fmt: skip

    def start(self) -> None:
        """Read the keys, follow the relay, send what is due. Call it after the first paint: it loads what is heavy."""
        if self.store.pending_lost:
            self._report(Trouble("store.pending_damaged"))
        self._chores.start("refold", self.store.refold)
        self._chores.start("keys", self.unlock)
        self._chores.start("configs", self._connect)
        self._chores.start("link", self.link.run)
        self._chores.start("introduction", self.decisions.introduce)
        self._chores.start("shared keys", self.shared_keys.run)
        self._chores.start("outbox", self.outbox.run)
        self._chores.start("disclosing", self.disclosing.run)
        self._chores.start("attending", self.attending.run)
        self._chores.start("lead forms", self.lead_forms.run)
        self._chores.start("health", self._watch_over)

    async def _watch_over(self) -> None:
        """Begin once the start is over: nothing here is in a hurry."""
        await asyncio.sleep(WATCH_AFTER_S)
        await self.watch.run()

    async def unlock(self) -> None:
        """Read this agency's keys; a person may have to unlock the keyring. A Trouble is told, not raised."""
        try:
            await self.credentials.load(self.desk.tenant.id)
        except Trouble as trouble:
            self._report(trouble)
        self.link.resume()
        self.shared_keys.look()
        self.outbox.look()
        self.lead_forms.look()

    async def _connect(self) -> None:
        """Publish the configuration that came with the desk, where the agency's is another, and its values, where it
        has none of its own."""
        if self.desk.member.role != "admin":
            return
        drafts = []
        for provider, config in self.desk.configs.items():
            known = self.store.integration(provider) or {}
            active = known.get("active", True)
            whole = {**known, **config, "active": active}
            if whole != known:
                del whole["active"]
                body = {"provider": provider, "active": active, "config": whole}
                drafts.append(Draft(uuid4().hex, "integration.changed", body))
        values = {name: value for name, value in self.desk.values.items() if name not in self.store.agency()}
        if values:
            drafts.append(Draft(uuid4().hex, "agency.changed", {"values": values, "author": self.desk.member.name}))
            for name, text in self.desk.replies.items():
                body = {"reply": uuid4().hex, "name": name, "text": text}
                drafts.append(Draft(uuid4().hex, "reply.saved", body))
        if drafts:
            await self.store.publish(*drafts)

    async def _close(self) -> None:
        if "outbox" in self.__dict__:
            await self.outbox.leave()
        await self._chores.end()
        self.drafts.save()
        if "desktop" in self.__dict__:
            await self.desktop.notices.close()
            await self.desktop.media_keys.close()
        if "decoder" in self.__dict__:
            await self.decoder.close()
        await self.http.close()
        await self.store.close()
