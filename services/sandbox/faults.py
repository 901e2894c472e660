"""Faults on demand: what goes wrong for the next calls of a provider, and the wrapper that makes it go wrong."""

import asyncio
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.sandbox import refusals

PROVIDERS: Final = {
    "graph": "whatsapp",
    "lookaside": "whatsapp",
    "manychat": "manychat",
    "uchat": "uchat",
    "elevenlabs": "elevenlabs",
}
"""First part of the path on the sandbox -> provider."""

BEFORE: Final = ("rate_limited", "server_error", "reset", "html", "garbage", "bad_key", "forbidden", "payment", "quota")
"""Answered instead of the provider: nothing was accepted."""
AFTER: Final = ("hang", "accept_reset", "accept_error", "cut")
"""The provider accepts and does its work, but the answer is lost, wrong or cut."""
INSIDE: Final = ("duplicate_hooks", "shuffle_hooks", "window_at_once")
"""Asked for by the sandbox itself: see Postman and WhatsApp."""
STATES: Final = (
    "expires_soon", "expired", "no_permission", "low_quality", "number_off", "name_declined", "no_templates",
    "not_subscribed", "no_forms", "not_pro", "other_page", "few_credits", "no_credits",
)  # fmt: skip
"""An account that is not as it should be, answered in all calm by who describes it: see Account, ManyChat, Studio."""
KINDS: Final = frozenset(("latency", *BEFORE, *AFTER, *INSIDE, *STATES))


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """One thing that goes wrong. `count` None is until cleared; `provider` "*" and `path` "" are any.

    `seconds`: of latency (2), or how long a hang lasts (120). `status`: of server_error and
    accept_error. `after`: bytes of a body before a cut.
    """

    kind: str
    provider: str = "*"
    path: str = ""
    method: str = ""
    count: int | None = 1
    seconds: float | None = None
    status: int = 500
    retry_after: float | None = 1.0
    after: int = 2048

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")

    def fits(self, provider: str, path: str, method: str) -> bool:
        return self.provider in ("*", provider) and self.path in path and self.method in ("", method)


class Faults:
    """What is switched on at the moment, oldest first."""

    def __init__(self) -> None:
        self.on: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.on.append(fault)

    def clear(self) -> None:
        self.on.clear()

    def take(self, provider: str, path: str, *kinds: str, method: str = "") -> Fault | None:
        """The first fault of these kinds that fits, counted down."""
        for fault in self.on:
            if fault.kind in kinds and fault.fits(provider, path, method):
                if fault.count is not None:
                    fault.count -= 1
                    if fault.count <= 0:
                        self.on.remove(fault)
                return fault
        return None


class Faulty:
    """Wraps the sandbox: every call of a provider first meets the faults that are on."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        provider = PROVIDERS.get(scope.get("path", "").split("/")[1]) if scope["type"] == "http" else None
        if provider is None:
            await self._app(scope, receive, send)
            return
        place = (provider, scope["path"])
        if slow := self._faults.take(*place, "latency", method=scope["method"]):
            await asyncio.sleep(2.0 if slow.seconds is None else slow.seconds)
        if fault := self._faults.take(*place, *BEFORE, method=scope["method"]):
            await Request(scope, receive).body()
            await self._instead(fault, provider, scope, receive, send)
        elif fault := self._faults.take(*place, *AFTER, method=scope["method"]):
            await self._afterwards(fault, provider, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _instead(self, fault: Fault, provider: str, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind == "reset":
            _reset(receive)
            return
        answer = _answer(fault, provider, scope["path"])
        if fault.kind == "rate_limited" and fault.retry_after is not None:
            answer.headers["retry-after"] = f"{fault.retry_after:g}"
        await answer(scope, receive, send)

    async def _afterwards(self, fault: Fault, provider: str, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind == "cut":
            await self._app(scope, receive, _Cut(fault.after, receive, send))
            return
        await self._app(scope, receive, _nowhere)
        if fault.kind == "accept_error":
            await refusals.broken(provider, fault.status)(scope, receive, send)
            return
        if fault.kind == "hang":
            await _until_gone(receive, 120.0 if fault.seconds is None else fault.seconds)
        _reset(receive)


class _Cut:
    """Lets `after` bytes of a body through and then drops the connection."""

    def __init__(self, after: int, receive: Receive, send: Send) -> None:
        self._left = after
        self._receive = receive
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] != "http.response.body":
            kept = [pair for pair in message.get("headers", []) if pair[0] != b"content-length"]
            await self._send({**message, "headers": kept})
            return
        if self._left < 0:
            return
        body = message.get("body", b"")[: self._left]
        self._left -= len(message.get("body", b""))
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
        if self._left <= 0 or not message.get("more_body"):
            self._left = -1
            _reset(self._receive)


async def _nowhere(_: Message) -> None:
    """The provider answers, and nobody will hear it."""


async def _until_gone(receive: Receive, seconds: float) -> None:
    """Wait until the client gave up, at most `seconds`."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), seconds)
    except TimeoutError:
        return


def _reset(receive: Receive) -> None:
    """Drop the connection with a TCP reset. `receive` is bound to uvicorn's cycle, the only way to its transport."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("the practice agency was told to drop this call")
    if (peer := transport.get_extra_info("socket")) is not None:
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()


def _quota(provider: str, _: Fault) -> Response:
    return refusals.out_of_credits(100_000, 0, 91) if provider == "elevenlabs" else refusals.unpaid(provider)


def _answer(fault: Fault, provider: str, path: str) -> Any:
    if fault.kind == "forbidden":
        return refusals.forbidden(provider, path)
    return _ANSWERS[fault.kind](provider, fault)


_ANSWERS: dict[str, Callable[[str, Fault], Any]] = {
    "rate_limited": lambda provider, _: refusals.too_many(provider),
    "server_error": lambda provider, fault: refusals.broken(provider, fault.status),
    "bad_key": lambda provider, _: refusals.bad_key(provider),
    "payment": lambda provider, _: refusals.unpaid(provider),
    "quota": _quota,
    "html": lambda *_: HTMLResponse("<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>", 502),
    "garbage": lambda *_: Response(b"\x00\xff{]not json", 200, media_type="application/json"),
}


async def faults_page(request: Request, faults: Faults) -> Response:
    """GET lists, POST adds one or a list, DELETE clears."""
    if request.method == "DELETE":
        faults.clear()
    elif request.method == "POST":
        body = await request.body()
        try:
            asked = msgspec.json.decode(body, type=list[Fault] | Fault)
        except msgspec.DecodeError as error:
            return JSONResponse({"error": str(error)}, 422)
        for fault in asked if isinstance(asked, list) else [asked]:
            faults.add(fault)
    return JSONResponse({"faults": msgspec.to_builtins(faults.on)})
