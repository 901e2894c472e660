"""The agent's own voice: recorded, paused, cut, heard, thrown away and had back, and never lost."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from services.drafts import Drafts, SentDrafts
from services.trouble import Trouble
from services.voice.recordings import Recordings
from tests.voice.rehearsal import speech
from tests.widgets.composer.conftest import FakeMicrophone, FakeOutbox, FakeRecord, press
from widgets.composer.booth import Booth
from widgets.composer.composer import Composer
from widgets.composer.deck import Deck
from widgets.composer.tape import Tape
from widgets.voice.player import Player

SAID = speech(1.0, 48_000)


@pytest.fixture
def booth(composer: Composer) -> Iterator[Booth]:
    """Put away at the end, as a window does that closes: a recording that still runs holds its file open."""
    composer.to_voice()
    yield composer.booth
    composer.booth.deck.put_away()


@pytest.fixture
def deck(booth: Booth) -> Deck:
    return booth.deck


def on_table(deck: Deck) -> Tape:
    assert deck.tape is not None
    return deck.tape


def say(deck: Deck, microphone: FakeMicrophone, qtbot: Any, pcm: bytes = SAID) -> None:
    """The microphone is open, and hears this."""
    qtbot.waitUntil(lambda: on_table(deck).phase == "recording" and microphone.open)
    before = deck.recorder.peaks.ms
    microphone.say(pcm)
    qtbot.waitUntil(lambda: deck.recorder.peaks.ms - before == len(pcm) // 96)


def recorded(booth: Booth, microphone: FakeMicrophone, qtbot: Any) -> None:
    """A recording that is ready to be heard."""
    press(booth.panel.record_button)
    say(booth.deck, microphone, qtbot)
    press(booth.panel.deck.finish_button)
    qtbot.waitUntil(lambda: on_table(booth.deck).phase == "ready")


def heard(booth: Booth, microphone: FakeMicrophone, qtbot: Any) -> None:
    recorded(booth, microphone, qtbot)
    press(booth.panel.deck.bar.play_button)
    qtbot.waitUntil(lambda: on_table(booth.deck).heard)


def test_it_goes_out_once_it_was_heard_whole_and_as_those_bytes(
    composer: Composer, booth: Booth, deck: Deck, microphone: FakeMicrophone, outbox: FakeOutbox, record: FakeRecord,
    tmp_path: Path, qtbot: Any,
) -> None:  # fmt: skip
    recorded(booth, microphone, qtbot)
    assert not booth.panel.send_button.isEnabled()
    assert "Escuchala entera" in booth.panel.status.text()
    press(booth.panel.deck.bar.play_button)
    qtbot.waitUntil(booth.panel.send_button.isEnabled)
    clip = on_table(deck).recording.clip
    assert clip is not None
    press(booth.panel.send_button)
    qtbot.waitUntil(composer.undo_bar.isVisible)
    assert [(sent.sha256, text) for _, sent, text in outbox.voices] == [(clip.sha256, "")]
    file = next((tmp_path / "voice").rglob(f"{clip.sha256}*"))
    assert hashlib.sha256(file.read_bytes()).hexdigest() == clip.sha256
    assert record.told == [("recording", clip.sha256), ("heard", clip.sha256)]
    assert deck.tape is None
    assert booth.panel.editor.isVisible()


def test_undoing_the_send_gives_it_back_heard(
    composer: Composer, booth: Booth, deck: Deck, microphone: FakeMicrophone, qtbot: Any
) -> None:
    booth.panel.editor.insertPlainText("Un texto a medio escribir")
    heard(booth, microphone, qtbot)
    press(booth.panel.send_button)
    qtbot.waitUntil(composer.undo_bar.isVisible)
    assert booth.panel.text == "Un texto a medio escribir"
    composer.undo_bar.undo()
    qtbot.waitUntil(lambda: deck.tape is not None)
    assert on_table(deck).heard
    assert booth.panel.send_button.isEnabled()


def test_a_restart_before_it_left_gives_it_back_heard_too(
    composer: Composer, booth: Booth, microphone: FakeMicrophone, recordings: Recordings, drafts: Drafts,
    open_composer: Callable[[], Composer], qloop: Any, qtbot: Any,
) -> None:  # fmt: skip
    """One that waits for its lead's answer is taken back days later: its only copy must not be swept away."""
    heard(booth, microphone, qtbot)
    sent = on_table(booth.deck).recording
    press(booth.panel.send_button)
    qtbot.waitUntil(lambda: composer.undo_bar.isVisible() and (recordings.get(sent.id) or sent).sent)
    composer.hide()
    drafts.sent = SentDrafts(drafts._file.path.parent)
    again = open_composer()
    deck = again.booth.deck
    task = qloop.create_task(deck.recover(drafts.sent.recordings()))
    qtbot.waitUntil(task.done)
    assert deck.tape is None, "it is on its way"
    again.undo_bar.undo()
    qtbot.waitUntil(lambda: deck.tape is not None)
    assert (on_table(deck).recording.clip, on_table(deck).heard) == (sent.clip, True)


def test_what_is_known_last_is_what_is_kept(
    booth: Booth, deck: Deck, microphone: FakeMicrophone, recordings: Recordings, monkeypatch: Any, qtbot: Any
) -> None:
    """A slow disk must not write "heard" over "sent": a restart would offer it to be sent again."""
    heard(booth, microphone, qtbot)
    sent, keep, slow = on_table(deck).recording, recordings.keep, threading.Event()

    def kept(recording: Any) -> None:
        if not recording.sent:
            slow.wait(0.3)
        keep(recording)

    monkeypatch.setattr(recordings, "keep", kept)
    deck._write(sent)
    deck.send_away("ana")
    qtbot.waitUntil(lambda: not deck._tasks._running)
    found = recordings.get(sent.id)
    assert found is not None
    assert found.sent


def test_a_pause_keeps_every_word_and_it_goes_on_after_it(
    booth: Booth, deck: Deck, microphone: FakeMicrophone, recordings: Recordings, qtbot: Any
) -> None:
    press(booth.panel.record_button)
    say(deck, microphone, qtbot)
    QTest.keyClick(booth.panel.deck, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: on_table(deck).phase == "paused")
    QTest.keyClick(booth.panel.deck, Qt.Key.Key_Space)
    say(deck, microphone, qtbot)
    QTest.keyClick(booth.panel.deck, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: on_table(deck).phase == "ready")
    assert b"".join(recordings.pcm(on_table(deck).recording)) == SAID + SAID


def test_trimming_is_another_note_that_has_to_be_heard_again(
    booth: Booth, deck: Deck, microphone: FakeMicrophone, qtbot: Any
) -> None:
    heard(booth, microphone, qtbot)
    whole = on_table(deck).recording.clip
    trim = booth.panel.deck.trim
    QTest.keyClick(trim.start_handle, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: on_table(deck).phase == "ready" and on_table(deck).recording.clip != whole)
    tape = on_table(deck)
    assert (tape.start_ms, tape.end_ms) == (700, 1000)
    assert tape.recording.clip is not None
    assert tape.recording.clip.seconds == pytest.approx(0.3, abs=0.1)
    assert not booth.panel.send_button.isEnabled()


def test_escape_asks_and_what_was_thrown_away_comes_back(
    booth: Booth, deck: Deck, microphone: FakeMicrophone, recordings: Recordings, qtbot: Any
) -> None:
    recorded(booth, microphone, qtbot)
    seen = booth.panel.deck
    QTest.keyClick(seen, Qt.Key.Key_Escape)
    assert seen.asking.isVisible()
    press(seen.keep_button)
    assert not seen.asking.isVisible()
    QTest.keyClick(seen, Qt.Key.Key_Escape)
    press(seen.asking.button)
    assert deck.tape is None
    press(booth.panel.gone.button)
    assert on_table(deck).phase == "ready"
    deck.throw_away()
    deck._gone.timeout.emit()
    qtbot.waitUntil(lambda: not recordings.found())
    assert not booth.panel.gone.isVisible()


def test_another_conversation_pauses_it_and_it_waits_there(
    composer: Composer, booth: Booth, deck: Deck, microphone: FakeMicrophone, drafts: Drafts, qtbot: Any
) -> None:
    press(booth.panel.record_button)
    say(deck, microphone, qtbot)
    composer.show_conversation("bea")
    assert deck.tape is None
    qtbot.waitUntil(lambda: deck.recorder.state == "idle" and not microphone.open)
    composer.show_conversation("ana")
    assert on_table(deck).ms == 1000
    kept = drafts.get("ana")
    assert kept is not None
    assert kept.recording == on_table(deck).recording.id


def test_another_mode_pauses_it(
    composer: Composer, booth: Booth, deck: Deck, microphone: FakeMicrophone, qtbot: Any
) -> None:
    press(booth.panel.record_button)
    say(deck, microphone, qtbot)
    composer.go_to("text")
    qtbot.waitUntil(lambda: on_table(deck).phase == "paused")


def test_losing_the_keyboard_does_not_end_it(booth: Booth, deck: Deck, microphone: FakeMicrophone, qtbot: Any) -> None:
    deck.holding._clock = lambda: 0.0
    booth.recording.press()
    say(deck, microphone, qtbot)
    QApplication.sendEvent(booth.panel, QEvent(QEvent.Type.ApplicationDeactivate))
    deck.holding._clock = lambda: 9.0
    QTest.keyRelease(booth.panel.deck, Qt.Key.Key_G)
    assert on_table(deck).phase == "recording"


def test_what_is_held_ends_when_it_is_let_go(booth: Booth, deck: Deck, microphone: FakeMicrophone, qtbot: Any) -> None:
    deck.holding._clock = lambda: 0.0
    booth.recording.press()
    booth.recording.press()  # the key repeats itself
    say(deck, microphone, qtbot)
    deck.holding._clock = lambda: 1.0
    QTest.keyRelease(booth.panel.deck, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: on_table(deck).phase == "ready")


def test_a_microphone_pulled_out_leaves_what_it_heard(
    booth: Booth, deck: Deck, microphone: FakeMicrophone, qtbot: Any
) -> None:
    press(booth.panel.record_button)
    say(deck, microphone, qtbot)
    microphone.gone = True
    qtbot.waitUntil(lambda: on_table(deck).phase == "paused")
    assert "se desconectó. Lo grabado hasta ahí (1 s) está a salvo." in booth.panel.notice.accessibleName()
    press(booth.panel.deck.finish_button)
    qtbot.waitUntil(lambda: on_table(deck).phase == "ready")


@pytest.mark.parametrize("code", ["microphone.none", "microphone.denied", "microphone.busy"])
def test_no_microphone_is_one_sentence_in_place(booth: Booth, deck: Deck, qtbot: Any, code: str) -> None:
    def refuse() -> Any:
        raise Trouble(code, name="USB")

    deck.recorder.open_source = refuse
    press(booth.panel.record_button)
    qtbot.waitUntil(lambda: deck.trouble is not None and deck.tape is None)
    assert booth.panel.notice.isVisible()
    assert booth.panel.editor.isVisible()


def test_it_is_found_again_after_a_kill(
    open_composer: Callable[[], Composer], recordings: Recordings, qloop: Any, qtbot: Any
) -> None:
    lost = recordings.begin("ana", 1_763_573_460_000)
    reel = recordings.reel(lost)
    reel.write(SAID + b"\1")  # cut off in the middle of a frame
    reel.close()
    deck = open_composer().booth.deck
    told: list[Any] = []
    deck.found.connect(told.append)
    task = qloop.create_task(deck.recover())
    qtbot.waitUntil(lambda: task.done() and deck.tape is not None and deck.tape.phase == "ready")
    assert [each.id for each in told[0]] == [lost.id]
    assert on_table(deck).ms == 1000


def test_closing_the_window_in_the_middle_keeps_it(
    composer: Composer, booth: Booth, deck: Deck, microphone: FakeMicrophone, recordings: Recordings, qtbot: Any
) -> None:
    press(booth.panel.record_button)
    say(deck, microphone, qtbot)
    microphone.say(SAID)
    deck.put_away()
    found = recordings.found()
    assert [each.kept for each in found] == [True]
    assert recordings.seconds(found[0]) == 2.0


def test_the_part_that_plays_is_shown_where_it_lies(
    booth: Booth, deck: Deck, microphone: FakeMicrophone, player: Player, qtbot: Any
) -> None:
    recorded(booth, microphone, qtbot)
    deck.cut(500, 1000)
    qtbot.waitUntil(lambda: on_table(deck).phase == "ready" and on_table(deck).recording.clip is not None)
    trim = booth.panel.deck.trim
    trim.show_position(100)
    assert trim._at == 600
    asked: list[int] = []
    trim.sought.connect(asked.append)
    QTest.keyClick(trim, Qt.Key.Key_Home)
    QTest.keyClick(trim, Qt.Key.Key_End)
    assert asked == [0, 500]


def test_peaks_are_those_of_what_was_said(booth: Booth, deck: Deck, microphone: FakeMicrophone, qtbot: Any) -> None:
    recorded(booth, microphone, qtbot)
    assert len(on_table(deck).wave) == 20
    assert np.frombuffer(on_table(deck).wave, np.uint8).max() == 255
