"""The composer's voice: made, heard to its end, and only then sent, as the very bytes that were heard."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import httpx
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest

from app.furnish import _wire
from services.outbox import Ability
from services.voice import Clips
from services.voice.office import VoiceOffice
from services.voice.sound import MPEG
from tests.voice.rehearsal import speech, spoken_as
from tests.widgets.composer.conftest import SECONDS, Account, FakeOutbox, press
from tests.widgets.conftest import NOW, FakeShelf
from widgets.composer.booth import Booth
from widgets.composer.composer import Composer
from widgets.composer.speech import Making, Ready
from widgets.feed import Feed
from widgets.inspector.inspector import Inspector
from widgets.theme import Theme
from widgets.voice.player import Player

TEXT = "Sale USD 185.000."


@pytest.fixture
def booth(composer: Composer, qtbot: Any) -> Booth:
    """The voice panel of "ana", with TEXT in it and the account read."""
    composer.text_panel.editor.insertPlainText(TEXT)
    press(composer.text_panel.voice_button)
    qtbot.waitUntil(composer.booth.panel.make_button.isEnabled)
    return composer.booth


def heard(booth: Booth, qtbot: Any) -> None:
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard)


def made_unheard(booth: Booth, account: Account, player: Player, qtbot: Any) -> None:
    """A take whole on the table, paused after its first piece."""
    rest = asyncio.Event()
    account.speaks = spoken_as(speech(SECONDS), rest, speech(SECONDS))
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: player.arriving and player.total_ms > 0)
    player.pause()
    rest.set()
    qtbot.waitUntil(lambda: isinstance(booth.speech.phase, Ready) and not booth.speech.heard)


def test_the_text_comes_along_and_is_shown_as_it_will_be_said(booth: Booth) -> None:
    assert booth.panel.text == TEXT
    assert booth.panel.said.toPlainText() == "Sale ciento ochenta y cinco mil dólares."
    assert "USD 185.000 se dice ciento ochenta y cinco mil dólares" in booth.panel.said.accessibleDescription()


def test_pointing_at_a_change_shows_its_other_side(booth: Booth) -> None:
    booth.panel.editor.pointed.emit(0)
    assert booth.panel.said._at == 0
    booth.panel.said.pointed.emit(-1)
    assert booth.panel.editor._at == -1


def test_the_account_fills_the_pickers_and_the_cost(booth: Booth, qtbot: Any) -> None:
    assert booth.panel.voices.currentText() == "Martín"
    assert booth.panel.models.key == "eleven_multilingual_v2"
    qtbot.waitUntil(lambda: booth.panel._left.text() == "quedan 61.240")
    assert booth.panel._cost.text() == "≈ 40 créditos"


def test_it_cannot_be_sent_before_it_was_heard_whole(
    booth: Booth, account: Account, outbox: FakeOutbox, player: Player, qtbot: Any
) -> None:
    rest = asyncio.Event()
    account.speaks = spoken_as(speech(SECONDS), rest, speech(SECONDS))
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: isinstance(booth.speech.phase, Making) and booth.speech.phase.seconds > 0)
    assert not booth.panel.send_button.isEnabled()
    assert booth.panel.make_button.text() == "Detener"
    player.pause()
    rest.set()
    qtbot.waitUntil(lambda: isinstance(booth.speech.phase, Ready))
    assert not booth.panel.send_button.isEnabled()
    assert booth.panel.status.text() == "Escuchala entera para poder enviarla."
    player.play()
    qtbot.waitUntil(booth.panel.send_button.isEnabled)
    assert booth.panel.status.text() == "Toma oída entera: sale este audio"
    assert outbox.voices == []


def test_skipping_to_the_end_is_not_hearing_it(booth: Booth, account: Account, player: Player, qtbot: Any) -> None:
    made_unheard(booth, account, player, qtbot)
    player.seek(player.total_ms - 10)
    with qtbot.waitSignal(player.ended):
        player.play()
    assert not booth.speech.heard
    assert not booth.panel.send_button.isEnabled()


def test_the_bytes_that_were_heard_are_the_bytes_that_go(
    composer: Composer, booth: Booth, outbox: FakeOutbox, tmp_path: Path, qtbot: Any
) -> None:
    heard(booth, qtbot)
    press(booth.panel.send_button)
    qtbot.waitUntil(lambda: bool(outbox.voices))
    conversation, clip, text = outbox.voices[0]
    assert (conversation, text) == ("ana", TEXT)
    data = Clips(tmp_path / "voice").read(clip)
    assert hashlib.sha256(data).hexdigest() == clip.sha256
    assert data[:4] == b"OggS"
    qtbot.waitUntil(lambda: booth.panel.text == "")
    assert composer.focusWidget() is booth.panel.editor


def test_two_clicks_are_one_message(booth: Booth, outbox: FakeOutbox, qtbot: Any) -> None:
    heard(booth, qtbot)
    booth.panel.send_button.click()
    booth.panel.send_button.click()
    qtbot.waitUntil(lambda: booth.panel.text == "")
    assert len(outbox.voices) == 1


def test_changing_the_text_takes_the_voice_off_the_table(booth: Booth, player: Player, qtbot: Any) -> None:
    heard(booth, qtbot)
    booth.panel.editor.insertPlainText(" ¿Te sirve?")
    assert booth.speech.chosen is None
    assert not booth.panel.send_button.isEnabled()
    assert not player.playing


def test_what_was_made_before_is_said_to_cost_nothing_and_does_not(
    open_composer: Callable[[], Composer], booth: Booth, account: Account, qtbot: Any
) -> None:
    heard(booth, qtbot)
    again = open_composer()
    again.set_mode("voice")
    again.booth.panel.editor.setPlainText(TEXT)
    qtbot.waitUntil(lambda: again.booth.panel.status.text() == "Ya la tenías generada: no gasta créditos.")
    press(again.booth.panel.make_button)
    qtbot.waitUntil(lambda: again.booth.speech.heard)
    assert len(account.spoken) == 1


def test_what_was_said_on_another_channel_is_heard_again_in_the_format_of_this_one(
    composer: Composer, booth: Booth, account: Account, outbox: FakeOutbox, player: Player, qtbot: Any
) -> None:
    heard(booth, qtbot)
    note = booth.speech.chosen
    assert note is not None
    outbox.can = Ability(None, None, format=MPEG)
    composer.show_conversation("ana")
    qtbot.waitUntil(lambda: booth.panel.status.text() == "Ya la tenías generada: no gasta créditos.")
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.chosen is not None)
    assert booth.panel.status.text().startswith("La pasamos al formato de este canal")
    assert not booth.panel.send_button.isEnabled()
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert booth.speech.chosen is not None
    assert booth.speech.chosen.take.clip.mime == MPEG
    booth.choose(0)  # the voice note of before: on this channel it is the MP3 made of it
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert booth.speech.chosen is not None
    assert booth.speech.chosen.source == note.take.clip.sha256
    press(booth.panel.send_button)
    qtbot.waitUntil(lambda: bool(outbox.voices))
    assert outbox.voices[0][1].mime == MPEG
    assert len(account.spoken) == 1


def test_another_take_is_a_new_reading_and_both_stay(
    booth: Booth, account: Account, player: Player, qtbot: Any
) -> None:
    heard(booth, qtbot)
    made_unheard(booth, account, player, qtbot)
    assert len(booth.speech.options) == 2
    assert not booth.panel.send_button.isEnabled()
    booth.choose(0)
    assert booth.panel.send_button.isEnabled()
    assert len(account.spoken) == 2


def test_undo_gives_back_the_take_heard_as_it_was(composer: Composer, booth: Booth, qtbot: Any) -> None:
    heard(booth, qtbot)
    before = booth.speech
    press(booth.panel.send_button)
    qtbot.waitUntil(composer.undo_bar.isVisible)
    assert booth.speech.chosen is None
    press(composer.undo_bar.undo_button)
    qtbot.waitUntil(lambda: booth.panel.text == TEXT)
    assert booth.speech == before
    assert booth.panel.send_button.isEnabled()


def test_sending_does_not_stop_what_is_being_played(
    composer: Composer, booth: Booth, player: Player, qtbot: Any
) -> None:
    heard(booth, qtbot)
    booth.panel.bar.repeat_button.click()
    qtbot.waitUntil(lambda: player.playing)
    press(booth.panel.send_button)
    qtbot.waitUntil(composer.undo_bar.isVisible)
    assert player.playing
    booth.panel.editor.insertPlainText("Otra cosa")
    assert player.playing
    player.stop()


def test_a_voice_in_the_making_goes_on_while_one_writes_to_somebody_else(
    composer: Composer, booth: Booth, account: Account, qtbot: Any
) -> None:
    rest = asyncio.Event()
    account.speaks = spoken_as(speech(SECONDS), rest, speech(SECONDS))
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: isinstance(booth.speech.phase, Making))
    composer.show_conversation("bea")
    assert booth.speech.options == ()
    rest.set()
    qtbot.waitUntil(lambda: isinstance(booth.speaking.speech("ana").phase, Ready))
    composer.show_conversation("ana")
    assert booth.speech.chosen is not None
    assert len(account.spoken) == 1


def test_detener_ends_it(booth: Booth, account: Account, player: Player, qtbot: Any) -> None:
    account.speaks = spoken_as(speech(SECONDS), asyncio.Event())
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: isinstance(booth.speech.phase, Making) and booth.speech.phase.seconds > 0)
    press(booth.panel.make_button)
    assert booth.panel.make_button.text() == "Generar voz"
    assert not player.playing


def test_a_failure_is_one_sentence_in_place_and_can_be_tried_again(booth: Booth, account: Account, qtbot: Any) -> None:
    good = account.speaks
    account.speaks = lambda request: httpx.Response(
        401, json={"detail": {"status": "quota_exceeded", "message": "This request exceeds your quota"}}
    )
    press(booth.panel.make_button)
    qtbot.waitUntil(booth.panel.notice.isVisible)
    assert "quota" not in booth.panel.notice.accessibleName()
    account.speaks = good
    qtbot.waitUntil(booth.panel.make_button.isEnabled)
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert not booth.panel.notice.isVisible()


def test_a_take_stands_on_the_table_again_when_another_one_breaks_off(
    booth: Booth, account: Account, outbox: FakeOutbox, player: Player, qtbot: Any
) -> None:
    heard(booth, qtbot)
    first = booth.speech.chosen
    rest = asyncio.Event()
    account.speaks = spoken_as(speech(SECONDS), rest, httpx.ReadError("reset"))
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: player.playing and player.position_ms > 0)
    rest.set()
    qtbot.waitUntil(booth.panel.notice.isVisible)
    assert not player.playing  # the half that came is not what would go
    assert (booth.speech.chosen, booth.panel.bar.isVisible()) == (first, True)
    assert booth.panel.status.text() == "Toma oída entera: sale este audio"
    assert booth.panel.notice.button.text() == "Traer lo que ya se pagó"
    press(booth.panel.send_button)
    qtbot.waitUntil(lambda: bool(outbox.voices))
    assert first is not None
    assert outbox.voices[0][1] == first.take.clip


def test_an_account_that_cannot_be_reached_is_looked_for_again_by_a_click_and_by_itself(
    composer: Composer, account: Account, feed: Feed, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    panel, seen, says = composer.booth.panel, list[str](), composer.booth.panel.status.setText
    monkeypatch.setattr(panel.status, "setText", lambda text: (seen.append(text), says(text)))
    account.is_down = True
    composer.text_panel.editor.insertPlainText(TEXT)
    press(composer.text_panel.voice_button)
    qtbot.waitUntil(panel.notice.isVisible)
    assert "Buscando las voces de la cuenta…" in seen  # the answer may be there before a click returns
    assert panel.notice.accessibleName() == "No hay conexión con ElevenLabs. Tu texto está a salvo."
    assert panel.notice.button.text() == "Reintentar"  # no voice was made: there is none to be made again
    seen.clear()
    press(panel.notice.button)
    qtbot.waitUntil(lambda: "Buscando las voces de la cuenta…" in seen and panel.notice.isVisible())
    account.is_down = False
    feed.tick.emit(NOW + 14_000)
    assert not composer.booth.account.reading
    feed.tick.emit(NOW + 15_000)
    qtbot.waitUntil(panel.make_button.isEnabled)
    assert not panel.notice.isVisible()


def test_a_click_that_comes_with_the_refusal_asks_again(composer: Composer, account: Account, qtbot: Any) -> None:
    panel, clicked = composer.booth.panel, list[str]()

    def at_once() -> None:
        if composer.booth.account.trouble is not None and not clicked:
            account.is_down = False
            clicked.append(panel.notice.button.text())
            press(panel.notice.button)

    account.is_down = True
    composer.booth.account.changed.connect(at_once)  # behind whoever shows the button
    composer.text_panel.editor.insertPlainText(TEXT)
    press(composer.text_panel.voice_button)
    qtbot.waitUntil(panel.make_button.isEnabled)
    assert clicked == ["Reintentar"]
    assert not composer.booth.account.reading


def test_a_bad_key_is_told_and_opens_the_settings_of_an_admin(
    composer: Composer, account: Account, voice_office: VoiceOffice, qtbot: Any
) -> None:
    voice_office.ledger.admin = True
    account.key_is_good = False
    composer.text_panel.editor.insertPlainText(TEXT)
    composer.to_voice()
    qtbot.waitUntil(composer.booth.panel.notice.isVisible)
    assert not composer.booth.panel.make_button.isEnabled()
    with qtbot.waitSignal(composer.settings_wanted) as wanted:
        press(composer.booth.panel.notice.button)
    assert wanted.args == ["elevenlabs"]


class Opened(QObject):
    """What tells that another conversation is shown."""

    opened = Signal(str)
    status = open_settings = open_conversation = MagicMock()


class TestKeys:
    def key(self, booth: Booth, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(booth.panel.editor, Qt.Key.Key_Return, modifier)

    def test_ctrl_enter_makes_it_then_sends_what_was_heard(self, booth: Booth, outbox: FakeOutbox, qtbot: Any) -> None:
        self.key(booth, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: booth.speech.heard)
        self.key(booth, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: len(outbox.voices) == 1)

    def test_the_keyboard_goes_to_the_player_and_comes_back(
        self, booth: Booth, account: Account, outbox: FakeOutbox, player: Player, qtbot: Any
    ) -> None:
        good, panel = account.speaks, booth.panel
        account.speaks = spoken_as(httpx.ReadError("reset"))
        self.key(booth)
        assert panel.focusWidget() is panel.bar.waveform
        qtbot.waitUntil(panel.notice.isVisible)
        assert panel.focusWidget() is panel.editor  # there is no player: nothing of the keyboard is lost
        account.speaks = good
        self.key(booth)
        qtbot.waitUntil(lambda: booth.speech.heard and not player.playing)
        QTest.keyClick(panel.bar.waveform, Qt.Key.Key_Escape)
        assert panel.focusWidget() is panel.editor
        panel.bar.waveform.setFocus()
        QTest.keyClick(panel.bar.waveform, Qt.Key.Key_Return)  # Enter alone never sends
        QTest.keyClick(panel.bar.waveform, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: len(outbox.voices) == 1)

    def test_enter_makes_it_and_never_sends(self, booth: Booth, outbox: FakeOutbox, qtbot: Any) -> None:
        self.key(booth)
        qtbot.waitUntil(lambda: booth.speech.heard)
        self.key(booth)
        assert booth.panel.text == TEXT
        assert outbox.voices == []


def test_what_is_asked_for_is_the_text_as_it_is_said(booth: Booth, account: Account, qtbot: Any) -> None:
    heard(booth, qtbot)
    assert json.loads(account.spoken[0])["text"] == "Sale ciento ochenta y cinco mil dólares."


def test_the_shelf_is_untouched_until_it_is_sent(booth: Booth, shelf: FakeShelf, qtbot: Any) -> None:
    heard(booth, qtbot)
    assert shelf.waiting == []


def test_that_a_voice_is_generated_goes_before_it_and_comes_back_with_it(
    booth: Booth, composer: Composer, outbox: FakeOutbox, shelf: FakeShelf, qtbot: Any
) -> None:
    outbox.line = "Voz generada"
    heard(booth, qtbot)
    press(booth.panel.send_button)
    qtbot.waitUntil(lambda: len(shelf.waiting) == 2)
    assert [out.kind for out in shelf.waiting] == ["text", "audio"]
    assert outbox.disclosed == [""], "what the provider has just said is generated, whatever the record knows"
    qtbot.waitUntil(composer.undo_bar.isVisible)
    composer.undo_bar.undo()
    qtbot.waitUntil(lambda: not shelf.waiting)
    qtbot.waitUntil(lambda: booth.speech.heard)


def test_the_takes_stand_beside_it_again_when_one_comes_back_to_a_conversation(
    composer: Composer, booth: Booth, shelf: FakeShelf, theme: Theme, feed: Feed, monkeypatch: pytest.MonkeyPatch,
    qtbot: Any,
) -> None:  # fmt: skip
    monkeypatch.setattr(Inspector, "_refresh", lambda _: None)  # the lead is not what is looked at
    inspector = Inspector(theme, shelf, feed, MagicMock())  # type: ignore[arg-type]
    qtbot.addWidget(inspector)
    opened = Opened()
    _wire(opened, MagicMock(), composer, inspector)  # type: ignore[arg-type]
    heard(booth, qtbot)
    for conversation, takes in (("bea", 0), ("ana", 1)):
        opened.opened.emit(conversation)
        assert len(booth.speech.current) == takes
        assert inspector.voice.takes.isVisibleTo(inspector.voice) == bool(takes)
