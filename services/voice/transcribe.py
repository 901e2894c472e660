"""What is said in a voice, written down by ElevenLabs: asked for once, kept in the log, read by every desk."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from services.agency_records import Transcript
from services.records import Message
from services.trouble import Trouble
from services.voice.record import VoiceRecord

if TYPE_CHECKING:
    from services.voice.elevenlabs import ElevenLabs

MODEL: Final = "scribe_v2"

_OTHERWISE: Final = {
    "voice.quota": "hearing.quota",
    "voice.plan": "hearing.plan",
    "voice.busy": "hearing.busy",
    "voice.provider_down": "hearing.provider_down",
    "voice.refused": "hearing.refused",
    "voice.no_network": "hearing.no_network",
    "voice.cut": "hearing.cut",
    "voice.nothing_came": "hearing.cut",
}
"""What keeps speech from being made keeps it from being written down; a person is told so in other words."""


class Shelf(Protocol):
    """What is read of the store here."""

    def message(self, identifier: str) -> Message | None: ...

    def transcript(self, message: str) -> Transcript | None: ...


class Transcriber:
    """Has the voices of messages written down, each of them once: what a desk had written, all of them read."""

    def __init__(
        self,
        store: Shelf,
        provider: Callable[[], "ElevenLabs"],
        fetch: Callable[[str], Awaitable[Path]],
        record: VoiceRecord,
    ) -> None:
        self._store, self._provider, self._fetch, self._record = store, provider, fetch, record
        self._writing: dict[str, asyncio.Task[Transcript]] = {}

    async def transcribe(self, message: str) -> Transcript:
        """What is said in a message's voice. What is written already costs nothing; asked twice at once, it is paid
        once.

        Raises Trouble: "hearing.none" (no voice), "hearing.nothing_said" (nobody speaks in it), "voice.no_key",
        "voice.bad_key", "voice.missing_permission", "hearing.…" for the provider's refusals, and what
        MediaFiles.fetch raises.
        """
        if (known := self._store.transcript(message)) is not None:
            return known
        if message not in self._writing:
            task = self._writing[message] = asyncio.create_task(self._transcribe(message))
            task.add_done_callback(lambda _: self._writing.pop(message))
        return await asyncio.shield(self._writing[message])

    async def _transcribe(self, message: str) -> Transcript:
        found = self._store.message(message)
        if found is None or found.kind != "audio" or found.media is None or found.deleted:
            raise Trouble("hearing.none")
        path = await self._fetch(message)
        data = await asyncio.to_thread(path.read_bytes)
        try:
            answer = await self._provider().transcribe(data, MODEL)
        except Trouble as trouble:
            raise Trouble(_OTHERWISE.get(trouble.code, trouble.code), **trouble.facts) from trouble
        written = read(message, answer, found.media.seconds or 0.0)
        if not written.text:
            raise Trouble("hearing.nothing_said")
        await self._record.voice_transcribed(written)
        return written


def read(message: str, answer: Any, seconds: float = 0.0) -> Transcript:
    """A SpeechToTextChunkResponse, whatever of it is there: words in their order, sounds that are none left out."""
    told = answer if isinstance(answer, dict) else {}
    listed = told.get("words")
    words = [word for each in (listed if isinstance(listed, list) else []) if (word := _word(each)) is not None]
    text, language = told.get("text"), told.get("language_code")
    length = _number(told.get("audio_duration_secs"))
    return Transcript(
        message,
        text.strip() if isinstance(text, str) else " ".join(word for _, _, word in words),
        language if isinstance(language, str) else "",
        tuple(sorted(words, key=lambda word: word[0])),
        length if length else seconds,
    )


def _word(told: object) -> tuple[int, int, str] | None:
    if not isinstance(told, dict) or told.get("type", "word") != "word" or not isinstance(told.get("text"), str):
        return None
    start, end = _number(told.get("start")), _number(told.get("end"))
    text = told["text"].strip()
    if start is None or not text:
        return None
    return round(start * 1000), round(max(start, end or start) * 1000), text


def _number(told: object) -> float | None:
    good = isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told < 10**6
    return float(told) if good and isinstance(told, int | float) else None
