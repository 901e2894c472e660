"""POST /v1/text-to-speech of the rehearsal ElevenLabs: whole, streamed, and both with the times of each character."""

import asyncio
import base64
import contextlib
import json
import random
import secrets
import time
from bisect import bisect_left
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

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
_NO_SPEED = ("eleven_v3", "eleven_v4")
"""Models that accept a speed and ignore it."""
AT_ONCE = {"eleven_flash_v2_5": 10, "eleven_v3": 3}
KEPT = 200
"""History items that are remembered."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a client asked for, checked, and what it costs."""

    text: str
    model: str
    voice: Voice
    format: str
    settings: dict[str, Any]
    credits: int
    seed: int | None


@dataclass(frozen=True, slots=True)
class Take:
    """One generation."""

    order: Order
    request: str
    item: str
    sound: Sound

    @property
    def text(self) -> str:
        return self.order.text

    @property
    def format(self) -> str:
        return self.order.format


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

        async def answer(take: Take) -> Response:
            data = await self._made(take)
            return Response(data, media_type=content_type(take.format), headers=self._headers(take))

        return await self._serve(request, False, answer)

    async def stream(self, request: Request) -> Response:
        """The same in chunks, the first after about 150 ms."""

        async def answer(take: Take) -> Response:
            mime = content_type(take.format)
            return StreamingResponse(self._paced(take), media_type=mime, headers=self._headers(take))

        return await self._serve(request, True, answer)

    async def with_timestamps(self, request: Request) -> Response:
        """JSON: the file in base64 and the alignment."""

        async def answer(take: Take) -> Response:
            times = alignment(take.text, edges(take.text, take.sound))
            return JSONResponse(_timed(await self._made(take), times), headers=self._headers(take))

        return await self._serve(request, False, answer)

    async def stream_with_timestamps(self, request: Request) -> Response:
        """The same objects, one JSON a line with blank lines between."""

        async def lines(take: Take) -> AsyncIterator[bytes]:
            shares = _shares(take)
            async with contextlib.aclosing(self._paced(take)) as pieces:
                async for piece in pieces:
                    yield json.dumps(_timed(piece, next(shares, None))).encode() + b"\n\n"

        async def answer(take: Take) -> Response:
            return StreamingResponse(lines(take), media_type="application/json", headers=self._headers(take))

        return await self._serve(request, True, answer)

    async def _serve(self, request: Request, streams: bool, answer: Callable[[Take], Awaitable[Response]]) -> Response:
        """Check, count the request as open until its answer has left, speak, and let `answer` shape the take."""
        order = await self._order(request, streams)
        if isinstance(order, Response):
            return order
        if self._open.get(order.model, 0) >= AT_ONCE.get(order.model, 5):
            return too_many("elevenlabs")
        self._open[order.model] = self._open.get(order.model, 0) + 1
        try:
            sound = await asyncio.to_thread(self._speak, order)
            response = await answer(Take(order, secrets.token_urlsafe(15), secrets.token_urlsafe(15), sound))
        except BaseException:
            self._release(order.model)
            raise
        return _Releasing(response, lambda: self._release(order.model))

    async def _order(self, request: Request, streams: bool) -> Order | Response:
        """What is asked for, or the answer of a refusal."""
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
        settings = body.get("voice_settings") or {}
        return Order(body["text"], tts_rules.model_of(body), voice, output_format, settings, credits_, body.get("seed"))

    def _speak(self, order: Order) -> Sound:
        """Like the real thing, never twice the same: pitch and the breath before it vary unless a seed holds them."""
        dice = random.Random(order.seed)  # noqa: S311
        speed = float(order.settings.get("speed") or 1.0) if order.model not in _NO_SPEED else 1.0
        timbre = order.voice.timbre
        words, pitch = round(timbre.words * speed), timbre.pitch + dice.randint(-2, 2)
        sound = self._speech.say(order.text, replace(timbre, words=words, pitch=pitch))
        breath = np.zeros(int(sound.rate * dice.uniform(0.01, 0.05)), np.int16)
        later = len(breath) / sound.rate
        marks = tuple((place, second + later) for place, second in sound.marks)
        return Sound(np.concatenate([breath, sound.samples]), sound.rate, marks)

    async def _made(self, take: Take) -> bytes:
        """The whole file, after the time that making it takes."""
        data = await asyncio.to_thread(encode, take.sound, take.format)
        await self._pace.rest(FIRST_BYTE_S + take.sound.seconds / FASTER)
        self._charge(take, data)
        return data

    async def _paced(self, take: Take) -> AsyncGenerator[bytes, None]:
        """The encoded pieces at the provider's speed. A client that hangs up is charged all the same."""
        made = encode_pieces(take.sound, take.format, PIECE_S)
        start, sent, due, complete = time.monotonic(), bytearray(), FIRST_BYTE_S, False
        try:
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
        memory, order = self._state.memory, take.order
        row = Spoken(
            id=take.item,
            request=take.request,
            voice=order.voice.id,
            model=order.model,
            text=order.text,
            at=time.time(),
            format=order.format,
            sha256=self._state.keep(data),
            credits=order.credits,
            before=memory.credits_used,
            settings=order.settings,
        )
        memory.credits_used += order.credits
        memory.spoken = [*memory.spoken[-KEPT + 1 :], row]
        self._state.save()
        facts = {"voice": row.voice, "model": row.model, "text": row.text, "format": row.format, "sha256": row.sha256}
        self._received.note("elevenlabs", "speech", **facts, bytes=len(data), credits=row.credits)

    def _release(self, model: str) -> None:
        self._open[model] -= 1

    def _headers(self, take: Take) -> dict[str, str]:
        return {
            "request-id": take.request,
            "history-item-id": take.item,
            "character-cost": str(take.order.credits),
            "regeneration-count": "0",
            "current-concurrent-requests": str(self._open[take.order.model]),
            "maximum-concurrent-requests": str(AT_ONCE.get(take.order.model, 5)),
            "workspace-concurrent-requests": str(sum(self._open.values())),
            "tts-latency-ms": str(round(FIRST_BYTE_S * 1000)),
            "x-region": "loopback",
            "x-trace-id": secrets.token_hex(16),
        }


class _Releasing(Response):
    """Another response, and what to do when it has left or its client is gone."""

    def __init__(self, inner: Response, then: Callable[[], None]) -> None:
        super().__init__()
        self._inner = inner
        self._then = then

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._inner(scope, receive, send)
        finally:
            self._then()


def edges(text: str, sound: Sound) -> list[float]:
    """The second at which each character begins, and at the end that of the sound: as the synthesiser marked it, evenly
    between two marks."""
    places, seconds = [0, *(p for p, _ in sound.marks), len(text)], [0.0, *(s for _, s in sound.marks), sound.seconds]
    found = np.interp(range(len(text) + 1), places, np.maximum.accumulate(seconds))
    return [*(round(float(x), 6) for x in found[:-1]), sound.seconds]


def alignment(text: str, times: list[float]) -> dict[str, Any]:
    """Characters with their times; the last ends exactly where the sound does."""
    return {
        "characters": list(text),
        "character_start_times_seconds": times[:-1],
        "character_end_times_seconds": times[1:],
    }


def _shares(take: Take) -> Iterator[dict[str, Any] | None]:
    """The alignment of each streamed piece: the characters whose start falls into it, and in the last all the rest."""
    times, at = edges(take.text, take.sound), 0
    count = max(1, -(-len(take.sound.samples) // int(take.sound.rate * PIECE_S)))
    for number in range(1, count + 1):
        upto = len(take.text) if number == count else bisect_left(times, number * PIECE_S, at, len(take.text))
        yield alignment(take.text[at:upto], times[at : upto + 1]) if upto > at else None
        at = upto


def _timed(data: bytes, times: dict[str, Any] | None) -> dict[str, Any]:
    return {"audio_base64": base64.b64encode(data).decode(), "alignment": times, "normalized_alignment": times}
