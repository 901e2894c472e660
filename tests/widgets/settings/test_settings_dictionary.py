"""The dictionary's page: found, added, changed in place, removed and back; brought and taken as a file."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from services.agency import Agency
from services.agency_records import DictionaryWord
from services.entries import Draft
from services.records import Changes
from tests.widgets.conftest import FakeShelf
from widgets.feed import Feed
from widgets.inspector.words import WordsPane
from widgets.settings.dictionary import DictionaryPage
from widgets.theme import Theme

PH = DictionaryWord("PH", "pe hache")
NUNEZ = DictionaryWord("Núñez", "Nuñes", "m1")


@pytest.fixture
def page(qloop: Any, theme: Theme, shelf: FakeShelf, feed: Feed, qtbot: Any) -> DictionaryPage:
    shelf.words = {("ph", None): PH, ("núñez", "m1"): NUNEZ}
    made = DictionaryPage(theme, Agency(shelf, "m1", "Martín"), feed)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


def shown(page: DictionaryPage) -> list[tuple[str, str, str]]:
    model = page.model
    return [
        (str(model.index(row, 0).data()), str(model.index(row, 1).data()), str(model.index(row, 2).data()))
        for row in range(model.rowCount())
    ]


def write_in(page: DictionaryPage, row: int, column: int, text: str) -> None:
    """Change a cell as a person does: F2, the text, Enter."""
    cell = page.model.index(row, column)
    page.table.setCurrentIndex(cell)
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    field = page.table.indexWidget(cell)  # of the line of the last change something may be left
    assert isinstance(field, QLineEdit)
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_words_are_found_by_either_side_and_by_whose_they_are(page: DictionaryPage) -> None:
    assert shown(page) == [("Núñez", "Nuñes", "Solo yo"), ("PH", "pe hache", "Agencia")]
    page.search.setText("HACHE")
    assert [row[0] for row in shown(page)] == ["PH"]
    page.search.clear()
    page.whose.buttons["mine"].click()
    assert [row[0] for row in shown(page)] == ["Núñez"]
    page.search.setText("zzz")
    assert page._none.text() == "Nada se llama «zzz»."
    assert page.table.isHidden()


def test_a_word_is_added_with_two_fields_and_enter(page: DictionaryPage, shelf: FakeShelf, qtbot: Any) -> None:
    page.form.word.setText("Oroño")
    QTest.keyClick(page.form.word, Qt.Key.Key_Return)
    assert page.form.said.hasFocus()
    page.form.said.setText("Oronio")
    QTest.keyClick(page.form.said, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("Oroño", "Oronio", "Agencia") in shown(page))
    assert page.form.word.text() == ""
    page.undo()
    qtbot.waitUntil(lambda: len(shown(page)) == 2)


def test_what_cannot_be_is_refused_where_it_was_written(page: DictionaryPage, qtbot: Any) -> None:
    page.form.word.setText("---")
    page.form.said.setText("guiones")
    page.form.save_button.click()
    qtbot.waitUntil(page.form.told.isVisible)
    write_in(page, 0, 1, "…")
    qtbot.waitUntil(page.told.isVisible)
    assert ("Núñez", "Nuñes", "Solo yo") in shown(page)


def test_a_cell_is_changed_in_place_and_back(page: DictionaryPage, shelf: FakeShelf, qtbot: Any) -> None:
    write_in(page, 0, 1, "Nuñiez")
    qtbot.waitUntil(lambda: ("Núñez", "Nuñiez", "Solo yo") in shown(page))
    write_in(page, 0, 0, "Nuñez")
    qtbot.waitUntil(lambda: ("Nuñez", "Nuñiez", "Solo yo") in shown(page))
    assert len(shown(page)) == 2
    page.model.setData(page.model.index(0, 2), "Agencia")
    qtbot.waitUntil(lambda: ("Nuñez", "Nuñiez", "Agencia") in shown(page))
    QTest.mouseClick(page.bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ("Nuñez", "Nuñiez", "Solo yo") in shown(page))
    assert page.bar.isHidden()


def test_a_change_made_while_one_is_kept_gives_up_neither(
    page: DictionaryPage, shelf: FakeShelf, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    publish, kept, asked = shelf.publish, asyncio.Event(), list[Draft]()

    async def slowly(*drafts: Draft) -> Changes:
        asked.extend(drafts)
        await kept.wait()
        return await publish(*drafts)

    monkeypatch.setattr(shelf, "publish", slowly)
    page.model.setData(page.model.index(0, 1), "Nuñiez")
    page.model.setData(page.model.index(1, 1), "peache")
    qtbot.waitUntil(lambda: bool(asked))
    kept.set()
    qtbot.waitUntil(lambda: shown(page) == [("Núñez", "Nuñiez", "Solo yo"), ("PH", "peache", "Agencia")])


def test_rows_are_removed_and_come_back(page: DictionaryPage, qtbot: Any) -> None:
    page.table.selectAll()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown(page) == [])
    assert page.bar.text == "2 palabras ya no están en el diccionario."
    page.undo()
    qtbot.waitUntil(lambda: len(shown(page)) == 2)


def test_another_desk_adds_a_word(page: DictionaryPage, shelf: FakeShelf, feed: Feed) -> None:
    shelf.words["amb.", None] = DictionaryWord("amb.", "ambientes")
    feed.changed.emit(Changes(agency=True))
    assert ("amb.", "ambientes", "Agencia") in shown(page)


def test_a_file_is_let_fall_looked_over_imported_and_taken_back(
    page: DictionaryPage, tmp_path: Path, qtbot: Any
) -> None:
    file = tmp_path / "palabras.csv"
    file.write_bytes("Thames;Teims\r\nPH;casa\r\nUriarte;\r\n".encode("latin-1"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    copies, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(5, 5), copies, mime, left, none))
    qtbot.waitUntil(page.imports.isVisible)
    assert page.imports._said.text() == "1 nuevas · 1 se dicen de otra manera · 0 ya están así · 1 quedan afuera"
    assert page.imports.failed.item(0).text() == "Fila 3: Uriarte — Falta cómo se dice."
    assert len(shown(page)) == 2
    QTest.mouseClick(page.imports.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ("Thames", "Teims", "Agencia") in shown(page))
    assert ("PH", "casa", "Agencia") in shown(page)
    page.undo()
    qtbot.waitUntil(lambda: ("PH", "pe hache", "Agencia") in shown(page))
    assert len(shown(page)) == 2


def test_what_is_shown_is_exported(page: DictionaryPage, tmp_path: Path, qtbot: Any) -> None:
    with qtbot.waitSignal(page.exchange.saved):
        page.exchange.save(tmp_path / "diccionario.csv")
    assert '"PH";"pe hache";"Agencia"' in (tmp_path / "diccionario.csv").read_text(encoding="utf-8-sig")
    assert page.bar.text == "Exportado: 2 filas en diccionario.csv"
    with qtbot.waitSignal(page.exchange.refused):
        page.exchange.bring(tmp_path / "no.csv")
    assert page.told.isVisible()


def test_the_pane_beside_the_voice_shows_a_few_and_writes_one_down(theme: Theme, qtbot: Any) -> None:
    pane = WordsPane(theme)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_words([])
    assert pane._none.isVisible()
    pane.show_words([PH, NUNEZ, *(DictionaryWord(f"w{i}", "x") for i in range(9))])
    assert pane._rows.rowCount() == 4
    pane._rows.itemAtPosition(1, 0).widget().click()
    assert (pane.form.word.text(), pane.form.said.text()) == ("Núñez", "Nuñes")
    with qtbot.waitSignal(pane.given) as given:
        pane.form.save_button.click()
    assert given.args == ["Núñez", "Nuñes", False]
    pane.close_form()
    assert pane.add_button.isVisible()
