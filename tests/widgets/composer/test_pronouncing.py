"""How words are said: other readings for this text, the dictionary, and a word corrected while it is heard."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from services.drafts import Drafts
from services.records import Changes
from services.voice.pointing import word_at
from tests.widgets.composer.conftest import Account, press
from tests.widgets.conftest import FakeShelf
from widgets.composer.booth import Booth
from widgets.composer.composer import Composer
from widgets.composer.speech import Idle, Ready
from widgets.feed import Feed

TEXT = "En Nunez, a las 10 hs 🙌 por $ 500."


@pytest.fixture
def booth(composer: Composer, qtbot: Any) -> Booth:
    """The voice panel of "ana", with TEXT in it and the account read."""
    composer.text_panel.editor.insertPlainText(TEXT)
    press(composer.text_panel.voice_button)
    qtbot.waitUntil(composer.booth.panel.make_button.isEnabled)
    return composer.booth


def said(booth: Booth) -> str:
    return booth.panel.said.toPlainText()


def pick(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


@pytest.fixture(autouse=True)
def _nothing_left(qapp: QApplication) -> Iterator[None]:
    """No menu, and no text that would be looked up when the loop has ended."""
    yield
    while (popup := qapp.activePopupWidget()) is not None:
        popup.close()
    for window in qapp.topLevelWidgets():
        if isinstance(window, Composer):
            window.booth.speaking._resting._still.stop()


def menu_on(booth: Booth, written: str) -> QMenu:
    """The menu that a click on the saying of `written` opens."""
    view, told = booth.panel.said, booth.panel.spoken
    mark = next(i for i, span in enumerate(told.spans) if told.source[span.start : span.end] == written)
    box = next(view._boxes(*view.marks[mark]))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(box.center()).toPoint())
    return next(menu for menu in booth.panel.findChildren(QMenu) if menu.isVisible())


def test_what_is_in_doubt_and_what_is_left_out_is_told(booth: Booth) -> None:
    assert said(booth) == "En Nunez, a las diez de la mañana por quinientos pesos."
    assert booth.panel._left_out.text() == "1 en duda · 1 emoji no se dice"
    assert booth.panel._count.text() == "3 cambios · 55 caracteres"
    told = booth.panel.said.accessibleDescription()
    assert "$ 500 se dice quinientos pesos, y se puede decir de otra manera" in told
    assert "🙌 no se dice" in told


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_click_changes_the_reading_of_this_text_alone(
    booth: Booth, open_composer: Callable[[], Composer], composer: Composer, drafts: Drafts, shelf: FakeShelf
) -> None:
    pick(menu_on(booth, "$ 500"), "quinientos dólares")
    assert said(booth).endswith("por quinientos dólares.")
    assert booth.speech.script.said.endswith("por quinientos dólares.")
    assert shelf.words == {}
    composer.keep_draft()
    assert open_composer().booth.panel.said.toPlainText().endswith("por quinientos dólares.")
    pick(menu_on(booth, "$ 500"), "quinientos pesos")
    assert booth.panel.choices == ()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_another_reading_is_another_take_and_the_old_one_comes_back_with_it(booth: Booth, qtbot: Any) -> None:
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    pick(menu_on(booth, "$ 500"), "quinientos dólares")
    assert isinstance(booth.speech.phase, Idle)
    pick(menu_on(booth, "$ 500"), "quinientos pesos")
    assert booth.speech.heard


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_tab_goes_through_the_changes_and_enter_opens_one(booth: Booth, qtbot: Any) -> None:
    view = booth.panel.said
    view.setFocus()
    view.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.textCursor().selectedText() == "diez de la mañana"
    assert "10 hs se dice diez de la mañana" in view.textCursor().charFormat().toolTip()
    assert view.textCursor().charFormat().isAnchor()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_p_pauses_at_the_word_and_the_agency_says_it_so_from_then_on(
    composer: Composer, booth: Booth, account: Account, shelf: FakeShelf, qtbot: Any
) -> None:
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: isinstance(booth.speech.phase, Ready))
    booth.speaking.play("ana")
    qtbot.waitUntil(lambda: booth.speaking.on_air("ana") and booth._player.playing)
    composer.correct_playing()
    saying = booth.panel.saying
    assert not booth._player.playing
    assert saying.isVisible()
    composer.pronouncing.correct_at(400, 3000)  # while it says the second word
    assert booth.panel.editor.textCursor().selectedText() == "Nunez"
    assert saying.scope == "agency"
    saying.field.setText("Nuniez")
    QTest.keyClick(saying.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not saying.isVisible())
    (body,) = (draft.body for draft in shelf.published if draft.kind == "dictionary.changed")
    assert (body["word"], body["said"], body["member"]) == ("Nunez", "Nuniez", None)
    assert said(booth).startswith("En Nuniez, ")
    assert isinstance(booth.speech.phase, Idle)
    assert not booth.panel.editor.textCursor().hasSelection()  # the next key does not write over the word
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: len(account.spoken) == 2)
    assert "En Nuniez, " in account.spoken[1]


def test_a_selection_is_corrected_for_oneself_and_escape_leaves_it(
    composer: Composer, booth: Booth, qtbot: Any
) -> None:
    editor, saying = booth.panel.editor, booth.panel.saying
    editor.setFocus()
    cursor = editor.textCursor()
    cursor.setPosition(3)
    cursor.setPosition(8, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    composer.pronouncing.correct()
    QTest.keyClick(saying.field, Qt.Key.Key_Escape)
    assert not saying.isVisible()
    assert editor.hasFocus()
    composer.pronouncing.correct()
    saying.scopes.buttons["mine"].click()
    saying.field.setText("…")
    press(saying.save_button)
    qtbot.waitUntil(lambda: bool(saying.told.text()))
    saying.field.setText("Nuñes")
    press(saying.save_button)
    qtbot.waitUntil(lambda: said(booth).startswith("En Nuñes,"))


def test_a_word_of_another_desk_is_said_so_at_once(booth: Booth, shelf: FakeShelf, feed: Feed) -> None:
    from services.agency_records import DictionaryWord

    shelf.words["nunez", None] = DictionaryWord("nunez", "Nuñiez")
    feed.changed.emit(Changes(agency=True))
    assert said(booth).startswith("En Nuñiez,")
    assert booth.speech.script.said.startswith("En Nuñiez,")


def test_a_word_is_found_by_its_time_or_by_its_length() -> None:
    text = "Hola Lucía, te espero."
    assert text[slice(*word_at(text, 0, 4000))] == "Hola"
    assert text[slice(*word_at(text, 1300, 4000))] == "Lucía"
    assert text[slice(*word_at(text, 4000, 4000))] == "espero"
    times = [(0, 100, 0, 4), (100, 900, 5, 10), (900, 1000, 12, 14), (1000, 2000, 15, 21)]
    assert text[slice(*word_at(text, 1100, 4000, times))] == "Lucía"
    assert text[slice(*word_at(text, 1300, 4000, times))] == "espero"
    assert word_at("…", 10, 100) == (0, 0)


def test_a_text_of_which_nothing_is_said_is_refused_in_words(booth: Booth, account: Account, qtbot: Any) -> None:
    booth.panel.editor.setPlainText("🙌🏽🎉 👨‍👩‍👧 🇦🇷")
    assert said(booth) == ""
    assert booth.panel._left_out.text() == "4 emojis no se dicen"
    press(booth.panel.make_button)
    qtbot.waitUntil(booth.panel.notice.isVisible)
    assert booth.panel.notice.accessibleName().startswith("No hay nada para decir.")
    assert account.spoken == []
