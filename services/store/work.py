"""What people decide about a conversation: closed, put off, whose, its tags; the views they save; who they are."""

from typing import Any

import msgspec

from services.channels.loose import number, obj, text
from services.records import UNTIL_REPLY
from services.store.book import Book
from services.store.rows import ColleagueRow, ConversationRow, TaggingRow, ViewRow

Body = dict[str, Any]
LONGEST = 60
"""Characters of a tag, and of the name of a view or a member."""

_json = msgspec.json.Encoder()


def closed(book: Book, body: Body, at: int, seq: int) -> None:
    """Nothing is left to do, unless the lead wrote what was not seen (`upto`, ms) by who closed it."""
    row = _conversation(book, body)
    if row is not None and _seen(row, body):
        row.closed, row.snoozed = 1, 0


def reopened(book: Book, body: Body, at: int, seq: int) -> None:
    """Open again, whether it was closed or put off."""
    if row := _conversation(book, body):
        row.closed = row.snoozed = 0


def snoozed(book: Book, body: Body, at: int, seq: int) -> None:
    """Put off until a time (`until`, ms), or until the lead writes again; its waking by the clock is nobody's fact."""
    row, until = _conversation(book, body), number(body.get("until"))
    if row is None:
        return
    if until is not None and until > 0:
        row.closed, row.snoozed = 0, int(until)
    elif _seen(row, body):
        row.closed, row.snoozed = 0, UNTIL_REPLY


def answered(row: ConversationRow) -> None:
    """The lead wrote: what was closed is open again, and what waited for it wakes. `row` is being changed."""
    row.closed = 0
    if row.snoozed == UNTIL_REPLY:
        row.snoozed = 0


def assigned(book: Book, body: Body, at: int, seq: int) -> None:
    """It is this member's from now on, or nobody's."""
    if row := _conversation(book, body):
        row.member = text(body.get("member")) or None


def tagged(book: Book, body: Body, at: int, seq: int) -> None:
    _tag(book, body, put=True)


def untagged(book: Book, body: Body, at: int, seq: int) -> None:
    _tag(book, body, put=False)


def joined(book: Book, keeper: ConversationRow, goer: ConversationRow) -> None:
    """Two conversations proved to be one: it is open if either was, and has the tags of both."""
    keeper.closed, keeper.snoozed = keeper.closed & goer.closed, min(keeper.snoozed, goer.snoozed)
    keeper.member = keeper.member or goer.member
    found = [each for (each,) in book.connection.execute("SELECT id FROM tagging WHERE conversation = ?", (goer.id,))]
    for each in book.taggings.where(found, lambda row: row.conversation == goer.id):
        tag = book.taggings.edit(each).tag
        book.taggings.drop(each)
        book.taggings.put(key := f"{keeper.id}:{tag}", TaggingRow(key, keeper.id, tag))


def view_saved(book: Book, body: Body, at: int, seq: int) -> None:
    """A member's own view: a new one, or another name or query for one that is there."""
    view, member, name = text(body.get("view")), text(body.get("member")), _short(body.get("name"))
    if not view or not member or not name:
        return
    known = book.views.get(view)
    place = seq if known is None else known.seq
    book.views.put(view, ViewRow(view, member, name, _json.encode(obj(body.get("query"))).decode(), place))


def view_removed(book: Book, body: Body, at: int, seq: int) -> None:
    if book.views.get(view := text(body.get("view"))) is not None:
        book.views.drop(view)


def introduced(book: Book, body: Body, at: int, seq: int) -> None:
    """A member's desk says what its member is called, so that others can assign to it by name."""
    member, name = text(body.get("member")), _short(body.get("name"))
    if member and name:
        book.colleagues.put(member, ColleagueRow(member, name))


def _tag(book: Book, body: Body, put: bool) -> None:
    row, tag = _conversation(book, body), _short(body.get("tag"))
    if row is None or not tag:
        return
    key = f"{row.id}:{tag}"
    book.taggings.put(key, TaggingRow(key, row.id, tag) if put else None)
    book.touched.add(row.id)


def _short(value: object) -> str:
    return " ".join(text(value).split())[:LONGEST]


def _conversation(book: Book, body: Body) -> ConversationRow | None:
    """The conversation that a fact speaks of, about to be changed."""
    place = book.real(text(body.get("conversation")))
    return None if book.conversations.get(place) is None else book.conversations.edit(place)


def _seen(row: ConversationRow, body: Body) -> bool:
    """Whether who wrote the fact had seen all that the lead wrote before it."""
    upto = number(body.get("upto"))
    return upto is None or row.in_at <= upto


FACTS = {
    "conversation.closed": closed,
    "conversation.reopened": reopened,
    "conversation.snoozed": snoozed,
    "conversation.assigned": assigned,
    "conversation.tagged": tagged,
    "conversation.untagged": untagged,
    "view.saved": view_saved,
    "view.removed": view_removed,
    "colleague.introduced": introduced,
}
"""`conversation.closed` {conversation, upto?}, `.reopened` {conversation}, `.snoozed` {conversation, until: ms or
"reply", upto?}, `.assigned` {conversation, member or null}, `.tagged` and `.untagged` {conversation, tag};
`view.saved` {view, member, name, query}, `view.removed` {view}; `colleague.introduced` {member, name}. `upto` is the ms
of the newest line that was seen. Most carry `author`, the name of the member who did it, for the history."""
