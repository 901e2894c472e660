"""The word that is being said is lit, a word asks to be heard, and an edit costs only its sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from services.voice.office import VoiceOffice
from tests.voice.rehearsal import timed
from tests.widgets.composer.conftest import Account, press
from tests.widgets.conftest import FakeShelf
from widgets.composer.booth import Booth
from widgets.composer.composer import Composer
from widgets.composer.said_view import SaidView
from widgets.composer.speech import Ready
from widgets.theme import Theme
from widgets.voice.player import Player

TEXT = "Hola Lucía, te confirmo la visita. Sale USD 185.000 y está libre. Te espero en la esquina."


@pytest.fixture
def booth(composer: Composer, account: Account, qtbot: Any) -> Booth:
    account.speaks = timed()
    composer.text_panel.editor.insertPlainText(TEXT)
    press(composer.text_panel.voice_button)
    qtbot.waitUntil(composer.booth.panel.make_button.isEnabled)
    press(composer.booth.panel.make_button)
    qtbot.waitUntil(lambda: composer.booth.speech.heard)
    return composer.booth


def lit(said: SaidView) -> str:
    return said.toPlainText()[slice(*said._lit)] if said._lit else ""


def moment(booth: Booth, word: str) -> int:
    assert booth.speech.chosen is not None
    take = booth.speech.chosen.take
    return next(start for start, _, c, d in take.words if take.wording.text[c:d] == word)


def test_the_word_that_is_said_is_lit_with_all_of_its_change(booth: Booth, player: Player) -> None:
    player.pause()
    booth.speaking.seek("ana", moment(booth, "Lucía") + 20)
    assert lit(booth.panel.said) == "Lucía"
    booth.speaking.seek("ana", moment(booth, "ochenta") + 20)
    assert lit(booth.panel.said) == "ciento ochenta y cinco mil dólares"
    booth.panel.editor.insertPlainText("Otra cosa. ")
    assert lit(booth.panel.said) == ""


def test_a_click_and_enter_ask_for_a_word(booth: Booth, player: Player, qtbot: Any) -> None:
    said = booth.panel.said
    place = said.toPlainText().index("confirmo")
    cursor = said.textCursor()
    cursor.setPosition(place + 2)
    spot = said.cursorRect(cursor).center()
    with qtbot.waitSignal(said.asked) as asked:
        QTest.mouseClick(said.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot.x(), spot.y()))
    assert asked.args == [place + 2]
    assert player.playing
    assert player.position_ms >= moment(booth, "confirmo") - 1
    player.pause()
    cursor.setPosition(said.toPlainText().index("esquina"))
    said.setTextCursor(cursor)
    QTest.keyClick(said, Qt.Key.Key_Return)
    assert player.position_ms >= moment(booth, "esquina") - 1


def test_a_word_sounds_from_its_own_moment_where_nothing_plays(booth: Booth, player: Player, qtbot: Any) -> None:
    player.stop()
    places: list[int] = []
    player.position_changed.connect(places.append)
    booth.panel.said.asked.emit(booth.panel.said.toPlainText().index("confirmo"))
    qtbot.waitUntil(lambda: len(places) > 1)
    assert min(places) >= moment(booth, "confirmo") - 1
    player.stop()
    booth.panel.bar.waveform.sought.emit(1_000)  # and so does a place of the waveform
    qtbot.waitUntil(lambda: player.playing)
    assert player.position_ms >= 1_000


def test_p_stands_at_the_word_and_the_keyboard_comes_back_to_where_enter_makes_it_anew(
    composer: Composer, booth: Booth, player: Player, qtbot: Any
) -> None:
    panel, at = booth.panel, moment(booth, "visita")
    player.pause()
    booth.speaking.seek("ana", at + 300)
    composer.correct_playing()
    assert player.position_ms == pytest.approx(at, abs=1)
    assert lit(panel.said) == panel.editor.textCursor().selectedText() == "visita"
    QTest.keyClick(panel.saying.field, Qt.Key.Key_Escape)
    assert panel.focusWidget() is panel.bar.waveform
    composer.correct_playing()
    panel.saying.field.setText("bisita")
    QTest.keyClick(panel.saying.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.saying.isVisible())
    assert panel.focusWidget() is panel.editor
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert "bisita" in panel.said_text


def test_an_edit_costs_only_its_sentence_and_says_so(booth: Booth, account: Account, qtbot: Any) -> None:
    booth.panel.editor.selectAll()
    booth.panel.editor.insertPlainText(TEXT.replace("esquina", "puerta"))
    qtbot.waitUntil(lambda: booth.panel._left.text() == "1 de 3 oraciones")
    assert booth.panel._cost.text() == f"≈ {len('Te espero en la puerta.')} créditos"
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert len(account.spoken) == 2
    assert '"Te espero en la puerta."' in account.spoken[1]


NEW = "Te espero en la puerta."


def edited(booth: Booth, shelf: FakeShelf, room: int, qtbot: Any) -> None:
    """One sentence is another one, and of the month's budget so many credits are left."""
    qtbot.waitUntil(lambda: shelf.spent(0) > 0)
    shelf.values["voice_budget"] = {"person": shelf.spent(0) + room, "agency": 0}
    booth.till.count()
    booth.panel.editor.selectAll()
    booth.panel.editor.insertPlainText(TEXT.replace("Te espero en la esquina.", NEW))
    qtbot.waitUntil(lambda: booth.panel._left.text() == f"quedan {room} del presupuesto")
    qtbot.waitUntil(lambda: booth.speech.price is not None)


def test_a_budget_has_room_for_what_an_edit_costs_and_not_the_whole(
    booth: Booth, shelf: FakeShelf, account: Account, qtbot: Any
) -> None:
    edited(booth, shelf, len(NEW), qtbot)
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert len(account.spoken) == 2
    qtbot.waitUntil(lambda: shelf.spent(0) == shelf.values["voice_budget"]["person"])


def test_a_budget_without_room_for_the_edited_sentence_stops_it(
    booth: Booth, shelf: FakeShelf, account: Account, qtbot: Any
) -> None:
    edited(booth, shelf, len(NEW) - 1, qtbot)
    assert not booth.panel.make_button.isEnabled()
    assert "presupuesto del mes" in booth.panel.notice.accessibleName()
    assert len(account.spoken) == 1


def test_a_price_of_the_text_before_lets_nothing_through(
    booth: Booth, shelf: FakeShelf, account: Account, qtbot: Any
) -> None:
    edited(booth, shelf, len(NEW), qtbot)
    booth.panel.editor.selectAll()
    booth.panel.editor.insertPlainText("Nada de esto se dijo antes. Por eso se paga entero, y es bastante más.")
    press(booth.panel.make_button)  # before anybody has looked up what that costs
    qtbot.waitUntil(lambda: booth.speech.trouble is not None or booth.speech.price is not None)
    qtbot.waitUntil(lambda: "presupuesto del mes" in booth.panel.notice.accessibleName())
    assert len(account.spoken) == 1


def test_what_was_chosen_and_edited_is_so_after_a_restart(
    open_composer: Callable[[], Composer], composer: Composer, booth: Booth, voice_office: VoiceOffice, qtbot: Any
) -> None:
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard and len(booth.speech.options) == 2)
    qtbot.waitUntil(lambda: [each.heard for each in voice_office.reels._there("ana")] == [True, True])
    booth.choose(0, plays=False)
    first = booth.speech.options[0].take
    composer.keep_draft()
    again = open_composer()
    qtbot.waitUntil(lambda: again.booth.speech.heard)
    assert again.booth.speech.phase == Ready(0)
    assert len(voice_office.reels._there("ana")) == 2
    again.booth.panel.editor.insertPlainText(" Chau.")
    again.keep_draft()
    last = open_composer()
    qtbot.waitUntil(lambda: last.booth.speech.base == first.clip.sha256)
    press(last.booth.panel.make_button)
    qtbot.waitUntil(lambda: last.booth.speech.heard)
    assert last.booth.speech.chosen is not None
    assert last.booth.speech.chosen.take.readings[:2] == first.readings[:2]


def test_nothing_is_lit_or_asked_for_where_nobody_knows_the_times(theme: Theme, qtbot: Any) -> None:
    said = SaidView(theme)
    qtbot.addWidget(said)
    said.write("🙌 hola")
    said.show_marks([])
    said.light((2, 6))
    assert said._lit == (3, 7)
    said.light(None)
    with qtbot.assertNotEmitted(said.asked):
        QTest.keyClick(said, Qt.Key.Key_Return)
