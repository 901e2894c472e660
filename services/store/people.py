"""Who is who: identifiers, the contacts they resolve to, and contacts that prove to be one."""

from functools import lru_cache
from hashlib import blake2b
from typing import Final

import msgspec

from services import plain
from services.channels.facts import Identity, Person
from services.store import merging, numbers, work
from services.store.book import Book
from services.store.rows import AliasRow, ContactRow, ConversationRow, HintRow, IdentityRow, MessageRow, WaitRow

_NUMBERS: Final = ("wa", "phone")
ASIDE: Final = ("note", "system")
"""Kinds that stand in the timeline without being anybody's turn."""
NOBODY: Final = "[]"
"""Reach of a conversation in which nobody wrote yet."""
_json = msgspec.json.Encoder()
_reach = msgspec.json.Decoder(list[tuple[str, str]])


@lru_cache(4096)
def digest(*parts: str) -> str:
    """16 hex digits that name these parts, the same on every desk. Phone numbers are never shown as such in an id."""
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()


@lru_cache(8192)
def key(identity: Identity) -> str | None:
    """What all spellings of an identifier share; None for one that identifies nobody."""
    kind, value = identity
    if kind in _NUMBERS:
        number = numbers.key(_dialled(identity))
        return f"number:{number}" if number else None
    value = value.strip()[:200]
    return f"{kind}:{value}" if value else None


def _dialled(identity: Identity) -> str:
    """WhatsApp writes every number with its country and without a plus."""
    kind, value = identity
    return "+" + value if kind == "wa" else value


def keys(person: Person) -> list[str]:
    """The keys of a person's identifiers, without those that identify nobody."""
    return [found for each in person.identities if (found := key(each)) is not None]


def meet(book: Book, person: Person, at: int, seq: int) -> ContactRow | None:
    """The contact of this person, made, completed or merged as its identifiers prove; None where none identifies it.

    An e-mail address proves nothing beside anything surer: families and agencies share them.
    """
    known = [(found, each) for each in person.identities if (found := key(each)) is not None]
    sure = [pair for pair in known if pair[1][0] != "email"]
    proof = sure or known
    if not proof:
        return None
    owners = {row.contact for found, _ in proof if (row := book.identities.get(found)) is not None}
    contact = book.contacts.get(owners.pop()) if len(owners) == 1 else None
    if owners:
        contact = _merged(book, owners)
    elif contact is None:
        fresh = ContactRow(digest("contact", proof[0][0]), book.serial.next("contact"), seq, at)
        contact = book.add_contact(fresh)
    for found, identity in known:
        _link(book, contact, found, identity)
    _describe(book, contact, person)
    return contact


def _link(book: Book, contact: ContactRow, found: str, identity: Identity) -> None:
    """The identifier is this contact's. What WhatsApp itself delivers from is the surest way to write a number."""
    kind, value = identity
    row = book.identities.get(found)
    if row is None:
        book.identities.add(IdentityRow(found, kind, value[:200], contact.id))
    elif row.contact == contact.id and kind == "wa" and (row.kind, row.value) != identity:
        row = book.identities.edit(found)
        row.kind, row.value = kind, value[:200]
    else:
        if row.contact != contact.id:
            book.hints.put(hint := f"{contact.id}:{found}", HintRow(hint, found, contact.id))
        return
    if kind in _NUMBERS:
        address = numbers.readable(_dialled(identity))
        if address != contact.address:
            book.contacts.edit(contact.id).address = address


def _describe(book: Book, contact: ContactRow, person: Person) -> None:
    told = msgspec.json.decode(contact.told, type=dict[str, str]) if person.fields else {}
    news = {name: value for name, value in person.fields.items() if told.get(name) != value}
    address = contact.address or ("@" + person.fields["username"] if person.fields.get("username") else "")
    source = contact.source or person.source
    profile = person.name or contact.profile
    if not news and (address, source, profile) == (contact.address, contact.source, contact.profile):
        return
    row = book.contacts.edit(contact.id)
    row.address, row.source, row.profile = address, source, profile
    if news:
        row.told = _json.encode(told | news).decode()
    name_anew(row)


def name_anew(row: ContactRow) -> None:
    """What a person at a desk calls the contact, else what the provider does."""
    row.name = plain.name(msgspec.json.decode(row.chosen, type=dict[str, str]).get("name") or row.profile)


def _merged(book: Book, owners: set[str]) -> ContactRow:
    """The one contact of all these: the eldest survives, the others become names for it."""
    rows = [row for each in owners if (row := book.contacts.get(each)) is not None]
    eldest, *others = sorted(rows, key=lambda row: (row.seq, row.id))
    for other in others:
        _absorb(book, book.contacts.edit(eldest.id), book.contacts.edit(other.id))
    return eldest


def _absorb(book: Book, eldest: ContactRow, other: ContactRow) -> None:
    for found in _identities_of(book, other.id):
        book.identities.edit(found).contact = eldest.id
    told = msgspec.json.decode(other.told, type=dict[str, str]) | msgspec.json.decode(eldest.told, type=dict[str, str])
    chosen = msgspec.json.decode(other.chosen, type=dict[str, str]) | msgspec.json.decode(
        eldest.chosen, type=dict[str, str]
    )
    eldest.told, eldest.chosen = _json.encode(told).decode(), _json.encode(chosen).decode()
    eldest.tags = _json.encode(_joined(eldest.tags, other.tags)).decode()
    eldest.profile = eldest.profile or other.profile
    eldest.source = eldest.source or other.source
    eldest.first_seen = min(eldest.first_seen, other.first_seen)
    if eldest.address.startswith("@") or not eldest.address:
        eldest.address = other.address or eldest.address
    name_anew(eldest)
    for conversation in book.conversations_of(other.id):
        _move(book, conversation, eldest.id)
    _take_hints(book, eldest.id, other.id)
    merging.absorbed(book, eldest, other)
    book.aliases.add(AliasRow(other.id, eldest.id))
    book.contacts.drop(other.id)


def _take_hints(book: Book, eldest: str, other: str) -> None:
    kept = [each for (each,) in book.connection.execute("SELECT id FROM hint WHERE contact = ?", (other,))]
    for each in book.hints.where(kept, lambda row: row.contact == other):
        found = book.hints.edit(each).key
        book.hints.drop(each)
        book.hints.put(hint := f"{eldest}:{found}", HintRow(hint, found, eldest))


def _joined(*tags: str) -> dict[str, list[str]]:
    """The tags of two contacts, by channel."""
    found: dict[str, set[str]] = {}
    for each in tags:
        for channel, names in msgspec.json.decode(each, type=dict[str, list[str]]).items():
            found.setdefault(channel, set()).update(names)
    return {channel: sorted(names) for channel, names in sorted(found.items())}


def _identities_of(book: Book, contact: str) -> list[str]:
    """All identifiers of a contact: those on disk and those of this transaction."""
    found = [each for (each,) in book.connection.execute('SELECT "key" FROM identity WHERE contact = ?', (contact,))]
    return book.identities.where(found, lambda row: row.contact == contact)


def _move(book: Book, conversation: ConversationRow, contact: str) -> None:
    """The conversation becomes the contact's; where it has one on the same channel and account, their lines join."""
    same = [each for each in book.conversations_of(contact) if _place(each) == _place(conversation)]
    if not same:
        book.give(conversation, contact)
        return
    keeper, goer = sorted((same[0], conversation), key=lambda row: (row.seq, row.id))
    if keeper is conversation:
        book.give(conversation, contact)
    join(book, book.conversations.edit(keeper.id), goer)


def _place(row: ConversationRow) -> tuple[str, str]:
    return row.channel, row.account


def join(book: Book, keeper: ConversationRow, goer: ConversationRow) -> None:
    """All lines of `goer` stand in `keeper` from now on."""
    found = [each for (each,) in book.connection.execute("SELECT id FROM message WHERE conversation = ?", (goer.id,))]
    for each in book.messages.where(found, lambda row: row.conversation == goer.id):
        book.messages.edit(each).conversation = keeper.id
    if goer.reach != NOBODY and (keeper.reach == NOBODY or (goer.in_at, goer.in_seq) > (keeper.in_at, keeper.in_seq)):
        keeper.reach = goer.reach
    keeper.in_at, keeper.in_seq = max((keeper.in_at, keeper.in_seq), (goer.in_at, goer.in_seq))
    keeper.window_at = max((each for each in (keeper.window_at, goer.window_at) if each is not None), default=None)
    keeper.read_upto = max(keeper.read_upto, goer.read_upto)
    keeper.last_at = max(keeper.last_at, goer.last_at)
    work.joined(book, keeper, goer)
    book.aliases.add(AliasRow(goer.id, keeper.id))
    _keep_waiting(book, keeper.id, goer.id)
    book.conversations.drop(goer.id)
    book.stale.discard(goer.id)
    book.stale.add(keeper.id)


def _keep_waiting(book: Book, keeper: str, goer: str) -> None:
    """What waited for an answer in either waits in the one that is left; where both had one, the keeper's."""
    if (wait := book.waits.get(goer)) is not None:
        book.waits.drop(goer)
        if book.waits.get(keeper) is None:
            book.waits.put(keeper, WaitRow(keeper, wait.message))


def place(channel: str, account: str, person: Person) -> str:
    """The id that a conversation gets where this person is first seen."""
    return digest("conversation", channel, account, next(iter(keys(person)), ""))


def conversation(book: Book, contact: ContactRow, channel: str, account: str, person: Person, at: int, seq: int) -> str:
    """The id of the contact's conversation there, made if there is none. A flow that does not say which account it
    speaks for means the one that is known."""
    there = [each for each in book.conversations_of(contact.id) if each.channel == channel]
    for each in there:
        if each.account == account:
            return each.id
    for each in there:
        if not account:
            return each.id
        if not each.account:
            book.conversations.edit(each.id).account = account
            return each.id
    fresh = ConversationRow(place(channel, account, person), contact.id, channel, account, seq, at)
    if book.conversations.get(book.real(fresh.id)) is not None:
        fresh.id = digest("conversation", channel, account, contact.id, str(seq))
    book.add_conversation(fresh)
    return fresh.id


def reached(conversation: ConversationRow, person: Person, line: MessageRow) -> None:
    """A new line of `conversation`, which is being changed: an answer goes to whoever wrote last, not to any other
    identifier that the contact came to have."""
    newest = line.direction == "in" and (line.at, line.seq) > (conversation.in_at, conversation.in_seq)
    if line.kind not in ASIDE and (newest or conversation.reach == NOBODY):
        conversation.reach = _json.encode(person.identities).decode()


def rename(book: Book, old: Identity, new: Identity, at: int, seq: int) -> None:
    """The person known as `old` is known as `new` as well, and reached by it: `old` may be somebody else's soon."""
    contact = meet(book, Person((old, new)), at, seq)
    for each in book.conversations_of(contact.id) if contact is not None else ():
        known = _reach.decode(each.reach)
        if old in known:
            kept = [identity for identity in known if identity[0] not in (old[0], new[0])]
            book.conversations.edit(each.id).reach = _json.encode([new, *kept]).decode()
