"""Files that UChat and ManyChat put at a public, unguessable URL: voices and pictures of leads."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from services.sandbox.practice import Lead, Line
from services.sandbox.state import Media, State
from services.sandbox.whatsapp_hooks import Composer


class PublicFiles:
    """The media ids of the sandbox, reachable without a key."""

    def __init__(self, state: State, composer: Composer, base: Callable[[], str]) -> None:
        self._state = state
        self._composer = composer
        self._base = base

    async def url_of(self, lead: Lead, line: Line) -> str:
        """Where the voice or picture of this line can be fetched."""
        make: Callable[[Lead, str], Media] = self._composer.voice if line.kind == "voice" else self._composer.image
        media = await asyncio.to_thread(make, lead, line.text)
        return f"{self._base()}/files/{media.id}/{media.name}"

    async def text_of(self, lead: Lead, line: Line) -> str:
        """The line as text, a file as its URL."""
        if line.kind in ("voice", "image"):
            return await self.url_of(lead, line)
        return line.text.split("|")[-1].strip()

    def serve(self, request: Request) -> Response:
        media = self._state.live_media(request.path_params["id"])
        if media is None:
            return Response("Not Found", 404)
        return Response(self._state.bytes_of(media.sha256), media_type=media.mime.split(";")[0])
