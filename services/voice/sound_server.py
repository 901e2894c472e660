"""Whether a sound server listens on this machine, asked before anything is opened on it."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_PATIENCE_S: Final = 0.2


def sound_server_answers() -> bool:
    """Whether a sound server listens. Making a QAudioSink after it died aborts the process (Qt 6.9 to 6.11, Linux)."""
    if not sys.platform.startswith("linux"):
        return True
    return any(_answers(path) for path in _sockets())


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
        door.settimeout(_PATIENCE_S)
        door.connect(str(path))
        return True
    return False
