"""Plays on the real sound server of this environment, kills it, and goes on. Run by test_sound_server.py."""

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import AsyncIterator

from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  (after the binding)

from tests.voice.rehearsal import speech
from widgets.voice.player import Player


async def source(pcm: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(pcm), 9_600):
        yield pcm[at : at + 9_600]


async def main(server: int) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    player = Player()
    player.heard.connect(lambda key: told.put_nowait(f"heard {key}"))
    player.trouble.connect(lambda trouble: told.put_nowait(trouble.code))
    pcm = speech(0.4, 48_000)
    await player.follow(source(pcm), "a")
    print(await told.get(), "silent" if player.silent else "aloud", player.device_name)
    print("same" if player.played_sha256 == hashlib.sha256(pcm).hexdigest() else "different")
    await player.follow(source(speech(6.0, 48_000)), "b")
    os.kill(server, signal.SIGKILL)
    print(await told.get())
    player.play()
    print(await told.get(), "silent" if player.silent else "aloud")
    player.stop()


QApplication([])
qasync.run(main(int(sys.argv[1])))
