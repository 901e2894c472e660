"""The voice studio: which voices there are, what speech will cost, takes already paid for, and new ones."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil
from typing import TYPE_CHECKING, Final

from services.trouble import Trouble
from services.voice.account import MP3, PCM, Quota, VoiceOption
from services.voice.clips import Clip, Clips, Take, Wording
from services.voice.making import Making
from services.voice.models import DEFAULT, Model, VoiceSettings, known

if TYPE_CHECKING:
    from services.voice.elevenlabs import ElevenLabs, Speech

_AS_IT_IS: Final = VoiceSettings()


class Voice:
    """What the composer asks for. Every call may raise Trouble("voice.…"); see elevenlabs.py and refusals.py."""

    def __init__(self, provider: "ElevenLabs", clips: Clips) -> None:
        self._provider = provider
        self._clips = clips
        self._models: list[Model] = []
        self._pcm_refused = False

    async def voices(self) -> list[VoiceOption]:
        return await self._provider.voices()

    async def models(self) -> list[Model]:
        """The account's speech models; asked once."""
        if not self._models:
            self._models = await self._provider.models()
        return self._models

    async def quota(self) -> Quota:
        return await self._provider.quota()

    def model(self, model_id: str) -> Model:
        """What is known of a model now, without a call."""
        return next((model for model in self._models if model.id == model_id), known(model_id))

    def estimate(self, text: str, model: str = DEFAULT) -> int:
        """Credits that speaking `text` will cost, about; the true charge is the take's."""
        return ceil(len(text) * self.model(model).rate)

    async def find(
        self, text: str, voice: str, model: str = DEFAULT, settings: VoiceSettings = _AS_IT_IS
    ) -> Take | None:
        """The newest take of exactly this, if it was made before."""
        takes = await self.takes(text, voice, model, settings)
        return takes[-1] if takes else None

    async def takes(
        self, text: str, voice: str, model: str = DEFAULT, settings: VoiceSettings = _AS_IT_IS
    ) -> list[Take]:
        return await asyncio.to_thread(self._clips.takes, Wording(text, voice, model, settings))

    def speak(self, text: str, voice: str, model: str = DEFAULT, settings: VoiceSettings = _AS_IT_IS) -> Making:
        """Have `text`, as it is to be said, spoken anew; this costs credits. Must be called inside the running loop."""
        if not text.strip():
            raise Trouble("voice.nothing_to_say")
        speaker = self.model(model)
        if len(text) > speaker.limit:
            raise Trouble("voice.text_too_long", limit=speaker.limit, length=len(text))
        wording = Wording(text, voice, model, settings)
        return Making(lambda: self._ask(wording, speaker), wording, self._clips)

    async def listen(self, clip: Clip) -> AsyncIterator[bytes]:
        """The samples of a kept clip, int16 mono 48 kHz, the first of them at once."""
        await self.warm()
        from services.voice.playback import decoded

        async for pcm in decoded(self._clips, clip):
            yield pcm

    async def warm(self) -> None:
        """Load the codecs off the loop, so that the first take does not wait for them."""
        await asyncio.to_thread(importlib.import_module, "services.voice.line")
        await asyncio.to_thread(importlib.import_module, "services.voice.playback")

    @asynccontextmanager
    async def _ask(self, wording: Wording, model: Model) -> "AsyncIterator[Speech]":
        """Ask for PCM, or for MP3 where the plan does not allow that."""
        output = MP3 if self._pcm_refused else PCM
        try:
            async with self._provider.speak(wording.text, wording.voice, model, wording.settings, output) as speech:
                yield speech
                return
        except Trouble as trouble:
            if output == MP3 or trouble.code != "voice.plan" or trouble.facts.get("status") != 403:
                raise
        self._pcm_refused = True
        async with self._provider.speak(wording.text, wording.voice, model, wording.settings, MP3) as speech:
            yield speech
