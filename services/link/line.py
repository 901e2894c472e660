"""One websocket to the relay, from its handshake to its end: frames are folded, drafts are pushed and confirmed."""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec

from services.connections import is_loopback
from services.entries import (
    DEAD_S,
    FRAME_BYTES,
    HEARTBEAT_S,
    MAX_BODY,
    PROTOCOL,
    Append,
    Draft,
    Frame,
    Reset,
    Result,
    Results,
)
from services.link.state import AT_ONCE, Ending, Replica, Say, closed, troubled
from services.relay_client import unreachable
from services.trouble import Trouble

if TYPE_CHECKING:
    import ssl

    from websockets.asyncio.client import ClientConnection, connect

FAR: Final = 2_000
"""Further behind than this, the log is read over HTTP instead."""
BATCH: Final = 200
_ANSWER_S: Final = 30.0
_PROOF_S: Final = 5.0
_MAX_FRAME: Final = 4 * 1024 * 1024
_FOR_GOOD: Final = ("entry.invalid", "entry.kind_refused", "body.too_large")
"""Refusals that no second try changes; any other (a store that is busy, or full) is no answer yet."""

log = logging.getLogger(__name__)
_frames = msgspec.json.Decoder(Frame)


class Line:
    """The connection that stands now, if one does; `run` opens a new one and lives as long as it."""

    def __init__(
        self,
        store: Replica,
        url: str,
        say: Say,
        on_trouble: Callable[[Trouble], None],
        tls: "ssl.SSLContext | None",
    ) -> None:
        self._store = store
        self._url = url
        self._say = say
        self._on_trouble = on_trouble
        self._tls = tls
        self._drafts = asyncio.Event()
        self._answers: asyncio.Queue[list[Result]] = asyncio.Queue()
        self._socket: ClientConnection | None = None
        self._given_up: Ending | None = None

    def push(self) -> None:
        """Something may wait to be pushed."""
        self._drafts.set()

    async def run(self, token: str) -> Ending | None:
        """Open, resume, follow; returns how it ended, or None where the replica is too far behind for this way."""
        from websockets.exceptions import InvalidHandshake, InvalidStatus

        try:
            async with self._connect(token) as socket:
                self._socket = socket
                return await self._talk(socket)
        except InvalidStatus as refusal:
            return closed(refusal.response.status_code)
        except (OSError, EOFError, TimeoutError, InvalidHandshake) as error:
            return Ending(unreachable(error).code)
        finally:
            self._socket = None

    def again(self) -> None:
        """Open it anew from where the replica stands now."""
        if self._socket is not None:
            self._given_up = AT_ONCE
            self._socket.transport.abort()

    async def prove(self) -> None:
        """A line that does not answer a ping soon is given up, instead of waiting until it counts as dead."""
        from websockets.exceptions import ConnectionClosed

        socket = self._socket
        if socket is None:
            return
        try:
            async with asyncio.timeout(_PROOF_S):
                await (await socket.ping())
        except TimeoutError:
            socket.transport.abort()
        except ConnectionClosed:
            return

    def _connect(self, token: str) -> "connect":
        from websockets.asyncio.client import connect
        from websockets.typing import Subprotocol

        position = self._store.position()
        cursor = {"after": str(position.seq)} | ({"epoch": position.epoch} if position.epoch else {})
        chosen: dict[str, Any] = {"ssl": self._tls} if self._tls is not None else {}  # else the system's authorities
        return connect(
            f"{self._url}?{urlencode(cursor)}",
            additional_headers={"Authorization": f"Bearer {token}"},
            subprotocols=[Subprotocol(PROTOCOL)],
            proxy=None if is_loopback(self._url) else True,
            ping_interval=HEARTBEAT_S,
            ping_timeout=DEAD_S - HEARTBEAT_S,
            open_timeout=15,
            close_timeout=2,
            max_size=_MAX_FRAME,
            **chosen,
        )

    async def _talk(self, socket: "ClientConnection") -> Ending | None:
        if socket.subprotocol != PROTOCOL:
            return Ending("relay.protocol", stop=True)
        self._answers, self._given_up = asyncio.Queue(), None
        async with asyncio.TaskGroup() as group:
            pushing = group.create_task(self._push(socket))
            try:
                return await self._take(socket)
            finally:
                pushing.cancel()

    async def _take(self, socket: "ClientConnection") -> Ending | None:
        from websockets.exceptions import ConnectionClosed

        while True:
            try:
                frame = _frames.decode(await socket.recv())
                if isinstance(frame, Results):
                    self._answers.put_nowait(frame.results)
                    continue
                await self._store.apply(frame)
            except ConnectionClosed:
                return self._given_up or closed(socket.close_code, socket.close_reason)
            except (msgspec.DecodeError, ValueError) as error:  # not a frame, or one that leaves a gap
                log.warning("the relay makes no sense: %s", error)
                return Ending("relay.unintelligible")
            except Trouble as trouble:
                self._on_trouble(trouble)
                return troubled(trouble)
            if isinstance(frame, Reset):
                continue  # a welcome follows, and the log from its beginning
            behind = max(0, frame.head - self._store.position().seq)
            self._say("live", behind)
            if behind > FAR and not self._store.position().gaps:
                return None

    async def _push(self, socket: "ClientConnection") -> None:
        """Push what waits, batch by batch; a batch whose answer is lost goes again, under the same ids."""
        from websockets.exceptions import ConnectionClosed

        while True:
            self._drafts.clear()
            batch = _batch(self._store.pending_drafts(BATCH))
            if not batch:
                await self._drafts.wait()
                continue
            try:
                if len(batch) == 1 and len(msgspec.json.encode(batch[0].body)) > MAX_BODY:
                    await self._settle([Result(batch[0].id, code="body.too_large")])  # its frame would end the line
                    continue
                await socket.send(msgspec.json.encode(Append(batch)).decode())
                async with asyncio.timeout(_ANSWER_S):
                    results = await self._answers.get()
                await self._settle(results)
            except ConnectionClosed:
                return
            except (TimeoutError, Trouble) as error:
                self._given_up = troubled(error) if isinstance(error, Trouble) else Ending("relay.unreachable")
                socket.transport.abort()
                return

    async def _settle(self, results: list[Result]) -> None:
        """Tell the replica what became of its drafts. Raises Trouble where the relay could not take some yet."""
        final = [result for result in results if result.code is None or result.code in _FOR_GOOD]
        if final:
            await self._store.confirm(final)
        for result in final:
            if result.code is not None:
                self._on_trouble(Trouble("relay.entry_refused", why=result.code))
        if len(final) < len(results):
            raise Trouble(next(result.code or "" for result in results if result not in final))


def _batch(drafts: list[Draft]) -> list[Draft]:
    """As many drafts as fit in one frame, at least one."""
    size = 0
    for count, draft in enumerate(drafts):
        size += len(msgspec.json.encode(draft))
        if count and size > FRAME_BYTES:
            return drafts[:count]
    return drafts
