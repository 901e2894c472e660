"""ElevenLabs over HTTP: voices, models, credits left, and speech as it is made."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import quote

import httpx

from services.trouble import Trouble
from services.voice import models
from services.voice.account import MP3, PCM, Quota, VoiceOption, listed_voice
from services.voice.models import Model, VoiceSettings
from services.voice.refusals import refusal
from services.voice.sound import VOICE_NOTE, sniff
from services.voice.timed import untangled
from services.voice.times import Times

log = logging.getLogger(__name__)

BASE_URL: Final = "https://api.elevenlabs.io"

_TIMEOUT: Final = httpx.Timeout(20, read=30, connect=8)
_LISTENING: Final = httpx.Timeout(120, connect=8)
"""A long voice is read through before the first byte of the answer."""
_TRIES: Final = 3
_LONGEST_WAIT_S: Final = 10.0
_PAGES: Final = 50


class Speech:
    """An answer that is being spoken. The headers are here already; `audio` yields the bytes."""

    def __init__(self, response: httpx.Response, asked: str) -> None:
        self._response = response
        head = response.headers
        self.format = MP3 if "mpeg" in head.get("content-type", "") else asked
        self.credits = _whole(head.get("character-cost") or head.get("x-character-count"))
        self.request_id: str = head.get("request-id", "")
        self.history_id: str = head.get("history-item-id", "")
        self.times = Times()
        """When each character is said, as far as the answer told it together with the bytes."""

    async def audio(self) -> AsyncIterator[bytes]:
        """The bytes as they arrive; Trouble("voice.cut") if they end before the provider was done, "voice.nothing_came"
        if they end before they began."""
        code = "voice.nothing_came"
        try:
            async for data in untangled(self._response.aiter_bytes(), self.times):
                code = "voice.cut" if data else code
                yield data
        except httpx.TransportError as error:
            raise Trouble(code, maybe_charged=True, credits=self.credits) from error
        except Trouble as trouble:
            if trouble.code == "voice.cut":
                raise Trouble(code, maybe_charged=True, credits=self.credits) from trouble
            raise
        if code == "voice.nothing_came":
            raise Trouble(code, maybe_charged=True, credits=self.credits)


class ElevenLabs:
    """The calls we make. `key` gives the API key at each call, or None if there is none; it is never kept here."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        key: Callable[[], Awaitable[str | None]],
        base_url: str = BASE_URL,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http = http
        self._key = key
        self._base = base_url.rstrip("/")
        self._sleep = sleep

    async def voices(self) -> list[VoiceOption]:
        """Every voice that the account may use, in the provider's order."""
        found: dict[str, VoiceOption] = {}
        query: dict[str, Any] = {"page_size": 100, "include_total_count": "false"}
        for _ in range(_PAGES):
            page = await self._get("/v2/voices", query)
            for item in page.get("voices") or []:
                if (option := listed_voice(item)) is not None:
                    found.setdefault(option.id, option)
            token = page.get("next_page_token")
            if not page.get("has_more") or not token or token == query.get("next_page_token"):
                break
            query["next_page_token"] = token
        return list(found.values())

    async def models(self) -> list[Model]:
        listed = await self._get("/v1/models")
        return [model for item in listed if (model := models.listed(item)) is not None]

    async def quota(self) -> Quota:
        told = await self._get("/v1/user/subscription")
        used, limit = _whole(told.get("character_count")) or 0, _whole(told.get("character_limit")) or 0
        extension = told.get("max_credit_limit_extension")
        left = max(0, limit + (_whole(extension) or 0) - used)
        renews = _whole(told.get("next_character_count_reset_unix"))
        return Quota(str(told.get("tier", "")), used, limit, left, renews, extension == "unlimited")

    @asynccontextmanager
    async def speak(
        self,
        text: str,
        voice: str,
        model: Model,
        settings: VoiceSettings,
        output: str = PCM,
        *,
        timed: bool = False,
        around: tuple[str, str] = ("", ""),
    ) -> AsyncIterator[Speech]:
        """Have `text` spoken, with the times of its characters if `timed`, as it would be between the texts `around`.
        Tries again only what surely was not charged; where nobody knows, the Trouble says `maybe_charged`."""
        body = models.body(text, model, settings, *around)
        path = f"/v1/text-to-speech/{quote(voice, safe='')}/stream{'/with-timestamps' if timed else ''}"
        request = await self._request("POST", path, {"output_format": output}, body)
        response = await self._patiently(request, stream=True, voice=voice)
        try:
            kind = response.headers.get("content-type", "")
            if kind.startswith("text/" if timed else ("text/", "application/json")):
                raise Trouble("voice.provider_down", status=response.status_code, reason="not audio", said="")
            yield Speech(response, output)
        finally:
            await response.aclose()

    async def transcribe(self, data: bytes, model: str) -> Any:
        """What is said in an audio file, as the provider answers: see `services.voice.transcribe.read`. Tries again
        only what surely was not charged."""
        form = {"model_id": model, "timestamps_granularity": "word", "tag_audio_events": "false", "diarize": "false"}
        file = ("voz", data, sniff(data) or VOICE_NOTE)
        request = self._http.build_request(
            "POST", f"{self._base}/v1/speech-to-text", data=form, files={"file": file},
            headers=await self._headers(), timeout=_LISTENING,
        )  # fmt: skip
        return _json(await self._patiently(request, stream=False))

    async def history(self, query: dict[str, Any]) -> dict[str, Any]:
        """A page of what was spoken before, as the provider tells it."""
        told = await self._get("/v1/history", query)
        return told if isinstance(told, dict) else {}

    @asynccontextmanager
    async def again(self, item: str, output: str) -> AsyncIterator[Speech]:
        """What was spoken before, once more and at no cost; `output` is the form it was asked for in."""
        path = f"/v1/history/{quote(item, safe='')}/audio"
        response = await self._patiently(await self._request("GET", path), stream=True)
        try:
            kind = response.headers.get("content-type", "")
            yield Speech(response, MP3 if "wav" in kind or "ogg" in kind else output)
        finally:
            await response.aclose()

    async def _get(self, path: str, query: dict[str, Any] | None = None) -> Any:
        return _json(await self._send("GET", path, query))

    async def _send(self, method: str, path: str, query: dict[str, Any] | None = None) -> httpx.Response:
        return await self._patiently(await self._request(method, path, query), stream=False)

    async def _request(
        self, method: str, path: str, query: dict[str, Any] | None = None, body: Any = None
    ) -> httpx.Request:
        headers = await self._headers()
        return self._http.build_request(
            method, self._base + path, params=query, json=body, headers=headers, timeout=_TIMEOUT
        )

    async def _headers(self) -> dict[str, str]:
        key = await self._key()
        if not key:
            raise Trouble("voice.no_key")
        return {"xi-api-key": key}

    async def _patiently(self, request: httpx.Request, *, stream: bool, voice: str = "") -> httpx.Response:
        for attempt in range(1, _TRIES + 1):
            try:
                return await self._once(request, stream, voice)
            except Trouble as trouble:
                wait = _pause(trouble, attempt, request.method)
                if wait is None or attempt == _TRIES:
                    raise
                log.info("elevenlabs: %s, try %d in %.1f s", trouble.code, attempt + 1, wait)
            await self._sleep(wait)
        raise AssertionError("unreachable")

    async def _once(self, request: httpx.Request, stream: bool, voice: str) -> httpx.Response:
        try:
            response = await self._http.send(request, stream=stream)
            if response.is_success:
                return response
            await response.aread()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Trouble("voice.no_network") from error
        except httpx.TransportError as error:
            if request.method == "GET":
                raise Trouble("voice.no_network") from error
            raise Trouble("voice.nothing_came", maybe_charged=True, credits=None) from error
        await response.aclose()
        trouble = refusal(response, voice)
        trouble.facts["maybe_charged"] = request.method == "POST" and response.status_code >= 500
        raise trouble


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError as error:
        raise Trouble("voice.provider_down", status=response.status_code, reason="", said="") from error


def _pause(trouble: Trouble, attempt: int, method: str) -> float | None:
    """Seconds until the next try, or None where there must be none: speech that failed with 5xx may have been charged,
    and another charge is a person's decision."""
    asked = trouble.facts.get("retry_after_s")
    if isinstance(asked, float):
        return asked if asked <= _LONGEST_WAIT_S else None
    safe = method == "GET" and trouble.code == "voice.provider_down"
    if safe or trouble.code in ("voice.busy", "voice.no_network"):
        spread: float = random.uniform(0.2, 0.6)  # noqa: S311
        return spread * float(1 << attempt)
    return None


def _whole(told: object) -> int | None:
    try:
        return int(float(str(told)))
    except (ValueError, OverflowError):
        return None
