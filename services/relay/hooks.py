"""The webhook endpoint: limit, find, verify, split, store; 200 when it is durable, and a record of every attempt."""

import asyncio
import contextlib
import time
from typing import Any, Final
from urllib.parse import parse_qs

import structlog
from starlette.responses import PlainTextResponse, Response

from services.channels.hooks import HOOKS
from services.relay.brakes import Brakes
from services.relay.intake import batch
from services.relay.integrations import Integrations, Target
from services.relay.lines import Batch, Delivery
from services.relay.log import Log
from services.relay.metrics import Metrics
from services.relay.problem import Problem
from services.trouble import Trouble

MOST_BYTES: Final = 3 * 1024 * 1024
"""Of one body: what Meta sends at most."""

BODY_S: Final = 30
"""A body that takes longer to arrive is refused."""

_TAKEN: Final = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-length", b"0"), (b"cache-control", b"no-store")],
}
"""The status says it all; a body would be a packet of its own to every sender."""
_DONE: Final = {"type": "http.response.body"}


class HooksEndpoint:
    """`GET|POST /hooks/{provider}/{key}` as a bare ASGI application: all of an agency's traffic passes here."""

    def __init__(self, store: Log, integrations: Integrations, brakes: Brakes, metrics: Metrics) -> None:
        self._store, self._integrations, self._brakes = store, integrations, brakes
        self._outcomes = metrics.outcomes
        self._log = structlog.get_logger("relay.hooks").bind()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request; every trouble is a problem document and, where the hook is known, a delivery."""
        target, raw = None, None
        try:
            self._brakes.request(self._brakes.address(scope))
            target = self._find(scope["path"])
            self._brakes.hook(target.key)
            if not target.active:
                raise Trouble("hook.unknown")
            if scope["method"] == "POST":
                raw = await _body(scope, receive)
                await self._post(target, scope["headers"], raw)
            elif scope["method"] == "GET":
                await self._handshake(target, scope["query_string"])(scope, receive, send)
                await self._note(target, "accepted", None, 0)
                return
            else:
                raise Trouble("method.refused", allow="GET, POST")
        except Trouble as trouble:
            await self._refuse(target, trouble, _announced(scope) if raw is None else len(raw))
            await Problem(trouble)(scope, receive, send)
        except asyncio.IncompleteReadError:
            await self._refuse(target, Trouble("body.incomplete"), _announced(scope))
        else:
            await send(_TAKEN)
            await send(_DONE)

    def _find(self, path: str) -> Target:
        _, _, provider, key, *rest = [*path.split("/", 4), "", ""]
        target = self._integrations.target(provider, key)
        if target is None or any(rest):
            raise Trouble("hook.unknown")
        return target

    async def _post(self, target: Target, headers: Any, raw: bytes) -> None:
        if not HOOKS[target.provider].verify(target.vault.accepted(time.time()), headers, raw):
            raise Trouble("signature.wrong")
        todo = batch(target, self._integrations.owner, raw)
        _, outcomes = await self._store.append(todo)
        for outcome in outcomes:
            self._outcomes[outcome] += 1
        if any(self._integrations.owner(each.app, each.route) for each in todo.loose):
            await self._integrations.adopt()  # its route was given to somebody just now
        self._log.debug("webhook", provider=target.provider, outcomes=outcomes, bytes=len(raw))

    def _handshake(self, target: Target, query: bytes) -> Response:
        asked = parse_qs(query.decode("latin-1"), keep_blank_values=True, errors="surrogateescape")
        challenge = HOOKS[target.provider].handshake(target.vault.accepted(time.time()), asked)
        if challenge is None:
            raise Trouble("handshake.refused")
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return PlainTextResponse(challenge.encode("utf-8", "surrogateescape"), headers=headers)

    async def _refuse(self, target: Target | None, trouble: Trouble, size: int) -> None:
        if target is None:
            self._outcomes["unknown"] += 1
            return
        self._log.info("webhook refused", provider=target.provider, hook=target.tenant or target.app, code=trouble.code)
        if trouble.code.startswith("store.") or (
            trouble.code == "rate.limited" and not self._brakes.worth_noting(target.key)
        ):
            self._outcomes["rejected"] += 1
            return
        await self._note(target, "rejected", "hook.inactive" if not target.active else trouble.code, size)

    async def _note(self, target: Target, outcome: str, reason: str | None, size: int) -> None:
        self._outcomes[outcome] += 1
        delivery = Delivery(target.tenant or "", target.app, target.provider, outcome, 0, reason, size)
        with contextlib.suppress(Trouble):  # a store that cannot keep the record has said so already
            await self._store.append(Batch(deliveries=[delivery]))


async def _body(scope: Any, receive: Any) -> bytes:
    """The raw bytes. Raises Trouble("body.too_large") or ("body.too_slow"), and IncompleteReadError where the sender
    has gone."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body") and len(message["body"]) <= MOST_BYTES:
        whole: bytes = message["body"]
        return whole
    if _announced(scope) > MOST_BYTES:
        raise Trouble("body.too_large")
    try:
        async with asyncio.timeout(BODY_S):
            return await _rest(message, receive)
    except TimeoutError:
        raise Trouble("body.too_slow") from None


async def _rest(message: Any, receive: Any) -> bytes:
    read = bytearray()
    while True:
        if message["type"] != "http.request":
            raise asyncio.IncompleteReadError(b"", None)
        read += message["body"]
        if len(read) > MOST_BYTES:
            raise Trouble("body.too_large")
        if not message.get("more_body"):
            return bytes(read)
        message = await receive()


def _announced(scope: Any) -> int:
    given = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(given) if given.isdigit() else 0
