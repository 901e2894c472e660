"""Plays on the real sound server of this environment, kills it, and goes on; with the command of another one, it takes
its place at once. Run by test_sound_server.py."""

import asyncio
import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

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


async def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


def listens(path: Path) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.connect(str(path))
        return True
    return False


async def replaced(server: int, command: list[str]) -> None:
    player, heard = Player(), asyncio.Event()
    player.ended.connect(lambda _key: heard.set())
    await player.follow(source(speech(0.2, 48_000)), "a")
    await heard.wait()
    print("silent" if player.silent else "aloud")
    os.kill(server, signal.SIGKILL)
    place = Path(os.environ["XDG_RUNTIME_DIR"], "pulse")
    await until(lambda: not listens(place / "native"))  # a killed process answers until it is given the time to die
    (place / "pid").unlink()  # nobody has waited for the dead one yet, so the other would believe that it lives
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as other:
        try:
            await until(lambda: listens(place / "native"))
            heard.clear()
            await player.follow(source(speech(0.2, 48_000)), "b")
            await heard.wait()
            print("silent" if player.silent else "aloud")
        finally:
            other.kill()


QApplication([])
killed, *another = sys.argv[1:]
qasync.run(replaced(int(killed), another) if another else main(int(killed)))
