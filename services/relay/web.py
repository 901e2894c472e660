"""The relay as one ASGI application: its parts built once, opened and closed in order, and who answers which path."""

import asyncio
import contextlib
import hmac
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import structlog
from sqlalchemy.engine import Connection
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from services.entries import HEARTBEAT_S
from services.relay import deliveries, media
from services.relay.api import Api, answer
from services.relay.brakes import Brakes, Rates
from services.relay.consoles import ConsolesEndpoint, bearer
from services.relay.handing import Handed
from services.relay.hooks import HooksEndpoint
from services.relay.integrations import Integrations
from services.relay.life import Mark
from services.relay.log import Log
from services.relay.media import Media
from services.relay.metrics import Metrics
from services.relay.operator import COMMANDS, Operator
from services.relay.problem import Problem
from services.relay.problem import answer as problem
from services.relay.seal import Seal
from services.relay.stream import Streams
from services.relay.tenants import Tenants
from services.trouble import Trouble

MARK_EVERY_S: Final = 30
PRUNE_EVERY: Final = 120
"""Marks between two prunings: an hour."""

log = structlog.get_logger("relay")


class Relay:
    """`async with Relay(…) as relay:` then serve `relay`, which is an ASGI application for uvicorn.

    `data` holds the store, the media and the key; `public_url` is how providers reach this relay. Media stay for ever,
    or as long as `media_kept`. `broke` is called when the store must not be used any further: the process has to end
    and start again.
    """

    def __init__(
        self,
        data: Path,
        public_url: str,
        *,
        rates: Rates = Rates(),  # noqa: B008  (frozen)
        trusted_proxies: Sequence[str] = (),
        heartbeat_s: int = HEARTBEAT_S,
        media_kept: timedelta | None = None,
        broke: Callable[[], None] = lambda: None,
    ) -> None:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = data / "relay.db"
        self._mark, self._metrics = Mark(store), Metrics()
        self._seal = Seal.at(data / "relay.key")
        self.heartbeat_s = heartbeat_s
        brakes = Brakes(rates, trusted_proxies)
        self.streams = Streams(self._metrics)
        self.log = Log(store, self.streams.publish, broke)
        self.tenants = Tenants(self.log, self.streams.revoke)
        self.integrations = Integrations(self.log, self._seal, public_url)
        self._media, self._media_kept = Media(self.log, data / "media", public_url), media_kept
        self.operator = Operator(self.log, self.tenants, self.integrations)
        self._brakes = brakes
        self._hooks = HooksEndpoint(self.log, self.integrations, brakes, self._metrics)
        self._consoles = ConsolesEndpoint(self.log, self.tenants, self.streams, brakes, heartbeat_s)
        api = Api(self.log, self.tenants, self.integrations, self._media, brakes, self.streams)
        self._rest = Starlette(
            routes=[*api.routes(), *self._routes()],
            exception_handlers={Trouble: problem, HTTPException: _unknown, ClientDisconnect: _gone, Exception: _failed},
        )

    async def __aenter__(self) -> Self:
        """Open the store. Raises Trouble("store.damaged"), ("key.wrong") or ("key.unreadable")."""
        await self.log.open()
        self._metrics.watch("queue_depth", "Batches on their way to the disk", lambda: self.log.writer.waiting)
        self.log.writer.took = self._metrics.append_seconds.observe
        await self.tenants.open()
        if not self._mark.fits(self._entries):
            log.warning("the store came out of a backup: every console starts again from 0")
            await self.tenants.begin_new_lives()
        self._mark.write(self._entries)
        await self.integrations.open()
        await self.integrations.adopt()
        self._keeping = asyncio.create_task(self._keep_house())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keeping.cancel()
        with contextlib.suppress(Trouble):  # a store that failed; when a desk was last seen is no reason not to end
            await self.tenants.write_down()
        self._mark.write(self._entries)
        await self.log.close()

    @property
    def _entries(self) -> int:
        return sum(self.log.heads.values())

    async def _keep_house(self) -> None:
        turn = 0
        while True:
            if turn % PRUNE_EVERY == 0:
                try:
                    await self.log.writer.call(_prune)
                    if self._media_kept:
                        await self._media.tidy(self._media_kept)
                except Trouble as trouble:  # a disk that is full, say; the next turn may find room
                    log.warning("nothing pruned", code=trouble.code)
            turn += 1
            await asyncio.sleep(MARK_EVERY_S)
            await asyncio.to_thread(self._mark.write, self._entries)
            with contextlib.suppress(Trouble):  # written with the next turn
                await self.tenants.write_down()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Webhooks and consoles, which are nearly all of it, go straight to their endpoints."""
        path: str = scope["path"]
        if scope["type"] == "http" and path.startswith("/hooks/"):
            try:
                await self._hooks(scope, receive, send)
            except Exception:  # a bug: answered as one, and raised for whoever writes down what happened
                await Problem(Trouble("relay.failed"))(scope, receive, send)
                raise
        elif scope["type"] == "http":
            await self._rest(scope, receive, _unstored(send))
        elif path == "/v1/log":
            await self._consoles(scope, receive, send)
        else:
            await receive()
            await Problem(Trouble("path.unknown"))(scope, receive, send)

    def _routes(self) -> list[Route]:
        return [
            Route("/healthz", self._alive, methods=["GET"]),
            Route("/readyz", self._ready, methods=["GET"]),
            Route("/metrics", self._measured, methods=["GET"]),
            Route("/m/{token}", self._linked, methods=["GET"]),
            Route("/operator", self._operate, methods=["POST"]),
        ]

    async def _alive(self, request: Request) -> Response:
        return answer({"status": "ok"})

    async def _ready(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(5):
                await self.log.writer.call(_touch)
                await self.log.read(_touch)
        except TimeoutError:
            raise Trouble("store.busy") from None
        return answer({"status": "ok"})

    async def _measured(self, request: Request) -> Response:
        return Response(self._metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _linked(self, request: Request) -> Response:
        self._brakes.request(self._brakes.address(request.scope))
        path, type_ = await self._media.linked(request.path_params["token"])
        guards = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        return Handed(path, headers=guards, media_type=type_)

    async def _operate(self, request: Request) -> Response:
        self._brakes.request(self._brakes.address(request.scope))
        given = bearer(request.headers.get("authorization", "").encode("latin-1"))
        if not hmac.compare_digest(self._seal.operator.encode(), given.encode("latin-1")):
            raise Trouble("token.unknown")
        try:
            command = COMMANDS.decode(await request.body())
        except msgspec.DecodeError:
            raise Trouble("request.invalid") from None
        return answer(await self.operator.obey(command))


def _touch(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT 1 FROM tenants LIMIT 1")


def _prune(connection: Connection) -> None:
    deliveries.prune(connection)
    media.prune(connection)


async def _unknown(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        path = request.scope["path"]
        here = [each for each in request.app.routes if isinstance(each, Route) and each.path_regex.match(path)]
        allowed = sorted({method for route in here for method in route.methods or ()})
        return Problem(Trouble("method.refused", allow=", ".join(allowed)))
    return Problem(Trouble("path.unknown"))


async def _gone(request: Request, error: Exception) -> Response:
    """Whoever sent a body went away; nobody reads this."""
    return Problem(Trouble("body.incomplete"))


async def _failed(request: Request, error: Exception) -> Response:
    """A bug is told as a problem as well; what it was is written down by the server and told to nobody."""
    return Problem(Trouble("relay.failed"))


def _unstored(send: Any) -> Any:
    """Nothing that the relay answers belongs in anybody's cache."""

    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", []) if name != b"cache-control"]
            message = {**message, "headers": [*kept, (b"cache-control", b"no-store")]}
        await send(message)

    return sending
