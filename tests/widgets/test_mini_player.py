"""The voice that goes on elsewhere: its bar, and the media keys."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.media_keys import NowPlaying
from widgets.theme import Theme
from widgets.voice.about import About
from widgets.voice.mini import MiniPlayer
from widgets.voice.on_air import OnAir
from widgets.voice.player import Player
from widgets.voice.sinks import Silence

ABOUT = About("ana", "m1", b"\x80" * 40, 20.0)


class Keys:
    def __init__(self) -> None:
        self.asked: Callable[..., None] = lambda what: None
        self.shown: list[NowPlaying | None] = []

    async def show(self, now: NowPlaying | None) -> None:
        self.shown.append(now)


@pytest.fixture
def player(qloop: Any) -> Player:
    return Player(open_sink=Silence)


@pytest.fixture
def sight() -> dict[str, bool]:
    return {"seen": True}


@pytest.fixture
def mini(theme: Theme, player: Player, sight: dict[str, bool], qtbot: Any) -> MiniPlayer:
    made = MiniPlayer(
        theme, player, lambda about: sight["seen"], lambda conversation: "Ana Paz", lambda about: about.wave
    )
    qtbot.addWidget(made)
    return made


async def voice() -> AsyncIterator[bytes]:
    yield bytes(2 * 48_000 * 20)


@pytest.fixture
def playing(player: Player, mini: MiniPlayer, qloop: Any, qtbot: Any) -> None:
    task = qloop.create_task(player.follow(voice(), "m1", ABOUT))
    qtbot.waitUntil(task.done)


@pytest.mark.usefixtures("playing")
def test_it_appears_when_the_voice_goes_out_of_sight_and_leads_back(
    mini: MiniPlayer, sight: dict[str, bool], qtbot: Any
) -> None:
    assert mini.isHidden()
    sight["seen"] = False
    mini.settle()
    assert not mini.isHidden()
    assert mini.back_button.text() == "Voz de Ana Paz"
    with qtbot.waitSignal(mini.return_wanted, check_params_cb=lambda about: about == ABOUT):
        mini.back_button.click()
    sight["seen"] = True
    mini.settle()
    assert mini.isHidden()


@pytest.mark.usefixtures("playing")
def test_its_keys_and_buttons_work_the_player(mini: MiniPlayer, player: Player, sight: dict[str, bool]) -> None:
    sight["seen"] = False
    mini.settle()
    QTest.keyClick(mini.waveform, Qt.Key.Key_Right)
    assert player.position_ms >= 5_000
    QTest.keyClick(mini, Qt.Key.Key_Plus)
    assert mini.speed_button.text() == "1,25×"
    QTest.keyClick(mini, Qt.Key.Key_Space)
    assert not player.playing
    assert not mini.isHidden()
    mini.show()
    mini.close_button.setFocus()
    left: list[bool] = []
    mini.focus_left.connect(lambda: left.append(True))
    mini.close_button.click()
    assert mini.isHidden()
    assert left == [True]
    assert player.key == ""


@pytest.mark.usefixtures("playing")
def test_at_its_end_it_goes_away(mini: MiniPlayer, player: Player, sight: dict[str, bool], qtbot: Any) -> None:
    sight["seen"] = False
    mini.settle()
    player.seek(19_900)
    qtbot.waitUntil(mini.isHidden)


@pytest.mark.usefixtures("playing")
def test_media_keys_are_told_and_obeyed(player: Player, qtbot: Any) -> None:
    keys, steps = Keys(), list[int]()
    air = OnAir(player, keys, lambda conversation: f"Voz de {conversation}", steps.append, lambda error: None)
    player.pause()
    qtbot.waitUntil(lambda: bool(keys.shown))
    assert keys.shown[-1] is not None
    assert (keys.shown[-1].title, keys.shown[-1].playing, keys.shown[-1].length) == ("Voz de ana", False, 20_000)
    keys.asked("pause")
    assert not player.playing
    keys.asked("play")
    assert player.playing
    keys.asked("seek", 7_000.0)
    assert player.position_ms >= 7_000
    keys.asked("previous")
    assert player.position_ms < 1_000
    keys.asked("previous")
    keys.asked("next")
    assert steps == [-1, 1]
    keys.asked("speed", 1.9)
    assert player.rate == 2.0
    air.ask("stop")
    qtbot.waitUntil(lambda: keys.shown[-1] is None)
    keys.asked("toggle")
    assert not player.playing
