"""Where samples go: the machine's speaker, or a silent clock where there is none."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, Protocol

from services.trouble import Trouble
from services.voice.sound_server import another_server_answers, sound_server_answers
from widgets.voice.track import FRAME, RATE

_BUFFER_S: Final = 0.2
"""What waits at the sink; the UI loop may be busy for that long without a gap."""


class Sink(Protocol):
    """Takes int16 mono 48 kHz samples. `id` and `name` are the device's, the name for people;
    `silent` says that nobody hears it."""

    id: str
    name: str
    silent: bool

    def room(self) -> int:
        """Bytes that it takes now."""

    def waiting(self) -> int:
        """Bytes that it took and has not played."""

    def write(self, pcm: bytes) -> int: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def empty(self) -> None:
        """Throw away what waits."""

    def close(self) -> None: ...

    def lost(self) -> bool:
        """Whether the device is gone."""


class Silence:
    """Plays nothing, in real time: what the seconds pass over counts as played."""

    id = name = ""
    silent = True

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at = clock()
        self._waiting = 0.0
        self._paused = False

    def room(self) -> int:
        return int(_BUFFER_S * RATE) * FRAME - self.waiting()

    def waiting(self) -> int:
        now = self._clock()
        if not self._paused:
            self._waiting = max(0.0, self._waiting - max(0.0, now - self._at) * RATE)
        self._at = now
        return -int(-self._waiting // 1) * FRAME

    def write(self, pcm: bytes) -> int:
        self.waiting()
        self._waiting += len(pcm) // FRAME
        return len(pcm)

    def pause(self) -> None:
        self.waiting()
        self._paused = True

    def resume(self) -> None:
        self.waiting()
        self._paused = False

    def empty(self) -> None:
        self._waiting = 0.0

    def close(self) -> None:
        self.empty()

    def lost(self) -> bool:
        return False


class Speaker:
    """An output of the machine, through Qt: the one with the id `wanted` if it is there, else the default. Raises
    Trouble("sound.none") where there is none."""

    silent = False

    def __init__(self, wanted: str = "") -> None:
        multimedia = load_sound()
        if multimedia is None or not sound_server_answers():
            raise Trouble("sound.none")
        device = multimedia.QMediaDevices.defaultAudioOutput()
        for each in multimedia.QMediaDevices.audioOutputs() if wanted else ():
            if device_id(each) == wanted:
                device = each
        if device.isNull():
            raise Trouble("sound.none")
        shape = multimedia.QAudioFormat()
        shape.setSampleRate(RATE)
        shape.setChannelCount(1)
        shape.setSampleFormat(multimedia.QAudioFormat.SampleFormat.Int16)
        self.id, self.name = device_id(device), str(device.description())
        self._gone = multimedia.QAudio.State.StoppedState
        self._sink = multimedia.QAudioSink(device, shape)
        self._sink.setBufferSize(int(_BUFFER_S * RATE) * FRAME)
        self._pipe = self._sink.start()
        if self._pipe is None:
            raise Trouble("sound.none")

    def room(self) -> int:
        return int(self._sink.bytesFree()) // FRAME * FRAME

    def waiting(self) -> int:
        return max(0, int(self._sink.bufferSize()) - int(self._sink.bytesFree()))

    def write(self, pcm: bytes) -> int:
        return max(0, int(self._pipe.write(pcm)))

    def pause(self) -> None:
        self._sink.suspend()

    def resume(self) -> None:
        self._sink.resume()

    def empty(self) -> None:
        self._sink.reset()
        self._pipe = self._sink.start()

    def close(self) -> None:
        if sound_server_answers():
            self._sink.stop()

    def lost(self) -> bool:
        return self._pipe is None or self._sink.state() == self._gone or not sound_server_answers()


def open_sink(wanted: str = "") -> Sink:
    """The output with the id `wanted`, else the machine's default, or silence where there is none."""
    for opens in (lambda: Speaker(wanted), _pulse):
        with suppress(Trouble):
            return opens()
    return Silence()


def device_id(device: Any) -> str:
    """What tells an output from others, also after it was away (QAudioDevice)."""
    return bytes(device.id().data()).decode("utf-8", "backslashreplace")


def _pulse() -> Sink:
    if not another_server_answers():
        raise Trouble("sound.none")
    from widgets.voice.pulse import Pulse

    return Pulse()


def load_sound() -> Any:
    """QtMultimedia, loaded at the first sound, or None where its system libraries are missing. Its state type must
    have been touched before any sink is made: until then a state cannot be converted (PySide6 6.8 to 6.11)."""
    try:
        from PySide6 import QtMultimedia
    except ImportError:
        return None
    _ = QtMultimedia.QAudio.State.IdleState
    return QtMultimedia
