"""A wire that can be tapped: between a desk and its relay, every byte of both directions is kept and can be read."""

import asyncio
import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_PLAINLY = (
    (b"accept-encoding:", b"x-ccept-encoding:"),
    (b"Accept-Encoding:", b"X-ccept-Encoding:"),
    (b"Sec-WebSocket-Extensions:", b"X-ec-WebSocket-Extensions:"),
)
"""Nothing may be compressed: the header that allows it gets another name."""


@dataclass
class Call:
    """One connection: what the desk said, and what the relay."""

    asked: bytearray = field(default_factory=bytearray)
    answered: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Exchange:
    """A request with its answer; of a websocket, all that was said on it. `head` begins with the request's line."""

    head: bytes
    asked: bytes
    answered: bytes

    @property
    def line(self) -> str:
        """ "PUT /v1/integrations/whatsapp"."""
        method, path, *_ = self.head.split(b"\r\n", 1)[0].decode().split(" ")
        return f"{method} {path}"


@contextlib.contextmanager
def tapped(relay: str) -> Iterator[tuple[str, list[Call]]]:
    """Another address of `relay`, and the calls that go through it, in a thread of its own."""
    calls: list[Call] = []
    loop = asyncio.new_event_loop()
    there = urlsplit(relay)

    async def through(desk: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        call = Call()
        calls.append(call)
        answers, out = await asyncio.open_connection(there.hostname, there.port)
        await asyncio.gather(_carry(desk, out, call.asked), _carry(answers, back, call.answered))

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(through, "127.0.0.1", 0), loop).result(10)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", calls
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, kept: bytearray) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(65_536):
            for name, other in _PLAINLY:
                data = data.replace(name, other)
            kept += data
            target.write(data)
            await target.drain()
    target.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0)


def exchanges(calls: list[Call]) -> Iterator[Exchange]:
    """All that was said, request by request."""
    for call in calls:
        asked, answered = bytes(call.asked), bytes(call.answered)
        while asked:
            head, _, asked = asked.partition(b"\r\n\r\n")
            back, _, answered = answered.partition(b"\r\n\r\n")
            if back.startswith(b"HTTP/1.1 101"):
                yield Exchange(head, back + unmasked(asked), answered)
                break
            own, theirs = _size(head), _size(back)
            yield Exchange(head, asked[:own], back + answered[:theirs])
            asked, answered = asked[own:], answered[theirs:]


def _size(head: bytes) -> int:
    found = _LENGTH.search(head)
    assert found or b"chunked" not in head, head
    return int(found[1]) if found else 0


def unmasked(frames: bytes) -> bytes:
    """What a client said on its websocket, whose every frame comes under a mask of its own."""
    said = bytearray()
    while len(frames) >= 6:
        size, at = frames[1] & 0x7F, 2
        if size >= 126:
            at = 4 if size == 126 else 10
            size = int.from_bytes(frames[2:at])
        mask, payload = frames[at : at + 4], frames[at + 4 : at + 4 + size]
        said += bytes(each ^ mask[place % 4] for place, each in enumerate(payload))
        frames = frames[at + 4 + size :]
    return bytes(said)
