"""Has texts spoken: asks for the voice, lets it be heard while it arrives, and knows what was heard to its end."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import replace
from functools import partial
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from services import voice as voices
from services.trouble import Trouble
from widgets.composer.on_disk import on_disk, reshaped
from widgets.composer.resting import Resting
from widgets.composer.speech import Failed, Idle, Making, Option, Script, Speech
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.voice.about import About
from widgets.voice.peaks import Peaks
from widgets.voice.player import Player

_LETTER_MS: Final = 65
"""About so long a voice needs for a character."""

Around = Callable[[Script], AbstractAsyncContextManager[None]]


class Speaking(QObject):
    """One Speech for each conversation. `changed` names the conversation whose speech is another one now, `ready` the
    one whose take has just come to the table.

    A voice that was asked for is paid for: it is made to its end and kept, also when the person goes on to another
    conversation meanwhile. Only one is heard at a time.
    """

    changed = Signal(str)
    ready = Signal(str)

    def __init__(
        self, voice: Callable[[], voices.Voice], player: Player, feed: Feed, parent: QObject | None = None
    ) -> None:
        """`voice` gives the studio; it is asked for only when a voice is wanted, because it is heavy."""
        super().__init__(parent)
        self._voice, self._player, self._now = voice, player, feed.now
        self._tasks = Tasks(self, feed.report)
        self._speeches: dict[str, Speech] = {}
        self._peaks: dict[str, Peaks] = {}
        self._making: dict[str, voices.Making] = {}
        self._keys: dict[str, str] = {}
        """Conversation -> the key under which its voice was last given to the player."""
        self._clips: dict[str, str] = {}
        """Key -> hash of the clip it plays, once that is known."""
        self._heard_early: set[str] = set()
        self.paying: Around = lambda script: nullcontext()
        self.recovering: Around = lambda script: nullcontext()
        """Around what is paid for, and around what is fetched again; they may refuse with a Trouble."""
        self._resting = Resting(self)
        self._resting.rested.connect(self._look_up)
        player.heard.connect(self._heard)

    def speech(self, conversation: str) -> Speech:
        return self._speeches.get(conversation, Speech())

    def wave(self, conversation: str) -> tuple[bytes, int]:
        """Peaks, and length in ms, of the voice that can be seen now."""
        if (option := self.speech(conversation).chosen) is not None:
            return option.take.clip.wave, round(option.take.clip.seconds * 1000)
        arriving = self._peaks.get(conversation)
        return (arriving.drawn, arriving.ms) if arriving else (b"", 0)

    def words(self, conversation: str) -> tuple[str, tuple[voices.Word, ...]]:
        """The text that the voice on the table says, and when it says each word of it."""
        if (option := self.speech(conversation).chosen) is not None:
            return option.take.wording.text, option.take.words
        return (making.text, making.words) if (making := self._making.get(conversation)) else ("", ())

    def on_air(self, conversation: str) -> bool:
        """Whether what the player has is this conversation's voice."""
        return bool(self._player.key) and self._keys.get(conversation) == self._player.key

    def write(self, conversation: str, script: Script) -> None:
        """The text, the voice or the model is another one now."""
        speech = self.speech(conversation)
        if script == speech.script:
            return
        self._silence(conversation)
        self._set(conversation, speech.written(script))
        self._resting.write(conversation)

    def make(self, conversation: str, rest: bool = False) -> None:
        """Have it spoken: from the disk if it was made before, anew if a take of it is on the table already; with
        `rest` only what is still missing of it."""
        speech = self.speech(conversation)
        if isinstance(speech.phase, Making) or not speech.script.text.strip():
            return
        script, anew = speech.script, speech.chosen is not None
        base = next((each.take for each in speech.options if each.take.clip.sha256 == speech.base), None)
        self._peaks[conversation] = Peaks()
        self._set(conversation, speech.asked())

        async def option() -> Option:
            if not (anew or rest) and (found := await on_disk(self._voice(), script, self._now())) is not None:
                return found
            async with self.paying(script):
                making = self._voice().speak(*script.asked, reuse=rest or not anew, like=base, mime=script.mime)
                return await self._spoken(conversation, script, making)

        self._tasks.start(self._make(conversation, script, option), key=("make", conversation))

    def reshape(self, conversation: str, take: voices.Take) -> None:
        """Have a take of another channel's format in the one that is wanted here."""
        script = self.speech(conversation).script
        self._set(conversation, self.speech(conversation).asked())
        get = partial(reshaped, self._voice(), take, script, self._now())
        self._tasks.start(self._make(conversation, script, get), key=("make", conversation))

    def stop(self, conversation: str) -> None:
        """Give up a voice in the making. What was spoken so far may have been charged."""
        self._silence(conversation)
        if making := self._making.get(conversation):
            making.cancel()
        self._set(conversation, self.speech(conversation).stopped())

    def give_up(self, conversation: str) -> None:
        """What failed is not what is wanted any more."""
        self._set(conversation, self.speech(conversation).stopped())

    def choose(self, conversation: str, index: int, plays: bool = True) -> None:
        """Put another take on the table, and play it."""
        self._set(conversation, self.speech(conversation).chose(index))
        if plays:
            self.play(conversation)

    def toggle(self, conversation: str) -> None:
        """Play or pause what is on the table."""
        if self.on_air(conversation):
            self._player.toggle()
        else:
            self.play(conversation)

    def repeat(self, conversation: str, on: bool) -> None:
        """Begin this voice again at its end; one that is not playing is played."""
        on_air = self.on_air(conversation)
        if on and not on_air:
            self._player.stop()
        self._player.repeat(on)
        if on and not (on_air and self._player.playing):
            self.toggle(conversation)

    def play(self, conversation: str, ms: int = 0) -> None:
        """Play what is on the table, from there on."""
        if ms and self.on_air(conversation):
            self._player.seek(ms)
            self._player.play()
        elif (option := self.speech(conversation).chosen) is not None:
            self._tasks.start(self._play(conversation, option, ms), key="play")

    def hears(self, clip: voices.Clip) -> None:
        """This clip is played elsewhere under its hash: to its end it counts as heard."""
        self._clips[clip.sha256] = clip.sha256

    def pause(self, conversation: str) -> tuple[int, int]:
        """Pause its voice: where that stands, and how long it is or about will be, in ms."""
        option, on_air = self.speech(conversation).chosen, self.on_air(conversation)
        if on_air:
            self._player.pause()
        letters = len(self.speech(conversation).script.said)
        total = round(option.take.clip.seconds * 1000) if option else letters * _LETTER_MS
        return (self._player.position_ms if on_air else 0), total

    def seek(self, conversation: str, ms: int) -> None:
        """Go to another place of this voice; one that is not being played begins there."""
        if self.on_air(conversation):
            self._player.seek(ms)
        else:
            self.play(conversation, ms)

    def take_away(self, conversation: str) -> Speech:
        """The message was sent: its speech is handed out, and the next one begins with the same voice and the same
        older takes. What is being played goes on; it is no longer that of this conversation's editor."""
        speech = self.speech(conversation)
        self._keys.pop(conversation, None)
        blank = replace(speech.script, text="", spoken="")
        self._set(conversation, Speech(blank, options=speech.options))
        return speech

    def give_back(self, conversation: str, speech: Speech) -> None:
        """A send was undone: the speech is what it was, heard take and all."""
        if speech.chosen is not None and self._clips.get(self._player.key) == speech.chosen.take.clip.sha256:
            self._keys[conversation] = self._player.key
        self._set(conversation, speech)

    def recall(self, conversation: str, options: Sequence[Option]) -> None:
        """Takes of an earlier day come back."""
        self._set(conversation, self.speech(conversation).recalled(options))

    def recover(self, conversation: str, find: Callable[[Script, voices.Voice], Awaitable[voices.Making]]) -> None:
        """Fetch what was paid for and did not arrive, by `find`."""
        script = self.speech(conversation).script
        self._peaks[conversation] = Peaks()
        self._set(conversation, self.speech(conversation).asked())

        async def fetched() -> Option:
            async with self.recovering(script):
                option = await self._spoken(conversation, script, await find(script, self._voice()))
            return replace(option, free=True)

        self._tasks.start(self._make(conversation, script, fetched), key=("make", conversation))

    def restore(self, conversation: str, sha256: str, heard: bool, like: str) -> None:
        """Bring back the take that was on the table when the desk closed, if it says what is written and is here."""
        self._set(conversation, self.speech(conversation).restored(sha256, heard, like))

    async def _make(self, conversation: str, script: Script, get: Callable[[], Awaitable[Option]]) -> None:
        try:
            option = await get()
        except Trouble as trouble:
            if self.speech(conversation).script == script:
                if (failed := self.speech(conversation).failed(trouble)).chosen is not None:
                    self._silence(conversation)  # the half that arrived is not what stands there
                self._set(conversation, failed)
                self._look_up(conversation)  # what did arrive is not paid again
            return
        except Exception:
            self._set(conversation, self.speech(conversation).stopped())  # a bug is reported, and nothing waits for it
            raise
        if self._clips.get(self._keys.get(conversation, "")) == option.take.clip.sha256:
            option = replace(option, heard=option.heard or self._keys[conversation] in self._heard_early)
        speech = self.speech(conversation).made(option)
        self._set(conversation, speech)
        if speech.chosen is None or speech.chosen.take != option.take:
            return  # the text went on meanwhile: the take is kept, and found again if that text comes back
        self.ready.emit(conversation)
        if option.remade or (option.free and not self.on_air(conversation)):
            await self._play(conversation, option)

    async def _spoken(self, conversation: str, script: Script, making: voices.Making) -> Option:
        """A new take, heard while it arrives."""
        self._making[conversation] = making
        key = f"{conversation}:{uuid4().hex}"  # never that of another voice: what was heard is remembered by it
        self._keys[conversation] = key
        try:
            async with aclosing(self._arriving(conversation, making)) as samples:
                await self._player.follow(samples, key, About(conversation))
            take = await making.take()
        finally:
            if self._making.get(conversation) is making:
                del self._making[conversation]
        if not making.remade:  # else its bytes are others: nobody heard them
            self._clips[key] = take.clip.sha256
        heard = key in self._heard_early and key in self._clips
        return Option(take, script, self._now(), heard=heard, remade=making.remade)

    async def _arriving(self, conversation: str, making: voices.Making) -> AsyncGenerator[bytes, None]:
        peaks = self._peaks[conversation]
        async for pcm in making:
            peaks.push(pcm)
            self._set(conversation, self.speech(conversation).arriving(making.seconds))
            yield pcm

    async def _play(self, conversation: str, option: Option, ms: int = 0) -> None:
        clip = option.take.clip
        self._keys[conversation] = clip.sha256
        self._clips[clip.sha256] = clip.sha256
        try:
            about = About(conversation, "", clip.wave, clip.seconds)
            await self._player.follow(self._voice().listen(clip), clip.sha256, about, ms)
        except Trouble as trouble:
            if trouble.code == "clip.gone" and option.take.history_id:
                trouble.facts["history_id"] = option.take.history_id  # the provider has it still
            self._set(conversation, self.speech(conversation).failed(trouble))

    def _heard(self, key: str) -> None:
        """Every sample was played. The hash may come a moment later, when the last of it is on the disk."""
        self._heard_early.add(key)
        sha256 = self._clips.get(key)
        if sha256 is None:
            return
        for conversation, speech in list(self._speeches.items()):
            self._set(conversation, speech.played_to_end(sha256))

    def _look_up(self, conversation: str) -> None:
        speech = self.speech(conversation)
        if isinstance(speech.phase, Idle | Failed) and speech.script.text.strip() and speech.script.voice:
            self._tasks.start(self._know(conversation, speech.script), key="know")

    async def _know(self, conversation: str, script: Script) -> None:
        known, price = await self._voice().takes(*script.asked), await self._voice().price(*script.asked)
        if self.speech(conversation).script == script:
            self._set(conversation, self.speech(conversation).knows(bool(known), price))

    def _silence(self, conversation: str) -> None:
        if self.on_air(conversation):
            self._player.stop()

    def _set(self, conversation: str, speech: Speech) -> None:
        if speech != self._speeches.get(conversation):
            self._speeches[conversation] = speech
            self.changed.emit(conversation)
