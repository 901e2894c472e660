"""Which messages may leave now: pure rules over what the store holds."""

from collections.abc import Callable, Iterable
from typing import Final, get_args

from services.records import Conversation, Outgoing, OutgoingKind
from services.voice.disclosure import FLAG

HOLD_MS: Final = 10_000
"""Time to undo."""
ALONE_MS: Final = 60_000
"""So long its author's desk alone may send an own message, without asking anybody. Only then may another desk take it
over, and from then on the desk that slept asks the log first: it may have been handed over, or sent before the desk was
restored from a backup."""
STALE_MS: Final = 60 * 60_000
"""A chat reply that could not leave for this long is not sent late by itself."""
LINE_MS: Final = 3_000
"""So long a line that tells of generated voices goes before them, once it is due. It is said by whoever is first in the
log; where the relay does not answer, the voice does not wait for that."""
ANY_TIME: Final = ("template", "flow")
"""Kinds that need no open window."""
_KINDS: Final = get_args(OutgoingKind)
MAX_ATTEMPTS: Final = 8
"""Attempts that the outbox makes by itself; a person may ask for more."""


def takes(outgoing: Outgoing, device: str, holds: Callable[[str], bool]) -> bool:
    """Whether this device is one that may begin it: the author's own, or any that holds the channel's key."""
    if outgoing.hands == "own":
        return outgoing.device == device
    return holds(outgoing.channel)


def wakes_at(one: Outgoing, device: str, now: int) -> int:
    """When its time to undo, or before its next attempt, ends. Where this device's clock was set back since it was
    queued, that time is in a future that may be a day away: it was over long before, as far as its author knows, and it
    is due."""
    plain = one.scheduled_at is None and one.device == device
    set_back = plain and min(one.queued_at, one.not_before) > now + HOLD_MS
    return now if set_back else one.not_before


def asleep(one: Outgoing, now: int) -> bool:
    """Whether it waits for something else than its turn: the lead's answer, or the time that somebody chose."""
    return one.waits_until is not None or (one.scheduled_at or 0) > now


def outlived(one: Outgoing, now: int) -> bool:
    """Whether it is a line of disclosure that holds its conversation no longer."""
    return FLAG in one.content and now - one.not_before > LINE_MS


def heads(outgoing: Iterable[Outgoing], device: str, holds: Callable[[str], bool], now: int) -> list[Outgoing]:
    """The next message of each conversation, oldest first: none overtakes one that was written before it, but what
    is asleep holds nobody.

    One in flight from this device holds its conversation; failed and uncertain ones wait for a person and hold nobody,
    nor does a line of which the log says nothing (see LINE_MS).
    """
    first: dict[str, Outgoing] = {}
    for one in sorted(outgoing, key=lambda one: (one.queued_at, one.message)):
        if one.kind not in _KINDS:
            continue  # of a later version
        if one.state == "queued" and not asleep(one, now) and takes(one, device, holds):
            first.setdefault(one.conversation, one)
        elif one.state == "sending" and one.begun_by == device and not outlived(one, now):
            first[one.conversation] = one
    return [one for one in first.values() if one.state == "queued"]


def too_late(outgoing: Outgoing, conversation: Conversation | None, now: int) -> str | None:
    """The code of the Trouble that forbids sending it now, though it is due."""
    if conversation is None:
        return "conversation.unknown"
    fresh = "answered" in outgoing.content  # its lead waits for it, as long as the window is open
    if outgoing.hands == "own" and not fresh and now - outgoing.not_before > STALE_MS:
        return "outbox.stale"
    return None if outgoing.kind in ANY_TIME else closed(conversation, now)


def closed(conversation: Conversation, now: int) -> str | None:
    """The code of a closed window. WhatsApp opens one when a lead writes; elsewhere no window means always open."""
    until = conversation.window_closes_at
    if until is None:
        return "whatsapp.window_closed" if conversation.channel == "whatsapp" else None
    return None if now < until else f"{conversation.channel}.window_closed"


def patience(attempt: int) -> float:
    """Seconds before the attempt after `attempt`, where the provider named none: 4, 16, 64, 256, then 300."""
    return min(4.0**attempt, 300.0)
