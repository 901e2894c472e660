"""The facts that desks write: messages on their way, notes, what was read, what people know about a lead."""

from collections.abc import Callable
from typing import Any, Final, get_args

import msgspec

from services.channels.loose import number, obj, text
from services.records import Media, OutgoingKind
from services.store import (
    agency,
    happened,
    imports,
    leads,
    library,
    mentions,
    merging,
    people,
    profiles,
    refusals,
    replies,
    sending,
    shares,
    team,
    timeline,
    waits,
    work,
)
from services.store.book import Book
from services.store.rows import BegunRow, IntegrationRow, MessageRow, SendingRow
from services.store.stamp import Body, Stamp

_json = msgspec.json.Encoder()


_KINDS: Final = get_args(OutgoingKind)
_OWN: Final = (waits.WAITS, waits.ANSWERED, "scheduled")


def fold(book: Book, kind: str, body: Body, stamp: Stamp) -> None:
    """Fold one fact of a desk. A kind that this version does not know changes nothing; a newer one folds it again."""
    fact = _FACTS.get(kind)
    if fact is not None:
        fact(book, body, stamp)
        if kind in happened.KINDS:
            happened.record(book, stamp.id, kind, body, stamp.seq, stamp.at, stamp.by)


def _when(value: object, otherwise: int) -> int:
    found = number(value)
    return int(found) if found is not None and found > 0 else otherwise


def _queued(book: Book, body: Body, stamp: Stamp) -> None:
    message, place = text(body.get("message")), book.real(text(body.get("conversation")))
    conversation = book.conversations.get(place)
    if not message or conversation is None or book.messages.get(message) is not None:
        return
    at = _when(body.get("at"), stamp.at)
    kind = text(body.get("kind")) or "text"
    row = book.messages.add(_line(book, message, place, kind if kind in _KINDS else "unknown", at, body, stamp))
    row.media = _media(body.get("media"))
    row.unshared = int(shares.travels(row.media))
    put_off = {"scheduled": at_time} if (at_time := _when(body.get("scheduled"), 0)) else {}
    row.extra = _json.encode({**_content(body), **put_off}).decode()
    answered = text(body.get("reply_to"))
    if answered:
        row.reply_key = answered if book.messages.get(answered) else timeline.key(conversation.channel, answered)
    hands = "any" if body.get("hands") == "any" else "own"
    way = SendingRow(message, stamp.by, hands, _when(body.get("not_before"), at), at)
    way = book.sendings.add(way)
    sending.reached(row, "queued", at)
    sending.settle(book, row, way)
    waits.outrun(book, place, message)
    if not waits.begin(book, row, way, body.get("waits")):
        timeline.placed(book, book.conversations.edit(place), row)
    timeline.arrived(book, message, message)


def _line(book: Book, identifier: str, place: str, kind: str, at: int, body: Body, stamp: Stamp) -> MessageRow:
    return MessageRow(
        identifier,
        book.serial.next("message"),
        place,
        stamp.seq,
        at,
        stamp.at,
        "out",
        kind,
        text(body.get("text")),
        author=text(body.get("author")) or None,
        origin="desk",
    )


def _content(body: Body) -> Body:
    """What the message holds; what the fold itself says there is not for a desk to say."""
    return {name: each for name, each in obj(body.get("content")).items() if name not in _OWN}


def _media(value: object) -> str | None:
    """The clip as JSON of records.Media; what does not fit that is no clip."""
    try:
        return _json.encode(msgspec.convert(value, Media, strict=False)).decode() if isinstance(value, dict) else None
    except msgspec.ValidationError:
        return None


def _way(book: Book, body: Body, also_gone: bool = False) -> tuple[MessageRow, SendingRow] | None:
    """The message that a fact speaks of and its way, both about to be changed."""
    message = text(body.get("message"))
    if not message or book.sendings.get(message) is None or (book.messages.edit(message).gone and not also_gone):
        return None
    return book.messages.edit(message), book.sendings.edit(message)


def _withdrawn(book: Book, body: Body, stamp: Stamp) -> None:
    """Only what waits can be taken back: in log order, nobody has begun it, or the attempt before has failed."""
    if (found := _way(book, body)) and found[0].state == "queued":
        row, way = found
        row.gone = 1
        waits.end(book, row)
        sending.settle(book, row, way)
        book.stale.add(row.conversation)


def _begun(book: Book, body: Body, stamp: Stamp) -> None:
    """For each attempt the first in log order wins; a new attempt needs an outcome of the one before."""
    found, attempt = _way(book, body), _when(body.get("attempt"), 0)
    if found is None or found[0].state not in ("queued", "failed") or attempt != found[1].attempt + 1:
        return
    row, way = found
    waits.end(book, row)
    book.begun.add(BegunRow(f"{row.id}:{attempt}", stamp.by, stamp.seq))
    way.attempt, way.begun_by, way.outcome = attempt, stamp.by, "begun"
    way.code = way.detail = None
    way.rank = 0
    sending.settle(book, row, way)


def _sent(book: Book, body: Body, stamp: Stamp) -> None:
    if (found := _way(book, body, also_gone=True)) is None:
        return
    row, way = found
    way.outcome = "sent"
    sending.left(book, row)
    sending.reached(row, "sent", stamp.at)
    provider_id = text(body.get("provider_id"))
    if provider_id:
        row.provider_id = provider_id
        channel = book.conversations.edit(row.conversation).channel
        timeline.claim(book, timeline.key(channel, provider_id), row.id)
    sending.settle(book, row, way)


def _failed(book: Book, body: Body, stamp: Stamp) -> None:
    """The attempt under way failed, or what is queued cannot even begin."""
    found = _way(book, body)
    if found is None or found[1].outcome == "sent" or _when(body.get("attempt"), 0) != found[1].attempt:
        return
    row, way = found
    if body.get("code") == "wait.expired" and waits.is_over(row):
        return
    waits.end(book, row)
    way.outcome, way.code, way.detail = "failed", text(body.get("code")) or None, text(body.get("detail")) or None
    way.again = int(body.get("again") is True)
    sending.reached(row, "failed", stamp.at)
    sending.settle(book, row, way)


def _unknown(book: Book, body: Body, stamp: Stamp) -> None:
    found = _way(book, body)
    if found is not None and found[1].outcome == "begun" and _when(body.get("attempt"), 0) == found[1].attempt:
        found[1].outcome = "unknown"
        sending.settle(book, *found)


def _settled(book: Book, body: Body, stamp: Stamp) -> None:
    found = _way(book, body)
    if found is None or found[1].outcome not in ("begun", "unknown"):
        return
    row, way = found
    way.outcome = "sent" if body.get("sent") is True else "failed"
    if way.outcome == "failed":
        way.code, way.detail, way.again = "message.not_sent", None, 1
    sending.settle(book, row, way)


def _handed(book: Book, body: Body, stamp: Stamp) -> None:
    if found := _way(book, body):
        found[1].hands = "any"


def _retried(book: Book, body: Body, stamp: Stamp) -> None:
    """Back to the queue after a failure; for what is still queued, another time. What was sent stays sent."""
    found = _way(book, body)
    if found is None or found[0].state not in ("queued", "failed"):
        return
    row, way = found
    way.not_before = _when(body.get("not_before"), stamp.at)
    extra = msgspec.json.decode(row.extra, type=dict[str, Any])
    if "scheduled" in extra:
        row.extra = _json.encode({**extra, "scheduled": way.not_before}).decode()
    if row.state == "failed":
        former = msgspec.json.decode(way.former, type=list[str])
        if row.provider_id and row.provider_id not in former:
            way.former = _json.encode([*former, row.provider_id]).decode()
        row.provider_id, row.times = None, "{}"
        sending.reached(row, "queued", stamp.at)
        way.outcome, way.rank, way.code, way.detail, way.again = "queued", 0, None, None, 0
    sending.settle(book, row, way)


def _read(book: Book, body: Body, stamp: Stamp) -> None:
    place = book.real(text(body.get("conversation")))
    if book.conversations.get(place) is not None:
        timeline.read(book, book.conversations.edit(place), _when(body.get("upto"), 0))


def _unread(book: Book, body: Body, stamp: Stamp) -> None:
    place = book.real(text(body.get("conversation")))
    if book.conversations.get(place) is not None:
        timeline.unread(book, book.conversations.edit(place))


def _note(book: Book, body: Body, stamp: Stamp) -> None:
    note, place = text(body.get("note")), book.real(text(body.get("conversation")))
    if not note or book.conversations.get(place) is None or book.messages.get(note) is not None:
        return
    row = book.messages.add(_line(book, note, place, "note", _when(body.get("at"), stamp.at), body, stamp))
    mentions.named(book, row, body)


def _lead(book: Book, body: Body, stamp: Stamp) -> None:
    """Last write wins for each field; null takes a field away."""
    contact = book.real(text(body.get("contact")))
    if book.contacts.get(contact) is None:
        return
    row = book.contacts.edit(contact)
    chosen = msgspec.json.decode(row.chosen, type=dict[str, str])
    for name, value in obj(body.get("fields")).items():
        chosen.pop(name, None)
        if value is not None:
            chosen[name] = text(value)
    row.chosen = _json.encode(chosen).decode()
    people.name_anew(row)


def _integration(book: Book, body: Body, stamp: Stamp) -> None:
    provider = text(body.get("provider"))
    if provider:
        known, active = book.integrations.get(provider), int(body.get("active") is True)
        config, author = _json.encode(obj(body.get("config"))).decode(), text(body.get("author"))[:80]
        made = known.made if known is not None else stamp.at
        book.integrations.put(provider, IntegrationRow(provider, active, config, made, stamp.at, author))


def _told(fold: Callable[[Book, Body, int, int], None]) -> Callable[[Book, Body, Stamp], None]:
    return lambda book, body, stamp: fold(book, body, stamp.at, stamp.seq)


_FACTS: Final[dict[str, Callable[[Book, Body, Stamp], None]]] = {
    "message.queued": _queued,
    "message.withdrawn": _withdrawn,
    "message.begun": _begun,
    "message.sent": _sent,
    "message.failed": _failed,
    "message.unknown": _unknown,
    "message.settled": _settled,
    "message.handed": _handed,
    "message.retried": _retried,
    "media.shared": shares.shared,
    "conversation.read": _read,
    "conversation.unread": _unread,
    "note.added": _note,
    "lead.changed": _lead,
    "integration.changed": _integration,
    "lead.refused": refusals.refused,
    "lead.answered": _told(leads.answered),
    "contact.read": _told(profiles.read),
    "contact.tagged": _told(profiles.tagged),
    "contact.untagged": _told(profiles.untagged),
    "contact.field_set": _told(profiles.field_set),
    "agency.changed": agency.changed,
    "dictionary.changed": agency.dictionary_changed,
    "voice.made": agency.voice_made,
    "voice.heard": agency.voice_heard,
    "voice.asked": agency.asked,
    "voice.transcribed": agency.transcribed,
    "contact.imported": _told(imports.imported),
    "library.saved": library.saved,
    "library.removed": library.removed,
    **team.FACTS,
    "reply.saved": _told(replies.saved),
    "reply.removed": _told(replies.removed),
    **{kind: _told(fact) for kind, fact in (work.FACTS | merging.FACTS | mentions.FACTS).items()},
}
