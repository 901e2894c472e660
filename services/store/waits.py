"""Voices in waiting: heard beforehand, each goes out when its lead answers, unless that comes too late or says no.

Everything is decided by the log's order alone, so every desk comes to the same end and the one that may send it does so
once. Until then the message is queued and its `extra` says what it waits for."""

import unicodedata
from typing import Any, Final

import msgspec

from services.channels.facts import Said
from services.channels.loose import number, obj
from services.store.book import Book
from services.store.rows import MessageRow, SendingRow, WaitRow
from services.store.sending import settle

WAITS: Final = "waits"
"""In `extra`: until when (ms) it waits. It is gone once the message may leave."""
ANSWERED: Final = "answered"
"""In `extra`: when (ms) the answer came that set it free."""
_SLACK_MS: Final = 60_000
"""The provider's clock and the relay's may differ by so much."""
_NO: Final = frozenset(
    (
        "ahora no", "no", "no gracias", "no por ahora", "por ahora no", "mejor no", "no quiero", "no me interesa",
        "ya no me interesa", "no me escriban mas", "no escribir mas", "no recibir mas", "baja", "dar de baja",
        "darme de baja", "cancelar", "stop", "unsubscribe",
    )
)  # fmt: skip

_json = msgspec.json.Encoder()


def says_no(text: str) -> bool:
    """Whether an answer refuses: a button such as «Ahora no», BAJA, or the plain words for it. Longer sentences are
    for a person to read."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in plain[:80]).split()
    return " ".join(words) in _NO or words[:1] == ["baja"]


def begin(book: Book, row: MessageRow, way: SendingRow, asked: Any) -> bool:
    """A message just queued is to wait; False where it is not. Only one waits in a conversation: an older one ends.

    `asked` is {until, seen}, both in ms: how long, and when the last message was written that the author knew of.
    """
    until, seen = number(obj(asked).get("until")), number(obj(asked).get("seen"))
    if until is None:
        return False
    _write(row, {WAITS: int(until)})
    window_at = book.conversations.edit(row.conversation).window_at
    if window_at is not None and window_at > (seen or 0):
        _fail(book, row, way, "wait.crossed")
        return True
    book.waits.put(row.conversation, WaitRow(row.conversation, row.id))
    return True


def answered(book: Book, said: Said, place: str, received_at: int) -> MessageRow | None:
    """The lead wrote in `place`. Returns the message that may leave now, moved behind the answer, if there is one."""
    if (found := _waiting(book, place)) is None or not said.fresh:
        return None
    row, way = found
    until = msgspec.json.decode(row.extra).get(WAITS)
    if until is None or said.at + _SLACK_MS < row.received_at:
        return None
    if received_at > until:
        _fail(book, row, way, "wait.expired")
    elif says_no(said.text):
        _fail(book, row, way, "wait.declined")
    else:
        _write(row, {ANSWERED: received_at}, WAITS)
        row.at = max(row.at, said.at + 1)
        way.not_before = received_at
        return row
    return None


def outrun(book: Book, place: str, message: str) -> None:
    """Somebody of the agency wrote `message` in `place`: what waited there is not wanted any more."""
    if (found := _waiting(book, place)) is not None and found[0].id != message:
        _fail(book, *found, "wait.outrun")


def declined(book: Book, place: str) -> None:
    """The lead asked, in whichever way, that nobody writes: what waited in `place` does not go."""
    if (found := _waiting(book, place)) is not None:
        _fail(book, *found, "wait.declined")


def is_over(row: MessageRow) -> bool:
    """Whether `row` does not wait for an answer any more: then it cannot expire."""
    return WAITS not in msgspec.json.decode(row.extra)


def end(book: Book, row: MessageRow) -> None:
    """It was taken back, or is on its way."""
    if (found := _waiting(book, row.conversation)) is not None and found[0].id == row.id:
        book.waits.drop(row.conversation)


def _waiting(book: Book, place: str) -> tuple[MessageRow, SendingRow] | None:
    book.waits.load([place])
    wait = book.waits.get(place)
    return None if wait is None else (book.messages.edit(wait.message), book.sendings.edit(wait.message))


def _fail(book: Book, row: MessageRow, way: SendingRow, code: str) -> None:
    way.outcome, way.code, way.detail, way.again = "failed", code, None, 0
    _write(row, {}, WAITS)
    settle(book, row, way)
    end(book, row)


def _write(row: MessageRow, more: dict[str, int], less: str = "") -> None:
    extra = {**msgspec.json.decode(row.extra), **more}
    extra.pop(less, None)
    row.extra = _json.encode(extra).decode()
