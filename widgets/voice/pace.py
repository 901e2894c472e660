"""Between a track and its sink: samples at the speed they are played at, and how many are on their way."""

from typing import TYPE_CHECKING, Final

from widgets.voice.track import FRAME

if TYPE_CHECKING:
    from widgets.voice.stretch import Stretch

RATES: Final = (1.0, 1.25, 1.5, 2.0)
"""How fast a voice can be played; its pitch stays."""


class Pace:
    """Takes frames of the track and gives what a sink is to play. At 1 they go through as they are, to the bit."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._stretch: Stretch | None = None
        self._ready = bytearray()

    def wants(self, room: int) -> int:
        """Frames of the track that fill `room` bytes of the sink, beyond what is ready."""
        return max(0, int((room - len(self._ready)) // FRAME * self.rate))

    def push(self, pcm: bytes) -> None:
        """Frames of the track."""
        if self.rate == 1.0:
            self._ready += pcm
            return
        if self._stretch is None:
            from widgets.voice.stretch import Stretch  # numpy: here by now, for the codec needs it too

            self._stretch = Stretch(self.rate)
        self._ready += self._stretch.push(pcm)

    def finish(self) -> None:
        """No more frames will come: give the rest of them."""
        if self._stretch is not None:
            self._ready += self._stretch.finish()
            self._stretch = None

    def take(self, room: int) -> bytes:
        """What is ready, at most `room` bytes."""
        room = max(0, room) // FRAME * FRAME
        pcm = bytes(self._ready[:room])
        del self._ready[:room]
        return pcm

    def pending(self, waiting: int) -> int:
        """Frames of the track that were not played, where `waiting` bytes wait at the sink."""
        inside = self._stretch.pending if self._stretch is not None else 0
        return round((waiting + len(self._ready)) // FRAME * self.rate) + inside
