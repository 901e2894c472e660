"""The rehearsal voice: espeak-ng where installed, else the operating system's own, else a tone that says what it is.

Synthesis blocks for some milliseconds (espeak-ng) up to a second (an OS voice): call it in a thread.
"""

import ctypes
import functools
import importlib
import importlib.util
import io
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from services.sandbox.sound import Sound

_TURN = threading.Lock()
"""One utterance at a time in this process: libespeak-ng keeps voice, rate and callback in C globals."""

_RATE, _PITCH, _RANGE = 1, 3, 4  # espeak_PARAMETER in speak_lib.h
_SYNCHRONOUS, _UTF8 = 2, 1
_WORD = 1  # espeakEVENT_WORD


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h: places count characters from 1, `audio_position` is in ms."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True)
class Timbre:
    """How somebody sounds: an espeak-ng variant, words a minute, pitch and its range (0..99, 50 is usual)."""

    variant: str = ""
    words: int = 165
    pitch: int = 50
    liveliness: int = 55


class Speech:
    """`source` names where the sound comes from: espeak-ng, say, System.Speech or tone."""

    def __init__(self, source: str | None = None) -> None:
        self.source = source or _best_source()
        self._say = _SOURCES[self.source]

    def say(self, text: str, timbre: Timbre) -> Sound:
        """`text` spoken in Spanish. Safe from several threads; never silent and never longer than a few minutes."""
        with _TURN:
            sound = self._say(text.replace("\0", " ").strip() or "…", timbre)
        return sound if np.any(sound.samples) else _tone(text, timbre)


def _best_source() -> str:
    if importlib.util.find_spec("espeakng_loader") is not None:
        try:
            _espeak()
        except OSError:  # the wheel's library does not load on this machine
            return _system_source()
        return "espeak-ng"
    return _system_source()


def _system_source() -> str:
    return {"darwin": "say", "win32": "System.Speech"}.get(sys.platform, "tone")


class _Espeak:
    """libespeak-ng, set up once for the process."""

    def __init__(self) -> None:
        loader = importlib.import_module("espeakng_loader")
        self._library = ctypes.CDLL(loader.get_library_path())
        self._heard = bytearray()
        self._marks: list[tuple[int, float]] = []
        self.rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, str(loader.get_data_path()).encode(), 0)
        if self.rate <= 0:
            raise OSError("espeak-ng found no voice data")
        self._callback = _Callback(self._hear)  # kept: C holds only a bare pointer to it
        self._library.espeak_SetSynthCallback(self._callback)

    def _hear(self, wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        number = 0
        while events and events[number].type:
            event = events[number]
            if event.type == _WORD:
                self._marks.append((event.text_position - 1, event.audio_position / 1000))
            number += 1
        if wave and count:
            self._heard += ctypes.string_at(wave, count * 2)
        return 0

    def say(self, text: str, timbre: Timbre) -> Sound:
        self._heard.clear()
        self._marks.clear()
        name = "es-419" + (f"+{timbre.variant}" if timbre.variant else "")
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise RuntimeError(f"espeak-ng has no voice {name}")
        for parameter, value in ((_RATE, timbre.words), (_PITCH, timbre.pitch), (_RANGE, timbre.liveliness)):
            self._library.espeak_SetParameter(parameter, value, 0)
        words = text.encode()
        self._library.espeak_Synth(words, len(words) + 1, 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.frombuffer(bytes(self._heard), "<i2").astype(np.int16)
        return Sound(samples, self.rate, tuple(self._marks))


@functools.cache
def _espeak() -> _Espeak:
    return _Espeak()


def _say_espeak(text: str, timbre: Timbre) -> Sound:
    return _espeak().say(text, timbre)


def _say_macos(text: str, timbre: Timbre) -> Sound:
    """macOS `say` with a Spanish voice that every installation has."""
    command = ["say", "-v", "Paulina", "-r", str(timbre.words), "--data-format=LEI16@22050", "-f", "-", "-o"]
    return _through_file(lambda path: [*command, str(path)], text)


def _say_windows(text: str, timbre: Timbre) -> Sound:
    """System.Speech through PowerShell, in Spanish where Windows has such a voice. The text goes by standard input."""
    script = (
        "[Console]::InputEncoding=[Text.Encoding]::UTF8;Add-Type -AssemblyName System.Speech;"
        "$s=New-Object System.Speech.Synthesis.SpeechSynthesizer;"
        "$v=$s.GetInstalledVoices()|?{$_.VoiceInfo.Culture.TwoLetterISOLanguageName -eq 'es'}|select -First 1;"
        "if($v){$s.SelectVoice($v.VoiceInfo.Name)};"
        f"$s.Rate={round((timbre.words - 165) / 20)};"
        "$s.SetOutputToWaveFile($env:STRATO_SPEECH_FILE);$s.Speak([Console]::In.ReadToEnd());$s.Dispose()"
    )
    return _through_file(lambda _: ["powershell", "-NoProfile", "-Command", script], text)


def _through_file(command: Callable[[Path], list[str]], text: str) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        environment = {**os.environ, "STRATO_SPEECH_FILE": str(path)}
        subprocess.run(command(path), input=text.encode(), env=environment, check=True, capture_output=True, timeout=60)  # noqa: S603
        samples, rate = soundfile.read(io.BytesIO(path.read_bytes()), dtype="int16", always_2d=True)
    return Sound(samples[:, 0].astype(np.int16), int(rate))


def _tone(text: str, timbre: Timbre) -> Sound:
    """As long as the words would take, one beep for each: plainly not a voice."""
    rate = 22050
    beep = np.arange(int(rate * 60 / timbre.words * 0.7)) / rate
    pitch = 220 + 4 * timbre.pitch
    word = 8000 * np.sin(2 * np.pi * pitch * beep) * np.hanning(len(beep))
    pause = np.zeros(int(rate * 60 / timbre.words * 0.3))
    places = [found.start() for found in re.finditer(r"\S+", text)]
    marks = tuple((place, number * 60 / timbre.words) for number, place in enumerate(places))
    return Sound(np.concatenate([word, pause] * max(1, len(places))).astype(np.int16), rate, marks)


_SOURCES: dict[str, Callable[[str, Timbre], Sound]] = {
    "espeak-ng": _say_espeak,
    "say": _say_macos,
    "System.Speech": _say_windows,
    "tone": _tone,
}
