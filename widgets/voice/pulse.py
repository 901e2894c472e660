"""A sink that speaks to PulseAudio (or PipeWire for it) itself: for when the server that Qt knew was restarted."""

import ctypes
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from services.trouble import Trouble
from services.voice.sound_server import another_server_answers
from widgets.voice.track import FRAME, RATE

_BUFFER: Final = int(0.2 * RATE) * FRAME
_CHUNK: Final = RATE // 50 * FRAME
_AHEAD: Final = RATE // 10 * FRAME
"""What the server may hold: it plays on for so long after a pause."""
_PLAYBACK: Final = 1
_UNSET: Final = 0xFFFFFFFF


class _Spec(ctypes.Structure):
    """pa_sample_spec."""

    _fields_ = (("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8))


class _Room(ctypes.Structure):
    """pa_buffer_attr."""

    _fields_ = tuple((name, ctypes.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize"))


class Pulse:
    """One stream of libpulse-simple, fed by a thread of its own, because each of its calls may wait for the server.
    Raises Trouble("sound.none") where the library is missing."""

    silent = False
    name = ""
    id = ""

    def __init__(self) -> None:
        self._library = _library()
        self._data = bytearray()
        self._state = threading.Condition()
        self._paused = self._flush = self._closed = self._lost = False
        self._held, self._held_at = 0.0, monotonic()
        threading.Thread(target=self._run, name="sound", daemon=True).start()

    def room(self) -> int:
        return max(0, _BUFFER - self.waiting())

    def waiting(self) -> int:
        with self._state:
            return len(self._data) + int(self._latency() * RATE) * FRAME

    def write(self, pcm: bytes) -> int:
        with self._state:
            self._data += pcm
            self._state.notify()
        return len(pcm)

    def pause(self) -> None:
        with self._state:
            self._paused = True

    def resume(self) -> None:
        with self._state:
            self._paused = False
            self._state.notify()

    def empty(self) -> None:
        with self._state:
            self._data.clear()
            self._flush, self._held = True, 0.0
            self._state.notify()

    def close(self) -> None:
        with self._state:
            self._closed = True
            self._state.notify()

    def lost(self) -> bool:
        return self._lost or not another_server_answers()

    def _latency(self) -> float:
        """Seconds that the server holds and has not played."""
        return max(0.0, self._held - (monotonic() - self._held_at))

    def _run(self) -> None:
        stream = self._open()
        if not stream:
            self._lost = True
            return
        try:
            while self._step(stream):
                pass
        finally:
            self._library.pa_simple_free(ctypes.c_void_p(stream))

    def _open(self) -> Any:
        spec = _Spec(3, RATE, 1)  # PA_SAMPLE_S16LE
        room = _Room(_UNSET, _AHEAD, 0, _UNSET, _UNSET)
        new = self._library.pa_simple_new
        new.restype = ctypes.c_void_p
        return new(
            None, b"STRATO", _PLAYBACK, None, b"STRATO", ctypes.byref(spec), None, ctypes.byref(room), None
        )  # fmt: skip

    def _step(self, stream: int) -> bool:
        """Hand over one chunk; False at the end."""
        with self._state:
            self._state.wait_for(lambda: self._closed or self._flush or (self._data and not self._paused))
            if self._closed:
                return False
            flush, self._flush = self._flush, False
            chunk = b"" if flush else bytes(self._data[:_CHUNK])
            del self._data[: len(chunk)]
            self._held, self._held_at = self._latency() + len(chunk) / FRAME / RATE, monotonic()
        if not self._call("pa_simple_flush" if flush else "pa_simple_write", stream, chunk):
            self._lost = True
            return False
        self._measure(stream)
        return True

    def _measure(self, stream: int) -> None:
        ask: Callable[..., int] = self._library.pa_simple_get_latency
        ask.restype = ctypes.c_uint64  # type: ignore[attr-defined]
        held = ask(ctypes.c_void_p(stream), None) / 1_000_000
        with self._state:
            self._held, self._held_at = held, monotonic()

    def _call(self, name: str, stream: int, chunk: bytes) -> bool:
        handed = (chunk, ctypes.c_size_t(len(chunk))) if chunk else ()
        answer: int = getattr(self._library, name)(ctypes.c_void_p(stream), *handed, None)
        return answer == 0


def _library() -> Any:
    try:
        return ctypes.CDLL("libpulse-simple.so.0")
    except OSError as error:
        raise Trouble("sound.none") from error
