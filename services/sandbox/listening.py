"""Speech to text of the rehearsal ElevenLabs: it knows what its leads said, because it spoke for them."""

import asyncio
import hashlib
import math
import re
import secrets
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox import tts_rules
from services.sandbox.elevenlabs import LIMIT
from services.sandbox.media import multipart
from services.sandbox.refusals import eleven, eleven_invalid
from services.sandbox.sound import seconds_of
from services.sandbox.state import State

MODELS: Final = ("scribe_v1", "scribe_v2")
SHORTEST_S: Final = 0.1
CREDITS_A_MINUTE: Final = 30
"""A price of this rehearsal's own: the provider's depends on the plan."""
_PAUSE: Final = {",": 3, ";": 3, ":": 3, ".": 6, "?": 6, "!": 6, "…": 6}
"""Letters' worth of silence behind a word that ends so."""


class SpeechToText:
    """POST /v1/speech-to-text with a file; charged by its length."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def transcribe(self, request: Request) -> Response:
        parts = multipart(request.headers.get("content-type", ""), await request.body())
        told = {name: part.value.decode("utf-8", "replace") for name, part in parts.items() if name != "file"}
        if problem := _refusal(told, "file" in parts):
            return problem
        data = parts["file"].value
        seconds = await asyncio.to_thread(seconds_of, data)
        if seconds < SHORTEST_S:
            return eleven(400, "invalid_audio", "The audio is too short or is no audio at all.")
        credits_ = math.ceil(seconds * CREDITS_A_MINUTE / 60)
        if no := tts_rules.beyond(LIMIT, self._state.memory.credits_used, credits_):
            return no
        self._state.memory.credits_used += credits_
        self._state.save()
        text = self._state.memory.heard.get(hashlib.sha256(data).hexdigest(), "")
        timed = told.get("timestamps_granularity", "word") != "none"
        return JSONResponse(_answer(text, seconds, timed), headers={"request-id": secrets.token_urlsafe(15)})


def _refusal(told: dict[str, str], has_file: bool) -> Response | None:
    problems: list[tuple[list[str | int], str, str]] = []
    if "model_id" not in told:
        problems.append((["body", "model_id"], "Field required", "missing"))
    elif told["model_id"] not in MODELS:
        problems.append((["body", "model_id"], "Input should be 'scribe_v1' or 'scribe_v2'", "enum"))
    if told.get("timestamps_granularity", "word") not in ("none", "word", "character"):
        problems.append((["body", "timestamps_granularity"], "Input should be 'none', 'word' or 'character'", "enum"))
    if problems:
        return eleven_invalid(*problems)
    if not has_file:
        return eleven(400, "invalid_parameters", "Must provide either file or source_url.")
    return None


def _answer(text: str, seconds: float, timed: bool) -> dict[str, Any]:
    return {
        "language_code": "spa",
        "language_probability": 0.98 if text else 0.0,
        "text": text,
        "words": words(text, seconds) if timed else [],
        "transcription_id": secrets.token_urlsafe(15),
        "audio_duration_secs": round(seconds, 3),
    }


def words(text: str, seconds: float) -> list[dict[str, Any]]:
    """The words and the spacing between them, each as long as its letters make it."""
    pieces = re.findall(r"\s+|\S+", text)
    weights = [0 if piece.isspace() else len(piece) + 1 + _PAUSE.get(piece[-1], 0) for piece in pieces]
    scale = seconds / max(1, sum(weights))
    found, at = [], 0.0
    for piece, weight in zip(pieces, weights, strict=True):
        spoken = at if piece.isspace() else at + (len(piece) + 1) * scale
        kind = "spacing" if piece.isspace() else "word"
        whole = {"text": piece, "start": round(at, 3), "end": round(spoken, 3), "type": kind}
        found.append({**whole, "speaker_id": "speaker_0", "logprob": -0.05})
        at += weight * scale
    return found
