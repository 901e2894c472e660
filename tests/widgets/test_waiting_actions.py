"""What can be done with a message that waits depends on whose it is, and on the time."""

import pytest

from services.outbox.due import ALONE_MS
from services.records import Outgoing
from widgets.conversation.actions import waiting_actions

DUE = 1_790_000_000_000


def waiting(device: str, hands: str = "own") -> Outgoing:
    return Outgoing("m", "c", "whatsapp", "1", "text", "hola", None, device, hands, "queued", DUE, DUE - 10_000)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "offered"),
    [(DUE - 1, []), (DUE + ALONE_MS, []), (DUE + ALONE_MS + 1, ["hand_over"])],
    ids=["undo time", "its desk may be sending it", "its desk stays dark"],
)
def test_anothers_message_is_taken_over_only_once_its_desk_stays_dark(now: int, offered: list[str]) -> None:
    assert [action for action, _ in waiting_actions(waiting("there"), "here", now)] == offered


def test_ones_own_can_be_taken_back_and_hurried() -> None:
    assert [action for action, _ in waiting_actions(waiting("here"), "here", DUE - 1)] == ["withdraw", "send_now"]
    assert [action for action, _ in waiting_actions(waiting("here"), "here", DUE)] == ["withdraw"]
