"""A lead's voice that is played is seen to play, where it stands, until another one is played."""

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.records import Message
from widgets.conversation.listening import Listening
from widgets.conversation.scene import Scene, Voice
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.voice.sinks import Silence


@pytest.fixture
def player(qloop: Any) -> Iterator[Player]:
    made = Player(open_sink=Silence)
    yield made
    made.stop()


@pytest.fixture
def scene(theme: Theme) -> Scene:
    return Scene(theme, lambda: 0)


@pytest.fixture
def listening(scene: Scene, player: Player, tmp_path: Path) -> Listening:
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(2 * 48_000 * 30))

    async def fetch(message: str) -> Path:
        return path

    def fail(error: BaseException) -> None:
        raise error

    return Listening(scene, player, fetch, fail)


def audio(key: str) -> Message:
    return Message(key, "ana", 1, "in", "audio", "", 0, 0)


def test_what_plays_is_seen_to_play(listening: Listening, scene: Scene, qtbot: Any) -> None:
    painted: list[Voice] = []
    listening.changed.connect(lambda: painted.append(scene.voice))
    listening.toggle(audio("m1"))
    qtbot.waitUntil(lambda: scene.voice.message == "m1" and scene.voice.playing and scene.voice.at > 0)
    assert painted
    listening.toggle(audio("m1"))
    assert not scene.voice.playing
    assert scene.voice.message == "m1"


def test_another_one_takes_its_place(listening: Listening, scene: Scene, player: Player, qtbot: Any) -> None:
    listening.toggle(audio("m1"))
    qtbot.waitUntil(lambda: scene.voice.message == "m1")
    listening.toggle(audio("m2"))
    qtbot.waitUntil(lambda: scene.voice.message == "m2" and scene.voice.playing)
    player.stop()
    assert scene.voice == Voice()


def test_what_plays_goes_back_and_ahead_and_faster(listening: Listening, player: Player, qtbot: Any) -> None:
    listening.toggle(audio("m1"))
    qtbot.waitUntil(lambda: player.playing and player.total_ms == 30_000)
    listening.skip(audio("m1"), 1)
    assert 5_000 <= player.position_ms < 8_000
    listening.skip(audio("m2"), 1)
    assert player.position_ms < 8_000
    listening.skip(audio("m1"), -1)
    assert player.position_ms < 3_000
    for _ in range(5):
        listening.faster(1)
    assert player.rate == 2.0
    listening.next_speed()
    assert player.rate == 1.0
