"""A take from the first byte to the file that is sent: heard is sent, paid once, kept whole or not at all."""

import asyncio
import errno
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import httpx
import numpy as np
import pytest
import soundfile

from services.trouble import Trouble
from services.voice import Clips, Voice
from services.voice.note import Note
from services.voice.sound import MPEG, RATE, VOICE_NOTE, is_voice_note, sniff
from tests.voice.rehearsal import Answer, Provider, decoded, heard_and_kept, speech, spoken_as

SECONDS = 1.5
PCM = speech(SECONDS)


@pytest.fixture
def clips(tmp_path: Path) -> Clips:
    return Clips(tmp_path / "voice")


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [997, 4_096, len(PCM)])
@pytest.mark.parametrize(("mime", "suffix", "padding"), [(VOICE_NOTE, ".ogg", 0), (MPEG, ".mp3", 0.06)])
async def test_what_is_heard_is_what_is_sent(clips: Clips, size: int, mime: str, suffix: str, padding: float) -> None:
    voice = Voice(Provider(spoken_as(*pieces(PCM, size))).client, clips)
    heard, take = await heard_and_kept(voice, mime=mime)
    sent = clips.read(take.clip)
    assert take.clip.mime == sniff(sent) == mime
    assert clips.path(take.clip).suffix == suffix
    assert hashlib.sha256(heard).digest() == hashlib.sha256(decoded(sent)).digest()
    assert hashlib.sha256(sent).hexdigest() == take.clip.sha256
    assert len(heard) / 2 / RATE == pytest.approx(SECONDS, abs=padding)
    assert take.clip.seconds == pytest.approx(SECONDS, abs=padding)
    assert max(take.clip.wave) == 255
    assert b"".join([pcm async for pcm in voice.listen(take.clip)]) == heard


@pytest.mark.asyncio
async def test_the_take_says_what_it_is(clips: Clips) -> None:
    _, take = await heard_and_kept(Voice(Provider(spoken_as(PCM)).client, clips))
    assert is_voice_note(clips.read(take.clip))
    assert take.clip.mime == "audio/ogg"
    assert take.clip.seconds == pytest.approx(SECONDS)
    assert len(take.clip.wave) == 96
    assert max(take.clip.wave) == 255
    assert (take.credits, take.history_id, take.request_id) == (12, "hist-1", "req-1")
    assert (take.wording.text, take.wording.voice) == ("hola", "v")


@pytest.mark.asyncio
async def test_it_still_sounds_as_it_was_spoken(clips: Clips) -> None:
    heard, _ = await heard_and_kept(Voice(Provider(spoken_as(PCM)).client, clips))
    said = np.frombuffer(PCM, dtype=np.int16).astype(float)
    got = np.frombuffer(heard, dtype=np.int16)[::2].astype(float)
    assert np.corrcoef(said, got)[0, 1] > 0.95


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
@pytest.mark.asyncio
async def test_a_tool_that_is_not_ours_takes_it_for_mono_opus(clips: Clips) -> None:
    _, take = await heard_and_kept(Voice(Provider(spoken_as(PCM)).client, clips))
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(clips.path(take.clip))]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    assert told.stderr == ""
    probe = json.loads(told.stdout)
    stream = probe["streams"][0]
    assert (stream["codec_name"], stream["channels"], stream["sample_rate"]) == ("opus", 1, "48000")
    assert float(probe["format"]["duration"]) == pytest.approx(SECONDS, abs=0.02)


def test_two_minutes_fit_an_inline_voice_note() -> None:
    note, loud = Note(), np.frombuffer(speech(1.0, RATE), dtype=np.int16)
    noisy = loud + np.random.default_rng(7).integers(-800, 800, len(loud)).astype(np.int16)
    for _ in range(12):
        note.push(noisy)
    note.finish()
    assert len(note.data) < 512 * 1024 / 10


@pytest.mark.asyncio
async def test_it_can_be_heard_before_it_is_whole(clips: Clips) -> None:
    rest = asyncio.Event()
    voice = Voice(Provider(spoken_as(PCM[:12_000], rest, PCM[12_000:])).client, clips)
    making = voice.speak("hola", "v")
    listening = aiter(making)
    assert len(await anext(listening)) > 0
    assert making.seconds > 0
    rest.set()
    assert [pcm async for pcm in listening]
    await making.take()


@pytest.mark.asyncio
async def test_the_same_again_is_free_and_a_new_take_is_another_one(clips: Clips) -> None:
    provider = Provider(spoken_as(PCM), spoken_as(speech(0.5)))
    voice = Voice(provider.client, clips)
    assert await voice.find("hola", "v") is None
    _, first = await heard_and_kept(voice)
    assert await voice.find("hola", "v") == first
    assert await voice.find("hola", "w") is None
    assert await voice.find("hola.", "v") is None
    assert len(provider.asked) == 1
    _, second = await heard_and_kept(voice)
    assert await voice.takes("hola", "v") == [first, second]
    assert await voice.find("hola", "v") == second


@pytest.mark.asyncio
async def test_a_plan_without_pcm_gets_mp3_and_is_not_asked_for_pcm_again(clips: Clips, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "said.mp3", np.frombuffer(speech(1.0, 44_100), np.int16), 44_100, format="MP3")
    mp3 = (tmp_path / "said.mp3").read_bytes()
    refused = httpx.Response(403, json={"detail": {"code": "subscription_required", "message": "Output format"}})
    spoken: Answer = spoken_as(*pieces(mp3, 1_500), **{"content-type": "audio/mpeg"})
    provider = Provider(refused, spoken)
    voice = Voice(provider.client, clips)
    heard, take = await heard_and_kept(voice)
    assert decoded(clips.read(take.clip)) == heard
    assert take.clip.seconds == pytest.approx(1.0, abs=0.1)
    await heard_and_kept(voice)
    assert [request.url.params["output_format"] for request in provider.asked] == [
        "pcm_24000",
        "mp3_44100_128",
        "mp3_44100_128",
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (spoken_as(PCM[:24_000], httpx.RemoteProtocolError("peer closed")), "voice.cut"),
        (spoken_as(PCM[:24_000], httpx.ReadTimeout("stalled")), "voice.cut"),
        (spoken_as(PCM[:24_001]), "voice.garbled"),
        (spoken_as(httpx.ReadError("reset")), "voice.nothing_came"),
        (spoken_as(), "voice.nothing_came"),
        (spoken_as(b"\x00\xff{]not json", **{"content-type": "application/json"}), "voice.garbled"),
        (spoken_as(b"not MPEG at all" * 400, **{"content-type": "audio/mpeg"}), "voice.garbled"),
        (spoken_as(b"{}", **{"content-type": "application/json"}), "voice.provider_down"),
    ],
)
async def test_what_breaks_off_is_told_and_not_kept(clips: Clips, tmp_path: Path, answer: Answer, code: str) -> None:
    provider = Provider(answer)
    making = Voice(provider.client, clips).speak("hola", "v")
    with pytest.raises(Trouble) as caught:
        [pcm async for pcm in making]
    assert caught.value.code == code
    with pytest.raises(Trouble):
        await making.take()
    assert len(provider.asked) == 1
    assert not list((tmp_path / "voice").rglob("*.*"))


@pytest.mark.asyncio
async def test_a_cut_tells_how_much_was_heard_and_where_it_can_be_fetched(clips: Clips) -> None:
    answer = spoken_as(PCM[:48_000], httpx.ReadError("reset"))
    making = Voice(Provider(answer).client, clips).speak("hola", "v")
    with pytest.raises(Trouble) as caught:
        await making.take()
    facts = caught.value.facts
    assert facts["heard_s"] == pytest.approx(1.0, abs=0.2)
    assert (facts["history_id"], facts["credits"], facts["maybe_charged"]) == ("hist-1", 12, True)


@pytest.mark.asyncio
async def test_cancelling_keeps_nothing(clips: Clips, tmp_path: Path) -> None:
    making = Voice(Provider(spoken_as(PCM[:12_000], asyncio.Event())).client, clips).speak("hola", "v")
    async for _ in making:
        making.cancel()
        break
    with pytest.raises(asyncio.CancelledError):
        await making.take()
    assert not list((tmp_path / "voice").rglob("*.*"))


@pytest.mark.asyncio
async def test_a_full_disk_costs_nothing_twice(clips: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Provider(spoken_as(PCM))
    making = Voice(provider.client, clips).speak("hola", "v")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Trouble, match=r"clip\.disk_full"):
            await making.take()
    take = await making.take()
    assert clips.read(take.clip)
    assert len(provider.asked) == 1


@pytest.mark.asyncio
async def test_nothing_to_say_is_not_asked(clips: Clips) -> None:
    provider = Provider(spoken_as(PCM))
    voice = Voice(provider.client, clips)
    with pytest.raises(Trouble, match=r"voice\.nothing_to_say"):
        voice.speak("  \n", "v")
    assert voice.estimate("a" * 237) == 237
    assert voice.estimate("a" * 237, "eleven_flash_v2_5") == 119
    assert not provider.asked
