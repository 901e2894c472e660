"""POST /v1/text-to-speech of the rehearsal ElevenLabs: whole, streamed, and both with the times of each character."""

import asyncio
import base64
import contextlib
import json
import random
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from services.sandbox import tts_rules
from services.sandbox.elevenlabs import LIMIT, no_voice
from services.sandbox.pace import Pace
from services.sandbox.practice import Agency, Voice
from services.sandbox.received import Received
from services.sandbox.refusals import too_many
from services.sandbox.sound import Sound, content_type, encode, encode_pieces
from services.sandbox.speech import Speech
from services.sandbox.state import Spoken, State

FIRST_BYTE_S = 0.15
PIECE_S = 0.25
FASTER = 8
"""A stream arrives about eight times as fast as it is heard, in pieces of a quarter of a second."""
AT_ONCE = {"eleven_flash_v2_5": 10, "eleven_v3": 3}
KEPT = 200
"""History items that are remembered."""


@dataclass(frozen=True, slots=True)
class Take:
    """One generation, with what it cost."""

    text: str
    model: str
    voice: Voice
    format: str
    settings: dict[str, Any]
    credits: int
    request: str
    item: str
    sound: Sound


class TextToSpeech:
    """Speaks, counts credits and open requests, and writes history."""

    def __init__(self, agency: Agency, state: State, speech: Speech, received: Received, pace: Pace) -> None:
        self._agency = agency
        self._state = state
        self._speech = speech
        self._received = received
        self._pace = pace
        self._open: dict[str, int] = {}

    async def whole(self, request: Request) -> Response:
        """The finished file in one piece."""
        take = await self._take(request, streams=False)
        if isinstance(take, Response):
            return take
        headers = self._headers(take)
        return Response(await self._made(take), media_type=content_type(take.format), headers=headers)

    async def stream(self, request: Request) -> Response:
        """The same in chunks, the first after about 150 ms."""
        take = await self._take(request, streams=True)
        if isinstance(take, Response):
            return take
        return StreamingResponse(self._paced(take), media_type=content_type(take.format), headers=self._headers(take))

    async def with_timestamps(self, request: Request) -> Response:
        """JSON: the file in base64 and the alignment."""
        take = await self._take(request, streams=False)
        if isinstance(take, Response):
            return take
        headers = self._headers(take)
        times = alignment(take.text, 0.0, take.sound.seconds)
        return JSONResponse(_timed(await self._made(take), times), headers=headers)

    async def stream_with_timestamps(self, request: Request) -> Response:
        """The same objects, one JSON a line with blank lines between."""
        take = await self._take(request, streams=True)
        if isinstance(take, Response):
            return take

        async def lines() -> AsyncIterator[bytes]:
            shares = _shares(take)
            async with contextlib.aclosing(self._paced(take)) as pieces:
                async for piece in pieces:
                    yield json.dumps(_timed(piece, next(shares, None))).encode() + b"\n\n"

        return StreamingResponse(lines(), media_type="application/json", headers=self._headers(take))

    async def _take(self, request: Request, streams: bool) -> Take | Response:
        """Check everything, then speak; the answer of a refusal instead of a take."""
        voice = self._agency.voice(request.path_params["voice"])
        output_format = request.query_params.get("output_format", "mp3_44100_128")
        try:
            body = json.loads(await request.body())
        except ValueError:
            body = None
        if no := tts_rules.refusal(self._agency, body, output_format, streams):
            return no
        if voice is None:
            return no_voice(request.path_params["voice"])
        credits_ = tts_rules.price(self._agency, body)
        if no := tts_rules.beyond(LIMIT, self._state.memory.credits_used, credits_):
            return no
        model = tts_rules.model_of(body)
        if self._open.get(model, 0) >= AT_ONCE.get(model, 5):
            return too_many("elevenlabs")
        settings = body.get("voice_settings") or {}
        sound = await asyncio.to_thread(self._speak, body, voice, settings)
        request_id, item = secrets.token_urlsafe(15), secrets.token_urlsafe(15)
        return Take(body["text"], model, voice, output_format, settings, credits_, request_id, item, sound)

    def _speak(self, body: dict[str, Any], voice: Voice, settings: dict[str, Any]) -> Sound:
        """Like the real thing, never twice the same unless a seed asks for it: pitch and a breath before vary."""
        dice = random.Random(body.get("seed")) if body.get("seed") is not None else random.Random()  # noqa: S311
        speed = float(settings.get("speed") or 1.0) if tts_rules.model_of(body) != "eleven_v3" else 1.0
        words, pitch = round(voice.timbre.words * speed), voice.timbre.pitch + dice.randint(-2, 2)
        sound = self._speech.say(body["text"], replace(voice.timbre, words=words, pitch=pitch))
        breath = np.zeros(int(sound.rate * dice.uniform(0.01, 0.05)), np.int16)
        return Sound(np.concatenate([breath, sound.samples]), sound.rate)

    async def _made(self, take: Take) -> bytes:
        """The whole file, after the time that making it takes."""
        with self._busy(take.model):
            data = await asyncio.to_thread(encode, take.sound, take.format)
            await self._pace.rest(FIRST_BYTE_S + take.sound.seconds / FASTER)
        self._charge(take, data)
        return data

    async def _paced(self, take: Take) -> AsyncGenerator[bytes, None]:
        """The encoded pieces at the provider's speed. A client that hangs up is charged all the same."""
        made = encode_pieces(take.sound, take.format, PIECE_S)
        start, sent, complete = time.monotonic(), bytearray(), False
        try:
            with self._busy(take.model):
                due = FIRST_BYTE_S
                while (piece := await asyncio.to_thread(next, made, None)) is not None:
                    await asyncio.sleep(max(0.0, start + due / self._pace.fast - time.monotonic()))
                    due += PIECE_S / FASTER
                    sent += piece
                    if piece:
                        yield piece
            complete = True
        finally:
            self._charge(take, bytes(sent) if complete else encode(take.sound, take.format))

    def _charge(self, take: Take, data: bytes) -> None:
        memory = self._state.memory
        sha256 = self._state.keep(data)
        before, at = memory.credits_used, time.time()
        memory.credits_used += take.credits
        row = Spoken(
            take.item, take.request, take.voice.id, take.model, take.text, at, take.format, sha256, take.credits, before
        )
        row.settings = take.settings
        memory.spoken = [*memory.spoken[-KEPT + 1 :], row]
        self._state.save()
        facts = {"voice": take.voice.id, "model": take.model, "text": take.text, "format": take.format}
        self._received.note("elevenlabs", "speech", **facts, sha256=sha256, bytes=len(data), credits=take.credits)

    @contextlib.contextmanager
    def _busy(self, model: str) -> Iterator[None]:
        """Counts a request as long as it is open."""
        self._open[model] = self._open.get(model, 0) + 1
        try:
            yield
        finally:
            self._open[model] -= 1

    def _headers(self, take: Take) -> dict[str, str]:
        return {
            "request-id": take.request,
            "history-item-id": take.item,
            "character-cost": str(take.credits),
            "regeneration-count": "0",
            "current-concurrent-requests": str(self._open.get(take.model, 0) + 1),
            "maximum-concurrent-requests": str(AT_ONCE.get(take.model, 5)),
            "workspace-concurrent-requests": str(sum(self._open.values()) + 1),
            "tts-latency-ms": str(round(FIRST_BYTE_S * 1000)),
            "x-region": "loopback",
            "x-trace-id": secrets.token_hex(16),
        }


def alignment(text: str, start: float, stop: float) -> dict[str, Any]:
    """Characters with their times, evenly spread; the last ends exactly at `stop`."""
    edges = [start + (stop - start) * place / len(text) for place in range(len(text) + 1)]
    edges[-1] = stop
    return {
        "characters": list(text),
        "character_start_times_seconds": [round(x, 6) for x in edges[:-1]],
        "character_end_times_seconds": [*(round(x, 6) for x in edges[1:-1]), stop],
    }


def _shares(take: Take) -> Iterator[dict[str, Any]]:
    """The alignment of each streamed piece: the characters whose start falls into it."""
    count = max(1, -(-len(take.sound.samples) // int(take.sound.rate * PIECE_S)))
    size = len(take.text) / count
    for number in range(count):
        part = take.text[round(number * size) : round((number + 1) * size)]
        start = take.sound.seconds * number / count
        if part:
            yield alignment(part, start, take.sound.seconds * (number + 1) / count)


def _timed(data: bytes, times: dict[str, Any] | None) -> dict[str, Any]:
    return {"audio_base64": base64.b64encode(data).decode(), "alignment": times, "normalized_alignment": times}
