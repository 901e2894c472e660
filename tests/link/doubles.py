"""A replica in memory, a relay that says what a test tells it to, and a line that breaks on demand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve

from services.entries import PROTOCOL, Append, Draft, Entries, Entry, Reset, Result, Results, Welcome
from services.link import LinkState
from services.records import Changes, Position
from services.trouble import Trouble

TOKEN = "canary-device-token"


class Memory:
    """A replica that is a list: every entry applied, in order, and the drafts that wait."""

    def __init__(self) -> None:
        self.epoch, self.head = "", 0
        self.entries: list[Entry] = []
        self.drafts: list[Draft] = []
        self.results: list[Result] = []
        self.resets: list[str] = []
        self.applied = asyncio.Event()

    def position(self) -> Position:
        return Position(self.epoch, len(self.entries), self.head, 0, len(self.drafts))

    def pending_drafts(self, limit: int = 200) -> list[Draft]:
        return self.drafts[:limit]

    async def apply(self, frame: Welcome | Reset | Entries) -> Changes:
        match frame:
            case Welcome():
                self.epoch, self.head = frame.epoch, frame.head
            case Reset():
                self.epoch, self.entries = "", []
                self.resets.append(frame.why)
            case Entries():
                for entry in frame.entries:
                    assert entry.seq == len(self.entries) + 1, "a gap or a repetition"
                    self.entries.append(entry)
                self.head = frame.head
        self.applied.set()
        return Changes(everything=True)

    async def confirm(self, results: list[Result]) -> Changes:
        answered = {result.id for result in results}
        self.drafts = [draft for draft in self.drafts if draft.id not in answered]
        self.results += results
        self.applied.set()
        return Changes()

    async def until(self, fact: Callable[[], object]) -> None:
        """Wait until `fact` is true of this replica."""
        async with asyncio.timeout(20):
            while not fact():
                self.applied.clear()
                await self.applied.wait()


class Heard:
    """States and troubles that the link told."""

    def __init__(self) -> None:
        self.states: list[LinkState] = []
        self.troubles: list[Trouble] = []
        self._told = asyncio.Event()

    def state(self, state: LinkState) -> None:
        self.states.append(state)
        self._told.set()

    async def until(self, kind: str, why: str | None = None) -> LinkState:
        """Wait until the link stands like this."""
        async with asyncio.timeout(20):
            while not (self.states and (self.states[-1].kind, self.states[-1].why) == (kind, why)):
                self._told.clear()
                await self._told.wait()
        return self.states[-1]


Script = Callable[[ServerConnection], Awaitable[None]]


class StubRelay:
    """A websocket server whose connections follow one script each; the last script serves all that come after."""

    def __init__(self, *scripts: Script, protocol: str | None = PROTOCOL) -> None:
        self._scripts = list(scripts)
        self.requests: list[Any] = []
        self.connected = asyncio.Event()
        self._protocol = protocol
        self.server: Server | None = None

    @property
    def url(self) -> str:
        assert self.server is not None
        return f"http://127.0.0.1:{next(iter(self.server.sockets)).getsockname()[1]}"

    async def talk(self, connection: ServerConnection) -> None:
        self.requests.append(connection.request)
        self.connected.set()
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        await script(connection)

    @contextlib.asynccontextmanager
    async def running(self, **options: Any) -> AsyncIterator["StubRelay"]:
        chosen = {"subprotocols": [self._protocol]} if self._protocol else {}
        async with serve(self.talk, "127.0.0.1", 0, **chosen, **options) as self.server:
            yield self


def entry(seq: int) -> Entry:
    return Entry(seq, f"id-{seq}", "note.added", "d", "2026-11-22T14:32:05.123456Z", {"n": seq})


async def say(connection: ServerConnection, *frames: msgspec.Struct) -> None:
    for frame in frames:
        await connection.send(msgspec.json.encode(frame).decode())


def talk(*frames: msgspec.Struct, close: int | None = None, reason: str = "") -> Script:
    """Say `frames`, then close with a code, or stay and take whatever is appended."""

    async def script(connection: ServerConnection) -> None:
        await say(connection, *frames)
        if close is not None:
            await connection.close(close, reason)
            return
        seq = 1000
        async for raw in connection:
            appended = msgspec.json.decode(raw, type=Append).entries
            await say(connection, Results([Result(draft.id, seq := seq + 1, "t") for draft in appended]))

    return script


def draft(name: str) -> Draft:
    return Draft(name, "note.added", {"note": name})


async def no_http() -> httpx.AsyncClient:
    raise Trouble("relay.unreachable")


class Proxy:
    """A TCP line between two ends that can be cut, stalled without a word, or closed in one direction."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.connections = 0
        self.up = True
        """False: whoever calls is turned away."""
        self.url = ""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self.cut()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if not self.up:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers += [writer, back]
        for one, other in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._pump(one, other))
            self._tasks.add(task)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(4096):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
            writer.close()

    def cut(self) -> None:
        """Reset every connection, in the middle of whatever it carries."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def down(self) -> None:
        """The other end is gone, until `up` says otherwise."""
        self.up = False
        self.cut()

    def stall(self) -> None:
        """From now on nothing passes, and nobody is told."""
        self._flowing.clear()

    def flow(self) -> None:
        self._flowing.set()

    def half_close(self) -> None:
        """Say the end in one direction only."""
        for writer in self._writers:
            if writer.can_write_eof():
                writer.write_eof()
