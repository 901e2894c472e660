"""A provider of speech on a mock transport, and samples that sound a little like a voice."""

import asyncio
import base64
import io
import json
import math
from array import array
from collections.abc import AsyncIterator, Callable

import httpx
import soundfile

from services.voice import Take, Voice
from services.voice.elevenlabs import ElevenLabs
from services.voice.sentences import sentences
from services.voice.sound import RATE, VOICE_NOTE

Answer = Callable[[httpx.Request], httpx.Response]


def speech(seconds: float, rate: int = 24_000) -> bytes:
    """Something like a voice: three partials that come and go, as int16 mono."""
    step = 2 * math.pi / rate
    frames = range(int(seconds * rate))
    return array(
        "h",
        (
            int(
                (0.55 + 0.45 * math.sin(step * 3 * i))
                * (
                    5_000 * math.sin(step * 160 * i)
                    + 2_500 * math.sin(step * 480 * i)
                    + 900 * math.sin(step * 1_900 * i)
                )
            )
            for i in frames
        ),
    ).tobytes()


class Stream(httpx.AsyncByteStream):
    """A body in pieces; an exception among them breaks it off, an event is waited for."""

    def __init__(self, *pieces: bytes | Exception | asyncio.Event) -> None:
        self._pieces = pieces
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, asyncio.Event):
                await piece.wait()
            else:
                yield piece

    async def aclose(self) -> None:
        self.closed = True


HEADERS = {
    "content-type": "audio/pcm",
    "character-cost": "12",
    "request-id": "req-1",
    "history-item-id": "hist-1",
}


class Provider:
    """Answers in turn (the last one for ever) and keeps what it was asked."""

    def __init__(self, *answers: Answer | httpx.Response) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def client(self) -> ElevenLabs:
        async def key() -> str:
            return "sk_test"

        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        return ElevenLabs(httpx.AsyncClient(transport=httpx.MockTransport(self)), key, "http://voice.test", sleep)


def spoken_as(*pieces: bytes | Exception | asyncio.Event, **headers: str) -> Answer:
    """A 200 whose body comes in `pieces`."""
    return lambda request: httpx.Response(200, headers=HEADERS | headers, stream=Stream(*pieces))


def sentence_by_sentence(text: str, volume: float = 1.0, pace: float = 0.06) -> tuple[bytes, list[float]]:
    """A voice that says each character in 60 ms (its `pace`) and rests half a second after each sentence; where each
    begins."""
    pcm, times = b"", []
    for start, end in sentences(text):
        said = speech((end - start) * pace)
        at = len(pcm) / 48_000
        gap = start - len(times)
        times += [at] * gap + [at + pace * i for i in range(end - start)]
        pcm += array("h", (int(sample * volume) for sample in array("h", said))).tobytes() + bytes(24_000)
    return pcm, [*times, len(pcm) / 48_000]


def timed(volume: Callable[[str], float] = lambda text: 1.0, pace: float = 0.06) -> Answer:
    """Answers as /stream/with-timestamps does, a quarter of a second a line."""

    def answer(request: httpx.Request) -> httpx.Response:
        text = json.loads(request.content)["text"]
        pcm, times = sentence_by_sentence(text, volume(text), pace)
        lines = [
            {"audio_base64": base64.b64encode(pcm[at : at + 12_000]).decode(), "alignment": None}
            for at in range(0, len(pcm), 12_000)
        ]
        names = ("characters", "character_start_times_seconds", "character_end_times_seconds")
        lines[0]["alignment"] = dict(zip(names, (list(text), times[:-1], times[1:]), strict=True))  # type: ignore[assignment]
        body = b"\n\n".join(json.dumps(line).encode() for line in lines)
        headers = HEADERS | {"content-type": "application/json", "character-cost": str(len(text))}
        return httpx.Response(200, headers=headers, content=body)

    return answer


async def heard_and_kept(
    voice: Voice, text: str = "hola", mime: str = VOICE_NOTE, *, reuse: bool = False
) -> tuple[bytes, Take]:
    """The samples that a person hears while it is made, and the take that is sent."""
    making = voice.speak(text, "v", reuse=reuse, mime=mime)
    heard = b"".join([pcm async for pcm in making])
    return heard, await making.take()


def decoded(data: bytes) -> bytes:
    """The samples in a file, at the rate of all that is heard."""
    samples, rate = soundfile.read(io.BytesIO(data), dtype="int16")
    assert rate == RATE
    return bytes(samples.tobytes())
