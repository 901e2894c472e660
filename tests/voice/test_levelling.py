"""A clip leaves at -16 LUFS, under -1 dBTP, without silence at its ends and under 512 KB where it fits: measured by our
own meter, which is checked against known signals, and by ffmpeg where it is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.trouble import Trouble
from services.voice import Clips, Voice, VoiceSettings
from services.voice.edges import EDGE, Edges
from services.voice.fitting import bits_for, lower, seconds_over
from services.voice.habits import Habit
from services.voice.limiter import CEILING, Limiter
from services.voice.line import Line, Shape
from services.voice.loudness import PEAK, TARGET, Meter, decibels, loudness, true_peak
from services.voice.part import cut_of
from services.voice.resample import Samples
from services.voice.sound import LARGEST_NOTE, RATE
from tests.voice.rehearsal import Provider, speech, spoken_as

VOICE = np.frombuffer(speech(3.0, RATE), dtype=np.int16)
QUIET = bytes(24_000)


def sine(decibels: float, hertz: float = 997.0, seconds: float = 3.0) -> Samples:
    turns = 2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE
    return np.asarray(np.sin(turns) * 32_767 * 10 ** (decibels / 20)).astype(np.int16)


def louder(pcm: bytes, decibels: float) -> bytes:
    return bytes((np.frombuffer(pcm, np.int16) * 10 ** (decibels / 20)).clip(-32_768, 32_767).astype("<i2").tobytes())


def made(pcm: bytes, habit: Habit | None = None, size: int = 4_096) -> tuple[Line, bytes]:
    line, heard = Line(), b""
    line.begin("pcm_24000", habit or Habit())
    for at in range(0, len(pcm), size):
        for piece in line.pieces(pcm[at : at + size]):
            heard += line.push(piece)
    return line, heard + line.end() + line.finish()


def test_the_meter_reads_known_signals() -> None:
    assert loudness(sine(-20)) == pytest.approx(-23.0, abs=0.05)  # BS.1770: 997 Hz at 0 dBFS in one channel is -3.01
    assert loudness(sine(-20, 100)) == pytest.approx(-24.85, abs=0.05)  # the rumble filter takes a little
    assert loudness(sine(-20, 8_000)) == pytest.approx(-19.7, abs=0.2)  # the shelf gives some
    assert loudness(sine(-20, seconds=0.2)) == pytest.approx(-23.0, abs=0.2)
    assert loudness(np.zeros(RATE, np.int16)) is None


def test_what_is_far_quieter_does_not_count() -> None:
    meter = Meter()
    meter.push(np.concatenate([sine(-20), sine(-45), sine(-80)]))
    assert meter.measured == pytest.approx(-23.2, abs=0.3)


def test_a_peak_between_two_samples_is_found() -> None:
    turns = 2 * np.pi * 12_000 * np.arange(RATE) / RATE + np.pi / 4
    samples = (20_000 * np.sin(turns)).astype(np.int16)
    assert np.abs(samples).max() < 14_200
    assert true_peak(samples) == pytest.approx(20_000, rel=0.03)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=8))
def test_the_limiter_holds_every_peak_and_has_no_seams(cuts: list[int]) -> None:
    loud = VOICE[: RATE // 2].astype(np.float32) * 6
    whole, piecewise, found, at = Limiter(), Limiter(), [], 0
    at_once = np.concatenate([whole.push(loud), whole.finish()])
    for cut in cuts:
        found.append(piecewise.push(loud[at : at + cut]))
        at += cut
    found += [piecewise.push(loud[at:]), piecewise.finish()]
    assert len(at_once) == len(loud)
    assert np.abs(np.concatenate(found).astype(int) - at_once).max() <= 1
    assert decibels(true_peak(at_once) / 32_768) < CEILING + 0.1


@pytest.mark.parametrize("size", [333, 4_800, 500_000])
def test_silence_around_goes_and_a_natural_edge_stays(size: int) -> None:
    pause = np.zeros(RATE // 2, np.int16)
    sound = np.concatenate([np.zeros(RATE, np.int16), VOICE, pause, VOICE, np.zeros(2 * RATE, np.int16)])
    edges, found = Edges(-23.0), []
    for at in range(0, len(sound), size):
        found.append(edges.push(sound[at : at + size]))
    found.append(edges.finish())
    given = np.concatenate(found)
    assert len(given) == pytest.approx(2 * len(VOICE) + len(pause) + 2 * EDGE, abs=RATE // 50)
    assert edges.lead == pytest.approx(RATE - EDGE, abs=RATE // 50)
    assert (edges.before, edges.after) == (EDGE, EDGE)
    assert given[0] == given[-1] == 0


@pytest.mark.parametrize("by", [-14.0, -6.0, 0.0, 9.0])
@pytest.mark.parametrize("known", [False, True])
def test_a_voice_of_any_loudness_leaves_at_the_same(by: float, known: bool) -> None:
    pcm = QUIET + louder(speech(6.0), by) + QUIET
    line, heard = made(pcm, Habit(-23.0 + by, 14.0, 30.0) if known else None)
    assert line.better() is None
    samples = np.frombuffer(heard, np.int16)
    assert loudness(samples) == pytest.approx(TARGET, abs=1.0)
    assert decibels(true_peak(samples) / 32_768) < PEAK
    assert line.seconds == pytest.approx(6.24, abs=0.05)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("by", [-14.0, 6.0])
def test_a_tool_that_is_not_ours_measures_the_same(tmp_path: Path, by: float) -> None:
    line, _ = made(louder(speech(6.0), by))
    path = tmp_path / "note.ogg"
    path.write_bytes(line.result()[0])
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr.rpartition("Summary:")[2]
    integrated, peak = (float(re.search(rf"{name}:\s+(-?[\d.]+)", told)[1]) for name in ("I", "Peak"))  # type: ignore[index]
    assert integrated == pytest.approx(TARGET, abs=1.0)
    assert peak < PEAK


def test_a_clip_that_missed_is_made_again_from_the_same_samples() -> None:
    line, heard = made(speech(3.0), Habit(-36.0, 14.0, 60.0))
    found = line.better()
    assert found is not None
    assert found[0] == "level"
    again = line.again(found[1])
    assert again.better() is None
    assert again.result()[0] != line.result()[0]
    assert again.seconds == line.seconds == pytest.approx(len(heard) / 2 / RATE)


@pytest.mark.asyncio
async def test_what_was_made_again_says_so_and_the_next_one_is_right_at_once(tmp_path: Path) -> None:
    clips = Clips(tmp_path)
    clips.habits.learn("v", "eleven_multilingual_v2", VoiceSettings(), Habit(-36.0, 14.0, 60.0))
    voice = Voice(Provider(spoken_as(speech(30.0))).client, clips)
    first = voice.speak("hola", "v")
    heard = b"".join([pcm async for pcm in first])
    take = await first.take()
    if first.remade:
        assert b"".join([pcm async for pcm in voice.listen(take.clip)]) != heard
    assert clips.habits.of("v", "eleven_multilingual_v2", VoiceSettings()).loudness > -34
    clips.habits.learn("v", "eleven_multilingual_v2", VoiceSettings(), Habit(-23.1, 14.0, 60.0))
    second = voice.speak("hola", "v")
    heard = b"".join([pcm async for pcm in second])
    take = await second.take()
    assert second.remade == ""
    assert b"".join([pcm async for pcm in voice.listen(take.clip)]) == heard


def test_a_long_note_is_made_smaller_step_by_step() -> None:
    assert [bits_for(seconds) for seconds in (20, 110, 135, 180, 220, 900)] == [
        32_000,
        32_000,
        24_000,
        16_000,
        12_000,
        12_000,
    ]
    assert lower(32_000, LARGEST_NOTE) is None
    assert lower(32_000, LARGEST_NOTE + 1) == 24_000
    assert lower(32_000, LARGEST_NOTE * 3) == 12_000
    assert lower(12_000, LARGEST_NOTE * 3) is None
    assert seconds_over(LARGEST_NOTE, 100.0) == 0
    assert seconds_over(LARGEST_NOTE * 2, 300.0) == 150
    sizes = []
    for bits in (32_000, 16_000):
        line = Line(Shape(bits))
        line.add(cut_of(VOICE, -23.0))
        line.finish()
        sizes.append(len(line.result()[0]))
    assert sizes[1] < sizes[0] * 0.7


@pytest.mark.parametrize("first", [b"RIFF\x24\x10\0\0WAVE", b"OggS\0\2", b"<html>", b'{"detail":1}', b"fLaC\0\0"])
def test_what_is_no_samples_is_not_heard_as_noise(first: bytes) -> None:
    line = Line()
    line.begin("pcm_24000", Habit())
    with pytest.raises(Trouble, match=r"voice\.garbled"):
        line.push(first + bytes(4_000))


def test_only_silence_is_no_voice() -> None:
    line = Line()
    line.begin("pcm_24000", Habit())
    assert line.push(bytes(48_000)) == b""
    with pytest.raises(Trouble, match=r"voice\.garbled"):
        line.end()
