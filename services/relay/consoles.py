"""`/v1/log`, the websocket of a console: who it is, where it stands, then the log to it and its appends from it."""

import asyncio
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from services.entries import PROTOCOL, Close, Reset, Results, Welcome
from services.relay.appends import Posted, append, refused
from services.relay.brakes import Brakes
from services.relay.log import Log
from services.relay.pages import Pages
from services.relay.problem import Problem
from services.relay.sockets import EXTENSION, Socket, text_frame
from services.relay.stream import COME_BACK_S, SLOW_S, Follower, Streams
from services.relay.tenants import Device, Tenant, Tenants
from services.trouble import Trouble

INVALID: Final = 1007


class _Typed(msgspec.Struct):
    type: str


class ConsolesEndpoint:
    """A bare ASGI application for the websockets of `sockets.Socket`."""

    def __init__(self, store: Log, tenants: Tenants, streams: Streams, brakes: Brakes, heartbeat_s: int) -> None:
        self._store, self._tenants, self._streams, self._brakes = store, tenants, streams, brakes
        self._pages, self._heartbeat_s = Pages(store), heartbeat_s

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one console until its socket ends."""
        socket: Socket = scope["extensions"][EXTENSION]
        await receive()  # websocket.connect
        try:
            self._brakes.request(self._brakes.address(scope))
            if _header(scope, b"origin") is not None:
                raise Trouble("role.forbidden")  # a page in somebody's browser; consoles send none
        except Trouble as trouble:
            await Problem(trouble)(scope, receive, send)
            return
        known = PROTOCOL in scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if known else None})
        try:
            device = self._tenants.speaker(bearer(_header(scope, b"authorization")))
        except Trouble:
            socket.end(Close.TOKEN, "unknown")
            return
        cursor = _cursor(scope["query_string"])
        if not known or cursor is None:
            socket.end(Close.PROTOCOL, PROTOCOL)
            return
        await self._serve(device, socket, cursor, receive)

    async def _serve(self, device: Device, socket: Socket, cursor: tuple[int, str | None], receive: Any) -> None:
        tenant, head = self._tenants.tenant(device.tenant), self._pages.head(device.tenant)
        after, _ = cursor
        if why := misfit(tenant, head, *cursor):
            socket.write(text_frame(msgspec.json.encode(Reset(why))))
            after = 0
        socket.write(text_frame(msgspec.json.encode(Welcome(tenant.epoch, head, self._heartbeat_s))))
        follower = Follower(device, socket, after)
        with self._streams.joined(follower):
            async with asyncio.TaskGroup() as tasks:
                following = tasks.create_task(self._streams.follow(follower, self._pages))
                await self._listen(device, socket, receive)
                following.cancel()
        self._tenants.saw(device)

    async def _listen(self, device: Device, socket: Socket, receive: Any) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            raw = message.get("bytes") or (message.get("text") or "").encode("utf-8", "surrogatepass")
            try:
                if msgspec.json.decode(raw, type=_Typed).type != "append":
                    socket.end(Close.PROTOCOL, PROTOCOL)
                    continue
                posted = msgspec.json.decode(raw, type=Posted)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                socket.end(INVALID)
                continue
            try:
                results = await append(self._store, device, posted)
            except Trouble as trouble:
                results = list(refused(posted, trouble.code))
            socket.write(text_frame(msgspec.json.encode(Results(results))))
            await self._read_on(socket)

    async def _read_on(self, socket: Socket) -> None:
        """Who does not read its answers is not listened to: they would fill the memory."""
        try:
            async with asyncio.timeout(SLOW_S):
                await socket.drained()
        except TimeoutError:
            socket.end(Close.SLOW, str(COME_BACK_S))


def misfit(tenant: Tenant, head: int, after: int, epoch: str | None) -> str | None:
    """Why a cursor does not fit this log. A cursor without the epoch that it belongs to could be anybody's."""
    if epoch != tenant.epoch and (after or epoch):
        return "epoch"
    return "ahead" if after > head else None


def bearer(authorization: bytes | None) -> str:
    """The token of an Authorization header; empty where there is none."""
    scheme, _, given = (authorization or b"").decode("latin-1").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def _header(scope: Any, name: bytes) -> bytes | None:
    return next((value for key, value in scope["headers"] if key.lower() == name), None)


def _cursor(query: bytes) -> tuple[int, str | None] | None:
    asked = parse_qs(query.decode("latin-1"))
    after, epoch = asked.get("after", ["0"]), asked.get("epoch", [None])
    if len(after) != 1 or len(epoch) != 1 or not (after[0].isascii() and after[0].isdigit() and len(after[0]) <= 18):
        return None
    return int(after[0]), epoch[0]
