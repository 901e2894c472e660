"""From the provider's bytes to a finished voice note: the work of one take that must stay off the UI loop."""

from collections.abc import Iterator
from typing import Final

from services.trouble import Trouble
from services.voice import audio
from services.voice.arriving import Arriving, ArrivingMp3, ArrivingPcm
from services.voice.note import Note
from services.voice.sound import RATE, VOICE_NOTE, Sound

_FIRST_S: Final = 0.1
_LATER_S: Final = 0.4
"""What arrives in one go is worked on in pieces of this length, so that the first of it is heard at once."""


class Line:
    """Takes audio in `form` ("pcm_24000", "mp3_44100_128") and gives what can be heard. One call at a time."""

    def __init__(self, form: str) -> None:
        codec, rate, *quality = form.split("_")
        self._bytes_per_s = int(rate) * 2 if codec == "pcm" else int(quality[0]) * 125
        self._arriving: Arriving = ArrivingPcm(int(rate)) if codec == "pcm" else ArrivingMp3()
        self._note = Note()
        self._heard = bytearray()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Cut what arrived into what is worked on at once."""
        while data:
            seconds = _LATER_S if self._heard else _FIRST_S
            size = int(self._bytes_per_s * seconds) & ~1
            yield data[:size]
            data = data[size:]

    def push(self, piece: bytes) -> bytes:
        """Encode a piece; returns int16 mono 48 kHz decoded from the encoded bytes, perhaps none yet."""
        return self._hear(self._note.push(self._arriving.push(piece)))

    def finish(self) -> bytes:
        """End the note; returns the last samples. Trouble("voice.garbled") if nothing was said."""
        last = self._note.push(self._arriving.finish()) + self._note.finish()
        if not self._heard and not last:
            raise Trouble("voice.garbled", why="no sound")
        return self._hear(last)

    def result(self) -> tuple[bytes, Sound]:
        """The finished file and its measures."""
        return self._note.data, Sound(VOICE_NOTE, self.seconds, audio.wave_of(bytes(self._heard)))

    @property
    def seconds(self) -> float:
        return len(self._heard) / 2 / RATE

    def _hear(self, pcm: bytes) -> bytes:
        self._heard += pcm
        return pcm
