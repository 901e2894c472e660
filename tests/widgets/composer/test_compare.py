"""Two takes against each other: in turns at the same second, by the keyboard, and the better one chosen."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.voice.office import VoiceOffice
from tests.widgets.composer.conftest import SECONDS, Account
from tests.widgets.composer.test_composer_voice import booth, heard, made_unheard  # noqa: F401  (the fixture)
from widgets.composer.booth import Booth
from widgets.composer.compare import Compare
from widgets.composer.composer import Composer
from widgets.voice.player import Player

# ruff: noqa: F811
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def comparison(composer: Composer, booth: Booth, account: Account, player: Player, qtbot: Any) -> Compare:
    """Two takes: the first was heard, the second was not; both twice as slow as a person listens."""
    heard(booth, qtbot)
    made_unheard(booth, account, player, qtbot)
    composer.comparing.open()
    assert composer.comparing.shown is not None
    return composer.comparing.shown


def press(comparison: Compare, key: Qt.Key) -> None:
    QTest.keyClick(comparison, key)


def playing(comparison: Compare, qtbot: Any) -> None:
    press(comparison, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: comparison._playing)


def test_one_take_is_nothing_to_compare(composer: Composer, booth: Booth, qtbot: Any) -> None:
    heard(booth, qtbot)
    assert not composer.comparing.possible
    composer.comparing.open()
    assert composer.comparing.shown is None


def test_the_other_one_goes_on_at_the_same_second(comparison: Compare, player: Player, qtbot: Any) -> None:
    comparison.seek(300)
    playing(comparison, qtbot)
    press(comparison, Qt.Key.Key_X)
    assert comparison._turn == 1
    assert comparison._offset >= 300
    qtbot.waitUntil(lambda: comparison._playing)
    assert comparison.position_ms >= 300
    assert comparison.sides[1].property("chosen")
    assert not comparison.sides[0].property("chosen")


def test_where_it_stands_stays_while_nothing_plays(comparison: Compare) -> None:
    comparison.seek(200)
    press(comparison, Qt.Key.Key_B)
    assert (comparison._turn, comparison.position_ms, comparison._playing) == (1, 200, False)
    press(comparison, Qt.Key.Key_A)
    assert (comparison._turn, comparison.position_ms) == (0, 200)


def test_enter_keeps_the_one_that_sounds(comparison: Compare, booth: Booth, qtbot: Any) -> None:
    press(comparison, Qt.Key.Key_A)
    press(comparison, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not booth.speaking._player.playing)
    assert booth.speech.chosen is booth.speech.options[0]
    assert booth.speech.heard


def test_what_is_heard_here_whole_was_heard(comparison: Compare, booth: Booth, qtbot: Any) -> None:
    press(comparison, Qt.Key.Key_B)
    press(comparison, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: booth.speech.options[1].heard)


def test_what_is_heard_from_its_middle_was_not(comparison: Compare, booth: Booth, player: Player, qtbot: Any) -> None:
    press(comparison, Qt.Key.Key_B)
    comparison.seek(round(SECONDS * 1000))
    with qtbot.waitSignal(player.ended):
        press(comparison, Qt.Key.Key_Space)
    assert not booth.speech.options[1].heard


def test_a_file_that_is_gone_is_told_in_place(comparison: Compare, voice_office: VoiceOffice, qtbot: Any) -> None:
    voice_office.history._clips.path(comparison.sides[0].candidate.clip).unlink()
    press(comparison, Qt.Key.Key_Space)
    qtbot.waitUntil(comparison._trouble.isVisible)
    assert not comparison._playing


def test_closing_it_stops_the_sound(comparison: Compare, player: Player, composer: Composer, qtbot: Any) -> None:
    playing(comparison, qtbot)
    press(comparison, Qt.Key.Key_Escape)
    assert not player.playing
    qtbot.waitUntil(lambda: composer.comparing.shown is None)
