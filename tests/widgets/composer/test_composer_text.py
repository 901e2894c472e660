"""The composer's text: keys, drafts, sending, and taking back."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.drafts import Drafts, SentDrafts
from services.outbox import Ability
from services.records import Changes
from services.settings import ENTER_SENDS
from tests.widgets.composer.conftest import FakeOutbox, press
from tests.widgets.conftest import HOUR, NOW, FakeShelf, conversation, message
from widgets.composer.composer import Composer
from widgets.feed import Feed


def write(composer: Composer, text: str) -> None:
    composer.focus_editor()
    composer.text_panel.editor.insertPlainText(text)


def waiting(shelf: FakeShelf) -> list[str]:
    return [out.text for out in shelf.waiting]


def test_enter_sends_and_the_editor_is_free_for_the_next(composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
    write(composer, "Hola Ana")
    QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: waiting(shelf) == ["Hola Ana"])
    qtbot.waitUntil(lambda: composer.text_panel.editor.toPlainText() == "")
    assert composer.focusWidget() is composer.text_panel.editor


def test_what_is_sent_while_the_one_before_is_being_queued_goes_after_it(
    composer: Composer, outbox: FakeOutbox, shelf: FakeShelf, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is slow for a moment swallows no Enter: not here, and not in the conversation that is opened then."""
    slow, queue = asyncio.Event(), outbox.text

    async def text(*args: Any, **more: Any) -> str:
        await slow.wait()
        return await queue(*args, **more)

    monkeypatch.setattr(outbox, "text", text)
    editor = composer.text_panel.editor
    write(composer, "uno")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    write(composer, "dos")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    slow.set()
    qtbot.waitUntil(lambda: waiting(shelf) == ["uno", "dos"])
    qtbot.waitUntil(lambda: editor.toPlainText() == "")
    slow.clear()
    write(composer, "tres")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    composer.show_conversation("bea")
    write(composer, "para Bea")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    slow.set()
    qtbot.waitUntil(lambda: waiting(shelf) == ["uno", "dos", "tres", "para Bea"])
    assert [out.conversation for out in shelf.waiting][2:] == ["ana", "bea"]


def test_shift_enter_writes_a_line_and_sends_nothing(composer: Composer, shelf: FakeShelf) -> None:
    write(composer, "Hola")
    QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    write(composer, "Ana")
    assert composer.text_panel.editor.toPlainText() == "Hola\nAna"
    assert waiting(shelf) == []


def test_enter_writes_a_line_where_it_was_set_so(composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
    composer._settings.put(ENTER_SENDS, False)
    write(composer, "Hola")
    QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Return)
    assert composer.text_panel.editor.toPlainText() == "Hola\n"
    QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: waiting(shelf) == ["Hola\n"])


def test_blanks_alone_cannot_be_sent(composer: Composer, shelf: FakeShelf) -> None:
    write(composer, "  \n ")
    assert not composer.text_panel.send_button.isEnabled()
    QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert waiting(shelf) == []


def test_the_button_names_the_person_and_the_key(composer: Composer) -> None:
    assert composer.text_panel.send_button.accessibleName() == "Enviar a Ana Paz"
    assert composer.text_panel.send_button.toolTip() == "Enviar a Ana Paz (Intro)"


def test_markup_stays_the_text_that_it_is(composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
    write(composer, "<b>USD 1</b>")
    press(composer.text_panel.send_button)
    qtbot.waitUntil(lambda: waiting(shelf) == ["<b>USD 1</b>"])


def test_a_draft_survives_a_switch_and_a_restart(
    open_composer: Callable[[], Composer], drafts: Drafts, tmp_path: Any
) -> None:
    first = open_composer()
    write(first, "Te llamo a las 18")
    first.show_conversation("bea")
    assert first.text_panel.editor.toPlainText() == ""
    write(first, "Hola Bea")
    first.show_conversation("ana")
    assert first.text_panel.editor.toPlainText() == "Te llamo a las 18"
    assert Drafts(tmp_path).get("bea").text == "Hola Bea"  # type: ignore[union-attr]
    first.hide()
    assert open_composer().text_panel.editor.toPlainText() == "Te llamo a las 18"


def test_a_sent_text_leaves_no_draft(composer: Composer, drafts: Drafts, shelf: FakeShelf, qtbot: Any) -> None:
    write(composer, "Hola")
    composer.keep_draft()
    assert drafts.get("ana") is not None
    press(composer.text_panel.send_button)
    qtbot.waitUntil(lambda: drafts.get("ana") is None)


def test_a_refused_text_stays_and_is_explained(composer: Composer, outbox: FakeOutbox, qtbot: Any) -> None:
    outbox.refuses = "whatsapp.window_closed"
    write(composer, "Hola")
    press(composer.text_panel.send_button)
    qtbot.waitUntil(composer.notice.isVisible)
    assert composer.text_panel.editor.toPlainText() == "Hola"


class TestUndo:
    def test_ctrl_z_gives_back_the_exact_text(self, composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
        write(composer, "Hola Ana")
        press(composer.text_panel.send_button)
        qtbot.waitUntil(composer.undo_bar.isVisible)
        composer.activateWindow()
        qtbot.waitUntil(composer.isActiveWindow)
        QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: composer.text_panel.editor.toPlainText() == "Hola Ana")
        assert waiting(shelf) == []
        assert not composer.undo_bar.isVisible()

    def test_ctrl_z_is_the_texts_own_while_it_has_something_to_undo(
        self, composer: Composer, shelf: FakeShelf, qtbot: Any
    ) -> None:
        write(composer, "Hola Ana")
        press(composer.text_panel.send_button)
        qtbot.waitUntil(composer.undo_bar.isVisible)
        write(composer, "Otra cosa")
        QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert composer.text_panel.editor.toPlainText() == ""
        assert waiting(shelf) == ["Hola Ana"]

    def test_what_was_written_meanwhile_is_not_lost(self, composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
        write(composer, "Hola Ana")
        press(composer.text_panel.send_button)
        qtbot.waitUntil(composer.undo_bar.isVisible)
        write(composer, "Otra cosa")
        press(composer.undo_bar.undo_button)
        qtbot.waitUntil(lambda: composer.text_panel.editor.toPlainText() == "Hola Ana\nOtra cosa")

    def test_what_is_typed_behind_the_key_that_sends_stays(
        self, composer: Composer, shelf: FakeShelf, qtbot: Any
    ) -> None:
        """Queueing takes a moment; a quick hand is two letters on by then."""
        write(composer, "Hola Ana")
        QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Return)
        QTest.keyClicks(composer.text_panel.editor, "te")
        qtbot.waitUntil(composer.undo_bar.isVisible)
        assert waiting(shelf) == ["Hola Ana"]
        assert composer.text_panel.editor.toPlainText() == "te"

    def test_after_a_restart_all_of_it_comes_back(
        self, open_composer: Callable[[], Composer], shelf: FakeShelf, drafts: Drafts, qtbot: Any
    ) -> None:
        """With what the outbox does not keep: here the message that was answered."""
        composer = open_composer()
        shelf.say(message("q1", NOW))
        composer.reply_to("q1")
        write(composer, "Hola Ana")
        press(composer.text_panel.send_button)
        qtbot.waitUntil(composer.undo_bar.isVisible)
        composer.close()
        drafts.sent = SentDrafts(drafts._file.path.parent)
        again = open_composer()
        press(again.undo_bar.undo_button)
        qtbot.waitUntil(lambda: again.text_panel.editor.toPlainText() == "Hola Ana")
        assert again.quote.message is not None
        assert waiting(shelf) == []

    def test_the_newest_goes_first_and_the_others_are_counted(self, composer: Composer, qtbot: Any) -> None:
        for text in ("uno", "dos", "tres"):
            write(composer, text)
            press(composer.text_panel.send_button)
            qtbot.waitUntil(lambda: composer.text_panel.editor.toPlainText() == "")
        assert composer.undo_bar.waiting is not None
        assert composer.undo_bar.waiting.text == "tres"
        assert composer.undo_bar._when.text() == "sale en 10 s · y 2 más"

    def test_another_conversations_text_goes_back_to_its_own(
        self, composer: Composer, drafts: Drafts, qtbot: Any
    ) -> None:
        write(composer, "Hola Ana")
        press(composer.text_panel.send_button)
        qtbot.waitUntil(composer.undo_bar.isVisible)
        composer.show_conversation("bea")
        with qtbot.waitSignal(composer.conversation_wanted) as wanted:
            press(composer.undo_bar.undo_button)
        assert wanted.args == ["ana"]
        assert drafts.get("ana").text == "Hola Ana"  # type: ignore[union-attr]
        assert composer.text_panel.editor.toPlainText() == ""

    def test_what_left_or_is_another_desks_is_not_offered(
        self, composer: Composer, shelf: FakeShelf, qtbot: Any
    ) -> None:
        write(composer, "Hola Ana")
        press(composer.text_panel.send_button)
        qtbot.waitUntil(composer.undo_bar.isVisible)
        shelf.waiting[0] = replace(shelf.waiting[0], device="another")
        composer.undo_bar.refresh()
        assert not composer.undo_bar.isVisible()

    def test_send_now_ends_the_wait(self, composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
        write(composer, "Hola Ana")
        press(composer.text_panel.send_button)
        qtbot.waitUntil(composer.undo_bar.isVisible)
        press(composer.undo_bar.now_button)
        qtbot.waitUntil(lambda: waiting(shelf) == [] and not composer.undo_bar.isVisible())
        assert composer.focusWidget() is composer.text_panel.editor

    def test_a_bar_that_goes_away_gives_the_focus_to_the_editor(self, composer: Composer, qtbot: Any) -> None:
        write(composer, "Hola Ana")
        press(composer.text_panel.send_button)
        qtbot.waitUntil(composer.undo_bar.isVisible)
        composer.undo_bar.now_button.setFocus()
        QTest.keyClick(composer.undo_bar.now_button, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not composer.undo_bar.isVisible())
        assert composer.focusWidget() is composer.text_panel.editor


class TestRefusals:
    def test_a_closed_window_says_since_when_and_becomes_the_template(
        self, open_composer: Callable[[], Composer], shelf: FakeShelf, outbox: FakeOutbox
    ) -> None:
        outbox.can = Ability("whatsapp.window_closed", "whatsapp.window_closed")
        composer = open_composer()
        shelf.put(conversation("ana", "Ana Paz", window_closes_at=NOW - 5 * HOUR))
        composer.show_conversation("ana")
        assert composer.notice.accessibleName() == (
            "La ventana de 24 h se cerró hoy 9:32. "
            "Último mensaje de Ana: ayer 9:32. Mandá una plantilla; si contesta, se reabre."
        )
        assert not composer.text_panel.isVisible()
        assert not composer.tabs.buttons["text"].isEnabled()
        assert composer.mode == "template"

    def test_a_window_that_closes_while_one_writes_keeps_the_draft(
        self, composer: Composer, shelf: FakeShelf, outbox: FakeOutbox, feed: Feed
    ) -> None:
        shelf.put(conversation("ana", "Ana Paz", window_closes_at=NOW + 1000))
        feed.changed.emit(Changes(conversations=frozenset({"ana"})))
        write(composer, "Ya te cuento")
        outbox.can = Ability("whatsapp.window_closed", "whatsapp.window_closed")
        feed.tick.emit(NOW + 2000)
        assert not composer.text_panel.isVisible()
        outbox.can = Ability(None, None)
        shelf.put(conversation("ana", "Ana Paz", window_closes_at=NOW + 24 * HOUR))
        feed.changed.emit(Changes(conversations=frozenset({"ana"})))
        assert composer.text_panel.isVisible()
        assert composer.text_panel.editor.toPlainText() == "Ya te cuento"

    def test_a_channel_without_voice_says_so_and_takes_text(
        self, open_composer: Callable[[], Composer], outbox: FakeOutbox
    ) -> None:
        outbox.can = Ability(None, "channel.no_voice")
        composer = open_composer()
        assert not composer.tabs.buttons["voice"].isEnabled()
        assert not composer.text_panel.voice_button.isEnabled()
        assert composer.text_panel.why.text() == "Este canal no acepta notas de voz."
        composer.to_voice()
        assert composer.mode == "text"

    def test_a_desk_without_the_key_says_which_and_opens_the_settings(
        self, open_composer: Callable[[], Composer], outbox: FakeOutbox, qtbot: Any
    ) -> None:
        outbox.can = Ability(None, None, "any")
        composer = open_composer()
        assert "Falta la clave de WhatsApp en esta computadora." in composer.notice.accessibleName()
        with qtbot.waitSignal(composer.settings_wanted) as wanted:
            press(composer.notice.button)
        assert wanted.args == ["whatsapp"]
        assert composer.text_panel.isVisible()


def test_the_keyboard_stays_where_one_writes_though_the_way_of_answering_changes(composer: Composer) -> None:
    composer.to_voice()
    composer.focus_editor()
    assert composer.focusWidget() is composer.booth.panel.editor
    composer.show_conversation("bea")
    assert composer.mode == "text"
    assert composer.focusWidget() is composer.text_panel.editor
    composer.set_mode("template")
    assert composer.focusWidget() is not None
    assert composer.templates.panel.isAncestorOf(composer.focusWidget())
