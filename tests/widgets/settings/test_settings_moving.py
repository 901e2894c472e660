"""Copy and export as a person does it: a phrase twice, a file of people told before it is taken, what failed saved."""

import asyncio
import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.copies.copies import Progress
from services.entries import Draft
from services.importing.imports import Imports
from services.records import Changes
from services.trouble import Trouble
from widgets.feed import Feed
from widgets.settings.moving import Moving
from widgets.theme import Theme

PHRASE = "cabildo y juramento 2340"


class Copying:
    """Writes nothing, or fails as it is told; stands still until it may go on."""

    def __init__(self) -> None:
        self.told: list[tuple[Path, str, bool]] = []
        self.trouble: Trouble | None = None
        self.go_on: asyncio.Event | None = None

    async def write(self, target: Path, passphrase: str, *, media: bool, progress: Progress) -> int:
        self.told.append((target, passphrase, media))
        progress(1, 2)
        if self.go_on is not None:
            await self.go_on.wait()
        if self.trouble is not None:
            raise self.trouble
        return 71 * 1024


class Shelf:
    """Knows one number."""

    def __init__(self) -> None:
        self.published: list[Draft] = []

    def whose(self, kind: str, value: str) -> tuple[str | None, str | None]:
        digits = "".join(each for each in value if each.isdigit())
        return (
            (digits, "c1" if digits.endswith("0142") else None) if len(digits) > 7 or kind == "email" else (None, None)
        )

    async def publish(self, *drafts: Draft) -> Changes:
        self.published += drafts
        return Changes()


@pytest.fixture
def copying() -> Copying:
    return Copying()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def page(theme: Theme, copying: Copying, shelf: Shelf, feed: Feed, qloop: Any, qtbot: Any) -> Moving:
    nothing: Any = None
    imports = Imports(shelf, "Martín", lambda: 1000)
    made = Moving(theme, copying, nothing, lambda _: None, imports, "Ribera Norte", feed)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_a_copy_needs_its_phrase_twice(page: Moving, copying: Copying, tmp_path: Path, qtbot: Any) -> None:
    card = page.copy
    assert not card.make.isEnabled()
    QTest.keyClicks(card.phrase, PHRASE)
    assert "dos veces" in card.why.text()
    QTest.keyClicks(card.again, PHRASE)
    assert card.make.isEnabled()
    card.media.setChecked(False)
    card.write(str(tmp_path / "a.strato"))
    qtbot.waitUntil(lambda: "Copia hecha: a.strato, 71" in card.why.text())
    assert copying.told == [(tmp_path / "a.strato", PHRASE, False)]
    assert not card.phrase.text() + card.again.text(), "a phrase does not stay in sight"


def test_a_copy_that_fails_says_why_and_keeps_the_phrase(page: Moving, copying: Copying, qtbot: Any) -> None:
    copying.trouble = Trouble("copy.disk_full")
    for line in (page.copy.phrase, page.copy.again):
        line.setText(PHRASE)
    page.copy.write("a.strato")
    qtbot.waitUntil(lambda: "disco" in page.copy.why.text())
    assert page.copy.make.isEnabled()


def test_a_copy_can_be_given_up(page: Moving, copying: Copying, qloop: Any, qtbot: Any) -> None:
    copying.go_on = asyncio.Event()
    for line in (page.copy.phrase, page.copy.again):
        line.setText(PHRASE)
    page.copy.write("a.strato")
    qtbot.waitUntil(page.copy.progress.isVisible)
    QTest.mouseClick(page.copy.progress.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.copy.progress.isVisible())
    assert page.copy.make.isEnabled()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "clientes.csv"
    path.write_text(
        "Nombre;Teléfono;Barrio\r\nAna Núñez;11 5555-0142;Núñez\r\nBruno;11 5555-0143;\r\n=cmd;12;Palermo\r\n",
        encoding="utf-8",
    )
    return path


def rows(page: Moving) -> list[list[str]]:
    model = page.people.model
    return [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]


def opened(page: Moving, people: Path, qtbot: Any) -> None:
    page.import_.open_file(str(people))
    qtbot.waitUntil(lambda: page.people.isVisible() and len(page.people.rows) == 3)


def test_each_row_is_told_before_anything_is_written(page: Moving, people: Path, shelf: Shelf, qtbot: Any) -> None:
    opened(page, people, qtbot)
    assert rows(page) == [
        ["4", "=cmd", "12", "Teléfono incompleto: 12"],
        ["2", "Ana Núñez", "11 5555-0142", "Ya estaba: se completa"],
        ["3", "Bruno", "11 5555-0143", "Contacto nuevo"],
    ]
    assert page.people.take.text() == "Importar 2"
    assert shelf.published == []
    QTest.mouseClick(page.people.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.import_.isVisible())
    assert "Importados 2 contactos de clientes.csv." in page.import_.said.text()
    assert [draft.body["name"] for draft in shelf.published] == ["Ana Núñez", "Bruno"]
    assert shelf.published[0].body["fields"] == {"Barrio": "Núñez"}


def test_a_column_can_be_something_else(page: Moving, people: Path, qtbot: Any) -> None:
    opened(page, people, qtbot)
    phone = page.people.uses[1]
    phone.choose("")
    phone.activated.emit(phone.currentIndex())
    qtbot.waitUntil(lambda: {row[3] for row in rows(page)} == {"Sin teléfono ni correo"})
    assert not page.people.take.isEnabled()


def test_what_failed_is_saved_with_its_reason(page: Moving, people: Path, tmp_path: Path, qtbot: Any) -> None:
    opened(page, people, qtbot)
    page.people.save_failed(str(tmp_path / "mal.csv"))
    qtbot.waitUntil(lambda: (tmp_path / "mal.csv").exists())
    with (tmp_path / "mal.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [
            ["Nombre", "Teléfono", "Barrio", "Qué pasa"],
            ["'=cmd", "'12", "Palermo", "Teléfono incompleto: 12"],
        ]


def test_a_file_that_is_no_table_says_so_where_it_was_given(page: Moving, tmp_path: Path, qtbot: Any) -> None:
    (tmp_path / "foto.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    page.import_.open_file(str(tmp_path / "foto.png"))
    qtbot.waitUntil(lambda: "no es una planilla" in page.import_.said.text())
    assert page.import_.choose.isEnabled()
