"""Plays a voice while it arrives or from the disk, and knows when every sample of it has been heard."""

import asyncio
from collections.abc import AsyncIterable, Callable
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from services.trouble import Trouble
from widgets.voice.sinks import Sink, load_sound, open_sink
from widgets.voice.track import FRAME, RATE, Track

RATES: Final = (1.0, 1.25, 1.5)

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
    """It plays or pauses now, is `silent` or not, or more has arrived."""
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
        self._rate = 1.0
        self._playing = False
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
        if self._sink is None or self._sink.lost():
            self._sink = self._open_sink()

    async def follow(self, source: AsyncIterable[bytes], key: str = "") -> None:
        """Stop what is played, and play `source` from its beginning while it arrives. Returns once all has arrived;
        raises what `source` raises, and then plays on to where it broke off. Another `follow` ends this one's feed."""
        self.stop()
        track = self._track = Track()
        self._key, self._said_heard = key, False
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

    def set_rate(self, rate: float) -> None:
        """Play faster: one of RATES. The pitch rises with it."""
        if rate not in RATES:
            raise ValueError(rate)
        if self._sink is not None:
            self._settle(self._sink)
        self._rate, at = rate, self._track.position
        self._move(at)
        self._feed()

    def stop(self) -> None:
        """Forget what is played."""
        self.pause()
        if self._sink is not None and self._sink.waiting():
            self._sink.empty()
        self._track, self._key = Track(), ""
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
        return self._rate

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
    def device_name(self) -> str:
        return "" if self._sink is None else self._sink.name

    def _tick(self) -> None:
        now, sink = monotonic(), self._sink
        assert sink is not None
        if now - self._checked_at > _CHECK_S:
            self._checked_at = now
            if sink.lost() or (sink.waiting() and now - self._moved_at > _STALLED_S):
                self._lose()
                return
        self._settle(sink)
        self._feed()
        if now - self._told_at >= _TELL_S:
            self._told_at = now
            self.position_changed.emit(self.position_ms)
        if self._track.at_end:
            self._end()

    def _settle(self, sink: Sink) -> None:
        before = self._track.position
        self._track.settle(round(sink.waiting() // FRAME * self._rate))
        if self._track.position != before:
            self._moved_at = monotonic()

    def _feed(self) -> None:
        if not self._playing or self._sink is None:
            return
        frames = int(self._sink.room() // FRAME * self._rate)
        if frames > 0 and (pcm := self._track.next(frames)):
            played = self._at_rate(pcm)
            if self._sink.write(played) < len(played):
                self._lose()

    def _at_rate(self, pcm: bytes) -> bytes:
        if self._rate == 1.0:
            return pcm
        import numpy as np

        samples = np.frombuffer(pcm, dtype=np.int16)
        places = np.arange(int(len(samples) / self._rate)) * self._rate
        return bytes(np.interp(places, np.arange(len(samples)), samples).astype(np.int16).tobytes())

    def _move(self, frame: int) -> None:
        if self._sink is not None and not self._sink.lost():
            self._settle(self._sink)
            self._sink.empty()
            if not self._playing:
                self._sink.pause()
        self._track.move(frame)
        self._moved_at = monotonic()

    def _end(self) -> None:
        key = self._key
        self._playing = False
        self._tick_timer.stop()
        self.position_changed.emit(self.position_ms)
        if self._track.heard and not self._said_heard:
            self._said_heard = True
            self.heard.emit(key)
        self.ended.emit(key)
        self.changed.emit()

    def _lose(self) -> None:
        at = self._track.position
        self._playing, self._sink = False, None
        self._tick_timer.stop()
        self._track.move(at)
        self.trouble.emit(Trouble("sound.lost"))
        self.changed.emit()

    def _tell_silence(self, sink: Sink) -> None:
        if sink.silent and not self._told_silent:
            self.trouble.emit(Trouble("sound.none"))
        self._told_silent = sink.silent
