"""Every connection's first seconds: a request's head that is endless or never ends is not waited for."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.relay.problem import Problem
from services.trouble import Trouble

HEAD_S: Final = 20
MOST_HEAD: Final = 32 * 1024


class Door(HttpToolsProtocol):
    """uvicorn's HTTP, which bounds neither."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inside_head, self._read = False, 0
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody who says nothing at all is not waited for either."""
        super().connection_made(transport)
        self._patience = self.loop.call_later(HEAD_S, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._calm()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._inside_head, self._read = True, 0

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._inside_head = False
        self._calm()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Nearly always a whole head at once; the clock runs only for the others."""
        super().data_received(data)
        if not self._inside_head or self.transport.is_closing():
            return
        self._read += len(data)
        if self._read > MOST_HEAD:
            self.send_400_response("The head of the request is too large.")
        elif self._patience is None:
            self._patience = self.loop.call_later(HEAD_S, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is told as every other problem is."""
        problem = Problem(Trouble("request.invalid"))
        head = b"".join(b"%s: %s\r\n" % each for each in (*problem.raw_headers, (b"connection", b"close")))
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + bytes(problem.body))
        self.transport.close()

    def _calm(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
