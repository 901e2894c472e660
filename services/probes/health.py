"""How each connection stands, looked at now and then: what came, what went, what failed, how long keys are good."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Final, Literal, Protocol

import msgspec

from services.probes.finding import Facts, Finding, Report
from services.probes.hook import judged, received_at
from services.probes.probes import PROVIDERS, Probes
from services.provider_records import Setup
from services.relay_client import Integration, RelayClient
from services.trouble import Trouble

State = Literal["unconnected", "off", "well", "warned", "silent", "failed"]

EVERY_S: Final = 300.0
KNOCK_EVERY: Final = 3
"""A key is tried with every third look."""
_HOUR_MS: Final = 3_600_000
_WEEK_H: Final = 7 * 24
QUIET_H: Final = 3
"""Silence shorter than this is nobody's business."""
ENOUGH: Final = 20
"""Fewer updates in a week than this tell nothing of how often they come."""
SOON_DAYS: Final = 7
_ZONE_H: Final = 3
_ARGENTINA: Final = timezone(timedelta(hours=-_ZONE_H))
_AWAKE: Final = range(9, 22)
USUAL: Final = 1.4
"""So many times the usual silence is one to wonder at."""


class Health(msgspec.Struct, frozen=True):
    """One provider as it stands. `hours` is how long nothing has come where something should have; `code` and `facts`
    are the Trouble of what is not well, since `since` (ms)."""

    provider: str
    state: State
    code: str = ""
    facts: Facts = {}
    since: int = 0
    hours: int = 0
    last_event: int | None = None
    last_sent: int | None = None
    sent_state: str = ""
    failures: int = 0
    expires_at: int = 0
    verified_at: int | None = None

    @property
    def bad(self) -> bool:
        """Whether somebody should know."""
        return self.state in ("warned", "silent", "failed")


class Shelf(Protocol):
    """What is read of the store."""

    def integration(self, provider: str) -> dict[str, object] | None: ...

    def event_hours(self, provider: str, since: int) -> list[tuple[int, int]]: ...

    def last_event(self, provider: str) -> int | None: ...

    def last_sent(self, channel: str) -> tuple[int, str] | None: ...

    def failures(self, since: int) -> dict[str, int]: ...

    def setup(self, provider: str) -> Setup | None: ...


class Watch:
    """`look` asks the relay and, now and then, the providers; `of` and `all` answer at once from what is known. `tell`
    is called when a look found something else than the one before."""

    def __init__(
        self, store: Shelf, probes: Probes, holds: Callable[[str], bool], relay: RelayClient | None,
        now: Callable[[], int], tell: Callable[[], None],
    ) -> None:  # fmt: skip
        self._store, self._probes, self._holds, self._relay, self._now = store, probes, holds, relay, now
        self._tell = tell
        self._hooks: dict[str, Integration] = {}
        self._knocked: dict[str, Finding] = {}
        self._looks = 0

    async def run(self) -> None:
        """Look every few minutes until the house closes."""
        self._tell()
        while True:
            await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Look now."""
        before = self.all()
        if self._relay is not None:
            try:
                self._hooks = {each.provider: each for each in await self._relay.integrations()}
            except Trouble:
                self._hooks = {}  # the status bar tells that the relay is out of reach
        if self._looks % KNOCK_EVERY == 0:
            await self._knock()
        self._looks += 1
        if self.all() != before:
            self._tell()

    async def _knock(self) -> None:
        """A network that is down is no fault of a key: only an answer counts."""
        for provider in PROVIDERS:
            config = self._store.integration(provider)
            if config is None or config.get("active") is False or not self._holds(provider):
                self._knocked.pop(provider, None)
                continue
            found = await self._probes.knock(provider)
            if found is not None and found.code not in ("probe.unreachable", "probe.down"):
                self._knocked[provider] = found

    def all(self) -> list[Health]:
        """Every provider that the agency connected."""
        found = (self.of(provider) for provider in PROVIDERS)
        return [each for each in found if each.state != "unconnected"]

    def of(self, provider: str) -> Health:
        """One provider, from what is known."""
        config, now = self._store.integration(provider), self._now()
        if config is None:
            return Health(provider, "unconnected")
        sent = self._store.last_sent(provider)
        report, hook = self._probes.last(provider), self._hooks.get(provider)
        known = Health(
            provider,
            "well",
            last_event=self._store.last_event(provider) or (received_at(hook) if hook is not None else None),
            last_sent=sent[0] if sent is not None else None,
            sent_state=sent[1] if sent is not None else "",
            failures=self._store.failures(_midnight(now)).get(provider, 0),
            expires_at=int(report.facts().get("expires_at") or 0) if report is not None else 0,
            verified_at=_verified_at(hook),
        )
        if config.get("active") is False:
            return msgspec.structs.replace(known, state="off")
        return self._judged(known, report, hook, now)

    def _judged(self, known: Health, report: Report | None, hook: Integration | None, now: int) -> Health:
        replace = msgspec.structs.replace
        if (failed := self._failed(known.provider, report)) is not None:
            since = report.at if report is not None and report.failed is not None else now
            return replace(known, state="failed", code=failed.code, facts=failed.facts, since=since)
        if hook is not None:
            try:
                judged(known.provider, hook)
            except Trouble as trouble:
                if trouble.code in ("hook.unsigned", "hook.rejected", "hook.no_secret"):
                    return replace(known, state="failed", code=trouble.code, facts=trouble.facts, since=now)
        if hours := quiet_hours(self._store.event_hours(known.provider, now - _WEEK_H * _HOUR_MS), now):
            return replace(known, state="silent", code="hook.quiet", facts={"hours": hours}, hours=hours)
        if known.expires_at and known.expires_at - now < SOON_DAYS * 24 * _HOUR_MS:
            days = max(0, (known.expires_at - now) // (24 * _HOUR_MS))
            return replace(known, state="warned", code="meta.expires_soon", facts={"days": days})
        return known

    def _failed(self, provider: str, report: Report | None) -> Finding | None:
        """What the last knock or, where that says nothing else, the last trial found broken."""
        knocked = self._knocked.get(provider)
        if knocked is not None and knocked.outcome == "failed":
            return knocked
        failed = report.failed if report is not None else None
        if failed is None or (failed.check == "key" and knocked is not None) or failed.check == "hook":
            return None
        return failed


def quiet_hours(hours: list[tuple[int, int]], now: int) -> int:
    """For how many hours nothing has come where something used to; 0 where that is nothing to wonder at: by night, for
    a provider that seldom tells anything, or within a silence that is usual. Only the hours of a working day count."""
    if sum(count for _, count in hours) < ENOUGH:
        return 0
    this = now // _HOUR_MS
    if (this - _ZONE_H) % 24 not in _AWAKE:
        return 0
    places = [_waking(hour) for hour, _ in hours]
    quiet = _waking(this) - places[-1]
    gaps = sorted(after - before for before, after in pairwise(places))
    usual = gaps[len(gaps) * 95 // 100] if gaps else 0
    return this - hours[-1][0] if quiet >= QUIET_H and quiet > USUAL * usual else 0


def _waking(hour: int) -> int:
    """The place of an hour (since 1970 UTC) among the waking hours of all days."""
    day, local = divmod(hour - _ZONE_H, 24)
    return day * len(_AWAKE) + min(max(local - _AWAKE.start, 0), len(_AWAKE))


def _midnight(now: int) -> int:
    local = datetime.fromtimestamp(now / 1000, _ARGENTINA)
    return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def _verified_at(hook: Integration | None) -> int | None:
    told = hook.health.get("verified_at") if hook is not None else None
    return int(datetime.fromisoformat(told).timestamp() * 1000) if isinstance(told, str) else None
