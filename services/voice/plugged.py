"""What the sound server itself says is plugged in: Qt tells of devices that come, and not of those that go."""

import ctypes
import threading
from collections.abc import Callable
from typing import Any, Final, Literal

from services.voice.sound_server import sound_server_answers

Kind = Literal["output", "input"]

_NOAUTOSPAWN: Final = 1
_READY: Final = 4
_FAILED: Final = 5
_MASK: Final = 0x3  # PA_SUBSCRIPTION_MASK_SINK and _SOURCE
_CHANGE: Final = 0x10
_TYPE: Final = 0x30

_state_t = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
_event_t = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32, ctypes.c_void_p)
_info_t = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_void_p)


class Plugged:
    """Listens to PulseAudio (or PipeWire for it) in a thread of its own, which sleeps until something is plugged in or
    out; `told` is called from it. Where nobody can be listened to, nothing is ever gone."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told
        self._library: Any = None
        self._context = self._loop = 0
        self._ends, self._lock = False, threading.Lock()
        self._there: dict[Kind, set[str]] = {}
        self._seen: dict[Kind, set[str]] = {"output": set(), "input": set()}
        self._counting: dict[Kind, set[str]] = {}
        self._on_state, self._on_event = _state_t(self._state), _event_t(self._event)
        self._on_info: dict[Kind, Any] = {
            "output": _info_t(lambda _, info, end, data: self._info("output", info, end)),
            "input": _info_t(lambda _, info, end, data: self._info("input", info, end)),
        }

    def listen(self) -> None:
        """Begin, where there is somebody to listen to."""
        self._library = _library() if sound_server_answers() else None
        if self._library is not None:
            threading.Thread(target=self._run, name="devices", daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._told = lambda: None
        with self._lock:
            self._ends = True
            if self._loop:
                self._library.pa_mainloop_wakeup(self._loop)

    def gone(self, kind: Kind, name: str) -> bool:
        """Whether this one was plugged in and is no more."""
        there = self._there.get(kind)
        return there is not None and name in self._seen[kind] - there

    def none_left(self, kind: Kind) -> bool:
        """Whether the server has none any more."""
        return self._there.get(kind) == set()

    def _run(self) -> None:
        library = self._library
        self._loop = loop = library.pa_mainloop_new()
        self._context = context = library.pa_context_new(library.pa_mainloop_get_api(loop), b"STRATO")
        library.pa_context_set_state_callback(context, self._on_state, None)
        library.pa_context_set_subscribe_callback(context, self._on_event, None)
        alive = library.pa_context_connect(context, None, _NOAUTOSPAWN, None) == 0
        while alive and not self._ends:
            alive = library.pa_mainloop_iterate(loop, 1, None) >= 0
        with self._lock:
            self._loop, self._there = 0, {}
            library.pa_context_unref(context)
            library.pa_mainloop_free(loop)

    def _state(self, context: int, _: object) -> None:
        state = self._library.pa_context_get_state(context)
        if state == _READY:
            self._library.pa_operation_unref(self._library.pa_context_subscribe(context, _MASK, None, None))
            self._count("output")
            self._count("input")
        elif state >= _FAILED:
            self._ends = True

    def _event(self, context: int, event: int, index: int, _: object) -> None:
        if event & _TYPE != _CHANGE:
            self._count("input" if event & 0xF else "output")

    def _count(self, kind: Kind) -> None:
        self._counting[kind] = set()
        asks = {
            "output": self._library.pa_context_get_sink_info_list,
            "input": self._library.pa_context_get_source_info_list,
        }[kind]
        self._library.pa_operation_unref(asks(self._context, self._on_info[kind], None))

    def _info(self, kind: Kind, info: Any, end: int) -> None:
        """One device, whose name stands first in what is told of it; or the end of them."""
        if end == 0 and info:
            self._counting[kind].add((info[0] or b"").decode("utf-8", "backslashreplace"))
        elif end > 0:
            before, self._there[kind] = self._there.get(kind), self._counting[kind]
            self._seen[kind] |= self._counting[kind]
            if before not in (None, self._counting[kind]):
                self._told()


def _library() -> Any:
    """libpulse with the types of what is used of it, None where it is missing."""
    try:
        library = ctypes.CDLL("libpulse.so.0")
    except OSError:
        return None
    pointers = (
        "pa_mainloop_new", "pa_mainloop_get_api", "pa_context_new", "pa_context_subscribe",
        "pa_context_get_sink_info_list", "pa_context_get_source_info_list",
    )  # fmt: skip
    for name in pointers:
        getattr(library, name).restype = ctypes.c_void_p
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    library.pa_mainloop_get_api.argtypes = library.pa_mainloop_free.argtypes = [pointer]
    library.pa_mainloop_wakeup.argtypes = library.pa_context_unref.argtypes = [pointer]
    library.pa_context_get_state.argtypes = library.pa_operation_unref.argtypes = [pointer]
    library.pa_mainloop_iterate.argtypes = [pointer, number, pointer]
    library.pa_context_new.argtypes = [pointer, text]
    library.pa_context_connect.argtypes = [pointer, text, number, pointer]
    library.pa_context_subscribe.argtypes = [pointer, number, pointer, pointer]
    library.pa_context_set_state_callback.argtypes = [pointer, _state_t, pointer]
    library.pa_context_set_subscribe_callback.argtypes = [pointer, _event_t, pointer]
    for name in ("pa_context_get_sink_info_list", "pa_context_get_source_info_list"):
        getattr(library, name).argtypes = [pointer, _info_t, pointer]
    return library
