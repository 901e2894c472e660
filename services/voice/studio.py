"""The voice studio: which voices there are, what speech will cost, takes already paid for, and new ones."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final

from services.trouble import Trouble
from services.voice.account import MP3, PCM, Quota, VoiceOption
from services.voice.clips import Clip, Clips, Take, Wording
from services.voice.making import Making
from services.voice.models import DEFAULT, Model, VoiceSettings, known
from services.voice.script import Price, Stretch, planned, priced
from services.voice.sound import VOICE_NOTE

if TYPE_CHECKING:
    from services.voice.elevenlabs import ElevenLabs, Speech

_AS_IT_IS: Final = VoiceSettings()
_MELODY: Final = 300
"""Characters of what is said before and after that a model is told."""
_WAYS: Final = 3


class Voice:
    """What the composer asks for. Every call may raise Trouble("voice.…"); see elevenlabs.py and refusals.py."""

    def __init__(self, provider: "ElevenLabs", clips: Clips) -> None:
        self._provider = provider
        self._clips = clips
        self._models: list[Model] = []
        self._pcm_refused = False
        self._untimed: set[str] = set()
        """Models that do not tell when their words are said."""

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
        self,
        text: str,
        voice: str,
        model: str = DEFAULT,
        settings: VoiceSettings = _AS_IT_IS,
        *,
        mime: str = VOICE_NOTE,
    ) -> Take | None:
        """The newest take of exactly this in that format, if it was made before. Where it was made only in another one,
        `reshaped` makes it of the last of the `takes`, and costs nothing."""
        takes = await self.takes(text, voice, model, settings)
        return next((take for take in reversed(takes) if take.clip.mime == mime), None)

    async def reshaped(self, take: Take, mime: str) -> Take:
        """The same reading in another format: other bytes, that nobody has heard as such. Raises Trouble("clip.gone"),
        ("audio.unreadable"), ("clip.disk_full")."""
        await self.warm()
        from services.voice.reshaping import take_of

        return await asyncio.to_thread(take_of, self._clips, take, mime)

    async def takes(
        self, text: str, voice: str, model: str = DEFAULT, settings: VoiceSettings = _AS_IT_IS
    ) -> list[Take]:
        return await asyncio.to_thread(self._clips.takes, Wording(text, voice, model, settings))

    def speak(
        self,
        text: str,
        voice: str,
        model: str = DEFAULT,
        settings: VoiceSettings = _AS_IT_IS,
        *,
        reuse: bool = False,
        like: Take | None = None,
        mime: str = VOICE_NOTE,
    ) -> Making:
        """Have `text`, as it is to be said, spoken; this costs credits. With `reuse` only the sentences that were not
        spoken before are asked for, else all of them are said anew; the others sound as in the take `like`, or as they
        were said last. What is longer than the model takes at once is asked for in several requests. The clip is made
        in `mime` from the start. Must be called inside the running loop."""
        if not text.strip():
            raise Trouble("voice.nothing_to_say")
        wording = Wording(text, voice, model, settings)
        readings, plan = like.readings if like is not None else (), partial(self._plan, wording, reuse)
        return Making(lambda stretch: self._ask(wording, stretch), wording, self._clips, plan, readings, mime)

    async def price(
        self, text: str, voice: str, model: str = DEFAULT, settings: VoiceSettings = _AS_IT_IS, *, reuse: bool = True
    ) -> Price:
        """What that would cost now."""
        stretches = await asyncio.to_thread(self._plan, Wording(text, voice, model, settings), reuse)
        return priced(stretches, lambda characters: ceil(characters * self.model(model).rate))

    async def plans(self, wording: Wording, lost: Stretch | None = None) -> tuple[tuple[Stretch, ...], ...]:
        """How it may have been asked for before: all at once, or only what is not kept; `lost` is the part that did
        not arrive, where that is known."""
        whole = (Stretch(((0, len(wording.text)),)),)
        if lost is not None and (lost.start, lost.end) == (0, len(wording.text)):
            return ((lost,),)
        if lost is not None:
            return (await asyncio.to_thread(self._plan, wording, True, lost=lost),)
        parts = [await asyncio.to_thread(self._plan, wording, True, alone=alone) for alone in (False, True)]
        return whole, *parts

    def _plan(
        self, wording: Wording, reuse: bool, *, alone: bool = False, lost: Stretch | None = None
    ) -> tuple[Stretch, ...]:
        speaker, pieces = self.model(wording.model), self._clips.pieces

        def kept(sentence: str) -> bool:
            return reuse and pieces.has(sentence, wording.voice, wording.model, wording.settings)

        return planned(wording.text, kept, speaker.limit, alone=alone or wording.model in self._untimed, lost=lost)

    async def listen(self, clip: Clip) -> AsyncIterator[bytes]:
        """The samples of a kept clip, int16 mono 48 kHz, the first of them at once."""
        await self.warm()
        from services.voice.playback import decoded

        async for pcm in decoded(self._clips, clip):
            yield pcm

    async def warm(self) -> None:
        """Load the codecs off the loop, so that the first take does not wait for them."""
        await asyncio.to_thread(importlib.import_module, "services.voice.line")
        await asyncio.to_thread(importlib.import_module, "services.voice.reshaping")

    @asynccontextmanager
    async def _ask(self, wording: Wording, stretch: Stretch) -> "AsyncIterator[Speech]":
        """Ask for PCM with times; for MP3 where the plan does not allow PCM, without times where the model has none.
        None of that was charged when it was refused."""
        for _ in range(_WAYS):
            timed, output = wording.model not in self._untimed, MP3 if self._pcm_refused else PCM
            try:
                async with self._opened(wording, stretch, output, timed=timed) as speech:
                    yield speech
                    return
            except Trouble as trouble:
                if output == PCM and trouble.code == "voice.plan" and trouble.facts.get("status") == 403:
                    self._pcm_refused = True
                elif timed and _no_times(trouble):
                    self._untimed.add(wording.model)
                else:
                    raise
        raise AssertionError("unreachable")

    def _opened(
        self, wording: Wording, stretch: Stretch, output: str, *, timed: bool
    ) -> "AbstractAsyncContextManager[Speech]":
        text, model = wording.text, self.model(wording.model)
        around = text[: stretch.start].strip()[-_MELODY:], text[stretch.end :].strip()[:_MELODY]
        said = text[stretch.start : stretch.end]
        return self._provider.speak(said, wording.voice, model, wording.settings, output, timed=timed, around=around)


def _no_times(trouble: Trouble) -> bool:
    """Whether a refusal may mean that only the times cannot be had."""
    status = trouble.facts.get("status")
    return (trouble.code == "voice.refused" and status in (400, 404, 405, 422)) or (
        trouble.code == "voice.voice_gone" and status == 404 and not trouble.facts.get("reason")
    )
