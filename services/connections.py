"""The house's one HTTP client, made when it is first needed, and the addresses that may be called without TLS."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

Http = Callable[[], Awaitable["httpx.AsyncClient"]]
"""Gives the one client of the house, made when it is first needed."""

_LOOPBACK = ("all://127.0.0.1", "all://localhost", "all://[::1]")


def is_loopback(url: str) -> bool:
    """Whether `url` names this machine itself, by address or as localhost."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def may_be_called(address: str) -> bool:
    """Whether a key may be sent there: only where TLS protects it, or where it does not leave this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and not parts.username and (parts.scheme == "https" or is_loopback(address))


class Connections:
    """Call it for the client. Certificates are always verified; proxies of the system are used except for loopback.
    An answer may pause for `patience_s`."""

    def __init__(self, patience_s: float = 30.0) -> None:
        self._patience_s = patience_s
        self._client: httpx.AsyncClient | None = None
        self._making = asyncio.Lock()

    async def __call__(self) -> "httpx.AsyncClient":
        async with self._making:
            if self._client is None:
                made = await asyncio.to_thread(_make, self._patience_s)  # reads the certificates: some 50 ms
                self._client = self._client or made
            return self._client

    def now(self) -> "httpx.AsyncClient":
        """The client without waiting: made here and now if nobody asked before."""
        if self._client is None:
            self._client = _make(self._patience_s)
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()


def _make(patience_s: float) -> "httpx.AsyncClient":
    import httpx

    return httpx.AsyncClient(
        timeout=httpx.Timeout(patience_s, connect=10.0),
        # A connection that lay idle may be closed at the other end: a message written to it would be lost unknown.
        limits=httpx.Limits(max_connections=40, max_keepalive_connections=10, keepalive_expiry=2.0),
        mounts=dict.fromkeys(_LOOPBACK),
        follow_redirects=False,
    )
