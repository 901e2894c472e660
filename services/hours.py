"""When an agency works: its week, the holidays of its country, and days of its own; all of it the agency's values."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import msgspec

MORNING: Final = 9 * 60
"""When a day begins where nobody said."""
USUAL: Final = {0: (540, 1080), 1: (540, 1080), 2: (540, 1080), 3: (540, 1080), 4: (540, 1080), 5: (540, 780)}
"""What is proposed: weekdays until six, Saturdays until one. Monday is 0; minutes of the day."""
_AHEAD: Final = 366


class Hours(msgspec.Struct, frozen=True):
    """`week` {weekday: (opens, closes)} in minutes of the day; {}: nobody said, so every day is worked. `country`
    (ISO 3166) and its `region` say which holidays there are, "" for none; `own` {day: name} are days off of the
    agency's, `worked` holidays on which it works; days as "2026-12-24"."""

    week: dict[int, tuple[int, int]] = {}
    country: str = ""
    region: str = ""
    own: dict[str, str] = {}
    worked: tuple[str, ...] = ()

    def name(self, day: date) -> str:
        """What makes a day no working day: the holiday's name, or ""."""
        told = day.isoformat()
        if told in self.own:
            return self.own[told]
        return "" if told in self.worked else _holidays(self.country, self.region, day.year).get(day, "")

    def opens(self, day: date) -> int | None:
        """The minute at which the agency opens; None where it is closed that day."""
        if self.name(day):
            return None
        if not self.week:
            return MORNING
        times = self.week.get(day.weekday())
        return None if times is None else times[0]

    def next_opening(self, day: datetime) -> datetime:
        """The first opening on `day` (in the agency's zone) or later. An agency that never opens does so that day."""
        for ahead in range(_AHEAD):
            later = day + timedelta(days=ahead)
            minute = self.opens(later.date())
            if minute is not None:
                return later.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
        return day.replace(hour=MORNING // 60, minute=0, second=0, microsecond=0)

    def mornings(self, now: datetime) -> list[datetime]:
        """When the agency opens next from tomorrow on, and from the next Monday on; one where both are the same."""
        days = now + timedelta(days=1), now + timedelta(days=7 - now.weekday())
        return sorted({self.next_opening(each) for each in days})


def of(values: Mapping[str, Any]) -> Hours:
    """Those among an agency's values; what cannot be read counts as not said."""
    return Hours(week=_read(values.get("hours"), dict[int, tuple[int, int]], {}), **_days(values.get("holidays")))


def values(hours: Hours) -> dict[str, Any]:
    """As the agency keeps them."""
    days = {"country": hours.country, "region": hours.region, "own": hours.own, "worked": list(hours.worked)}
    return {"hours": {str(day): list(times) for day, times in sorted(hours.week.items())}, "holidays": days}


def _days(told: Any) -> dict[str, Any]:
    told = told if isinstance(told, dict) else {}
    return {
        "country": _read(told.get("country"), str, ""),
        "region": _read(told.get("region"), str, ""),
        "own": _read(told.get("own"), dict[str, str], {}),
        "worked": _read(told.get("worked"), tuple[str, ...], ()),
    }


def _read(told: Any, kind: Any, otherwise: Any) -> Any:
    try:
        return msgspec.convert(told, kind, strict=False) if told is not None else otherwise
    except msgspec.ValidationError:
        return otherwise


@lru_cache(64)
def _holidays(country: str, region: str, year: int) -> dict[date, str]:
    if not country:
        return {}
    import holidays  # a table of the world: only where an agency keeps any

    for subdivision in (region or None, None):
        for language in ("es", None):
            try:
                return dict(holidays.country_holidays(country, subdiv=subdivision, years=year, language=language))
            except NotImplementedError:
                continue
    return {}


def regions(country: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of the parts of a country that have holidays of their own. Loads the table: off the UI loop."""
    import holidays

    found = holidays.list_supported_countries().get(country, [])
    if not found:
        return ()
    names = {code: name for name, code in _aliases(country).items() if code in found}
    return tuple(sorted(((code, names.get(code, code)) for code in found), key=lambda each: each[1]))


def _aliases(country: str) -> dict[str, str]:
    import holidays

    aliases: dict[str, str] = dict(getattr(holidays.country_holidays(country), "subdivisions_aliases", {}))
    return aliases
