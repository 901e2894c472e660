"""Media keys on a session bus of the test's own, asked as a desktop asks."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jeepney import DBusAddress, MatchRule, MessageType, Properties, message_bus, new_method_call
from jeepney.io.asyncio import DBusRouter, Proxy, open_dbus_router

from services.media_keys import MediaKeys, NowPlaying

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed")

PLAYS = NowPlaying("Voz de Lucía Ferreyra", True, 14_000, 5_000, 1.5)
PLAYER = DBusAddress("/org/mpris/MediaPlayer2", "org.mpris.MediaPlayer2.strato", "org.mpris.MediaPlayer2.Player")


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    command = ["dbus-daemon", "--session", "--nofork", f"--address=unix:path={tmp_path}/bus", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
        yield
        daemon.kill()


@pytest_asyncio.fixture
async def desktop(bus: None) -> AsyncIterator[DBusRouter]:
    async with open_dbus_router() as router:
        yield router


@pytest_asyncio.fixture
async def keys(bus: None) -> AsyncIterator[MediaKeys]:
    made = MediaKeys()
    yield made
    await made.close()


async def ask(desktop: DBusRouter, call: Any) -> Any:
    answer = await asyncio.wait_for(desktop.send_and_get_reply(call), 5)
    assert answer.header.message_type is MessageType.method_return, answer.body
    return answer.body


@pytest.mark.asyncio
async def test_the_desktop_sees_what_plays(desktop: DBusRouter, keys: MediaKeys) -> None:
    await keys.show(PLAYS)
    ((told),) = await ask(desktop, Properties(PLAYER).get_all())
    assert told["PlaybackStatus"] == ("s", "Playing")
    assert told["Metadata"][1]["xesam:title"] == ("s", "Voz de Lucía Ferreyra")
    assert told["Metadata"][1]["mpris:length"] == ("x", 14_000_000)
    assert (await ask(desktop, Properties(PLAYER).get("Rate"))) == (("d", 1.5),)
    root = PLAYER.with_interface("org.mpris.MediaPlayer2")
    assert (await ask(desktop, Properties(root).get("Identity"))) == (("s", "STRATO"),)


@pytest.mark.asyncio
async def test_the_keys_come_back_as_what_they_ask_for(desktop: DBusRouter, keys: MediaKeys) -> None:
    asked: list[tuple[str, float]] = []
    keys.asked = lambda what, number: asked.append((what, number))
    await keys.show(PLAYS)
    for member in ("PlayPause", "Next", "Previous", "Stop"):
        await ask(desktop, new_method_call(PLAYER, member))
    await ask(desktop, new_method_call(PLAYER, "Seek", "x", (-5_000_000,)))
    await ask(desktop, new_method_call(PLAYER, "SetPosition", "ox", ("/ar/strato/voice", 3_000_000)))
    await ask(desktop, Properties(PLAYER).set("Rate", "d", 2.0))
    await ask(desktop, new_method_call(PLAYER.with_interface("org.mpris.MediaPlayer2"), "Raise"))
    assert asked == [
        ("toggle", 0), ("next", 0), ("previous", 0), ("stop", 0), ("seek", -5000), ("place", 3000), ("speed", 2.0),
        ("raise", 0),
    ]  # fmt: skip
    answer = await desktop.send_and_get_reply(new_method_call(PLAYER, "OpenUri", "s", ("file:///etc/passwd",)))
    assert answer.header.message_type is MessageType.error


@pytest.mark.asyncio
async def test_a_pause_is_told_and_the_end_gives_the_keys_to_others(desktop: DBusRouter, keys: MediaKeys) -> None:
    rule = MatchRule(type="signal", interface="org.freedesktop.DBus.Properties", member="PropertiesChanged")
    await Proxy(message_bus, desktop).AddMatch(rule)
    with desktop.filter(rule) as told:
        await keys.show(PLAYS)
        await keys.show(NowPlaying("Voz", False, 14_000, 6_000, 1.5))
        changed = (await asyncio.wait_for(told.get(), 5)).body
    assert changed[1]["PlaybackStatus"] == ("s", "Paused")
    assert "Position" not in changed[1]
    await keys.show(None)
    (owned,) = await Proxy(message_bus, desktop).NameHasOwner("org.mpris.MediaPlayer2.strato")
    assert not owned


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "nonsense"])
async def test_without_a_bus_nothing_happens(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setitem(os.environ, "DBUS_SESSION_BUS_ADDRESS", address)
    keys = MediaKeys()
    await keys.show(PLAYS)
    await keys.show(None)
    await keys.close()
