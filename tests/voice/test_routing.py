"""Devices that come and go while a voice plays."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.settings import SPEAKER, Settings
from tests.voice.rehearsal import speech
from widgets.voice.devices import Device, Devices
from widgets.voice.player import Player
from widgets.voice.routing import Routing
from widgets.voice.sinks import Silence, Sink

BOX, PHONES = Device("box", "Parlantes"), Device("phones", "Auriculares")


class Plugged(Devices):
    """What is plugged in, as a test says."""

    def __init__(self, *devices: Device) -> None:
        super().__init__()
        self.there = list(devices)

    def outputs(self) -> list[Device]:
        return self.there

    def plug(self, *devices: Device) -> None:
        self.there = list(devices)
        self.changed.emit()


class Out(Silence):
    silent = False

    def __init__(self, device: Device) -> None:
        super().__init__()
        self.id, self.name = device


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def devices(qloop: Any) -> Plugged:
    return Plugged(BOX, PHONES)


@pytest.fixture
def player(settings: Settings, devices: Plugged) -> Player:
    def opens(wanted: str) -> Sink:
        found = [each for each in devices.there if each.id == wanted] or devices.there
        return Out(found[0]) if found else Silence()

    routing = Routing(settings, devices, opens)
    player = Player(None, routing.open_sink)
    routing.follow(player)
    player.routing = routing  # type: ignore[attr-defined]
    return player


async def voice() -> AsyncIterator[bytes]:
    yield speech(3.0, 48_000)


@pytest.fixture
def playing(player: Player, qloop: Any, qtbot: Any) -> list[str]:
    """It plays; gives the troubles that are told from now on."""
    told: list[str] = []
    player.trouble.connect(lambda trouble: told.append(trouble.code))
    task = qloop.create_task(player.follow(voice(), "a"))
    qtbot.waitUntil(lambda: task.done() and player.position_ms > 50)
    return told


def test_the_chosen_one_is_played_on(settings: Settings, player: Player, playing: list[str]) -> None:
    assert player.device_name == "Parlantes"
    settings.put(SPEAKER, "phones")
    at = player.position_ms
    player.routing.settle()  # type: ignore[attr-defined]
    assert player.device_name == "Auriculares"
    assert player.playing
    assert at <= player.position_ms < at + 200


def test_pulled_out_it_pauses_and_goes_on_aloud_elsewhere_only_when_asked(
    settings: Settings, devices: Plugged, player: Player, playing: list[str]
) -> None:
    settings.put(SPEAKER, "phones")
    player.routing.settle()  # type: ignore[attr-defined]
    devices.plug(BOX)
    assert playing == ["sound.lost"]
    assert not player.playing
    at = player.position_ms
    player.play()
    assert (player.device_name, player.position_ms) == ("Parlantes", at)
    devices.plug(BOX, PHONES)
    assert player.device_name == "Auriculares"
    assert player.playing
    player.stop()


def test_the_first_device_that_appears_ends_the_silence(
    devices: Plugged, player: Player, qloop: Any, qtbot: Any
) -> None:
    devices.there = []
    task = qloop.create_task(player.follow(voice(), "a"))
    qtbot.waitUntil(task.done)
    assert player.silent
    devices.plug(BOX)
    assert not player.silent
    assert player.playing
    player.stop()


def test_what_is_heard_in_parts_on_two_devices_is_heard_whole(
    devices: Plugged, player: Player, playing: list[str], qtbot: Any
) -> None:
    heard: list[str] = []
    player.heard.connect(heard.append)
    player.set_rate(2.0)
    devices.plug(PHONES)
    player.play()
    qtbot.waitUntil(lambda: heard == ["a"])
