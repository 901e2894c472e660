"""Whether a sound server listens on this machine, asked before anything is opened on it."""

import functools
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


class _NobodyError(Exception):
    """No sound server has been met yet."""


def sound_server_answers() -> bool:
    """Whether the sound server that this process met first still listens. Making a QAudioSink after it died aborts the
    process (Qt 6.9 to 6.11, Linux), and also once another one has taken its place: Qt looks for it once, after three
    seconds, and never again."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        return _met_first() == _listening()
    except _NobodyError:
        return False


def another_server_answers() -> bool:
    """Whether a sound server listens that took the place of the first: it can be spoken to, but not through Qt."""
    if not sys.platform.startswith("linux") or sound_server_answers():
        return False
    return _listening() is not None


@functools.cache
def _met_first() -> tuple[str, int, int]:
    """The one that Qt is connected to; it connects once. Nobody is not remembered: a server may start later."""
    if (found := _listening()) is None:
        raise _NobodyError
    return found


def _listening() -> tuple[str, int, int] | None:
    """The socket that answers now: its path, its inode and when that was made; a new server makes a new one."""
    for path in _sockets():
        with suppress(OSError):
            made = path.stat()
            if _answers(path):
                return str(path), made.st_ino, made.st_ctime_ns
    return None


def _sockets() -> Iterator[Path]:
    told = os.environ.get("PULSE_SERVER", "")
    if told.startswith(("unix:", "/")):
        yield Path(told.removeprefix("unix:"))
    if folder := os.environ.get("PULSE_RUNTIME_PATH"):
        yield Path(folder) / "native"
    if folder := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(folder) / "pulse" / "native"
        yield Path(folder) / os.environ.get("PIPEWIRE_REMOTE", "pipewire-0")
    with suppress(RuntimeError):
        yield from (Path.home() / ".config" / "pulse").glob("*-runtime/native")


def _answers(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.setblocking(False)
        with suppress(BlockingIOError):  # more of us wait at its door than it lets in: busy, and alive (connect(2))
            door.connect(str(path))
        return True
    return False
