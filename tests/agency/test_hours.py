"""When an agency works: its week, its country's holidays, days of its own; whatever somebody wrote into the log."""

from datetime import date, datetime
from typing import Any

import pytest

from services import hours
from services.hours import USUAL, Hours


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("after", "opens"),
    [
        ("2026-11-27 20:00", "2026-11-27 09:00"),  # the day itself counts, whatever the hour
        ("2026-11-28 08:00", "2026-11-28 09:00"),
        ("2026-11-29 08:00", "2026-11-30 09:00"),  # a Sunday
        ("2026-12-07 08:00", "2026-12-09 09:00"),  # a bridge day and the holiday behind it
        ("2026-12-24 08:00", "2026-12-26 09:00"),  # closed that year, then Christmas
        ("2027-01-01 08:00", "2027-01-01 09:00"),  # a holiday that is worked
    ],
)
def test_the_next_opening_passes_over_every_day_off(after: str, opens: str) -> None:
    known = Hours(USUAL, "AR", "", {"2026-12-24": "Brindis"}, ("2027-01-01",))
    assert known.next_opening(at(after)) == at(opens)


def test_a_day_off_says_why() -> None:
    known = Hours(USUAL, "AR", "", {"2026-12-24": "Brindis"})
    assert (known.name(date(2026, 12, 24)), known.name(date(2026, 12, 25))) == ("Brindis", "Navidad")


def test_nobody_said_is_every_day_at_nine() -> None:
    assert Hours().mornings(at("2026-11-28 11:00")) == [at("2026-11-29 09:00"), at("2026-11-30 09:00")]


def test_an_agency_that_never_opens_is_no_endless_search() -> None:
    never = Hours(
        {0: (540, 1080)}, own={f"2026-{month:02}-{day:02}": "x" for month in range(1, 13) for day in range(1, 32)}
    )
    assert never.next_opening(at("2026-01-05 10:00")).year == 2027


def test_it_comes_back_from_the_log_as_it_was() -> None:
    known = Hours(USUAL, "AR", "C", {"2026-12-24": "Brindis"}, ("2026-12-08",))
    assert hours.of(hours.values(known)) == known


@pytest.mark.parametrize(
    "told", [None, "x", 7, [], {"x": "y"}, {"0": [1]}, {"0": ["a", "b"]}, {"country": 7, "own": []}]
)
def test_what_makes_no_sense_counts_as_not_said(told: Any) -> None:
    assert hours.of({"hours": told, "holidays": told}) == Hours()


def test_a_country_or_region_that_nobody_knows_has_no_holidays_of_its_own() -> None:
    assert Hours(country="XX").name(date(2026, 12, 25)) == ""
    assert Hours(country="AR", region="ZZZ").name(date(2026, 12, 25)) == "Navidad"


def test_regions_have_names() -> None:
    assert ("X", "Córdoba") in hours.regions("AR")
    assert hours.regions("XX") == ()
