"""Recordings on the disk: killed in the middle, cut off in half a frame, on a full disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from services.trouble import Trouble
from services.voice import Clips
from services.voice.loudness import loudness
from services.voice.recordings import Recording, Recordings, Reel
from services.voice.sound import MPEG, is_mpeg_voice
from tests.voice.rehearsal import speech

ROOT = Path(__file__).resolve().parents[2]
SAID = speech(0.5, 48_000)
WRITES = """
import sys
from pathlib import Path
from services.voice import Clips
from services.voice.recordings import Recordings
from tests.voice.rehearsal import speech
shelf = Recordings(Path(sys.argv[1]), Clips(Path(sys.argv[1])))
reel = shelf.reel(shelf.begin("ana", 5))
reel.write(speech(0.5, 48_000))
print("written", flush=True)
while True:
    reel.write(b"1")
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path / "recordings", Clips(tmp_path / "voice"))


def recorded(shelf: Recordings, pcm: bytes = SAID, conversation: str = "ana", at: int = 5) -> Recording:
    recording = shelf.begin(conversation, at)
    reel = shelf.reel(recording)
    reel.write(pcm)
    reel.close()
    return recording


def test_what_was_said_before_a_kill_is_found_again(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITES, str(tmp_path)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
    shelf = Recordings(tmp_path, Clips(tmp_path))
    (found,) = shelf.found()
    assert (found.conversation, found.at, found.kept) == ("ana", 5, False)
    assert b"".join(shelf.pcm(found)).startswith(SAID)


def test_half_a_frame_is_cut_off_and_it_goes_on_in_step(shelf: Recordings) -> None:
    recording = recorded(shelf, SAID + b"\7")
    assert shelf.seconds(recording) == 0.5
    assert b"".join(shelf.pcm(recording)) == SAID
    reel = shelf.reel(recording)
    reel.write(SAID)
    reel.close()
    assert b"".join(shelf.pcm(recording, whole=True)) == SAID + SAID


def test_only_the_part_between_its_ends_goes_out(shelf: Recordings) -> None:
    cut = replace(recorded(shelf), start_ms=100, end_ms=300)
    assert b"".join(shelf.pcm(cut)) == SAID[100 * 96 : 300 * 96]
    assert b"".join(shelf.pcm(cut, whole=True)) == SAID
    made = shelf.made(cut)
    assert made.clip is not None
    assert made.clip.mime == "audio/ogg"
    assert made.clip.seconds == pytest.approx(0.2, abs=0.1)


def test_it_is_as_loud_as_every_other_voice_and_without_the_silence_around_it(shelf: Recordings) -> None:
    quiet = (np.frombuffer(speech(3.0, 48_000), np.int16) // 20).tobytes()
    made = shelf.made(recorded(shelf, bytes(96_000) + quiet + bytes(192_000)))
    assert made.clip is not None
    assert made.clip.seconds == pytest.approx(3.2, abs=0.2)
    assert 700 <= made.lead_ms <= 1000
    samples, rate = soundfile.read(str(shelf._clips.path(made.clip)), dtype="int16")
    assert rate == 48_000
    assert loudness(samples) == pytest.approx(-16, abs=1)


def test_for_a_channel_that_wants_it_it_is_an_mp3(shelf: Recordings) -> None:
    made = shelf.made(recorded(shelf, speech(2.0, 48_000)), MPEG)
    assert made.clip is not None
    assert is_mpeg_voice(shelf._clips.read(made.clip))
    assert (made.clip.mime, made.heard) == (MPEG, False)


def test_silence_makes_no_note(shelf: Recordings) -> None:
    with pytest.raises(Trouble, match=r"microphone\.empty"):
        shelf.made(recorded(shelf, bytes(96_000)))


def test_a_note_made_anew_was_not_heard(shelf: Recordings) -> None:
    assert not shelf.made(replace(shelf.made(recorded(shelf)), heard=True)).heard


def test_what_was_sent_or_is_empty_is_swept_and_the_rest_is_found_in_order(shelf: Recordings) -> None:
    late, early = recorded(shelf, at=9), recorded(shelf, conversation="bea", at=3)
    shelf.keep(replace(recorded(shelf), sent=True))
    recorded(shelf, b"")
    assert [each.id for each in shelf.found()] == [early.id, late.id]
    shelf.sweep()
    assert len(list(shelf._directory.glob("*.json"))) == 2
    shelf.forget(late.id)
    assert shelf.get(late.id) is None


def test_one_whose_note_was_cleaned_away_can_be_made_again(shelf: Recordings) -> None:
    made = shelf.made(recorded(shelf))
    shelf.keep(made)
    assert made.clip is not None
    shelf._clips.path(made.clip).unlink()
    (found,) = shelf.found()
    assert found.clip is None
    assert shelf.made(found).clip is not None


def test_a_damaged_note_of_it_is_no_recording(shelf: Recordings) -> None:
    recording = recorded(shelf)
    shelf._facts(recording.id).write_bytes(b"{")
    assert shelf.found() == []


def test_nothing_recorded_makes_no_note(shelf: Recordings) -> None:
    with pytest.raises(Trouble, match=r"microphone\.empty"):
        shelf.made(recorded(shelf, b""))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_told_and_not_a_bug() -> None:
    reel = Reel(Path("/dev/full"))
    with pytest.raises(Trouble, match=r"microphone\.disk_full"):
        reel.write(SAID)
    reel.close()


def test_any_other_failure_of_the_disk_is_a_bug(shelf: Recordings, tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where a directory belongs")
    with pytest.raises(FileExistsError):
        shelf.keep(shelf.begin("ana", 1))
