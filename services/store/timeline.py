"""The lines of conversations as providers tell them, and the summary that the list shows."""

from typing import Final

import msgspec

from services.channels.facts import Delivered, Edited, LineFact, Met, Reacted, Renamed, Revoked, Said
from services.channels.whatsapp.messages import PLACEHOLDER
from services.store import people, sending, waits, work
from services.store.book import Book
from services.store.rows import ConversationRow, EarlyRow, MessageRow, NameRow

AHEAD_MS: Final = 300_000
"""A provider's clock may be so far ahead of the relay's; beyond that, it or its zone is wrong, and opens no window."""

_json = msgspec.json.Encoder()
_extra = msgspec.json.Encoder(decimal_format="number")
_facts = msgspec.json.Decoder(list[tuple[int, LineFact]])


def key(channel: str, provider_id: str) -> str:
    """The id of a message that a provider named; for one written at a desk, the name it goes by."""
    return people.digest("message", channel, provider_id)


def fold(book: Book, fact: LineFact, seq: int, received_at: int) -> None:
    """Fold one fact of a provider. Facts about a message that is not here yet wait for it."""
    match fact:
        case Said():
            said(book, fact, seq, received_at)
        case Met():
            people.meet(book, fact.person, fact.at, seq)
        case Renamed():
            people.rename(book, fact.old, fact.new, fact.at, seq)
        case _:
            about(book, fact, seq)


def said(book: Book, fact: Said, seq: int, received_at: int) -> None:
    """Put a message into its conversation; the same one again changes nothing, unless its file was missing."""
    contact = people.meet(book, fact.person, fact.at, seq)
    if contact is None:
        return
    place = people.conversation(book, contact, fact.channel, fact.account, fact.person, fact.at, seq)
    own_key = key(fact.channel, fact.id)
    if fact.direction == "out" and book.names.get(own_key) is not None:
        return
    known = book.messages.get(own_key)
    if known is not None:
        if known.kind == "unknown" and PLACEHOLDER in known.extra and fact.kind != "unknown":
            row = book.messages.edit(own_key)
            row.kind, row.text, row.media, row.extra = fact.kind, fact.text, _media(fact), _extras(fact)
        return
    row = MessageRow(
        own_key,
        book.serial.next("message"),
        place,
        seq,
        fact.at,
        received_at,
        fact.direction,
        fact.kind,
        fact.text,
        _media(fact),
        _extras(fact),
        state=fact.state,
        author=fact.author,
        origin=fact.origin,
        reply_key=key(fact.channel, fact.reply_to) if fact.reply_to else None,
        fresh=int(fact.fresh),
        provider_id=fact.id,
    )
    book.messages.add_first(row)
    conversation = book.conversations.edit(place)
    opened = min(fact.at, received_at + AHEAD_MS)
    if fact.opens and (conversation.window_at is None or opened > conversation.window_at):
        conversation.window_at = opened
    people.reached(conversation, fact.person, row)
    placed(book, conversation, row)
    if fact.direction == "in" and row.kind not in people.ASIDE:
        if (freed := waits.answered(book, fact, place, received_at)) is not None:
            placed(book, conversation, freed)
    elif fact.origin == "phone":
        waits.outrun(book, place, own_key)
    arrived(book, own_key, own_key)


def _media(fact: Said) -> str | None:
    return None if fact.media is None else _json.encode(fact.media).decode()


def _extras(fact: Said) -> str:
    return _extra.encode(fact.extra).decode() if fact.extra else "{}"


def placed(book: Book, conversation: ConversationRow, row: MessageRow) -> None:
    """A new line of `conversation`, which is being changed: bring its summary up to date."""
    place = (row.at, row.seq)
    if row.kind in people.ASIDE:
        return
    if conversation.last_message is None or place > (conversation.last_at, conversation.last_seq):
        conversation.last_message, (conversation.last_at, conversation.last_seq) = row.id, place
    if row.direction == "in":
        if place > (conversation.in_at, conversation.in_seq):
            conversation.in_at, conversation.in_seq = place
        conversation.unread += row.fresh and row.at > conversation.read_upto
        if row.fresh:
            work.answered(conversation)
    else:
        if row.state != "failed" and place > (conversation.out_at, conversation.out_seq):
            conversation.out_at, conversation.out_seq = place
        if row.origin != "provider":
            read(book, conversation, row.at)
    sending.heard(conversation, row)
    conversation.unanswered = _unanswered(conversation)


def _unanswered(row: ConversationRow) -> int:
    return int((row.in_at, row.in_seq) > (row.out_at, row.out_seq))


def read(book: Book, conversation: ConversationRow, upto: int) -> None:
    """Somebody of the agency has seen `conversation`, which is being changed, up to a time."""
    if upto <= conversation.read_upto:
        return
    conversation.read_upto = upto
    if upto >= conversation.in_at:
        conversation.unread = 0
    elif conversation.unread:
        book.stale.add(conversation.id)


def unread(book: Book, conversation: ConversationRow) -> None:
    """Somebody wants what the lead wrote last in `conversation`, which is being changed, to be read once more."""
    if conversation.in_at and conversation.in_at <= conversation.read_upto:
        conversation.read_upto = conversation.in_at - 1
        book.stale.add(conversation.id)


def about(book: Book, fact: Reacted | Edited | Revoked | Delivered, seq: int) -> None:
    """Fold a fact about a message, or keep it until the message is here."""
    target = key(fact.channel, fact.target)
    if isinstance(fact, Delivered) and fact.ours:
        claim(book, target, fact.ours)
    name = book.names.get(target)
    target = name.message if name is not None else target
    if book.messages.get(target) is None:
        _wait(book, target, seq, fact)
    else:
        _apply(book, target, fact)


def _wait(book: Book, target: str, seq: int, fact: LineFact) -> None:
    early = book.early.get(target)
    waiting = _facts.decode(early.facts) if early is not None else []
    if any(fact == each for _, each in waiting):
        return
    waiting.append((seq, fact))
    book.early.put(target, EarlyRow(target, _extra.encode(waiting).decode()))


def arrived(book: Book, target: str, message: str) -> None:
    """What waited under the id `target` is about `message`, which is here now."""
    early = book.early.get(target)
    if early is None:
        return
    book.early.drop(target)
    for _, fact in sorted(_facts.decode(early.facts), key=lambda each: each[0]):
        _apply(book, message, fact)


def claim(book: Book, name: str, message: str) -> None:
    """A provider's name belongs to a message of ours; what stood under the name alone becomes part of it."""
    if book.names.get(name) is not None or name == message:
        return
    echo = book.messages.get(name)
    book.names.add(NameRow(name, message))
    waiting = book.early.get(name)
    if echo is not None:
        book.messages.drop(name)
        book.stale.add(echo.conversation)
    here = book.messages.get(message) is not None
    if waiting is not None and here:
        arrived(book, name, message)
    elif waiting is not None:
        book.early.drop(name)
        for seq, fact in _facts.decode(waiting.facts):
            _wait(book, message, seq, fact)
    if echo is not None and here and echo.state in sending.RANKS:
        at = msgspec.json.decode(echo.times, type=dict[str, int]).get(echo.state, 0)
        sending.delivered(book, message, Delivered("", echo.provider_id or "", echo.state, at=at))  # type: ignore[arg-type]


def _apply(book: Book, target: str, fact: LineFact) -> None:
    row = book.messages.edit(target)
    match fact:
        case Delivered():
            sending.delivered(book, target, fact)
        case Reacted():
            _react(row, fact)
        case Edited() if fact.at >= row.edited and not row.deleted:
            row.original = row.text if row.original is None else row.original
            row.text, row.edited = fact.text, fact.at
        case Revoked():
            row.deleted = 1


def _react(row: MessageRow, fact: Reacted) -> None:
    """The newest reaction of each side counts, by the provider's clock."""
    reactions = msgspec.json.decode(row.reactions, type=dict[str, tuple[int, str]])
    if fact.at >= reactions.get(fact.who, (0, ""))[0]:
        reactions[fact.who] = (fact.at, fact.emoji)
        row.reactions = _json.encode(dict(sorted(reactions.items()))).decode()
