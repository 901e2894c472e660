"""One relay on one data directory: bound, served with uvicorn, and ended with a goodbye to every console."""

import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec
import uvicorn

from services.entries import DEAD_S, HEARTBEAT_S
from services.relay.door import Door
from services.relay.sockets import Socket
from services.relay.web import Relay
from services.trouble import Trouble

MOST_MESSAGE: Final = 1024 * 1024
"""Bytes of one message from a console; an entry of MAX_BODY fits whatever its escapes."""


class Served(msgspec.Struct):
    """What a serving relay leaves in its data directory for the operator's command line."""

    url: str


class Server(uvicorn.Server):
    """uvicorn, which tells when it is ready and lets consoles go before it ends."""

    def __init__(self, relay: Relay, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                relay,
                http=Door,
                ws=Socket,
                ws_max_size=MOST_MESSAGE,
                ws_ping_interval=relay.heartbeat_s,
                ws_ping_timeout=relay.heartbeat_s * (DEAD_S / HEARTBEAT_S - 1),
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=5,
            )
        )
        self._relay, self._ready = relay, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye first: uvicorn's own would tell consoles nothing."""
        self._relay.streams.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A signal ends the server and is done with; uvicorn would raise it again and die of it."""
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises Trouble("serve.address_taken")."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise Trouble("serve.address_taken", host=host, port=port) from error
    return bound


def local_url(bound: socket.socket) -> str:
    """How this machine reaches a bound socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextlib.contextmanager
def announced(data: Path, url: str) -> Iterator[None]:
    """Tell the operator's command line where this relay listens."""
    path = data / "serving.json"
    path.write_bytes(msgspec.json.encode(Served(url)))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def served_at(data: Path) -> str | None:
    """Where a relay on this directory said that it listens."""
    try:
        return msgspec.json.decode((data / "serving.json").read_bytes(), type=Served).url
    except (FileNotFoundError, msgspec.DecodeError):
        return None
