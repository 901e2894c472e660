"""The record of voices: who generated, recorded and heard which clip, and what leads said, written to the log."""

from typing import Any, Literal
from uuid import uuid4

import msgspec

from services.agency_records import Transcript
from services.entries import MAX_BODY, Draft
from services.records import Changes
from services.store import Store


class VoiceRecord:
    """Writes down what this member does with voices; `Store.voice_record`, `spent` and `transcript` read it."""

    def __init__(self, store: Store, member: str, name: str) -> None:
        self._store, self._member, self._name = store, member, name

    async def voice_made(
        self,
        clip: str,
        *,
        at: int,
        credits: int = 0,  # noqa: A002  (the trade's word)
        characters: int = 0,
        voice: str = "",
        model: str = "",
        conversation: str | None = None,
        kind: Literal["speech", "recording"] = "speech",
    ) -> Changes:
        """A clip (sha-256) was generated, which cost `credits`, or recorded, at a moment in ms."""
        return await self._write(
            "voice.made", clip=clip, credits=credits, characters=characters, voice=voice, model=model,
            member=self._member, conversation=conversation, at=at, kind=kind,
        )  # fmt: skip

    async def voice_heard(self, clip: str, *, at: int) -> Changes:
        """This member heard a clip to its end."""
        return await self._write("voice.heard", clip=clip, member=self._member, at=at)

    async def voice_transcribed(self, found: Transcript) -> Changes:
        """What is said in a message's voice. Of a very long one the times of the words are left out: an entry of the
        log holds so much."""
        body = {"message": found.message, "text": found.text, "language": found.language, "seconds": found.seconds}
        words = [list(each) for each in found.words]
        if len(msgspec.json.encode({**body, "words": words})) > MAX_BODY - 1024:
            words = []
        return await self._write("voice.transcribed", **body, words=words)

    async def _write(self, fact: str, /, **body: Any) -> Changes:
        return await self._store.publish(Draft(uuid4().hex, fact, {**body, "author": self._name}))
