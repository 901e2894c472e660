"""Records a microphone: written down as it comes, measured, and stopped only once the last word has arrived."""

import asyncio
import math
from array import array
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final, Literal, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from services.trouble import Trouble
from widgets.tasks import Tasks
from widgets.voice.microphone import Source, allowed, open_microphone
from widgets.voice.peaks import Peaks
from widgets.voice.track import FRAME, RATE

State = Literal["idle", "opening", "recording", "ending"]

QUIETEST_DB: Final = -54.0
"""What the meter shows as nothing."""
_TICK_MS: Final = 30
_WRITE_S: Final = 0.25
_CHECK_S: Final = 1.0
_STALLED_S: Final = 4.0
"""A device that gives nothing for this long is gone: Qt does not always say so."""
_TAIL_S: Final = 3.0
"""How long the last word is waited for. A sound server hands over in blocks, some of them of two seconds."""
_MUTE_S: Final = 3.0


class Tape(Protocol):
    """Where samples are written down; blocks."""

    def write(self, pcm: bytes) -> None: ...

    def close(self) -> None: ...


class Recorder(QObject):
    """One recording at a time. `stopped` when everything is written down, `trouble` (Trouble) for what ended it or
    kept it from beginning: "microphone.…"; what was recorded until then is kept."""

    changed = Signal()
    """Its state, its length or its level is another one."""
    stopped = Signal()
    trouble = Signal(object)

    def __init__(
        self,
        report: Callable[[BaseException], None],
        parent: QObject | None = None,
        open_source: Callable[[], Source] = open_microphone,
        may_hear: Callable[[QObject], Awaitable[bool]] = allowed,
        longest_s: float = 15 * 60,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(parent)
        self.open_source, self._may_hear, self._longest_s, self._clock = open_source, may_hear, longest_s, clock
        self._tasks = Tasks(self, report)
        self._source: Source | None = None
        self._tape: Tape | None = None
        self._state: State = "idle"
        self._given_up = False
        self._waiting = bytearray()
        self.peaks = Peaks()
        self.level = 0.0
        """How loud it is now, 0 to 1 over the decibels of the meter; 1 is too loud."""
        self._frames = self._wanted = 0
        self._began = self._moved = self._checked = self._loud_at = 0.0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def state(self) -> State:
        return self._state

    @property
    def mute(self) -> bool:
        """Nothing but silence has come for a while: a microphone that is switched off looks so."""
        return self._state == "recording" and self._clock() - self._loud_at > _MUTE_S

    @property
    def device_name(self) -> str:
        return self._source.name if self._source is not None else ""

    def start(self, tape: Callable[[], Tape], peaks: Peaks) -> None:
        """Begin, or go on: `tape` is opened in a thread, `peaks` are those of what it holds already."""
        if self._state == "idle":
            self.peaks, self._given_up = peaks, False
            self._set("opening")
            self._tasks.start(self._open(tape), key="open")

    def stop(self) -> None:
        """End it: what was said until now is still waited for, then `stopped` is told."""
        if self._state == "recording":
            self._wanted = min(self._wanted, round((self._clock() - self._began) * RATE))
            self._set("ending")
        elif self._state == "opening":
            self._given_up = True

    def put_away(self) -> None:
        """The window closes: write down what there is, at once."""
        self._timer.stop()
        self._tasks.cancel()
        if self._source is not None:
            self._take(self._source.read())
        self._close_source()
        if self._tape is not None:
            self._tape.write(bytes(self._waiting))
            self._tape.close()
            self._tape = None
        self._waiting.clear()
        self._state = "idle"

    async def _open(self, tape: Callable[[], Tape]) -> None:
        try:
            if not await self._may_hear(self):
                raise Trouble("microphone.denied")
            self._source = self.open_source()
            self._tape = await asyncio.to_thread(tape)
        except Trouble as trouble:
            self._close_source()
            self._set("idle")
            if not self._given_up:
                self.trouble.emit(trouble)
            self.stopped.emit()
            return
        if self._given_up:
            await asyncio.to_thread(self._tape.close)
            self._tape = None
            self._close_source()
            self._set("idle")
            self.stopped.emit()
            return
        self._source.read()  # what came before the tape stood belongs to nobody
        self._frames, self._wanted = 0, 2**62
        self._began = self._moved = self._checked = self._loud_at = self._clock()
        self._set("recording")
        self._timer.start()
        self._tasks.start(self._write(self._tape), key="write")

    async def _write(self, tape: Tape) -> None:
        """Hand what was heard to the disk until there is no more of it."""
        trouble: Trouble | None = None
        while self._state in ("recording", "ending") or self._waiting:
            if not self._waiting:
                await asyncio.sleep(_WRITE_S)
                continue
            pcm, self._waiting = bytes(self._waiting), bytearray()
            try:
                await asyncio.to_thread(tape.write, pcm)
            except Trouble as full:
                trouble = full
                self._finish()
                self._waiting.clear()
        await asyncio.to_thread(tape.close)
        self._tape = None
        if trouble is not None:
            self.trouble.emit(trouble)
        self.stopped.emit()

    def _tick(self) -> None:
        source, now = self._source, self._clock()
        assert source is not None
        self._take(source.read())
        if self._state == "ending" and (self._frames >= self._wanted or now - self._moved > _TAIL_S):
            self._finish()
        elif now - self._checked > _CHECK_S:
            self._checked = now
            if source.lost() or now - self._moved > _STALLED_S:
                self._finish()
                self.trouble.emit(Trouble("microphone.lost", seconds=self.peaks.ms // 1000))
        if self._state == "recording" and self.peaks.ms >= self._longest_s * 1000:
            self.stop()
            self.trouble.emit(Trouble("microphone.longest", minutes=round(self._longest_s / 60)))
        self.changed.emit()

    def _take(self, pcm: bytes) -> None:
        pcm = pcm[: max(0, self._wanted - self._frames) * FRAME]
        if not pcm:
            self.level *= 0.8
            return
        self._frames += len(pcm) // FRAME
        self._waiting += pcm
        self.peaks.push(pcm)
        samples = array("h", pcm)
        loudest = max(max(samples), -min(samples))
        self._moved = self._clock()
        if loudest:
            self._loud_at = self._moved
        self.level = max(_shown(loudest), self.level * 0.8)

    def _finish(self) -> None:
        self._timer.stop()
        self._close_source()
        self.level = 0.0
        self._set("idle")

    def _close_source(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None

    def _set(self, state: State) -> None:
        self._state = state
        self.changed.emit()


def _shown(loudest: int) -> float:
    """A peak of int16 samples as a share of the meter."""
    if not loudest:
        return 0.0
    return max(0.0, min(1.0, 1 - 20 * math.log10(loudest / 32_767) / QUIETEST_DB))
