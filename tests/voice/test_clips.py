"""Audio by its bytes: what it is, its measures, traps, and files that appear whole or not at all."""

import io
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from services.trouble import Trouble
from services.voice import Clips
from services.voice import audio as audio_module
from services.voice.audio import probe, wave_of
from services.voice.note import Note
from services.voice.resample import To48k
from services.voice.sound import BARS, is_voice_note, sniff
from tests.voice.rehearsal import speech


def note(seconds: float = 0.5) -> bytes:
    made = Note()
    made.push(np.frombuffer(speech(seconds, 48_000), dtype=np.int16))
    made.finish()
    return made.data


def wav(seconds: float = 0.5, rate: int = 16_000, channels: int = 2) -> bytes:
    mono = np.frombuffer(speech(seconds, rate), dtype=np.int16)
    file = io.BytesIO()
    soundfile.write(file, np.stack([mono] * channels, axis=1), rate, format="WAV")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"OggS\0\2", "audio/ogg"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"RIFF\0\0\0\0AVI fmt ", None),
        (b"ID3\4\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\xff\xf3\x90\x00", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"#!AMR\n", "audio/amr"),
        (b"fLaC\0", "audio/flac"),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_the_bytes_prove_the_type(data: bytes, mime: str | None) -> None:
    assert sniff(data) == mime


def test_received_audio_is_measured() -> None:
    sound = probe(note())
    assert (sound.mime, len(sound.wave), max(sound.wave)) == ("audio/ogg", BARS, 255)
    assert sound.seconds == pytest.approx(0.5)
    assert probe(wav()).seconds == pytest.approx(0.5)
    assert is_voice_note(note())
    assert not is_voice_note(wav())


def test_silence_and_almost_nothing_have_a_waveform_too() -> None:
    assert wave_of(bytes(9_600)) == bytes(BARS)
    assert wave_of(b"") == bytes(BARS)
    assert set(wave_of(b"\1\0")) == {255}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "kind"),
        (b"<html>not found</html>", "kind"),
        (b"\0\0\0\x20ftypM4A ", "kind"),
        (b"OggS" + bytes(200), "broken"),
        (b"\xff\xfb" * 5_000, "broken"),
        (note()[:400], "broken"),
        (wav()[:44], "empty"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, why: str) -> None:
    with pytest.raises(Trouble) as caught:
        probe(data)
    assert (caught.value.code, caught.value.facts["why"]) == ("audio.unreadable", why)


def test_traps_end_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_module, "LONGEST_S", 0.2)
    with pytest.raises(Trouble) as caught:
        probe(wav())
    assert caught.value.facts["why"] == "length"
    monkeypatch.setattr(audio_module, "LARGEST", 100)
    with pytest.raises(Trouble) as caught:
        probe(wav())
    assert caught.value.facts["why"] == "size"


NOTE = note(0.2)


@settings(deadline=None)
@given(st.integers(0, len(NOTE) - 1), st.binary(min_size=1, max_size=40))
def test_damaged_audio_is_read_or_said(at: int, damage: bytes) -> None:
    data = NOTE[:at] + damage + NOTE[at + len(damage) :]
    with suppress(Trouble):
        assert len(probe(data).wave) == BARS


@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 44_100, 48_000])
def test_rates_are_changed_without_a_seam(rate: int) -> None:
    samples = np.frombuffer(speech(0.3, rate), dtype=np.int16)
    whole, piecewise = To48k(rate), To48k(rate)
    at_once = np.concatenate([whole.push(samples), whole.finish()])
    pieces = [piecewise.push(samples[i : i + 333]) for i in range(0, len(samples), 333)]
    assert np.array_equal(at_once, np.concatenate([*pieces, piecewise.finish()]))
    assert len(at_once) == pytest.approx(0.3 * 48_000, abs=2)
    straight = np.frombuffer(speech(0.3, 48_000), dtype=np.int16)[: len(at_once)].astype(int)
    middle = slice(500, len(straight) - 500)
    assert np.abs(at_once[: len(straight)].astype(int) - straight)[middle].max() < 40


def test_a_clip_is_its_bytes(tmp_path: Path) -> None:
    clips = Clips(tmp_path)
    clip = clips.keep(NOTE)
    assert clips.keep(NOTE) == clip
    assert clips.read(clip) == NOTE
    assert clips.path(clip).suffix == ".ogg"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [clips.path(clip)]


def test_a_clip_that_was_lost_or_changed_is_gone(tmp_path: Path) -> None:
    clips = Clips(tmp_path)
    clip = clips.keep(note())
    clips.path(clip).write_bytes(b"OggS other")
    with pytest.raises(Trouble, match=r"clip\.gone"):
        clips.read(clip)
    clips.path(clip).unlink()
    with pytest.raises(Trouble, match=r"clip\.gone"):
        clips.read(clip)
