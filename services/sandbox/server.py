"""Opens a practice agency: builds its parts, serves it on loopback, and closes everything when it is left."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from services.sandbox import practice, web
from services.sandbox.control import Control
from services.sandbox.elevenlabs import Studio
from services.sandbox.faults import Faults
from services.sandbox.fetching import Fetching
from services.sandbox.graph import Account
from services.sandbox.hooks import Hook, Postman
from services.sandbox.listening import SpeechToText
from services.sandbox.manychat import ManyChat
from services.sandbox.media import MediaHost
from services.sandbox.pace import Pace
from services.sandbox.people import People
from services.sandbox.practice import Agency
from services.sandbox.public_files import PublicFiles
from services.sandbox.received import Received
from services.sandbox.seed import Past
from services.sandbox.speech import Speech
from services.sandbox.state import State
from services.sandbox.tts import TextToSpeech
from services.sandbox.uchat import UChat
from services.sandbox.uchat_desk import UChatDesk
from services.sandbox.whatsapp import WhatsApp
from services.sandbox.whatsapp_hooks import Composer


@dataclass(frozen=True, slots=True)
class Plan:
    """What a practice agency needs: a folder, the provider keys it accepts, where webhooks go, how fast it lives."""

    folder: Path
    keys: Mapping[str, str]
    hooks: Mapping[str, Hook] = field(default_factory=dict)
    fast: float = 1.0
    port: int = 0
    speech: str | None = None


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A practice agency that is open at `url`."""

    url: str
    agency: Agency
    state: State
    faults: Faults
    received: Received
    people: People
    past: Past

    def base_urls(self) -> dict[str, str]:
        """Where each provider's API begins, as it is entered in the settings of a console."""
        return {
            "whatsapp": f"{self.url}/graph",
            "manychat": f"{self.url}/manychat",
            "uchat": f"{self.url}/uchat/api",
            "leadgen": f"{self.url}/graph",
            "elevenlabs": f"{self.url}/elevenlabs",
        }


@contextlib.asynccontextmanager
async def opened(plan: Plan) -> AsyncIterator[Sandbox]:
    """A practice agency on 127.0.0.1 for as long as the context lasts. OSError when the port is taken."""
    listening = socket.create_server(("127.0.0.1", plan.port))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    work = Work()
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        sandbox, app = _build(plan, url, http, work)
        config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1)
        server = _Quiet(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield sandbox
        finally:
            server.should_exit = True
            await serving
            listening.close()
            sandbox.state.save()
            await work.stop()


def _build(plan: Plan, url: str, http: httpx.AsyncClient, work: "Work") -> tuple[Sandbox, ASGIApp]:
    """Every part, once."""
    agency, state, faults, received = practice.load(), State(plan.folder), Faults(), Received()
    pace, speech = Pace(plan.fast), Speech(plan.speech)
    people = People(agency, state, pace, work.start)
    postman = Postman(dict(plan.hooks), http, faults, pace)
    composer = Composer(state, speech)
    files = PublicFiles(state, composer, lambda: url)
    whatsapp = WhatsApp(agency, state, people, postman, composer, faults, received, pace, http)
    fetching = Fetching(http)
    manychat = ManyChat(agency, state, people, postman, files, received, faults, fetching)
    uchat = UChat(agency, state, people, postman, files, received, fetching)
    people.channels |= {"whatsapp": whatsapp, "manychat": manychat, "uchat": uchat}
    media = MediaHost(agency, state, received)
    routes = [
        web.graph_routes(plan.keys["whatsapp"], Account(agency, state, faults), media, whatsapp, lambda: url),
        web.lookaside_routes(plan.keys["whatsapp"], media),
        web.manychat_routes(plan.keys["manychat"], manychat),
        web.uchat_routes(plan.keys["uchat"], uchat, UChatDesk(agency, state)),
        *web.elevenlabs_routes(
            plan.keys["elevenlabs"],
            Studio(agency, state, speech, lambda: url, faults),
            TextToSpeech(agency, state, speech, received, pace),
            SpeechToText(state),
        ),
        *web.control_routes(Control(agency, state, people, faults, received), files),
    ]
    past = Past(agency, state, postman, whatsapp, manychat, uchat)
    return Sandbox(url, agency, state, faults, received, people, past), web.application(routes, faults)


class Work:
    """What the leads are doing: it ends when the agency closes. A bug in it is told at once and raised at the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._bugs: list[BaseException] = []

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def stop(self) -> None:
        """End what is left. Raises the first bug there was."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._bugs:
            raise self._bugs[0]

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()):
            self._bugs.append(bug)
            told = {"message": "a lead of the practice agency stumbled", "exception": bug, "task": task}
            task.get_loop().call_exception_handler(told)


class _Quiet(uvicorn.Server):
    """uvicorn without its own signal handlers: the program that opened the agency decides when it closes."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
