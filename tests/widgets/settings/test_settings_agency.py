"""The agency's page: what is changed is written once for all desks, and what others change is seen."""

from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

from services import hours
from services.agency import Agency
from services.hours import Hours
from services.records import Changes
from tests.widgets.conftest import FakeShelf
from widgets import words
from widgets.feed import Feed
from widgets.settings.agency import AgencySection
from widgets.theme import Theme


def opened(theme: Theme, shelf: FakeShelf, feed: Feed, qtbot: Any, *, admin: bool = True) -> AgencySection:
    made = AgencySection(theme, Agency(shelf, "m", "Martín"), "Ribera Norte", feed, admin=admin)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(900, 900)
    made.show()
    return made


@pytest.fixture
def page(theme: Theme, shelf: FakeShelf, feed: Feed, qloop: Any, qtbot: Any) -> AgencySection:
    return opened(theme, shelf, feed, qtbot)


def written(shelf: FakeShelf) -> dict[str, Any]:
    """All that was written, the last one of each value."""
    told: dict[str, Any] = {}
    for draft in shelf.published:
        assert draft.kind == "agency.changed"
        told |= draft.body["values"]
    return told


def test_the_name_and_the_zone_are_the_agencys(page: AgencySection, shelf: FakeShelf, qtbot: Any) -> None:
    assert page.name.text() == "Ribera Norte"
    page.name.selectAll()
    QTest.keyClicks(page.name, "Ribera Sur")
    qtbot.waitUntil(lambda: written(shelf).get("name") == "Ribera Sur")
    page.zone.choose("America/Montevideo")
    page.zone.activated.emit(page.zone.currentIndex())
    qtbot.waitUntil(lambda: written(shelf).get("zone") == "America/Montevideo")


def test_a_week_is_taken_whole_or_day_by_day(page: AgencySection, shelf: FakeShelf, qtbot: Any) -> None:
    assert page.week.week == {}
    QTest.mouseClick(page.use_usual, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "hours" in written(shelf))
    assert hours.of(written(shelf)).week == hours.USUAL
    shelf.values |= written(shelf)
    page.week.days[5][0].setChecked(False)
    qtbot.waitUntil(lambda: 5 not in hours.of(written(shelf)).week)


def test_holidays_can_be_worked_and_days_added(page: AgencySection, shelf: FakeShelf, qtbot: Any) -> None:
    page.country.choose("AR")
    page.country.activated.emit(page.country.currentIndex())
    qtbot.waitUntil(lambda: hours.of(written(shelf)).country == "AR")
    shelf.values |= written(shelf)
    page.refresh()
    qtbot.waitUntil(lambda: page.days.count() > 10 and page.region.count() > 10)
    (item,) = page.days.findItems("Inmaculada", Qt.MatchFlag.MatchContains)
    assert item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: hours.of(written(shelf)).worked == ("2026-12-08",))
    shelf.values |= written(shelf)
    page.day.setDate(QDate(2026, 12, 24))
    QTest.keyClicks(page.why, "Brindis")
    QTest.keyClick(page.why, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: hours.of(written(shelf)).own == {"2026-12-24": "Brindis"})
    assert hours.of(written(shelf)).worked == ("2026-12-08",)


def test_what_another_desk_decides_is_seen(page: AgencySection, shelf: FakeShelf, feed: Feed) -> None:
    shelf.values = {"name": "Ribera Sur", **hours.values(Hours(hours.USUAL, own={"2026-12-24": "<b>Brindis</b>"}))}
    feed.changed.emit(Changes(agency=True))
    assert (page.name.text(), page.week.week) == ("Ribera Sur", hours.USUAL)
    assert page.days.item(0).text() == "jue 24/12/2026 · <b>Brindis</b>"
    assert shelf.published == []


def test_who_does_not_administer_reads(theme: Theme, shelf: FakeShelf, feed: Feed, qloop: Any, qtbot: Any) -> None:
    page = opened(theme, shelf, feed, qtbot, admin=False)
    assert "quien administra" in page.said.text()
    assert not [each for each in (page.name, page.zone, page.week, page.add, page.days) if each.isEnabled()]


def test_times_are_shown_in_the_zone_in_use() -> None:
    noon = 1_795_708_800_000
    before = words.clock(noon)
    try:
        assert words.use_zone("America/Lima")
        assert words.clock(noon) != before
        assert not words.use_zone("America/Lima")
        assert words.use_zone("Nowhere/Never")
        assert words.clock(noon) == before
    finally:
        words.use_zone(words.HOME)
