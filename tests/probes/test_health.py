"""The watch over the connections: silence where something used to come, and what a look finds broken or mended."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from services.probes import Check, Probes
from services.probes.health import Watch, quiet_hours
from services.relay_client import Integration
from services.trouble import Trouble

HOUR = 3_600_000
ZONE = timezone(timedelta(hours=-3))


def at(hour: int, day: int = 19) -> int:
    return int(datetime(2026, 11, day, hour, 30, tzinfo=ZONE).timestamp() * 1000)


def days(hours: range, until: int, count: int = 5) -> list[tuple[int, int]]:
    """Updates in each of these hours of every day of a week, up to a moment."""
    every = (at(hour, day) // HOUR for day in range(13, 20) for hour in hours)
    return [(each, count) for each in every if each <= until // HOUR]


@pytest.mark.parametrize(
    ("known", "now", "quiet"),
    [
        (days(range(9, 21), at(11)), at(14), 3),
        (days(range(9, 21), at(12)), at(14), 0),  # two hours are nobody's business
        (days(range(9, 21), at(20, 18)), at(9), 0),  # the morning begins
        (days(range(9, 21), at(11)), at(23), 0),  # by night nobody is woken
        (days(range(10, 11), at(10)), at(15), 0),  # once a day is how it comes
        ([(at(9, 14) // HOUR, 3)], at(14), 0),  # too little to know
        ([], at(14), 0),
    ],
)
def test_silence_is_told_only_where_something_used_to_come(known: list[tuple[int, int]], now: int, quiet: int) -> None:
    assert quiet_hours(known, now) == quiet


class Shelf:
    """What the store knows of one provider."""

    def __init__(self) -> None:
        self.config: dict[str, Any] | None = {"active": True}
        self.hours: list[tuple[int, int]] = []

    def integration(self, provider: str) -> dict[str, Any] | None:
        return self.config if provider == "whatsapp" else None

    def event_hours(self, provider: str, since: int) -> list[tuple[int, int]]:
        return self.hours

    def last_event(self, provider: str) -> int | None:
        return None

    def last_sent(self, channel: str) -> tuple[int, str] | None:
        return at(13), "delivered"

    def failures(self, since: int) -> dict[str, int]:
        return {"whatsapp": 2} if since == at(0) - HOUR // 2 else {}  # since midnight

    def setup(self, provider: str) -> None:
        return None


class Relay:
    def __init__(self) -> None:
        self.health: dict[str, Any] = {}

    async def integrations(self) -> list[Integration]:
        both = {"app_secret": "set", "verify_token": "set"}
        return [Integration("whatsapp", True, [], "https://r.example/h", both, self.health)]


class Scene:
    """A watch over one provider whose key answers as a test says."""

    def __init__(self, folder: Path) -> None:
        self.shelf, self.relay, self.code, self.told = Shelf(), Relay(), "", 0
        self.probes = Probes(self._checks, folder, lambda: at(14))
        relay: Any = self.relay
        self.watch = Watch(self.shelf, self.probes, lambda _: True, relay, lambda: at(14), self._tell)

    def _tell(self) -> None:
        self.told += 1

    async def _checks(self, _: str) -> list[Check]:
        async def key() -> dict[str, Any]:
            if self.code:
                raise Trouble(self.code)
            return {}

        return [Check("key", key, first=True)]

    async def look(self, times: int = 1) -> str:
        for _ in range(times):
            await self.watch.look()
        [found] = self.watch.all()
        return f"{found.state} {found.code}".strip()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


@pytest.mark.asyncio
async def test_a_key_that_is_refused_fails_the_card_and_one_that_is_mended_heals_it(scene: Scene) -> None:
    assert await scene.look() == "well"
    assert scene.watch.of("whatsapp").failures == 2
    scene.code = "whatsapp.reconnect"
    assert await scene.look(2) == "well", "a key is tried with every third look"
    assert await scene.look() == "failed whatsapp.reconnect"
    assert scene.told == 1
    assert [each.code async for each in scene.probes.run("whatsapp")] == ["whatsapp.reconnect"]
    scene.code = "net.unreachable"
    assert await scene.look(3) == "failed whatsapp.reconnect", "a network that is down proves nothing"
    scene.code = ""
    assert await scene.look(3) == "well"


@pytest.mark.asyncio
async def test_what_the_relay_rejects_fails_the_card_too(scene: Scene) -> None:
    scene.relay.health = {"rejected_24h": 4, "newest": "rejected", "last_problem": "signature.wrong"}
    assert await scene.look() == "failed hook.unsigned"
    scene.relay.health = {}
    assert await scene.look() == "well"


@pytest.mark.asyncio
async def test_silence_and_being_off_are_told(scene: Scene) -> None:
    scene.shelf.hours = days(range(9, 21), at(11))
    assert await scene.look() == "silent hook.quiet"
    assert scene.watch.of("whatsapp").hours == 3
    scene.shelf.config = {"active": False}
    assert await scene.look() == "off"
    assert scene.watch.of("uchat").state == "unconnected"
