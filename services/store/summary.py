"""Counts the summary of a conversation anew from its lines, where adding to it is not enough."""

from typing import Final

from services.store.book import Book

_TURN: Final = "gone = 0 AND kind NOT IN ('note', 'system') AND extra NOT LIKE '%\"waits\":%'"
_NEWEST: Final = f"""
    SELECT id, at, seq FROM message WHERE conversation = ? AND {_TURN} ORDER BY at DESC, seq DESC LIMIT 1"""
_SIDE: Final = f"""
    SELECT at, seq FROM message WHERE conversation = ? AND direction = ? AND state IS NOT 'failed' AND {_TURN}
    ORDER BY at DESC, seq DESC LIMIT 1"""
_HEARD: Final = f"""
    SELECT coalesce(max(at), 0) FROM message
    WHERE conversation = ? AND direction = 'out' AND kind = 'audio' AND state = 'played' AND {_TURN}"""
_UNREAD: Final = f"""
    SELECT count(*) FROM message WHERE conversation = ? AND at > ? AND direction = 'in' AND fresh = 1 AND {_TURN}"""


def count(book: Book) -> None:
    """Bring the stale conversations up to date; every message must have been written back."""
    for each in sorted(book.stale):
        if book.conversations.get(each) is None:
            continue
        row = book.conversations.edit(each)
        ask = book.connection.execute
        newest = ask(_NEWEST, (each,)).fetchone()
        row.last_message = None if newest is None else newest[0]
        if newest is not None:
            row.last_at, row.last_seq = newest[1:]
        row.in_at, row.in_seq = ask(_SIDE, (each, "in")).fetchone() or (0, 0)
        row.out_at, row.out_seq = ask(_SIDE, (each, "out")).fetchone() or (0, 0)
        row.unread = ask(_UNREAD, (each, row.read_upto)).fetchone()[0]
        row.heard_at = ask(_HEARD, (each,)).fetchone()[0]
        row.heard = int(row.heard_at > row.in_at)
        row.unanswered = int((row.in_at, row.in_seq) > (row.out_at, row.out_seq))
    book.stale.clear()
