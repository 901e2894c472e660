"""The MP3 of channels that know no voice note: heard is sent, levelled, checked by its bytes, and never paid again."""

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from services.trouble import Trouble
from services.voice import Clips, Take, Voice
from services.voice.fitting import FORMATS, bits_for, lower
from services.voice.line import Line, Shape
from services.voice.note import Note
from services.voice.part import cut_of
from services.voice.playback import pieces_of
from services.voice.sound import MPEG, RATE, VOICE_NOTE, is_mpeg_voice, is_voice
from tests.voice.rehearsal import Provider, decoded, heard_and_kept, speech, spoken_as, timed

PCM, TEXT = speech(1.5), "Hola, ¿cómo va?"
VOICE = np.frombuffer(speech(3.0, RATE), dtype=np.int16)


@pytest.fixture
def clips(tmp_path: Path) -> Clips:
    return Clips(tmp_path / "voice")


def made(bits: int) -> bytes:
    line = Line(Shape(bits, mime=MPEG))
    line.add(cut_of(VOICE, -23.0))
    line.finish()
    assert line.better() is None
    return line.result()[0]


def test_it_is_known_by_its_bytes() -> None:
    note = Note()
    note.push(VOICE)
    note.finish()
    stereo = io.BytesIO()
    soundfile.write(stereo, np.stack([VOICE, VOICE], axis=1), RATE, format="MP3")
    mp3 = made(64_000)
    assert is_mpeg_voice(mp3)
    assert not any(map(is_mpeg_voice, (note.data, stereo.getvalue(), b"ID3" + mp3, b"", mp3[:3])))
    assert is_voice(note.data, VOICE_NOTE)
    assert not is_voice(note.data, MPEG)
    assert not is_voice(mp3, VOICE_NOTE)


def test_a_long_one_is_made_smaller_step_by_step() -> None:
    rates = FORMATS[MPEG].rates
    assert [bits_for(minutes * 60, MPEG) for minutes in (1, 34, 45, 68, 200)] == [
        64_000, 64_000, 48_000, 32_000, 32_000,
    ]  # fmt: skip
    assert lower(64_000, FORMATS[MPEG].most, MPEG) is None
    assert lower(64_000, FORMATS[MPEG].most + 1, MPEG) == 48_000
    sizes = [len(made(bits)) for bits in rates]
    assert sizes == [round(sizes[0] * bits / rates[0]) for bits in rates]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("bits", FORMATS[MPEG].rates)
def test_a_tool_that_is_not_ours_measures_and_decodes_the_same(tmp_path: Path, bits: int) -> None:
    path, data = tmp_path / "voz.mp3", made(bits)
    path.write_bytes(data)
    measure = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(measure, capture_output=True, check=True, text=True).stderr.rpartition("Summary:")[2]
    integrated, peak = (float(re.search(rf"{name}:\s+(-?[\d.]+)", told)[1]) for name in ("I", "Peak"))  # type: ignore[index]
    assert integrated == pytest.approx(-16, abs=1.0)
    assert peak < -1.0
    raw = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-"]
    theirs = np.frombuffer(subprocess.run(raw, capture_output=True, check=True).stdout, np.int16)
    ours = np.frombuffer(decoded(data), np.int16)
    assert len(ours) == len(theirs)
    assert np.abs(ours.astype(int) - theirs).max() <= 2


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
@pytest.mark.asyncio
async def test_a_tool_that_is_not_ours_takes_it_for_mono_mp3(clips: Clips) -> None:
    _, take = await heard_and_kept(Voice(Provider(spoken_as(PCM)).client, clips), mime=MPEG)
    command = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(clips.path(take.clip))]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    stream = json.loads(told.stdout)["streams"][0]
    assert told.stderr == ""
    assert (stream["codec_name"], stream["channels"], stream["sample_rate"]) == ("mp3", 1, "48000")
    assert (stream["bit_rate"], float(stream["duration"])) == ("64000", pytest.approx(take.clip.seconds, abs=0.001))


@pytest.mark.asyncio
async def test_a_take_of_another_channel_becomes_other_bytes_at_no_cost(clips: Clips) -> None:
    provider = Provider(timed())
    voice = Voice(provider.client, clips)
    _, note = await heard_and_kept(voice, TEXT)
    asked = TEXT, "v"
    assert await voice.find(*asked) == note
    assert await voice.find(*asked, mime=MPEG) is None
    other = await voice.reshaped(note, MPEG)
    assert len(provider.asked) == 1
    assert (other.clip.mime, other.credits, other.wording) == (MPEG, 0, note.wording)
    assert is_mpeg_voice(clips.read(other.clip))
    assert other.clip.seconds == pytest.approx(note.clip.seconds, abs=0.1)
    assert [b[0] - a[0] for a, b in zip(note.words, other.words, strict=True)] == [
        pytest.approx(other.words[-1][0] - note.words[-1][0])
    ] * len(note.words)
    assert await voice.find(*asked, mime=MPEG) == other
    assert await voice.find(*asked) == note
    assert (await voice.reshaped(note, MPEG)).clip == other.clip
    assert (await voice.reshaped(other, VOICE_NOTE)).clip == note.clip, "back again are the bytes that were heard"
    assert len(await voice.takes(*asked)) == 2
    _, same = await heard_and_kept(voice, TEXT, MPEG, reuse=True)
    assert (len(provider.asked), same.credits) == (1, 0), "its sentences are here, whatever the format"


@pytest.mark.asyncio
async def test_a_clip_that_is_gone_or_silent_says_so(clips: Clips) -> None:
    voice = Voice(Provider(spoken_as(PCM)).client, clips)
    _, take = await heard_and_kept(voice, mime=MPEG)
    clips.path(take.clip).unlink()
    with pytest.raises(Trouble, match=r"clip\.gone"):
        await voice.reshaped(take, VOICE_NOTE)
    silent = Note()
    silent.push(np.zeros(RATE, np.int16))
    silent.finish()
    assert b"".join(pieces_of(silent.data)).count(0) > RATE
    quiet = Take(clips.keep(silent.data), take.wording, 0, "", "", "")
    with pytest.raises(Trouble, match=r"audio\.unreadable"):
        await voice.reshaped(quiet, MPEG)
