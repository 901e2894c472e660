"""Pulls the device out on which a voice plays, on the real sound server of this environment. Run by
test_sound_server.py."""

import asyncio
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  (after the binding)

from services.settings import SPEAKER, Settings
from tests.voice.rehearsal import speech
from widgets.voice.devices import Devices
from widgets.voice.player import Player
from widgets.voice.routing import Routing


def told(*words: str) -> str:
    return subprocess.run(["pactl", *words], capture_output=True, check=True, text=True).stdout.strip()


async def source(pcm: bytes) -> AsyncIterator[bytes]:
    yield pcm


async def main(folder: Path) -> None:
    module = told("load-module", "module-null-sink", "sink_name=phones")
    settings = Settings(folder / "settings.json")
    settings.put(SPEAKER, "phones")
    devices = Devices()
    routing = Routing(settings, devices)
    player = Player(None, routing.open_sink)
    routing.follow(player)
    lost: list[float] = []
    player.trouble.connect(lambda trouble: lost.append(time.monotonic()))
    await player.follow(source(speech(9.0, 48_000)), "a")
    print(player.device_id, sorted(each.id for each in devices.outputs()))
    await asyncio.sleep(0.3)
    pulled = time.monotonic()
    told("unload-module", module)
    while not lost:
        await asyncio.sleep(0.01)
    print("paused" if not player.playing else "plays", "at once" if lost[0] - pulled < 1.0 else "late")
    print(sorted(each.id for each in devices.outputs()))
    player.play()
    print(player.device_id)
    player.stop()
    back = asyncio.Event()
    devices.changed.connect(back.set)
    told("load-module", "module-null-sink", "sink_name=phones")
    await back.wait()
    await asyncio.sleep(0.3)
    print(sorted(each.id for each in devices.outputs()))


QApplication([])
with tempfile.TemporaryDirectory() as place:
    qasync.run(main(Path(place)))
