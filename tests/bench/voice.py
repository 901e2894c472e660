"""The voice: how soon it is heard, how long the UI loop is kept from its work, and text to words.

The provider is paced as the real one: its first byte after half a second, then three times faster than it is heard.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.bench.figures import Figure, figure, percentile

if TYPE_CHECKING:
    from services.voice import Voice
    from widgets.voice.player import Player

ROUNDS = 15
SAID_S = 4.0
TEXT = (
    "Lucía, te confirmo: el 3 amb. de Cabildo 2340, 4.º B, está en USD 185.000 y paga $ 142.500 de expensas. ¿Podés el "
    "vie 20/11 a las 18:00? Av. Santa Fe 1234, 75 m² cub., lun a vie de 9 a 18 hs, o escribime a ana@ribera.com.ar 🙌. "
)


def run() -> list[Figure]:
    """Measured in a process of its own, because it has its own loop of Qt and asyncio."""
    command = [sys.executable, "-m", "tests.bench.voice"]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_API": "pyside6"}
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True, text=True)
    figures: list[Figure] = json.loads(done.stdout)
    return [*figures, *against_ffmpeg(), spelling()]


def against_ffmpeg() -> list[Figure]:
    """A minute of speech, to its waveform and its OGG: ours, as a clip that is made again or from a recording, and
    ffmpeg's own on the same file. `encoder` is what the locked libsndfile takes for the OGG alone, in one go."""
    import numpy as np
    import soundfile

    from services.voice.line import Line
    from services.voice.note import Note
    from services.voice.part import cut_of
    from tests.voice.rehearsal import speech

    name = "waveform and OGG of a clip of 60 s, times what ffmpeg takes"
    tool = shutil.which("ffmpeg")
    if tool is None:
        return []
    minute = np.frombuffer(speech(6.0, 48_000) * 10, dtype=np.int16)
    usual = cut_of(minute, -23.0)
    ours, theirs, encoder = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "said.wav"
        soundfile.write(wav, minute, 48_000)
        drawn = ["-filter_complex", "[0:a]asplit[a][b];[b]showwavespic=s=96x40[w]", "-map", "[w]", "-frames:v", "1"]
        command = [tool, "-v", "error", "-y", "-i", str(wav), *drawn, f"{folder}/wave.png"]
        command += ["-map", "[a]", "-c:a", "libopus", "-b:a", "32k", f"{folder}/said.ogg"]
        for _ in range(5):
            started = time.perf_counter()
            samples, _rate = soundfile.read(wav, dtype="int16")
            line = Line()
            line.add(replace(usual, samples=samples))
            line.finish()
            line.result()
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            Note().encode(samples)
            encoder.append(time.perf_counter() - started)
            started = time.perf_counter()
            subprocess.run(command, check=True)
            theirs.append(time.perf_counter() - started)
    told = f"{median(ours):.2f} s against {median(theirs):.2f} s; ours is levelled, limited and decoded again as well; "
    told += f"{median(encoder):.2f} s of it is the Opus encoder of the locked libsndfile, alone and unchanged"
    return [figure(name, median(ours) / median(theirs), "x", 1.5, note=told)]


def spelling() -> Figure:
    from services.voice.spoken import spoken

    text = (TEXT * 9)[:996]
    spoken(text)
    taken = []
    for i in range(200):
        started = time.perf_counter()
        spoken(f"{text} {i}")
        taken.append((time.perf_counter() - started) * 1000)
    return figure("text of 1,000 characters to words, p95", percentile(taken, 95), "ms", 10)


def keystrokes() -> Figure:
    """From a letter typed into 1,000 characters to the painted words, with a dictionary of 500 words."""
    from PySide6.QtWidgets import QApplication

    from widgets.composer.voice_panel import VoicePanel
    from widgets.theme import Theme

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    words = {f"palabra {i}": "dicha" for i in range(500)} | {"Cabildo": "Cabíldo"}
    panel = VoicePanel(Theme(application, scheme="light"), lambda: 0)
    panel.words = lambda: words
    panel.resize(600, 500)
    panel.show()
    panel.write((TEXT * 9)[:980])
    panel.editor.textChanged.connect(panel.show_spoken)
    taken = []
    for i in range(120):
        started = time.perf_counter()
        panel.editor.insertPlainText("a "[i % 2])
        panel.said.viewport().repaint()
        taken.append((time.perf_counter() - started) * 1000)
    panel.deleteLater()
    named = "a keystroke in 1,000 characters -> its words painted"
    return figure(named, median(taken[20:]), "ms", 10, note=f"p95 {percentile(taken[20:], 95):.1f} ms")


class Moments:
    """When the provider's first byte came, when the first sample was given to the device, and the longest time that
    nothing else could run."""

    def __init__(self) -> None:
        self.first_byte = self.first_sample = self.blocked = 0.0

    async def watch(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            self.blocked = max(self.blocked, time.perf_counter() - before - 0.005)


def as_paced(pcm: bytes, moments: Moments) -> Callable[[Any], Any]:
    """Answers as the provider does, at its pace."""
    import httpx

    from tests.voice.rehearsal import HEADERS

    class Paced(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            await asyncio.sleep(0.5)
            moments.first_byte = time.perf_counter()
            for at in range(0, len(pcm), 4_096):
                yield pcm[at : at + 4_096]
                await asyncio.sleep(4_096 / 48_000 / 3)

    return lambda request: httpx.Response(200, headers=HEADERS, stream=Paced())


def timed_player(moments: Moments) -> "Player":
    """A player whose silent device notes when something first reaches it."""
    from widgets.voice.player import Player
    from widgets.voice.sinks import Silence

    class Timed(Silence):
        def write(self, samples: bytes) -> int:
            moments.first_sample = moments.first_sample or time.perf_counter()
            return super().write(samples)

    return Player(open_sink=Timed)


async def heard_fresh(player: "Player", voice: "Voice", text: str, moments: Moments) -> float:
    """Milliseconds from the first byte to the first sample of a voice that is made."""
    moments.first_sample = 0.0
    making = voice.speak(text, "v")
    await player.follow(making, "a")
    await making.take()
    player.stop()
    return (moments.first_sample - moments.first_byte) * 1000


async def heard_again(player: "Player", voice: "Voice", text: str, moments: Moments) -> float:
    """Milliseconds from the asking to the first sample of a voice that was kept."""
    moments.first_sample, asked = 0.0, time.perf_counter()
    take = await voice.find(text, "v")
    assert take is not None
    await player.follow(voice.listen(take.clip), "b")
    player.stop()
    return (moments.first_sample - asked) * 1000


async def measure() -> list[Figure]:
    import httpx

    from services.voice import Clips, Voice
    from services.voice.elevenlabs import ElevenLabs
    from tests.voice.rehearsal import speech

    async def key() -> str:
        return "rehearsal"

    moments, fresh, cached = Moments(), [], []
    player = timed_player(moments)
    transport = httpx.MockTransport(as_paced(speech(SAID_S), moments))
    with tempfile.TemporaryDirectory() as folder:
        async with httpx.AsyncClient(transport=transport) as http:
            voice = Voice(ElevenLabs(http, key, "http://voice.test"), Clips(Path(folder)))
            await voice.warm()
            watching = asyncio.create_task(moments.watch())
            for i in range(ROUNDS):
                fresh.append(await heard_fresh(player, voice, f"hola {i}", moments))
                cached.append(await heard_again(player, voice, f"hola {i}", moments))
            watching.cancel()
    player.deleteLater()
    stalled = await gaps()
    return [
        figure("Generar -> first sample, over the first byte", median(fresh), "ms", 60, note=worst(fresh)),
        figure("Generar -> first sample, a cached take", median(cached), "ms", 30, note=worst(cached)),
        figure("UI loop blocked while voices arrive and play, longest", moments.blocked * 1000, "ms", 50),
        figure("times the sound ran out, the network still for 200 ms", stalled, "times", 0),
    ]


async def gaps() -> int:
    """How often the sink had nothing left before the voice was over. Ahead of the stall the provider has sent what it
    sends in half a second: a second and a half."""
    from tests.voice.rehearsal import speech
    from widgets.voice.player import Player
    from widgets.voice.sinks import Silence

    starved = [0]

    class Watched(Silence):
        begun = False

        def write(self, samples: bytes) -> int:
            starved[0] += int(self.begun and self.waiting() == 0)
            self.begun = True
            return super().write(samples)

    async def arriving() -> AsyncIterator[bytes]:
        pcm, step = speech(3.0, 48_000), 9_600
        for number, at in enumerate(range(0, len(pcm), step)):
            yield pcm[at : at + step]
            await asyncio.sleep(step / 96_000 / 3 + 0.2 * (number == 15))

    player = Player(open_sink=Watched)
    await player.follow(arriving(), "a")
    while player.playing:
        await asyncio.sleep(0.02)
    player.stop()
    player.deleteLater()
    return starved[0]


def worst(taken: list[float]) -> str:
    return f"median of {len(taken)}, worst {max(taken):.0f} ms; sink on a clock"


def main() -> None:
    from PySide6.QtWidgets import QApplication
    import qasync  # isort: skip  (after the binding)

    application = QApplication([])
    told = [*qasync.run(measure()), keystrokes()]
    print(json.dumps(told))
    del application


if __name__ == "__main__":
    main()
