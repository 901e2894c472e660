"""Plays a voice while it arrives or from the disk, and knows when every sample of it has been heard."""

import asyncio
from collections.abc import AsyncIterable, Callable
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from services.trouble import Trouble
from widgets.voice.about import About
from widgets.voice.pace import RATES, Pace
from widgets.voice.sinks import Sink, load_sound, open_sink
from widgets.voice.track import RATE, Track

STEP_S: Final = 5
"""How far the keys go."""
_TICK_MS: Final = 10
_TELL_S: Final = 0.04
_CHECK_S: Final = 1.0
_STALLED_S: Final = 4.0
"""A sink that takes and plays nothing for this long is gone: Qt does not always say so. A PulseAudio null sink works in
blocks of two seconds."""


class Player(QObject):
    """One voice at a time, int16 mono 48 kHz. Times are in ms.

    `follow` gives it what to play; the signals carry the `key` that came with it. Where there is no sound device it
    plays in silence, in real time: `silent` is then true and `trouble` says so, as Trouble("sound.none").
    A device that goes away in the middle pauses, with Trouble("sound.lost"); `play` goes on with what is there then.
    """

    changed = Signal()
    """It plays or pauses now, is `silent` or not, repeats or not, or more has arrived."""
    rate_changed = Signal(float)
    position_changed = Signal(int)
    heard = Signal(str)
    """Every sample of this voice was played; said once for each `follow`."""
    ended = Signal(str)
    trouble = Signal(object)

    def __init__(self, parent: QObject | None = None, open_sink: Callable[[], Sink] = open_sink) -> None:
        super().__init__(parent)
        self._open_sink = open_sink
        self._sink: Sink | None = None
        self._track = Track()
        self._key = ""
        self.about: About | None = None
        self._pace = Pace(1.0)
        self._playing = self._repeats = False
        self._said_heard = False
        self._told_silent = False
        self._told_at = self._checked_at = self._moved_at = 0.0
        self._tick_timer = QTimer(self)
        self._tick_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick_timer.setInterval(_TICK_MS)
        self._tick_timer.timeout.connect(self._tick)

    async def warm(self) -> None:
        """Load what sounds need off the UI loop, before the first of them is wanted."""
        await asyncio.to_thread(load_sound)

    def prepare(self) -> None:
        """Open the device now, so that the first sample does not wait for it. Blocks some ms, the first time more."""
        old = self._sink
        if old is not None and not (old.silent and not self._playing) and not old.lost():
            return
        if old is not None:
            self._move()
            old.close()
        self._sink = self._open_sink()

    async def follow(
        self, source: AsyncIterable[bytes], key: str = "", about: About | None = None, start_ms: int = 0
    ) -> None:
        """Stop what is played, and play `source` from `start_ms` on while it arrives. Returns once all has arrived;
        raises what `source` raises, and then plays on to where it broke off. Another `follow` ends this one's feed."""
        self._repeats = self._repeats and self._key in ("", key)
        self.stop()
        track = self._track = Track(start_ms * RATE // 1000)
        self._key, self.about, self._said_heard = key, about, False
        self.play()
        try:
            async for pcm in source:
                if track is not self._track:
                    return
                track.append(pcm)
                self._feed()
                self.changed.emit()
            track.complete()
        finally:
            track.close()
            self.changed.emit()

    def play(self) -> None:
        """Play, or go on; from the beginning if it was at its end."""
        self.prepare()
        assert self._sink is not None
        if self._track.at_end:
            self._track.move(0)
        self._sink.resume()
        self._playing = True
        self._moved_at = self._checked_at = monotonic()
        self._tick_timer.start()
        self._tell_silence(self._sink)
        self._feed()
        self.changed.emit()

    def pause(self) -> None:
        if not self._playing:
            return
        self._playing = False
        self._tick_timer.stop()
        if self._sink is not None and not self._sink.lost():
            self._settle(self._sink)
            self._sink.pause()
        self.changed.emit()

    def toggle(self) -> None:
        self.pause() if self._playing else self.play()

    def seek(self, ms: int) -> None:
        """Go to another place of what has arrived. What is skipped does not count as heard."""
        self._move(ms * RATE // 1000)
        self._feed()
        self.position_changed.emit(self.position_ms)

    def skip(self, steps: int) -> None:
        """So many times STEP_S ahead, or back."""
        self.seek(self.position_ms + steps * STEP_S * 1000)

    def set_rate(self, rate: float) -> None:
        """Play faster, at the same pitch: one of RATES. What is passed over is heard all the same."""
        if rate not in RATES:
            raise ValueError(rate)
        if rate == self._pace.rate:
            return
        self._move(rate=rate)
        self._feed()
        self.rate_changed.emit(rate)
        self.changed.emit()

    def faster(self, steps: int) -> None:
        """The next speed, or the one before with -1; at the ends it stays."""
        at = RATES.index(self.rate) + steps
        self.set_rate(RATES[max(0, min(at, len(RATES) - 1))])

    def repeat(self, on: bool) -> None:
        """Begin again at its end: this voice alone, or the next one where there is none."""
        self._repeats = on
        self.changed.emit()

    def change_device(self) -> None:
        """Go on where it stands, on the device that is to be heard on now."""
        if self._sink is None:
            return
        self._move()
        self._sink.close()
        self._sink = None
        if self._playing:
            self.play()

    def lose(self) -> None:
        """The device is gone: pause, and say so where something was played. `play` goes on with what is there then."""
        at, played = self._track.position, self._playing
        self._playing, self._sink = False, None
        self._tick_timer.stop()
        self._move(at)
        if played:
            self.trouble.emit(Trouble("sound.lost"))
        self.changed.emit()

    def stop(self) -> None:
        """Forget what is played."""
        self.pause()
        if self._sink is not None and self._sink.waiting():
            self._sink.empty()
        self._track, self._pace, self._key, self.about = Track(), Pace(self.rate), "", None
        self.changed.emit()

    @property
    def playing(self) -> bool:
        return self._playing

    @property
    def arriving(self) -> bool:
        """More of it is still to come."""
        return not self._track.closed

    @property
    def key(self) -> str:
        return self._key

    @property
    def rate(self) -> float:
        return self._pace.rate

    @property
    def repeats(self) -> bool:
        return self._repeats

    @property
    def position_ms(self) -> int:
        return self._track.position * 1000 // RATE

    @property
    def total_ms(self) -> int:
        """Length of what has arrived."""
        return self._track.length * 1000 // RATE

    @property
    def was_heard(self) -> bool:
        return self._track.heard

    @property
    def played_sha256(self) -> str:
        """Hash of the samples that went to the sink, from the first on without a gap."""
        return self._track.played_sha256

    @property
    def silent(self) -> bool:
        """Nobody hears it: there is no sound device."""
        return self._sink is not None and self._sink.silent

    @property
    def device_id(self) -> str | None:
        """Of the device it plays on, "" for silence; None before the first sound."""
        return None if self._sink is None else self._sink.id

    @property
    def device_name(self) -> str:
        return "" if self._sink is None else self._sink.name

    def _tick(self) -> None:
        now, sink = monotonic(), self._sink
        assert sink is not None
        if now - self._checked_at > _CHECK_S:
            self._checked_at = now
            if sink.lost() or (sink.waiting() and now - self._moved_at > _STALLED_S):
                self.lose()
                return
        self._settle(sink)
        self._feed()
        if now - self._told_at >= _TELL_S:
            self._told_at = now
            self.position_changed.emit(self.position_ms)
        if self._track.at_end:
            self._end()

    def _settle(self, sink: Sink) -> None:
        """Count what the sink has played."""
        before = self._track.position
        self._track.settle(self._pace.pending(sink.waiting()))
        if self._track.position != before:
            self._moved_at = monotonic()

    def _feed(self) -> None:
        sink = self._sink
        if not self._playing or sink is None:
            return
        room = sink.room()
        if (frames := self._pace.wants(room)) > 0 and (pcm := self._track.next(frames)):
            self._pace.push(pcm)
        if self._track.handed_out:
            self._pace.finish()
        if (ready := self._pace.take(room)) and sink.write(ready) < len(ready):
            self.lose()

    def _move(self, to: int | None = None, rate: float | None = None) -> None:
        """Throw away what is on its way, and go on at another place or at another speed."""
        if self._sink is not None and not self._sink.lost():
            self._settle(self._sink)
            self._sink.empty()
            if not self._playing:
                self._sink.pause()
        self._pace = Pace(rate or self.rate)
        self._track.move(self._track.position if to is None else to)
        self._moved_at = monotonic()

    def _end(self) -> None:
        key, track = self._key, self._track
        self.position_changed.emit(self.position_ms)
        if track.heard and not self._said_heard:
            self._said_heard = True
            self.heard.emit(key)
            if track is not self._track:
                return  # whoever was told plays another one already
        if self._repeats and self._track.length:
            self._move(0)
            return
        self._playing = False
        self._tick_timer.stop()
        self.ended.emit(key)
        self.changed.emit()

    def _tell_silence(self, sink: Sink) -> None:
        if sink.silent and not self._told_silent:
            self.trouble.emit(Trouble("sound.none"))
        self._told_silent = sink.silent
