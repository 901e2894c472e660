"""Records the monitor of the sound server's null sink while a voice is played on it, and says what came. Run by
test_sound_server.py."""

import asyncio
from array import array
from collections.abc import AsyncIterator

from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  (after the binding)

from tests.voice.rehearsal import speech
from widgets.voice.devices import Devices
from widgets.voice.peaks import Peaks
from widgets.voice.player import Player
from widgets.voice.recorder import Recorder


class Tape:
    def __init__(self) -> None:
        self.pcm = bytearray()

    def write(self, pcm: bytes) -> None:
        self.pcm += pcm

    def close(self) -> None: ...


async def source(pcm: bytes) -> AsyncIterator[bytes]:
    yield pcm


async def main() -> None:
    tape, stopped, player = Tape(), asyncio.Event(), Player()
    print([device.name for device in Devices().inputs()])
    recorder = Recorder(print)
    recorder.trouble.connect(lambda trouble: print(trouble.code))
    recorder.stopped.connect(stopped.set)
    await player.follow(source(speech(30.0, 48_000)), "a")
    recorder.start(lambda: tape, Peaks())
    while recorder.peaks.ms < 3_000 and not stopped.is_set():
        await asyncio.sleep(0.05)
    recorder.stop()
    await stopped.wait()
    player.stop()
    samples = array("h", bytes(tape.pcm))
    print("heard" if len(samples) > 3 * 48_000 and max(samples) > 2_000 else f"{len(samples)} samples")


QApplication([])
qasync.run(main())
