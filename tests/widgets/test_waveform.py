"""The waveform as a slider: keys, mouse, what a screen reader hears, and how peaks are drawn."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from services.voice import audio
from services.voice.sound import LARGEST_NOTE
from tests.voice.rehearsal import speech
from widgets.theme import Theme
from widgets.voice.peaks import Peaks
from widgets.voice.take import TakeBar
from widgets.voice.waveform import Waveform, resampled


@pytest.fixture
def waveform(theme: Theme, qtbot: Any) -> Waveform:
    made = Waveform(theme)
    qtbot.addWidget(made)
    made.resize(412, 40)
    made.show_voice(bytes(range(96)), 16_000)
    made.show()
    return made


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        (8_000, Qt.Key.Key_Right, 13_000),
        (8_000, Qt.Key.Key_Left, 3_000),
        (14_000, Qt.Key.Key_Right, 16_000),
        (2_000, Qt.Key.Key_Left, 0),
        (8_000, Qt.Key.Key_Home, 0),
        (8_000, Qt.Key.Key_End, 16_000),
    ],
)
def test_arrows_move_five_seconds_and_stay_inside(
    waveform: Waveform, qtbot: Any, start: int, key: Qt.Key, end: int
) -> None:
    waveform.show_position(start)
    with qtbot.waitSignal(waveform.sought) as sought:
        QTest.keyClick(waveform, key)
    assert sought.args == [end]


def test_a_click_goes_to_its_place(waveform: Waveform, qtbot: Any) -> None:
    with qtbot.waitSignal(waveform.sought) as sought:
        QTest.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPoint(206, 20))
    assert sought.args == [8_000]


def test_the_value_is_told_in_seconds(waveform: Waveform) -> None:
    waveform.show_position(10_400)
    assert waveform.accessibleDescription() == "10 de 16 segundos"


def test_a_screen_reader_hears_seconds_and_can_move_it(waveform: Waveform, qtbot: Any) -> None:
    waveform.show_position(10_400)
    value = QAccessible.queryAccessibleInterface(waveform).valueInterface()
    assert (value.currentValue(), value.maximumValue()) == (10, 16)
    with qtbot.waitSignal(waveform.sought) as sought:
        value.setCurrentValue(4)
    assert sought.args == [4_000]


def test_a_position_that_is_only_shown_asks_for_nothing(waveform: Waveform, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(waveform.sought):
        waveform.show_position(4_000)


def test_bars_keep_the_highest_of_their_share() -> None:
    assert resampled(bytes([1, 9, 2, 3]), 2) == [9, 3]
    assert resampled(bytes([5, 7]), 4) == [5, 5, 7, 7]
    assert resampled(b"", 4) == []


def test_peaks_of_an_arriving_voice_are_those_of_the_whole() -> None:
    pcm = speech(3.0, 48_000)
    peaks = Peaks()
    for start in range(0, len(pcm), 7_000):
        peaks.push(pcm[start : start + 7_000])
    assert peaks.ms == 3_000
    assert len(peaks.drawn) == 60
    assert max(peaks.drawn) == 255
    whole = audio.wave_of(pcm)
    both = zip(resampled(peaks.drawn, 12), resampled(whole, 12), strict=True)
    assert all(abs(mine - its) < 26 for mine, its in both)


class TestTakeBar:
    @pytest.fixture
    def bar(self, theme: Theme, qtbot: Any) -> TakeBar:
        made = TakeBar(theme)
        qtbot.addWidget(made)
        made.show_voice(bytes(96), 16_000, 64 * 1024, growing=False)
        made.show()
        return made

    def test_space_plays_from_anywhere_in_it(self, bar: TakeBar, qtbot: Any) -> None:
        with qtbot.waitSignal(bar.toggled):
            QTest.keyClick(bar.waveform, Qt.Key.Key_Space)

    def test_plus_and_minus_change_the_speed_and_stop_at_the_ends(self, bar: TakeBar) -> None:
        chosen: list[float] = []
        bar.speed_chosen.connect(chosen.append)
        for _ in range(4):
            QTest.keyClick(bar.waveform, Qt.Key.Key_Plus)
        QTest.keyClick(bar.waveform, Qt.Key.Key_Minus)
        assert chosen == [1.25, 1.5, 2.0, 2.0, 1.5]
        assert bar.speeds.buttons["1.5"].isChecked()

    def test_l_repeats(self, bar: TakeBar, qtbot: Any) -> None:
        with qtbot.waitSignal(bar.repeat_chosen, check_params_cb=lambda on: on):
            QTest.keyClick(bar.waveform, Qt.Key.Key_L)

    def test_it_says_time_and_weight(self, bar: TakeBar) -> None:
        bar.show_position(10_400, playing=True)
        assert (bar._at.text(), bar._total.text()) == ("0:10", "de 0:16")
        assert (bar._weight.text(), bar._unit.text()) == ("64", "de 512 KB · nota de voz")
        assert bar.play_button.accessibleName() == "Pausar"

    def test_a_note_that_weighs_too_much_says_so(self, bar: TakeBar) -> None:
        bar.show_voice(bytes(96), 16_000, LARGEST_NOTE + 1, growing=False)
        assert bar._unit.text() == "de 512 KB · sobra 1 segundo para que WhatsApp la muestre como nota de voz"

    def test_a_voice_that_arrives_has_no_length_yet(self, bar: TakeBar) -> None:
        bar.show_voice(bytes(10), 500, 0, growing=True)
        assert bar._total.text() == "llegando…"
        assert not bar._weight.isVisible()


def test_a_take_that_ended_has_gone_its_whole_time(theme: Theme, qtbot: Any) -> None:
    bar = TakeBar(theme)
    qtbot.addWidget(bar)
    bar.show_voice(b"\x20" * 40, 6_620, 30_000, growing=False)
    bar.show_position(6_560, playing=False)
    assert (bar._at.text(), bar._total.text()) == ("0:07", "de 0:07")
    bar.show_position(5_900, playing=True)
    assert bar._at.text() == "0:05"
