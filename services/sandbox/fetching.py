"""What UChat and ManyChat do with the address of a voice: they fetch it, and see whether its surface plays it."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

import httpx

from services.sandbox.sound import is_mpeg, is_voice_note

_IS = {"audio/ogg": is_voice_note, "audio/mpeg": is_mpeg}


class Fetching:
    """`problem` says why a voice cannot be played at the lead's end, `facts` what was fetched."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.problem = ""
        self.facts: dict[str, Any] = {}

    async def voices(self, messages: list[dict[str, Any]], *mimes: str) -> "Fetching":
        """Fetch the voices among `messages`: each is one of `mimes`, by its bytes and by the type that is told with
        them. What lies on another machine is taken for good: the practice agency never
        leaves this one."""
        found = Fetching(self._http)
        for message in messages:
            if message.get("type") == "audio":
                await found._fetch(str(message.get("url")), mimes)
        return found

    async def _fetch(self, url: str, mimes: tuple[str, ...]) -> None:
        if urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1"):
            return
        try:
            answer = await self._http.get(url)
        except httpx.TransportError:
            answer = httpx.Response(502)
        data, mime = answer.content, answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code != 200 or mime not in mimes or not _IS[mime](data):
            self.problem = f"Audio can't be played: {answer.status_code} {mime}, {' or '.join(mimes)} expected"
        self.facts = {"sha256": hashlib.sha256(data).hexdigest(), "mime": mime, "bytes": len(data)}
