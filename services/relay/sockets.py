"""A console's websocket: frames encoded once are written as they are, and one that does not read is let go."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

EXTENSION: Final = "strato.socket"
"""The scope's extension under which the application finds its socket."""

GOODBYE_S: Final = 2
"""How long a peer has to answer a close before the connection is cut."""


def text_frame(text: bytes) -> bytes:
    """The frame of a text message, the same for every socket: a server does not mask, and nothing is compressed."""
    return Frame(Opcode.TEXT, text).serialize(mask=False)


class Socket(WebSocketsSansIOProtocol):
    """uvicorn's websocket, known to the application by itself: to write one frame to hundreds of sockets without a
    task and an encoding for each, and to cut what `send` could only wait for."""

    async def run_asgi(self) -> None:
        """Hand the application its socket."""
        extensions: Any = self.scope["extensions"]
        extensions[EXTENSION] = self
        await super().run_asgi()

    @property
    def ready(self) -> bool:
        """Whether the peer keeps up: what it has not read yet still fits the transport's buffer."""
        return self.writable.is_set() and not self.ended

    @property
    def ended(self) -> bool:
        """Whether nothing more can be said."""
        return self.close_sent or self.disconnected

    async def drained(self) -> None:
        """Wait until the peer has read what it was sent, or is gone."""
        await self.writable.wait()

    def write(self, frame: bytes) -> None:
        """Send a frame made by `text_frame`."""
        if not self.ended:
            self.transport.write(frame)

    def end(self, code: int, reason: str = "") -> None:
        """Close now, whatever the peer does; the application hears of it as a disconnect."""
        if self.ended:
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(GOODBYE_S, self.cut)

    def cut(self) -> None:
        """Drop the connection with what the peer has not read."""
        transport: asyncio.Transport = self.transport
        transport.abort()

    def keepalive_timeout(self) -> None:
        """A peer that did not answer a ping will not read a goodbye either."""
        super().keepalive_timeout()
        self.cut()
