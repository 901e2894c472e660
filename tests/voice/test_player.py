"""The player on the silent clock: a voice that is still arriving, heard whole or not, and a device that goes away."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from services.trouble import Trouble
from services.voice import Clips, Voice
from tests.voice.rehearsal import Provider, speech, spoken_as
from widgets.voice.player import Player
from widgets.voice.sinks import Silence

PCM = speech(0.3, 48_000)


class Deaf(Silence):
    """A device that can be pulled out."""

    silent = False
    gone = False

    def lost(self) -> bool:
        return self.gone


async def arriving(*pieces: bytes | asyncio.Event | Exception) -> AsyncIterator[bytes]:
    for piece in pieces:
        if isinstance(piece, asyncio.Event):
            await piece.wait()
        elif isinstance(piece, Exception):
            raise piece
        else:
            yield piece


@pytest.fixture
def player(qloop: Any) -> Player:
    return Player(open_sink=Silence)


@pytest.fixture
def said(player: Player) -> list[str]:
    """What the player said, in order."""
    told: list[str] = []
    player.heard.connect(lambda key: told.append(f"heard {key}"))
    player.ended.connect(lambda key: told.append(f"ended {key}"))
    player.trouble.connect(lambda trouble: told.append(trouble.code))
    return told


@pytest.fixture
def run(qloop: Any, qtbot: Any) -> Callable[[Coroutine[Any, Any, None]], None]:
    def finish(work: Coroutine[Any, Any, None]) -> None:
        task = qloop.create_task(work)
        qtbot.waitUntil(task.done)
        task.result()

    return finish


Run = Callable[[Coroutine[Any, Any, None]], None]


def test_a_voice_played_whole_is_heard_once(player: Player, said: list[str], run: Run, qtbot: Any) -> None:
    run(player.follow(arriving(PCM[:9_600], PCM[9_600:]), "a"))
    assert player.playing
    assert player.total_ms == 300
    qtbot.waitUntil(lambda: "ended a" in said)
    assert said == ["sound.none", "heard a", "ended a"]
    assert player.silent
    assert player.was_heard
    assert not player.playing
    player.play()
    qtbot.waitUntil(lambda: said.count("ended a") == 2)
    assert said.count("heard a") == 1
    assert said.count("sound.none") == 1


def test_it_waits_for_what_has_not_arrived(player: Player, said: list[str], qloop: Any, qtbot: Any) -> None:
    rest = asyncio.Event()
    task = qloop.create_task(player.follow(arriving(PCM[:9_600], rest, PCM[9_600:]), "a"))
    qtbot.waitUntil(lambda: player.position_ms == 100)
    assert player.arriving
    assert player.playing
    rest.set()
    qtbot.waitUntil(lambda: "heard a" in said)
    assert task.done()


def test_skipping_ahead_is_not_hearing(player: Player, said: list[str], run: Run, qtbot: Any) -> None:
    run(player.follow(arriving(PCM), "a"))
    player.seek(250)
    qtbot.waitUntil(lambda: "ended a" in said)
    assert "heard a" not in said
    player.seek(0)
    player.play()
    qtbot.waitUntil(lambda: "heard a" in said)


class Taped(Deaf):
    """Keeps what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.tape = b""

    def write(self, pcm: bytes) -> int:
        self.tape += pcm
        return super().write(pcm)


def test_from_a_place_on_nothing_before_it_sounds_also_while_it_arrives(qloop: Any, qtbot: Any) -> None:
    device, rest = Taped(), asyncio.Event()
    player = Player(open_sink=lambda: device)
    task = qloop.create_task(player.follow(arriving(PCM[:9_600], rest, PCM[9_600:]), "a", start_ms=200))
    qtbot.waitUntil(lambda: player.total_ms == 100)
    assert player.position_ms == 200
    rest.set()
    with qtbot.waitSignal(player.ended):
        pass
    assert task.done()
    assert device.tape == PCM[19_200:]
    assert not player.was_heard
    player.play()
    qtbot.waitUntil(lambda: player.was_heard)
    qloop.create_task(player.follow(arriving(PCM), "b", start_ms=9_000))  # there is no such place
    with qtbot.waitSignal(player.ended):
        pass
    assert player.position_ms == 300


def test_what_passes_while_it_is_paused_is_not_heard(run: Run, qtbot: Any) -> None:
    clock, heard = [0.0], list[str]()

    def moves_on(fact: Callable[[], object]) -> bool:
        clock[0] += 0.01
        return bool(fact())

    player = Player(open_sink=lambda: Deaf(lambda: clock[0]))
    player.heard.connect(heard.append)
    run(player.follow(arriving(PCM), "a"))
    qtbot.waitUntil(lambda: moves_on(lambda: player.position_ms > 50))
    player.pause()
    at = player.position_ms
    clock[0] += 0.1
    assert not player.playing
    player.toggle()
    assert player.position_ms == at
    qtbot.waitUntil(lambda: moves_on(lambda: player.position_ms > at))
    assert at < player.position_ms < at + 100, "the pause was not made up for"
    qtbot.waitUntil(lambda: moves_on(lambda: heard))


@pytest.mark.parametrize(("rate", "odd"), [(1.25, 0), (1.5, 2), (2.0, 2)])
def test_faster_is_heard_too(player: Player, said: list[str], run: Run, qtbot: Any, rate: float, odd: int) -> None:
    player.set_rate(rate)
    run(player.follow(arriving(PCM, bytes(odd)), "a"))
    qtbot.waitUntil(lambda: "ended a" in said)
    assert "heard a" in said
    with pytest.raises(ValueError, match="3"):
        player.set_rate(3.0)


def test_the_speed_can_change_in_the_middle_and_nothing_is_skipped(
    player: Player, said: list[str], run: Run, qtbot: Any
) -> None:
    run(player.follow(arriving(PCM), "a"))
    for step in (1, 1, 1, 1, -1):
        at = player.position_ms
        qtbot.waitUntil(lambda at=at: player.position_ms > at)
        player.faster(step)
    assert player.rate == 1.5
    qtbot.waitUntil(lambda: "heard a" in said)


def test_faster_at_the_end_of_what_arrived_waits_for_the_rest(
    player: Player, said: list[str], qloop: Any, qtbot: Any
) -> None:
    rest = asyncio.Event()
    player.set_rate(2.0)
    task = qloop.create_task(player.follow(arriving(PCM, rest), "a"))
    qtbot.waitUntil(lambda: player.position_ms > 150)
    rest.set()
    qtbot.waitUntil(lambda: "heard a" in said)
    assert task.done()


def test_a_voice_that_repeats_begins_again_until_it_is_told_not_to(
    player: Player, said: list[str], run: Run, qtbot: Any
) -> None:
    run(player.follow(arriving(PCM), "a"))
    player.repeat(True)
    qtbot.waitUntil(lambda: "heard a" in said)
    qtbot.waitUntil(lambda: player.position_ms > 100)
    assert player.playing
    player.repeat(False)
    qtbot.waitUntil(lambda: "ended a" in said)
    assert said.count("heard a") == 1


def test_a_repetition_is_of_one_voice(player: Player, run: Run) -> None:
    run(player.follow(arriving(PCM), "a"))
    player.repeat(True)
    run(player.follow(arriving(PCM), "b"))
    assert not player.repeats


def test_a_device_that_comes_is_played_on(qloop: Any, run: Run) -> None:
    devices: list[Silence] = [Silence(), Deaf()]
    player = Player(open_sink=lambda: devices.pop(0))
    run(player.follow(arriving(PCM), "a"))
    assert player.silent
    player.pause()
    player.play()
    assert not player.silent


def test_another_voice_takes_its_place(player: Player, said: list[str], qloop: Any, run: Run, qtbot: Any) -> None:
    rest = asyncio.Event()
    first = qloop.create_task(player.follow(arriving(PCM, rest, PCM), "a"))
    qtbot.waitUntil(lambda: player.position_ms > 20)
    run(player.follow(arriving(PCM), "b"))
    rest.set()
    qtbot.waitUntil(lambda: "heard b" in said)
    assert first.done()
    assert player.total_ms == 300
    assert "ended a" not in said


def test_what_breaks_off_is_played_so_far_and_not_heard(
    player: Player, said: list[str], qloop: Any, qtbot: Any
) -> None:
    task = qloop.create_task(player.follow(arriving(PCM, Trouble("voice.cut")), "a"))
    qtbot.waitUntil(task.done)
    assert isinstance(task.exception(), Trouble)
    qtbot.waitUntil(lambda: "ended a" in said)
    assert "heard a" not in said


def test_a_device_pulled_out_pauses_and_the_next_one_goes_on(qloop: Any, run: Run, qtbot: Any) -> None:
    devices: list[Silence] = [first := Deaf(), Silence()]
    player = Player(open_sink=lambda: devices.pop(0))
    said: list[str] = []
    player.trouble.connect(lambda trouble: said.append(trouble.code))
    player.heard.connect(said.append)
    run(player.follow(arriving(speech(1.6, 48_000)), "a"))
    qtbot.waitUntil(lambda: player.position_ms > 100)
    first.gone = True
    qtbot.waitUntil(lambda: said == ["sound.lost"])
    assert not player.playing
    at = player.position_ms
    player.play()
    assert player.silent
    assert player.position_ms == at
    qtbot.waitUntil(lambda: "a" in said)


def test_the_sink_gets_exactly_the_sound_of_the_file_that_is_sent(
    player: Player, said: list[str], run: Run, qtbot: Any, tmp_path: Path
) -> None:
    spoken = speech(0.4)
    voice = Voice(Provider(spoken_as(spoken[:5_000], spoken[5_000:])).client, Clips(tmp_path))

    async def generate() -> None:
        making = voice.speak("hola", "v")
        await player.follow(making, "take")
        take = await making.take()
        sent = hashlib.sha256()
        async for pcm in voice.listen(take.clip):
            sent.update(pcm)
        said.append(sent.hexdigest())

    run(generate())
    qtbot.waitUntil(lambda: "heard take" in said)
    assert player.played_sha256 in said
