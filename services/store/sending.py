"""The way of an outgoing message: what desks and provider say of it, and the one state that follows."""

from typing import Final

import msgspec

from services.channels.facts import Delivered
from services.store.book import Book
from services.store.rows import ConversationRow, MessageRow, SendingRow

RANKS: Final = {"sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}
"""What a status proves, least first. A refusal after "sent" is final unless the message was delivered all the same."""

_STATES: Final = {rank: state for state, rank in RANKS.items()}
_OUTCOMES: Final = {"queued": "queued", "begun": "sending", "sent": "sent", "failed": "failed", "unknown": "uncertain"}


def delivered(book: Book, message: str, fact: Delivered) -> None:
    """A status of the provider: it never goes back, whatever the order in which statuses come."""
    rank = RANKS[fact.state]
    row = book.messages.edit(message)
    sending = book.sendings.get(message)
    former = msgspec.json.decode(sending.former, type=list[str]) if sending is not None else []
    if rank >= RANKS["delivered"] or fact.target not in former:
        reached(row, fact.state, fact.at)
    if sending is None:
        if row.direction == "out" and rank > RANKS.get(row.state or "", 0):
            _show(book, row, fact.state, fact.code, fact.detail)
        return
    if rank <= sending.rank or (rank < RANKS["delivered"] and fact.target in former):
        return
    sending = book.sendings.edit(message)
    sending.rank = rank
    left(book, row)
    if fact.target and fact.target not in former:
        row.provider_id = fact.target
    if rank == RANKS["failed"]:
        sending.code, sending.detail, sending.again = fact.code, fact.detail, 1
    settle(book, row, sending)


def reached(row: MessageRow, state: str, at: int) -> None:
    """The message, which is being changed, came to a state at this moment; of several tellings the first moment counts,
    and 0 is none."""
    times = msgspec.json.decode(row.times, type=dict[str, int])
    if at > 0 and at < times.get(state, at + 1):
        row.times = msgspec.json.encode(times | {state: at}, order="sorted").decode()


def left(book: Book, row: MessageRow) -> None:
    """What was sent was not taken back, whoever thought so: a withdrawal can cross the call of a desk off the line."""
    if row.gone:
        row.gone = 0
        book.stale.add(row.conversation)


def settle(book: Book, row: MessageRow, sending: SendingRow) -> None:
    """Bring the message's state up to date with its way; both are being changed."""
    state = _STATES[sending.rank] if sending.rank else _OUTCOMES[sending.outcome]
    failed = state == "failed"
    _show(book, row, state, sending.code if failed else None, sending.detail if failed else None)
    under_way = state in ("queued", "sending", "uncertain") or (failed and sending.again)
    sending.under_way = int(under_way and not row.gone)


def _show(book: Book, row: MessageRow, state: str, code: str | None, detail: str | None) -> None:
    if "failed" in (row.state, state) and row.state != state:
        book.stale.add(row.conversation)
    played = state == "played" != row.state
    row.state, row.trouble, row.detail = state, code, detail
    if played and (conversation := book.conversations.get(row.conversation)) is not None:
        heard(book.conversations.edit(conversation.id), row)


def heard(conversation: ConversationRow, row: MessageRow) -> None:
    """Whether the lead is silent since it played our newest voice; `conversation` is being changed by this line."""
    if row.direction == "out" and row.kind == "audio" and row.state == "played":
        conversation.heard_at = max(conversation.heard_at, row.at)
    conversation.heard = int(conversation.heard_at > conversation.in_at)
