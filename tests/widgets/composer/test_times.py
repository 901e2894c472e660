"""Times to put a message off to, how they are said, and whether the window is still open then."""

from services.hours import Hours
from tests.widgets.conftest import HOUR, NOW, conversation, moment
from widgets.composer.times import presets, said, warning


def test_what_is_offered_lies_ahead() -> None:
    assert [each.at for each in presets(NOW, Hours())] == [
        NOW + HOUR, moment("2026-11-19 18:00"), moment("2026-11-20 09:00"), moment("2026-11-23 09:00"),
    ]  # fmt: skip
    late = moment("2026-11-19 21:10")
    assert all(each.at > late for each in presets(late, Hours()))
    assert moment("2026-11-19 18:00") not in [each.at for each in presets(late, Hours())]


def test_on_a_sunday_monday_is_offered_once() -> None:
    names = [each.name for each in presets(moment("2026-11-22 12:00"), Hours())]
    assert names == ["En 1 hora", "Hoy a las 18:00", "Mañana a las 9:00"]


def test_how_a_time_is_said() -> None:
    assert said(moment("2026-11-19 18:00"), NOW) == "hoy 18:00"
    assert said(moment("2026-11-20 09:00"), NOW) == "mañana 9:00"
    assert said(moment("2026-11-22 09:30"), NOW) == "dom\N{NO-BREAK SPACE}22, 9:30"


def test_a_window_that_will_be_closed_is_told() -> None:
    ana = conversation("ana", window_closes_at=NOW + 2 * HOUR)
    assert warning(ana, NOW + HOUR) == ""
    assert "cerrada" in warning(ana, NOW + 3 * HOUR)
    assert warning(conversation("bea", channel="manychat", window_closes_at=None), NOW + 90 * HOUR) == ""
