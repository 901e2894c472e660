"""Which messages may leave, as pure rules."""

from typing import Any

import pytest

from services.outbox.due import HOLD_MS, heads, patience, takes, too_late, wakes_at
from services.records import Conversation, Outgoing

HOUR = 3_600_000


def waiting(name: str, **changes: Any) -> Outgoing:
    plain: dict[str, Any] = {
        "message": name,
        "conversation": "c1",
        "channel": "whatsapp",
        "account": "111",
        "kind": "text",
        "text": "hola",
        "media": None,
        "device": "here",
        "hands": "own",
        "state": "queued",
        "not_before": 0,
        "queued_at": 0,
    }
    return Outgoing(**(plain | changes))


def conversation(closes: int | None, channel: Any = "whatsapp") -> Conversation:
    return Conversation("c1", "p1", channel, "111", "Ana", "", "", "text", "in", 0, window_closes_at=closes)


def order(*messages: Outgoing, holds: bool = True) -> list[str]:
    return [one.message for one in heads(messages, "here", lambda _: holds, HOUR)]


def test_the_oldest_of_each_conversation_goes_first() -> None:
    assert order(
        waiting("b", queued_at=2),
        waiting("a", queued_at=1),
        waiting("z", conversation="c2", queued_at=3),
    ) == ["a", "z"]


def test_one_that_is_still_held_is_not_overtaken() -> None:
    assert order(waiting("a", queued_at=1, not_before=HOUR), waiting("b", queued_at=2)) == ["a"]


def test_what_is_asleep_holds_nobody_and_wakes_in_its_time() -> None:
    later = waiting("a", queued_at=1, content={"scheduled": HOUR + 1})
    due = waiting("b", queued_at=2, content={"scheduled": HOUR})
    awaits = waiting("c", conversation="c2", content={"waits": 9 * HOUR})
    assert order(later, due, awaits) == ["b"]


def test_a_voice_whose_lead_answered_overnight_is_not_too_late() -> None:
    voice = waiting("a", kind="audio", content={"answered": 0})
    assert too_late(voice, conversation(24 * HOUR), 12 * HOUR) is None
    assert too_late(waiting("b"), conversation(24 * HOUR), 12 * HOUR) == "outbox.stale"


def test_one_under_way_holds_its_conversation_and_no_other() -> None:
    under_way = waiting("a", state="sending", begun_by="here")
    assert order(under_way, waiting("b", queued_at=2), waiting("z", conversation="c2")) == ["z"]


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_what_waits_for_a_person_holds_nobody(state: str) -> None:
    assert order(waiting("a", state=state), waiting("b", queued_at=2)) == ["b"]


def test_another_desks_own_message_holds_nobody_here() -> None:
    assert order(waiting("a", device="there"), waiting("b", queued_at=2)) == ["b"]


@pytest.mark.parametrize(
    ("device", "hands", "holds", "taken"),
    [
        ("here", "own", False, True),
        ("there", "own", True, False),
        ("there", "any", True, True),
        ("here", "any", False, False),
    ],
)
def test_whose_hands(device: str, hands: str, holds: bool, taken: bool) -> None:
    assert takes(waiting("a", device=device, hands=hands), "here", lambda _: holds) is taken


@pytest.mark.parametrize(
    ("closes", "channel", "now", "code"),
    [
        (HOUR, "whatsapp", HOUR - 1, None),
        (HOUR, "whatsapp", HOUR, "whatsapp.window_closed"),
        (None, "whatsapp", 0, "whatsapp.window_closed"),
        (None, "manychat", 0, None),
        (HOUR, "manychat", HOUR, "manychat.window_closed"),
    ],
)
def test_windows(closes: int | None, channel: str, now: int, code: str | None) -> None:
    assert too_late(waiting("a", not_before=now), conversation(closes, channel), now) == code


def test_an_hour_late_is_too_late_for_ones_own_and_not_for_what_any_may_send() -> None:
    still_open = conversation(9 * HOUR)
    assert too_late(waiting("a"), still_open, HOUR) is None
    assert too_late(waiting("a"), still_open, HOUR + 1) == "outbox.stale"
    assert too_late(waiting("a", hands="any"), still_open, HOUR + 1) is None
    assert too_late(waiting("a"), None, 0) == "conversation.unknown"


def test_patience_grows_to_five_minutes() -> None:
    assert [patience(n) for n in (1, 2, 3, 4, 5, 6)] == [4, 16, 64, 256, 300, 300]


DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("changes", "device", "wakes"),
    [
        ({}, "here", 0),
        ({}, "other", DAY + HOLD_MS),  # its author may still undo it: that clock is only ahead of this one
        ({"attempt": 1}, "here", 0),  # the provider's pause is kept by the program that met it
        ({"content": {"scheduled": DAY + HOLD_MS}}, "here", DAY + HOLD_MS),
        ({"queued_at": 1, "not_before": HOLD_MS}, "here", HOLD_MS),
        ({"queued_at": DAY, "not_before": HOLD_MS}, "here", HOLD_MS),  # written after the clock was set back
    ],
)
def test_a_clock_set_back_makes_nobody_wait_for_a_day(changes: dict[str, Any], device: str, wakes: int) -> None:
    one = waiting("a", **({"queued_at": DAY, "not_before": DAY + HOLD_MS} | changes))
    assert wakes_at(one, device, 0) == wakes
