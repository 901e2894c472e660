"""A take in the making: it can be heard while it arrives, and is kept once it is whole."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from services.trouble import Trouble
from services.voice.clips import Clips, Take, Wording
from services.voice.fitting import bits_for
from services.voice.habits import Habit
from services.voice.sound import RATE

if TYPE_CHECKING:
    from services.voice.elevenlabs import Speech
    from services.voice.line import Line

Ask = Callable[[], "AbstractAsyncContextManager[Speech]"]
"""Opens the provider's answer; each call may be charged."""
Remade = Literal["", "level", "size"]
_TRIES: Final = 3


class Making:
    """One request for speech, running from the moment it is made.

    Iterate it (once) for int16 mono 48 kHz samples as bytes; await `take()` for what is kept. Both raise the Trouble
    that ended it. What is broken off is not kept.
    """

    def __init__(self, ask: Ask, wording: Wording, clips: Clips) -> None:
        self._ask = ask
        self._wording = wording
        self._clips = clips
        self._pcm: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._line: Line | None = None
        self._habit = Habit()
        self.remade: Remade = ""
        """Why the take is not what was heard while it arrived but made anew from it: it missed its loudness, or was
        too large to be played in place. Known with the take."""
        self._speech: Speech | None = None
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
        return self._line.seconds if self._line else 0.0

    async def _make(self) -> Take:
        warm = asyncio.create_task(asyncio.to_thread(self._opened))
        try:
            async with self._ask() as speech:
                self._speech = speech
                self._line = line = await warm
                line.begin(speech.format, self._habit)
                async for data in speech.audio():
                    for piece in line.pieces(data):
                        self._offer(await asyncio.to_thread(line.push, piece))
            self._offer(await asyncio.to_thread(line.end))
            self._offer(await asyncio.to_thread(line.finish))
        except Trouble as trouble:
            trouble.facts["heard_s"] = round(self.seconds, 1)
            trouble.facts["history_id"] = self._speech.history_id if self._speech else ""
            raise
        finally:
            warm.cancel()
        self._line = await asyncio.to_thread(self._right, line)
        return await self._keep()

    def _opened(self) -> "Line":
        """A line for about as much as there is to say, while the provider thinks."""
        from services.voice.line import Line, Shape  # numpy and libsndfile

        wording = self._wording
        self._habit = self._clips.habits.of(wording.voice, wording.model, wording.settings)
        return Line(Shape(bits_for(len(wording.text) / self._habit.pace)))

    def _right(self, line: "Line") -> "Line":
        """The line itself, or one that is right where the first missed its loudness or its size: that one must be heard
        again."""
        for _ in range(_TRIES):
            wrong = line.better()
            if wrong is None:
                break
            self.remade, shape = self.remade or wrong[0], wrong[1]
            line = line.again(shape)
        return line

    async def _keep(self) -> Take:
        return await asyncio.to_thread(self._keep_now)

    def _keep_now(self) -> Take:
        assert self._line is not None
        assert self._speech is not None
        speech, wording = self._speech, self._wording
        clip = self._clips.keep(*self._line.result())
        created = datetime.now(UTC).isoformat(timespec="seconds")
        take = Take(clip, wording, speech.credits, speech.history_id, speech.request_id, created)
        self._clips.add(take)
        self._learn()
        return take

    def _learn(self) -> None:
        """Remember how loud this voice comes and how fast it speaks."""
        assert self._line is not None
        habit, wording = self._habit, self._wording
        for cut in self._line.cuts:
            if cut.loudness is not None and len(cut.samples) > RATE:
                habit = habit.after(cut.loudness, len(cut.samples) / RATE, len(wording.text))
        self._clips.habits.learn(wording.voice, wording.model, wording.settings, habit)

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
