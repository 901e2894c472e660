"""Pulls the only device out while a voice plays on it or rests, and plugs another one in. Run by
test_sound_server.py."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  (after the binding)

from services.settings import Settings
from tests.voice.rehearsal import speech
from widgets.voice.devices import Devices
from widgets.voice.player import Player
from widgets.voice.routing import Routing


async def source(pcm: bytes) -> AsyncIterator[bytes]:
    yield pcm


async def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def main(folder: Path, *, plays: bool) -> None:
    devices = Devices()
    routing = Routing(Settings(folder / "settings.json"), devices)
    player = Player(None, routing.open_sink)
    routing.follow(player)
    said: list[str] = []
    player.trouble.connect(lambda trouble: said.append(trouble.code))
    await player.follow(source(speech(9.0, 48_000)), "a")
    await until(lambda: bool(devices.outputs()) and not devices.no_output_left)
    await asyncio.sleep(0.3)  # the server is asked in another thread what there is
    if not plays:
        player.pause()
    subprocess.run(["pactl", "unload-module", "module-null-sink"], check=True)
    await until(lambda: devices.no_output_left and not player.playing)
    await asyncio.sleep(0.1)
    print(said, len(devices.outputs()), "outputs")
    player.play()
    print(said, "silent" if player.silent else "aloud")
    await until(lambda: player.position_ms > 0)
    subprocess.run(["pactl", "load-module", "module-null-sink", "sink_name=phones"], check=True, capture_output=True)
    await until(lambda: not player.silent)
    print(player.device_id, "aloud")
    player.stop()


QApplication([])
with tempfile.TemporaryDirectory() as place:
    qasync.run(main(Path(place), plays=sys.argv[1] == "plays"))
