"""The recorder on a source and a clock of the test: the last word is waited for, and what ends it is told once."""

from typing import Any

import pytest

from services.trouble import Trouble
from tests.voice.rehearsal import speech
from widgets.voice.peaks import Peaks
from widgets.voice.recorder import Recorder
from widgets.voice.shaping import Shaping

SECOND = speech(1.0, 48_000)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Source:
    name = "Prueba"

    def __init__(self) -> None:
        self.coming = bytearray()
        self.gone = self.closed = False

    def read(self) -> bytes:
        came = bytes(self.coming)
        self.coming.clear()
        return came

    def lost(self) -> bool:
        return self.gone

    def close(self) -> None:
        self.closed = True


class Tape:
    def __init__(self, room: int = 10**9) -> None:
        self.room, self.pcm, self.closed = room, bytearray(), False

    def write(self, pcm: bytes) -> None:
        if len(self.pcm) + len(pcm) > self.room:
            raise Trouble("microphone.disk_full")
        self.pcm += pcm

    def close(self) -> None:
        self.closed = True


class Studio:
    """A recorder with what it works on, and what it said."""

    def __init__(self, qtbot: Any, allowed: bool = True, longest_s: float = 900.0) -> None:
        self.clock, self.source, self.tape, self.told = Clock(), Source(), Tape(), []  # type: ignore[var-annotated]

        async def may(asker: Any) -> bool:
            return allowed

        def fail(error: BaseException) -> None:
            raise error

        self.recorder = Recorder(fail, None, lambda: self.source, may, longest_s, self.clock)
        self.recorder.trouble.connect(lambda trouble: self.told.append(trouble.code))
        self.recorder.stopped.connect(lambda: self.told.append("stopped"))
        self._qtbot = qtbot

    def start(self) -> None:
        self.recorder.start(lambda: self.tape, Peaks())
        self._qtbot.waitUntil(lambda: self.recorder.state == "recording" or bool(self.told))

    def hear(self, pcm: bytes = SECOND) -> None:
        """Time passes in which the microphone hears this."""
        before = self.recorder.peaks.ms
        self.clock.now += len(pcm) / 96_000
        self.source.coming += pcm
        self._qtbot.waitUntil(lambda: self.recorder.peaks.ms > before)

    def until(self, *told: str) -> None:
        self._qtbot.waitUntil(lambda: self.told == list(told))


def test_the_last_word_is_waited_for(qloop: Any, qtbot: Any) -> None:
    studio = Studio(qtbot)
    studio.start()
    studio.hear()
    studio.clock.now += 1.0  # said, but still on its way through the sound server
    studio.recorder.stop()
    assert studio.recorder.state == "ending"
    studio.source.coming += SECOND + SECOND
    studio.until("stopped")
    assert bytes(studio.tape.pcm) == SECOND + SECOND
    assert studio.tape.closed
    assert studio.source.closed


def test_a_source_that_gives_nothing_more_does_not_keep_it_open(qloop: Any, qtbot: Any) -> None:
    studio = Studio(qtbot)
    studio.start()
    studio.hear()
    studio.clock.now += 1.0
    studio.recorder.stop()
    studio.clock.now += 3.5
    studio.until("stopped")
    assert bytes(studio.tape.pcm) == SECOND


def test_a_device_that_is_pulled_out_or_falls_silent_for_good_is_lost(qloop: Any, qtbot: Any) -> None:
    studio = Studio(qtbot)
    studio.start()
    studio.hear()
    studio.source.gone = True
    studio.clock.now += 1.1
    studio.until("microphone.lost", "stopped")
    stalled = Studio(qtbot)
    stalled.start()
    stalled.hear()
    stalled.clock.now += 4.1
    stalled.until("microphone.lost", "stopped")
    assert bytes(stalled.tape.pcm) == SECOND


def test_a_full_disk_ends_it_and_what_was_written_stays(qloop: Any, qtbot: Any) -> None:
    studio = Studio(qtbot)
    studio.tape.room = len(SECOND)
    studio.start()
    studio.hear()
    qtbot.waitUntil(lambda: len(studio.tape.pcm) == len(SECOND))
    studio.hear()
    studio.until("microphone.disk_full", "stopped")
    assert bytes(studio.tape.pcm) == SECOND
    assert studio.source.closed


def test_without_permission_nothing_is_opened(qloop: Any, qtbot: Any) -> None:
    studio = Studio(qtbot, allowed=False)
    studio.start()
    studio.until("microphone.denied", "stopped")
    assert studio.recorder.state == "idle"


def test_given_up_while_it_opens_leaves_nothing_open(qloop: Any, qtbot: Any) -> None:
    studio = Studio(qtbot)
    studio.recorder.start(lambda: studio.tape, Peaks())
    studio.recorder.stop()
    studio.until("stopped")
    assert studio.tape.closed
    assert studio.source.closed
    assert studio.recorder.state == "idle"


def test_the_longest_recording_ends_by_itself(qloop: Any, qtbot: Any) -> None:
    studio = Studio(qtbot, longest_s=1.5)
    studio.start()
    studio.hear(SECOND + SECOND)
    studio.clock.now += 4
    studio.until("microphone.longest", "stopped")


def test_silence_is_noticed_and_a_word_ends_it(qloop: Any, qtbot: Any) -> None:
    studio = Studio(qtbot)
    studio.start()
    studio.hear(bytes(len(SECOND)) * 4)
    assert studio.recorder.mute
    assert studio.recorder.level == 0.0
    studio.hear()
    assert not studio.recorder.mute
    assert 0.5 < studio.recorder.level < 1.0
    studio.recorder.put_away()
    assert studio.tape.closed


@pytest.mark.parametrize(
    ("rate", "channels", "kind", "frame"),
    [(48_000, 2, "Float", b"\0\0\0\x3f\0\0\0\x3f"), (48_000, 1, "Int32", b"\0\0\0\x40"), (48_000, 1, "UInt8", b"\xc0"),
     (16_000, 1, "Int16", b"\0\x40")],
)  # fmt: skip
def test_every_format_of_a_device_becomes_ours(rate: int, channels: int, kind: str, frame: bytes) -> None:
    shape, given = Shaping(rate, channels, kind), frame * 4_800
    came = b"".join(shape(given[at : at + 7]) for at in range(0, len(given), 7))
    samples = memoryview(came).cast("h")
    assert abs(len(samples) - 4_800 * 48_000 // rate) <= 100
    assert samples[len(samples) // 2] == pytest.approx(16_384, abs=200)
