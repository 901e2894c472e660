"""The agent's own voice by microphone: one recording for each conversation, kept whatever happens until it is sent."""

import asyncio
from collections.abc import Callable, Container
from dataclasses import replace
from functools import partial
from typing import Final

from msgspec.structs import replace as replaced
from PySide6.QtCore import QObject, QTimer, Signal

from services.trouble import Trouble
from services.voice import Take, Voice, Wording
from services.voice.record import VoiceRecord
from services.voice.recordings import Recording, Recordings
from services.voice.sound import VOICE_NOTE
from widgets.composer.hearing import Hearing
from widgets.composer.holding import Holding
from widgets.composer.recovery import in_turn, left_behind
from widgets.composer.speech import Option, Script
from widgets.composer.tape import Phase, Tape, Tapes
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.voice.peaks import Peaks
from widgets.voice.player import Player
from widgets.voice.recorder import Recorder

UNDO_MS: Final = 10_000
"""For so long a recording that was thrown away can be had back."""


class Deck(QObject):
    """Works on the open conversation. `changed` names the conversation whose tape is another one now, `metered` comes
    often while something is recorded, `found` (list of Recording) says what was on the disk at the start."""

    changed = Signal(str)
    metered = Signal()
    found = Signal(object)

    def __init__(
        self, shelf: Callable[[], Recordings], voice: Callable[[], Voice], record: Callable[[], VoiceRecord],
        player: Player, recorder: Recorder, feed: Feed, parent: QObject | None = None, undo_ms: int = UNDO_MS,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._shelf, self._player, self._now, self._report = shelf, player, feed.now, feed.report
        self.recorder, self.hearing = recorder, Hearing(voice, record, player, feed, self)
        self._tasks = Tasks(self, feed.report)
        self._tapes = Tapes()
        self._peaks: dict[str, Peaks] = {}
        self._away: dict[str, Tape] = {}
        self._sent: dict[str, Tape] = {}
        self._turn = asyncio.Lock()
        self._troubles: dict[str, Trouble] = {}
        self._formats: dict[str, str] = {}
        self.conversation = self._running = ""
        self._gone = QTimer(self, singleShot=True, interval=undo_ms)
        self._gone.timeout.connect(self._forget_away)
        self.holding = Holding(self)
        self.holding.let_go.connect(self.finish)
        recorder.setParent(self)
        recorder.changed.connect(self._follow)
        recorder.stopped.connect(self._stopped)
        recorder.trouble.connect(self._failed)
        self.hearing.heard.connect(self._heard)
        self.hearing.failed.connect(self._cannot)

    @property
    def tape(self) -> Tape | None:
        """What lies on the table in the open conversation."""
        return self._tapes.of(self.conversation)

    @property
    def thrown_away(self) -> Tape | None:
        """What can still be had back in the open conversation."""
        return self._away.get(self.conversation)

    @property
    def trouble(self) -> Trouble | None:
        """What went wrong the last time in the open conversation."""
        return self._troubles.get(self.conversation)

    @property
    def option(self) -> Option | None:
        """What would be sent, heard or not, as the ways out know it."""
        tape = self.tape
        if tape is None or tape.phase != "ready" or tape.recording.clip is None:
            return None
        take = Take(tape.recording.clip, Wording("", "", ""), None, "", "", "")
        return Option(take, Script(), tape.recording.at, heard=tape.heard)

    def open(self, conversation: str, mime: str = VOICE_NOTE) -> None:
        """Another conversation is shown, whose channel wants a voice in `mime`: what was being recorded for the one
        before waits there, kept."""
        self._formats[conversation] = mime
        another = conversation != self.conversation
        if another and self._running:
            self.pause()
        self.conversation, tape = conversation, self._tapes.of(conversation)
        unmade = tape is not None and another and tape.found and tape.phase == "paused"
        if tape is not None and (unmade or tape.in_another_format(mime)):
            self._make(tape)

    def press(self) -> None:
        """Record was pressed: it goes on as long as it is held, or after a tap until it is pressed again."""
        if self.holding.on:
            return  # a key that is held repeats itself
        if self._running:
            self.finish()
        else:
            self.holding.press()
            self.begin()

    def begin(self) -> None:
        """Record, or go on where it was left."""
        if self.recorder.state != "idle" or not self.conversation:
            return
        self._player.pause()
        self._troubles.pop(self.conversation, None)
        tape = self.tape or Tape(self._shelf().begin(self.conversation, self._now()))
        tape = replace(tape, phase="opening", ends=False, asking=False, found=False)
        tape = tape.changed(end_ms=0, clip=None, heard=False, kept=False)
        self._running = self.conversation
        self._put(tape)
        peaks = self._peaks.setdefault(tape.recording.id, Peaks())
        self.recorder.start(partial(self._shelf().reel, tape.recording), peaks)

    def pause(self) -> None:
        """Stand still; what was said until now is waited for."""
        tape = self._tapes.of(self._running)
        if tape is not None:
            self._put(replace(tape, ends=False))
            self.recorder.stop()

    def pause_or_go_on(self) -> None:
        if self._running:
            self.pause()
        else:
            self.begin()

    def finish(self) -> None:
        """End it: it becomes a voice note that can be heard."""
        running = self._tapes.of(self._running)
        if running is not None:
            self._put(replace(running, ends=True))
            self.recorder.stop()
        elif self.tape is not None and self.tape.phase == "paused":
            self._make(self.tape)

    def cut(self, start_ms: int, end_ms: int) -> None:
        """Only this part goes out."""
        tape = self.tape
        if tape is not None and not tape.running and (cut := tape.cut(start_ms, end_ms)) != tape:
            self.hearing.silence(tape)
            self._make(cut)

    def ask(self) -> None:
        """Somebody may want to throw it away; it stands still meanwhile."""
        tape = self.tape
        if tape is not None:
            self._put(replace(tape, asking=True))
            if self._running:
                self.pause()

    def keep(self) -> None:
        """It is not thrown away."""
        if self.tape is not None:
            self._put(replace(self.tape, asking=False))

    def throw_away(self) -> None:
        """Take it off the table; for some seconds `take_back` brings it back."""
        tape = self.tape
        if tape is None or tape.running:
            return
        self.hearing.silence(tape)
        self._forget_away()
        self._tapes.drop(tape)
        self._away[self.conversation] = replace(tape, asking=False)
        self._gone.start()
        self.changed.emit(self.conversation)

    def take_back(self) -> None:
        if (tape := self._away.pop(self.conversation, None)) is not None:
            self._put(tape)

    def send_away(self, conversation: str) -> None:
        """It was sent. It stays here until the program ends, for the send may be undone."""
        if (tape := self._tapes.of(conversation)) is not None:
            self._tapes.drop(tape)
            sent = self._sent[tape.recording.id] = tape.changed(sent=True)
            self._write(sent.recording)
            self.changed.emit(conversation)

    def give_back(self, recording: str) -> None:
        """The send was undone: it lies on the table again, heard as it was."""
        if (sent := self._sent.pop(recording, None)) is not None:
            tape = sent.changed(sent=False)
            self._put(tape)
            self._write(tape.recording)

    async def recover(self, waiting: Container[str] = ()) -> None:
        """Find what earlier runs left, and put each back into its conversation; what is `waiting` can be given back."""
        left = await left_behind(self._shelf(), waiting)
        left = [each for each in left if not self._tapes.has(each[0].recording.id)]
        self._peaks |= {tape.recording.id: peaks for tape, peaks in left}
        self._sent |= {tape.recording.id: tape for tape, _ in left if tape.recording.sent}
        there = [each for each in left if not each[0].recording.sent]
        for tape, _ in there:
            self._tapes.put_below(tape)
            self.changed.emit(tape.recording.conversation)
        self.found.emit([tape.recording for tape, _ in there])
        if self.tape is not None and self.tape.found and self.tape.phase == "paused":
            self.finish()

    def put_away(self) -> None:
        """The window closes: write down what there is, at once."""
        tape = self._tapes.of(self._running)
        try:
            self.recorder.put_away()
            if tape is not None:
                self._shelf().keep(tape.changed(kept=True).recording)
        except Trouble as full:
            self._report(full)
        for away in self._away.values():
            self._shelf().forget(away.recording.id)

    def _make(self, tape: Tape) -> None:
        self._put(replace(tape, phase="making"))
        self._tasks.start(self._made(tape), key=("make", tape.recording.id))

    async def _made(self, tape: Tape) -> None:
        conversation, shelf = tape.recording.conversation, self._shelf()
        try:
            recording = await asyncio.to_thread(shelf.made, tape.recording, self._formats.get(conversation, VOICE_NOTE))
            recording = replaced(recording, kept=True)
            await asyncio.to_thread(shelf.keep, recording)
        except Trouble as trouble:
            self._troubles[conversation] = trouble
            self._put(replace(tape, phase="paused"))
            return
        now = self._tapes.of(conversation)
        asking = now is not None and now.asking
        self._put(replace(tape, recording=recording, phase="ready", asking=asking, ends=False))

    def _follow(self) -> None:
        tape = self._tapes.of(self._running)
        if tape is None:
            return
        peaks, state = self.recorder.peaks, self.recorder.state
        phases: dict[str, Phase] = {"opening": "opening", "recording": "recording", "ending": "stopping"}
        phase = phases.get(state, tape.phase)
        if phase != tape.phase:
            self._put(replace(tape, phase=phase, ms=peaks.ms))
        self.metered.emit()

    def _stopped(self) -> None:
        """All of it is on the disk."""
        tape, self._running = self._tapes.of(self._running), ""
        if tape is None:
            return
        peaks = self.recorder.peaks
        tape = replace(tape, ms=peaks.ms, wave=peaks.drawn, phase="paused")
        if not peaks.ms:
            self._tapes.drop(tape)
            self._tasks.start(asyncio.to_thread(self._shelf().forget, tape.recording.id))
            self.changed.emit(tape.recording.conversation)
        elif tape.ends:
            self._make(tape)
        else:
            kept = tape.changed(kept=True)
            self._put(kept)
            self._write(kept.recording)

    def _failed(self, trouble: Trouble) -> None:
        self._troubles[self._running or self.conversation] = trouble
        self.changed.emit(self._running or self.conversation)

    def _cannot(self, conversation: str, trouble: Trouble) -> None:
        self._troubles[conversation] = trouble
        self.changed.emit(conversation)

    def _heard(self, sha256: str) -> None:
        for tape in self._tapes.all():
            if tape.recording.clip is not None and tape.recording.clip.sha256 == sha256:
                heard = tape.changed(heard=True)
                self._put(heard)
                self._write(heard.recording)
                self.hearing.tell(heard.recording)

    def _write(self, recording: Recording) -> None:
        self._tasks.start(in_turn(self._turn, self._shelf().keep, recording))

    def _put(self, tape: Tape) -> None:
        self._tapes.put(tape)
        self.changed.emit(tape.recording.conversation)

    def _forget_away(self) -> None:
        for conversation, tape in list(self._away.items()):
            del self._away[conversation]
            self._tasks.start(asyncio.to_thread(self._shelf().forget, tape.recording.id))
            self.changed.emit(conversation)
