"""Voz generada in the settings: the line that leads read, what is transcribed unasked, and the record as a file."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.agency_records import VoiceFact
from services.export.export import export_voices
from services.records import Message
from tests.widgets.conftest import NOW, FakeShelf, conversation, moment
from widgets import words
from widgets.conversation.provenance import provenance
from widgets.exporting.headings import of_fact, of_voices
from widgets.feed import Feed
from widgets.settings.disclosure import Disclosure, default_line, period
from widgets.theme import Theme


class Agency:
    def __init__(self) -> None:
        self.set: dict[str, Any] = {}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.set.items() if value is not None}

    async def change(self, **values: Any) -> None:
        self.set |= values


@pytest.fixture
def agency() -> Agency:
    return Agency()


@pytest.fixture
def page(theme: Theme, agency: Agency, feed: Feed, qloop: Any, qtbot: Any) -> Disclosure:
    made = Disclosure(theme, agency, feed, admin=True)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_line_is_offered_written_and_taken_away(page: Disclosure, agency: Agency, qtbot: Any) -> None:
    assert not page.on.isChecked()
    assert page.line.text() == default_line()
    page.on.click()
    qtbot.waitUntil(lambda: agency.values().get("voice_line") == default_line())
    page.show_values()
    page.line.setText("Voz de computadora")
    page.line.editingFinished.emit()
    qtbot.waitUntil(lambda: agency.values().get("voice_line") == "Voz de computadora")
    page.on.click()
    qtbot.waitUntil(lambda: "voice_line" not in agency.values())


def test_transcribing_unasked_is_off_until_somebody_wants_it(page: Disclosure, agency: Agency, qtbot: Any) -> None:
    assert not page.listens.isChecked()
    page.listens.click()
    qtbot.waitUntil(lambda: agency.values().get("transcribe_minutes") == 2)
    page.show_values()
    page.minutes.buttons["1"].click()
    qtbot.waitUntil(lambda: agency.values().get("transcribe_minutes") == 1)


def test_who_is_no_admin_reads_it_only(theme: Theme, agency: Agency, feed: Feed, qtbot: Any) -> None:
    page = Disclosure(theme, agency, feed, admin=False)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    assert not page.on.isEnabled()
    assert not page.listens.isEnabled()
    assert page.export_button.isEnabled()


@pytest.mark.asyncio
async def test_the_record_of_a_period_is_written_as_a_table(tmp_path: Path, shelf: FakeShelf) -> None:
    shelf.put(conversation("ana", "Ana López"))
    facts = [
        VoiceFact("made", "a" * 64, NOW - 3000, "Martín", "m1", "ana", credits=237, model="eleven_v3"),
        VoiceFact("heard", "a" * 64, NOW - 2000, "Sofía", "m2", voice="v1"),
        VoiceFact("sent", "a" * 64, NOW - 1000, "=Martín", None, "ana", "m9"),
    ]
    shelf.voice_record = lambda since, until: [each for each in facts if since <= each.at < until]  # type: ignore[attr-defined]
    path = tmp_path / "voces.csv"
    said, names = words.local, {"v1": "Martín"}
    wrote = export_voices(
        shelf, NOW - 2500, NOW, of_voices(), path, said, lambda done, of: None, lambda key: names.get(key, key), of_fact  # type: ignore[arg-type]
    )  # fmt: skip
    assert await wrote == 2
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0] == of_voices()
    assert [row[1:3] + row[4:5] for row in rows[1:]] == [
        ["Se oyó entera", "Sofía", ""],
        ["Se envió", "'=Martín", "Ana López"],
    ]
    assert rows[2][-1] == "a" * 64
    assert rows[1][8] == "Martín", "a voice by its name"


def test_the_periods_are_the_agency_s_months() -> None:
    def days(which: int) -> list[datetime]:
        return [words.local(each) for each in period(which, lambda: NOW)]

    assert period(0, lambda: NOW)[0] == moment("2026-11-01 00:00:00")
    assert days(1) == [words.local(moment("2026-10-01 00:00:00")), words.local(moment("2026-11-01 00:00:00"))]
    assert period(2, lambda: NOW)[0] == moment("2025-11-01 00:00:00")
    assert period(3, lambda: NOW)[0] == 0


def test_a_voice_tells_where_it_comes_from() -> None:
    voice = Message("m9", "ana", 1, "out", "audio", "", NOW - 1000, NOW, author="Martín", origin="desk")
    facts = [
        VoiceFact("made", "a" * 64, NOW - 3000, "Martín", "m1", credits=237, model="eleven_v3"),
        VoiceFact("heard", "a" * 64, NOW - 2500, "Martín", "m1"),
        VoiceFact("heard", "a" * 64, NOW - 2000, "Martín", "m1"),
        VoiceFact("heard", "a" * 64, NOW - 1500, "Sofía", "m2"),
    ]
    rows = provenance(voice, facts, NOW)
    assert [name for name, _ in rows] == ["Generada por", "Oída por", "Oída por", "Enviada por"]
    assert "237 créditos" in rows[0][1].replace(words.NBSP, " ")
    assert provenance(voice, [], NOW)[0][0] == "Origen"
