"""Naming a colleague in a note with the keyboard alone, and whom the note names when it is kept."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.widgets.composer.conftest import FakeOutbox
from tests.widgets.conftest import FakeShelf
from widgets.composer.composer import Composer
from widgets.composer.note_panel import NotePanel

ENTER, ESC, TAB, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Down


@pytest.fixture
def panel(composer: Composer, shelf: FakeShelf) -> NotePanel:
    shelf.members = [("agus", "Agustín Sosa"), ("nico", "Nicolás Ferrari"), ("sofi", "Sofía Bianchi")]
    composer.activateWindow()
    composer.go_to("note")
    return composer.note_panel


def offered(panel: NotePanel) -> list[str]:
    found = panel.mentioning
    return [found.item(row).text() for row in range(found.count())] if found.isVisible() else []


def keys(panel: NotePanel, *typed: str | Qt.Key) -> None:
    for each in typed:
        if isinstance(each, str):
            panel.editor.insertPlainText(each)  # an offscreen keyboard has no "@"
        else:
            QTest.keyClick(panel.editor, each)


def test_by_the_keyboard_alone(panel: NotePanel, outbox: FakeOutbox, qtbot: Any) -> None:
    keys(panel, "Ojo ", "@")
    assert offered(panel) == ["Agustín Sosa", "Nicolás Ferrari", "Sofía Bianchi"]
    assert panel.mentioning.accessibleName() == "Mencionar a"
    keys(panel, "SOFI")
    assert offered(panel) == ["Sofía Bianchi"], "accents and case do not count"
    keys(panel, TAB)
    assert panel.editor.toPlainText() == "Ojo @Sofía Bianchi "
    keys(panel, "y @", DOWN, ENTER)
    assert panel.editor.toPlainText() == "Ojo @Sofía Bianchi y @Nicolás Ferrari "
    assert [panel.editor.toPlainText()[a:b] for a, b in panel.editor.marks] == ["@Sofía Bianchi", "@Nicolás Ferrari"]
    keys(panel, ENTER)
    qtbot.waitUntil(lambda: outbox.named == [["sofi", "nico"]])


def test_who_was_taken_out_again_is_not_named(panel: NotePanel, outbox: FakeOutbox, qtbot: Any) -> None:
    keys(panel, "👍 @fer", ENTER, "y @agu", ENTER, "fijate")
    assert panel.editor.toPlainText() == "👍 @Nicolás Ferrari y @Agustín Sosa fijate"
    panel.editor.setPlainText(panel.editor.toPlainText().replace("@Nicolás Ferrari", "@Nicolás"))
    panel.editor.moveCursor(panel.editor.textCursor().MoveOperation.End)
    keys(panel, ENTER)
    qtbot.waitUntil(lambda: outbox.named == [["agus"]])
    assert outbox.notes == [("ana", "👍 @Nicolás y @Agustín Sosa fijate")]


def test_esc_closes_it_until_the_next_sign(panel: NotePanel) -> None:
    keys(panel, "@s", ESC)
    assert offered(panel) == []
    keys(panel, "o")
    assert offered(panel) == [], "who closed it goes on writing in peace"
    keys(panel, " a@b @s")
    assert offered(panel) == ["Agustín Sosa", "Sofía Bianchi"]


def test_a_name_that_changed_since_it_was_chosen_is_still_hers(
    panel: NotePanel, shelf: FakeShelf, outbox: FakeOutbox, qtbot: Any
) -> None:
    keys(panel, "@sof", ENTER)
    shelf.members = [("sofi", "Sofía B. de Ruiz")]
    keys(panel, "mirá", ENTER)
    qtbot.waitUntil(lambda: outbox.named == [["sofi"]])
