"""Webhooks of the rehearsal providers: signed as each provider signs, posted to the relay, repeated as each repeats."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import httpx
import structlog

from services.sandbox.faults import Faults
from services.sandbox.pace import Pace

_log = structlog.get_logger()

Spawn = Callable[[Coroutine[Any, Any, None]], object]
"""Starts work that the sandbox owns: it ends with it, and a bug in it is loud."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a provider's webhooks go and what proves them: Meta's app secret, or the secret of a header."""

    url: str
    secret: str


def wire(payload: object) -> bytes:
    """JSON as Meta sends it: ASCII, everything else as \\uXXXX."""
    return json.dumps(payload, ensure_ascii=True, separators=(",", ":")).encode()


def signed(provider: str, secret: str, body: bytes) -> dict[str, str]:
    """The headers a provider sends with `body`."""
    headers = {"content-type": "application/json"}
    if provider in ("whatsapp", "leadgen"):
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return headers | {"x-hub-signature-256": f"sha256={digest}", "user-agent": "facebookexternalua"}
    agent = "ManyChat" if provider == "manychat" else "UChat"
    return headers | {"x-strato-secret": secret, "user-agent": agent}


class Postman:
    """Posts webhooks. Meta repeats until it is answered 200, ever more slowly; ManyChat and UChat try once."""

    def __init__(self, hooks: dict[str, Hook], http: httpx.AsyncClient, faults: Faults, pace: Pace) -> None:
        self._hooks = hooks
        self._http = http
        self._faults = faults
        self._pace = pace
        self._held: list[tuple[str, object]] = []

    async def post(self, provider: str, payload: object) -> bool:
        """Deliver `payload`, or give up as the provider would; True when the relay answered 200.

        Faults: `duplicate_hooks` posts it twice, `shuffle_hooks` keeps it until the next one overtook it.
        """
        if provider not in self._hooks:
            return False
        if self._faults.take(provider, "hooks", "shuffle_hooks"):
            self._held.append((provider, payload))
            return True
        twice = self._faults.take(provider, "hooks", "duplicate_hooks") is not None
        delivered = await self._deliver(provider, payload)
        if twice:
            await self._deliver(provider, payload)
        held, self._held = self._held, []
        for other, late in held:
            await self._deliver(other, late)
        return delivered

    async def _deliver(self, provider: str, payload: object) -> bool:
        hook, body = self._hooks[provider], wire(payload)
        tries = 12 if provider in ("whatsapp", "leadgen") else 1
        for attempt in range(tries):
            if attempt:
                await self._pace.rest(min(60.0, 2.0 ** (attempt - 1)))
            try:
                answer = await self._http.post(hook.url, content=body, headers=signed(provider, hook.secret, body))
            except httpx.TransportError as error:
                _log.warning("hook_unreachable", provider=provider, attempt=attempt, why=type(error).__name__)
                continue
            if answer.status_code == 200:
                return True
            _log.warning("hook_refused", provider=provider, attempt=attempt, status=answer.status_code)
        return False


async def in_parallel(work: list[Coroutine[Any, Any, Any]], width: int = 8) -> None:
    """Run all of `work`, at most `width` at a time."""
    gate = asyncio.Semaphore(width)

    async def one(task: Coroutine[Any, Any, Any]) -> None:
        async with gate:
            await task

    async with asyncio.TaskGroup() as group:
        for task in work:
            group.create_task(one(task))
