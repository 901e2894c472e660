"""What goes with a text, and how else one answers: files, a quote, quick replies, a time, a note, the next one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from services.drafts import Drafts
from services.outbox import Ability
from services.records import Changes, Media, QuickReply
from tests.widgets.composer.conftest import FakeFiles, FakeOutbox, press
from tests.widgets.composer.test_composer_text import waiting, write
from tests.widgets.conftest import HOUR, NOW, FakeShelf, conversation, message
from widgets.composer.composer import Composer
from widgets.composer.reply_editor import ReplyEditor
from widgets.feed import Feed

ROOT = Path(__file__).resolve().parents[3]
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "plano.png"
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    assert image.save(str(path))
    return path


def names(composer: Composer) -> list[str]:
    return [each.name for each in composer.attaching.files]


def test_files_go_with_the_text_as_the_caption_of_the_first(
    composer: Composer, shelf: FakeShelf, picture: Path, tmp_path: Path, qtbot: Any
) -> None:
    paper = tmp_path / "ficha.pdf"
    paper.write_bytes(b"%PDF-1.4 ficha")
    write(composer, "Te paso el plano")
    composer.attaching.take([picture])
    qtbot.waitUntil(lambda: names(composer) == ["plano.png"])
    composer.attaching.take([paper])
    qtbot.waitUntil(lambda: names(composer) == ["plano.png", "ficha.pdf"])
    assert composer.text_panel.strip.isVisible()
    press(composer.text_panel.send_button)
    qtbot.waitUntil(lambda: [(out.kind, out.text) for out in shelf.waiting] == [
        ("image", "Te paso el plano"), ("document", ""),
    ])  # fmt: skip
    qtbot.waitUntil(lambda: not composer.attaching.files)


def test_a_picture_is_pasted_and_words_are_not_taken_for_one(composer: Composer, qtbot: Any) -> None:
    clip = QMimeData()
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    clip.setImageData(image)
    composer.text_panel.editor.insertFromMimeData(clip)
    qtbot.waitUntil(lambda: names(composer) == ["Imagen pegada.png"])
    words = QMimeData()
    words.setText("file:///etc/passwd")
    composer.text_panel.editor.insertFromMimeData(words)
    assert composer.text_panel.editor.toPlainText() == "file:///etc/passwd"
    assert len(composer.attaching.files) == 1


def test_a_dropped_file_is_taken_and_can_be_taken_away(composer: Composer, picture: Path, qtbot: Any) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(picture)), QUrl("https://example.com/x.png")])
    composer.dropped.emit(dropped)
    qtbot.waitUntil(lambda: names(composer) == ["plano.png"])
    composer.attaching.remove(composer.attaching.files[0].sha256)
    assert not composer.text_panel.strip.isVisible()
    assert not composer.text_panel.send_button.isEnabled()


def test_what_the_channel_does_not_take_is_said_before(
    composer: Composer, outbox: FakeOutbox, picture: Path, qtbot: Any
) -> None:
    outbox.can = Ability(None, None, image="channel.no_image")
    composer.attaching.take([picture])
    qtbot.waitUntil(lambda: "Este canal no acepta imágenes." in composer.notice.accessibleName())
    assert not composer.attaching.files


def test_undo_gives_back_files_quote_and_time(composer: Composer, shelf: FakeShelf, picture: Path, qtbot: Any) -> None:
    shelf.say(message("w1", NOW - HOUR, "¿Es con balcón?", provider_id="wamid.1"))
    composer.attaching.take([picture])
    qtbot.waitUntil(lambda: names(composer) == ["plano.png"])
    composer.reply_to("w1")
    write(composer, "Sí, corrido")
    composer.later.choose(NOW + HOUR)
    press(composer.text_panel.send_button)
    qtbot.waitUntil(lambda: composer.text_panel.editor.toPlainText() == "" and len(shelf.waiting) == 1)
    assert (shelf.waiting[0].reply_to, shelf.waiting[0].scheduled_at) == ("w1", NOW + HOUR)
    assert composer.quote.message is None
    assert composer.later.at is None
    composer.undo_bar.undo()
    qtbot.waitUntil(lambda: composer.text_panel.editor.toPlainText() == "Sí, corrido")
    assert names(composer) == ["plano.png"]
    assert composer.quote.message is not None
    assert composer.later.at == NOW + HOUR
    assert not shelf.waiting


def test_escape_takes_the_quote_away_and_leaves_the_text(composer: Composer, shelf: FakeShelf) -> None:
    shelf.say(message("w1", NOW - HOUR, "¿Es con balcón?", provider_id="wamid.1"))
    composer.reply_to("w1")
    assert composer.quote.accessibleName() == "Respondés a Ana Paz: ¿Es con balcón?"
    write(composer, "Sí")
    QTest.keyClick(composer.text_panel.editor, ESC)
    assert not composer.quote.isVisible()
    assert composer.text_panel.editor.toPlainText() == "Sí"


def test_a_message_of_another_conversation_is_not_quoted(composer: Composer, shelf: FakeShelf) -> None:
    shelf.say(message("w2", NOW, conversation="bea"))
    composer.reply_to("w2")
    assert not composer.quote.isVisible()


def test_a_name_that_is_not_this_ones_is_asked_about(composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
    write(composer, "Hola Jorge, pasá a verlo")
    QTest.keyClick(composer.text_panel.editor, ENTER)
    assert composer.asking.isVisible()
    assert "saluda a Jorge y este chat es de Ana Paz" in composer.asking.accessibleName()
    assert not shelf.waiting
    QTest.keyClick(composer.text_panel.editor, ENTER)
    assert not shelf.waiting, "the same key twice is no answer"
    press(composer.asking.button)
    qtbot.waitUntil(lambda: waiting(shelf) == ["Hola Jorge, pasá a verlo"])
    assert not composer.asking.isVisible()


def test_a_quick_reply_by_its_name_and_tab(composer: Composer, shelf: FakeShelf) -> None:
    shelf.replies = [
        QuickReply("r1", "hola", "Hola {nombre}, soy {agente}."),
        QuickReply("r2", "horarios", "De 9 a 18"),
    ]
    composer.focus_editor()
    editor = composer.text_panel.editor
    QTest.keyClicks(editor, "/ho")
    assert [composer.quick.list.item(n).text()[:9] for n in range(2)] == ["/hola   H", "/horarios"]
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "Hola Ana, soy Martín."
    assert not composer.quick.list.isVisible()
    assert composer.focusWidget() is editor


def test_a_blank_of_a_quick_reply_is_selected_and_asked_about(composer: Composer, shelf: FakeShelf) -> None:
    shelf.replies = [QuickReply("r1", "ficha", "Te paso {propiedad} ahora")]
    composer.focus_editor()
    editor = composer.text_panel.editor
    QTest.keyClicks(editor, "/ficha")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.textCursor().selectedText() == "{propiedad}"
    QTest.keyClick(editor, ENTER)
    assert "Falta completar {propiedad}." in composer.asking.accessibleName()
    editor.insertPlainText("Cabildo 2340")
    assert editor.toPlainText() == "Te paso Cabildo 2340 ahora"
    assert not composer.asking.isVisible()


def test_a_name_that_no_quick_reply_has_begins_a_new_one(composer: Composer, shelf: FakeShelf) -> None:
    composer.focus_editor()
    QTest.keyClicks(composer.text_panel.editor, "/alquiler")
    QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Tab)
    asked = composer.window().findChild(ReplyEditor)
    assert asked is not None
    assert (asked.name.text(), composer.text_panel.editor.toPlainText()) == ("alquiler", "")
    asked.close()


def test_a_slash_in_a_word_or_a_link_opens_nothing(composer: Composer, shelf: FakeShelf) -> None:
    shelf.replies = [QuickReply("r1", "hola", "Hola")]
    composer.focus_editor()
    QTest.keyClicks(composer.text_panel.editor, "y/o")
    assert not composer.quick.list.isVisible()
    QTest.keyClick(composer.text_panel.editor, Qt.Key.Key_Tab)
    assert composer.text_panel.editor.toPlainText() == "y/o"


def test_a_kept_voice_goes_as_a_voice(composer: Composer, shelf: FakeShelf, outbox: FakeOutbox, qtbot: Any) -> None:
    media = Media("audio/ogg", "c" * 64, 900, seconds=3.0, wave=b"\1\2", voice=True)
    shelf.replies = [QuickReply("r1", "saludo", "", media)]
    composer.focus_editor()
    QTest.keyClicks(composer.text_panel.editor, "/saludo")
    QTest.keyClick(composer.text_panel.editor, ENTER)
    qtbot.waitUntil(lambda: names(composer) == ["saludo"])
    press(composer.text_panel.send_button)
    qtbot.waitUntil(lambda: len(outbox.voices) == 1)
    clip = outbox.voices[0][1]
    assert (clip.sha256, clip.seconds, clip.wave) == ("c" * 64, 3.0, b"\1\2")


def test_a_note_is_kept_and_never_sent(
    composer: Composer, shelf: FakeShelf, outbox: FakeOutbox, drafts: Drafts, qtbot: Any
) -> None:
    write(composer, "Hola Ana")
    composer.go_to("note")
    assert composer.note_panel.editor.toPlainText() == ""
    composer.note_panel.editor.insertPlainText("El dueño baja. No decirlo.")
    press(composer.note_panel.keep_button)
    qtbot.waitUntil(lambda: outbox.notes == [("ana", "El dueño baja. No decirlo.")])
    qtbot.waitUntil(lambda: composer.note_panel.editor.toPlainText() == "")
    assert not shelf.waiting
    assert composer.text_panel.editor.toPlainText() == "Hola Ana", "the answer stays as it was"


def test_a_time_is_kept_said_and_warned_about(composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
    shelf.put(conversation("ana", "Ana Paz", window_closes_at=NOW + HOUR))
    composer.show_conversation("ana")
    write(composer, "Buen día Ana")
    composer.later.choose(NOW + 20 * HOUR)
    assert composer.later.isVisible()
    assert "cerrada" in composer.later._warning.text()
    assert composer.text_panel.send_button.text() == "Programar para Ana Paz"
    press(composer.text_panel.send_button)
    qtbot.waitUntil(lambda: [out.scheduled_at for out in shelf.waiting] == [NOW + 20 * HOUR])


def test_a_time_belongs_to_one_message(composer: Composer) -> None:
    composer.later.choose(NOW + HOUR)
    composer.show_conversation("bea")
    assert composer.later.at is None


def test_send_and_next_asks_for_the_next_once_it_is_queued(composer: Composer, shelf: FakeShelf, qtbot: Any) -> None:
    write(composer, "Hola Ana")
    with qtbot.waitSignal(composer.next_wanted):
        composer.send(then=True)
    assert waiting(shelf) == ["Hola Ana"]


def test_the_clock_warns_in_the_last_hour(composer: Composer, shelf: FakeShelf, feed: Feed) -> None:
    shelf.put(conversation("ana", "Ana Paz", window_closes_at=NOW + HOUR + 60_000))
    feed.changed.emit(Changes(conversations=frozenset({"ana"})))
    assert not composer.clock.isVisible()
    feed.tick.emit(NOW + 120_000)
    assert composer.clock.text() == "La ventana se cierra en 59\N{NO-BREAK SPACE}min"
    assert composer.clock.isVisible()


def test_all_of_a_draft_comes_back_after_a_restart(
    open_composer: Callable[[], Composer], shelf: FakeShelf, picture: Path, files: FakeFiles, qtbot: Any
) -> None:
    composer = open_composer()
    shelf.say(message("w1", NOW - HOUR, "¿Es con balcón?", provider_id="wamid.1"))
    write(composer, "Sí")
    composer.attaching.take([picture])
    qtbot.waitUntil(lambda: names(composer) == ["plano.png"])
    composer.reply_to("w1")
    composer.note_panel.editor.insertPlainText("ojo")
    composer.keep_draft()
    again = open_composer()
    assert (again.text_panel.editor.toPlainText(), names(again)) == ("Sí", ["plano.png"])
    assert again.note_panel.editor.toPlainText() == "ojo"
    assert again.quote.message is not None
    assert files.path(again.attaching.files[0].sha256) is not None


def test_text_voice_and_files_survive_a_kill(request: pytest.FixtureRequest, tmp_path: Path, qtbot: Any) -> None:
    """Killed with no warning while somebody writes; nothing was saved on purpose."""
    (tmp_path / "plano.pdf").write_bytes(b"%PDF-1.4 plano")
    command = [sys.executable, "-m", "tests.widgets.composer.until_killed", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = child.stdout.readline()
        child.kill()
    assert told == "kept\n"
    composer = request.getfixturevalue("open_composer")()  # only now: it reads what the other one left
    assert composer.mode == "voice"
    assert composer.booth.panel.text == "Sale USD 185.000."
    assert names(composer) == ["plano.pdf"]
    qtbot.waitUntil(lambda: composer.booth.speech.heard)
    assert composer.booth.panel.send_button.isEnabled()
    assert composer.booth.panel.voices.currentText() == "Martín"
    composer.show_conversation("bea")  # there another voice was chosen, and nothing made yet
    assert composer.booth.panel.voices.currentText() == "Sofía"
    assert composer.booth.speech.script.voice == "v1"
