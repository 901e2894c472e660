"""Speech played faster: as long as it must be, at the pitch it had, however it is cut into pieces."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.voice.pace import RATES, Pace
from widgets.voice.stretch import Stretch
from widgets.voice.track import RATE

FAST = RATES[1:]


def tone(hertz: float, seconds: float) -> bytes:
    """A voice-like tone: its pitch and two overtones."""
    at = np.arange(round(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * hertz * n * at) / n for n in (1, 2, 3))
    return bytes((wave * 8_000).astype(np.int16).tobytes())


def played(pcm: bytes, rate: float, size: int) -> bytes:
    stretch = Stretch(rate)
    pieces = [stretch.push(pcm[at : at + size * 2]) for at in range(0, len(pcm), size * 2)]
    return b"".join([*pieces, stretch.finish()])


@pytest.mark.parametrize("rate", FAST)
@pytest.mark.parametrize("hertz", [90.0, 220.0])
def test_its_pitch_stays(rate: float, hertz: float) -> None:
    faster = np.frombuffer(played(tone(hertz, 2.0), rate, 4_800), np.int16)
    middle = faster[4_800:-4_800].astype(float)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    loudest = np.argmax(spectrum) * RATE / len(middle)
    assert loudest == pytest.approx(hertz, abs=3.0)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(FAST), st.integers(1, 30_000), st.integers(1, 9_000))
def test_it_is_as_long_as_it_must_be_and_all_of_it_is_played(rate: float, frames: int, size: int) -> None:
    pcm = bytes(range(256)) * 235
    pcm = pcm[: frames * 2]
    assert len(played(pcm, rate, size)) // 2 == round(frames / rate)
    pace = Pace(rate)
    for at in range(0, len(pcm), size * 2):
        pace.push(pcm[at : at + size * 2])
    pace.finish()
    while pace.take(4_800):
        pass
    assert pace.pending(0) == 0


def test_what_waits_counts_as_frames_of_the_voice() -> None:
    pace = Pace(2.0)
    pace.push(tone(200, 1.0))
    assert pace.pending(0) == RATE
    handed = len(pace.take(10_000)) // 2
    assert pace.pending(0) == RATE - handed * 2
    assert pace.pending(handed * 2) == RATE


def test_at_its_own_speed_it_goes_through_as_it_is() -> None:
    pace, pcm = Pace(1.0), tone(200, 0.1)
    pace.push(pcm)
    assert pace.wants(len(pcm) + 20) == 10
    pace.finish()
    assert pace.take(10**6) == pcm
