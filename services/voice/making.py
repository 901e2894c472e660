"""A take in the making: it can be heard while it arrives, and is kept once it is whole."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.trouble import Trouble
from services.voice.assembling import Assembly, Remade
from services.voice.clips import Clips, Take, Wording
from services.voice.script import Stretch
from services.voice.sound import VOICE_NOTE
from services.voice.times import Word

if TYPE_CHECKING:
    from services.voice.elevenlabs import Speech

Ask = Callable[[Stretch], "AbstractAsyncContextManager[Speech]"]
"""Opens the provider's answer for a part of the text; each call may be charged."""
Plan = Callable[[], tuple[Stretch, ...]]


class Making:
    """One request for speech, running from the moment it is made.

    Iterate it (once) for int16 mono 48 kHz samples as bytes; await `take()` for what is kept. Both raise the Trouble
    that ended it. What is broken off is not kept.
    """

    def __init__(
        self, ask: Ask, wording: Wording, clips: Clips, plan: Plan | None = None, wanted: Sequence[str] = (),
        mime: str = VOICE_NOTE,
    ) -> None:  # fmt: skip
        """`plan` tells, off the loop, what has to be asked for; without it that is all of the text at once. `wanted`
        names the readings of the rest, where there are several. `mime` is that of the clip."""
        self._ask = ask
        self._wording = wording
        self._clips = clips
        self._plan = plan or (lambda: (Stretch(((0, len(wording.text)),)),))
        self._pcm: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._assembly = Assembly(wording, clips, wanted, mime)
        self._stretches: tuple[Stretch, ...] = ()
        self._spoken: list[Speech] = []
        self._receiving: tuple[Stretch, str] | None = None
        """What the provider was asked for and has not spoken to its end, and its name for it."""
        self._work = asyncio.get_running_loop().create_task(self._make())
        self._work.add_done_callback(self._ended)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (pcm := await self._pcm.get()) is not None:
            yield pcm
        await self._work

    async def take(self) -> Take:
        """The finished take. After Trouble("clip.disk_full") calling again tries to keep the same audio, unpaid."""
        await asyncio.wait([self._work])
        if self._lost_to_disk():
            self._work = asyncio.get_running_loop().create_task(self._keep())
        return await asyncio.shield(self._work)

    def cancel(self) -> None:
        """Stop. The provider may charge for what was already spoken."""
        self._work.cancel()

    @property
    def seconds(self) -> float:
        """How much can be heard so far."""
        return self._assembly.seconds

    @property
    def text(self) -> str:
        """All that is said."""
        return self._wording.text

    @property
    def words(self) -> tuple[Word, ...]:
        """When each word is said, as far as it has arrived."""
        return self._assembly.words if self._stretches else ()

    @property
    def remade(self) -> Remade:
        """Why the take is not what was heard while it arrived but made anew from it: it missed its loudness, or was
        too large to be played in place. Known with the take."""
        return self._assembly.remade

    @property
    def requests(self) -> int:
        """How many times the provider is asked; 0 until that is known."""
        return sum(not stretch.kept for stretch in self._stretches)

    async def _make(self) -> Take:
        opening = asyncio.create_task(asyncio.to_thread(self._assembly.open))
        try:
            self._stretches = stretches = await asyncio.to_thread(self._plan)
            for stretch in stretches:
                await (self._bring(stretch, opening) if stretch.kept else self._receive(stretch, opening))
            self._offer(await asyncio.to_thread(self._assembly.finish))
        except Trouble as trouble:
            trouble.facts["heard_s"] = round(self.seconds, 1)
            self._tell_lost(trouble)
            raise
        finally:
            opening.cancel()
        await asyncio.to_thread(self._assembly.right)
        return await self._keep()

    async def _bring(self, stretch: Stretch, opening: asyncio.Task[None]) -> None:
        """A sentence that is there already."""
        await opening
        heard = self._assembly.kept(stretch)
        while (pcm := await asyncio.to_thread(next, heard, None)) is not None:
            self._offer(pcm)

    async def _receive(self, stretch: Stretch, opening: asyncio.Task[None]) -> None:
        """New ones, as the provider speaks them."""
        assembly, self._receiving = self._assembly, (stretch, "")
        async with self._ask(stretch) as speech:
            self._spoken.append(speech)
            self._receiving = stretch, speech.history_id
            await opening
            assembly.begin(speech.format, stretch, speech.times)
            async for data in speech.audio():
                for piece in assembly.line.pieces(data):
                    self._offer(await asyncio.to_thread(assembly.line.push, piece))
        self._offer(await asyncio.to_thread(assembly.end))
        self._receiving = None

    def _tell_lost(self, trouble: Trouble) -> None:
        """Which part did not arrive, and the provider's name for it; and all that was charged until then."""
        trouble.facts["history_id"] = self._history_id
        if self._receiving is not None:
            trouble.facts["stretch"], trouble.facts["history_id"] = self._receiving
        if charged := sum(speech.credits or 0 for speech in self._spoken):
            trouble.facts["credits"] = charged

    @property
    def _history_id(self) -> str:
        """The provider's name for all of it, where it spoke all of it in one breath."""
        return self._spoken[0].history_id if self._spoken and len(self._stretches) == 1 else ""

    async def _keep(self) -> Take:
        return await asyncio.to_thread(self._keep_now)

    def _keep_now(self) -> Take:
        data, sound, words = self._assembly.result()
        clip = self._clips.keep(data, sound)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        told = [speech.credits for speech in self._spoken]
        credits_ = None if None in told else sum(each for each in told if each is not None)
        requests = " ".join(speech.request_id for speech in self._spoken)
        readings = tuple(self._assembly.readings)
        take = Take(clip, self._wording, credits_, self._history_id, requests, created, words, readings)
        self._clips.add(take)
        self._assembly.learn()
        return take

    def _lost_to_disk(self) -> bool:
        if self._work.cancelled():
            return False
        error = self._work.exception()
        return isinstance(error, Trouble) and error.code == "clip.disk_full"

    def _offer(self, pcm: bytes) -> None:
        if pcm:
            self._pcm.put_nowait(pcm)

    def _ended(self, work: asyncio.Task[Take]) -> None:
        self._pcm.put_nowait(None)
        if not work.cancelled():
            work.exception()  # told to whoever listens or waits; a voice nobody waits for is no bug
