"""The views of the inbox: which conversations each has, in which order, and how many. All of it stands on indexes."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from services.records import Key, Query, SavedView
from services.store.mentions import UNSEEN

WINDOW_MS: Final = 24 * 3_600_000
CLOSING_MS: Final = 4 * 3_600_000
"""The window of a conversation in the view "closing" closes within this time."""

_OPEN: Final = "closed = 0 AND snoozed <= :now"
_VIEWS: Final = {  # each as its index has it
    "all": "1",
    "unanswered": f"unanswered = 1 AND {_OPEN}",
    "closing": f"window_at > :after AND window_at <= :upto AND {_OPEN}",
    "mine": f"member = :member AND {_OPEN}",
    "mentioned": f"id IN ({UNSEEN})",
    "unassigned": f"member IS NULL AND {_OPEN}",
    "heard": f"heard = 1 AND {_OPEN}",
    "snoozed": "snoozed > 0 AND snoozed > :now AND closed = 0",
    "closed": "closed = 1",
}
_INDEXES: Final = {
    "all": "conversation_newest",
    "unanswered": "conversation_unanswered",
    "closing": "conversation_window",
    "mine": "conversation_member",
    "unassigned": "conversation_member",
    "heard": "conversation_heard",
    "snoozed": "conversation_snoozed",
    "closed": "conversation_closed",
}
_RECENT: Final = "last_at DESC, last_seq DESC, id"
_LAST: Final = 2**60
_URGENT: Final = "window_at > :after AND window_at <= :upto"
_ORDERS: Final = {
    "recent": (("0", "1", _RECENT),),
    "urgent": (
        ("window_at", _URGENT, f"window_at, {_RECENT}"),
        (str(_LAST), f"({_URGENT}) IS NOT TRUE", _RECENT),
    ),
    "window": (
        ("window_at", "window_at > :after", f"window_at, {_RECENT}"),
        (str(_LAST), "(window_at > :after) IS NOT TRUE", _RECENT),
    ),
    "waking": (("snoozed", "1", f"snoozed, {_RECENT}"),),
}
"""For each order its parts, one after the other: rank, which conversations, in which order."""

_query = msgspec.json.Decoder(Query)
_keys = msgspec.json.Decoder(list[Key])


def keys(db: sqlite3.Connection, query: Query, now: int, ids: Iterable[str] | None = None) -> list[Key]:
    """The places of a view in its order; with `ids`, of those among them that it has. KeyError for no such view.

    SQLite hands them over in one piece, which no other thread is let in between: row by row, whoever folds a long log
    would take the interpreter away a thousand times."""
    where, values = _where(query, now)
    if ids is not None:
        where += " AND id IN (SELECT value FROM json_each(:ids))"
        values["ids"] = json.dumps(list(ids))
    found: list[Key] = []
    for rank, which, order in _ORDERS[query.order]:
        index = "" if ids is not None else _index(query)
        sql = f"""SELECT json_group_array(json_array(rank, at, seq, id)) FROM (
            SELECT {rank} AS rank, -last_at AS at, -last_seq AS seq, id FROM conversation {index}
            WHERE {where} AND {which} ORDER BY {order})"""
        found += _keys.decode(db.execute(sql, values).fetchone()[0])
    found.sort()  # as they came, where SQLite kept to the order in which it read them
    return found


def _where(query: Query, now: int) -> tuple[str, dict[str, Any]]:
    values = {"now": now, "after": now - WINDOW_MS, "upto": now - WINDOW_MS + CLOSING_MS, "member": query.member}
    where = _VIEWS[query.view]
    if query.channel:
        where += " AND channel = :channel"
        values["channel"] = query.channel
    if query.tag:
        where += " AND id IN (SELECT conversation FROM tagging WHERE tag = :tag)"
        values["tag"] = query.tag
    return where, values


def counts(db: sqlite3.Connection, member: str, now: int) -> dict[str, int]:
    """How many conversations each view has, the member's own ones among them, and messages under way."""
    queries: Mapping[str, Query] = {view: Query(view, member=member) for view in _VIEWS}
    found = {name: _count(db, query, now) for name, query in queries.items()}
    for view in saved(db, member):
        found[view.key] = _count(db, msgspec.structs.replace(view.query, member=member), now)
    found["outbox"] = db.execute("SELECT count(*) FROM sending WHERE under_way = 1").fetchone()[0]
    return found


def _count(db: sqlite3.Connection, query: Query, now: int) -> int:
    where, values = _where(query, now)
    sql = f"SELECT count(*) FROM conversation {_index(query)} WHERE {where}"
    return int(db.execute(sql, values).fetchone()[0])


def _index(query: Query) -> str:
    """The planner guesses without knowing how many rows a view has; a tag has few, and few notes name one member."""
    return "" if query.tag or query.view == "mentioned" else f"INDEXED BY {_INDEXES[query.view]}"


def saved(db: sqlite3.Connection, member: str) -> list[SavedView]:
    """The member's own views, as they were first saved. One of a later version, that asks for what we do not know, is
    left out."""
    rows = db.execute("SELECT id, name, query FROM saved_view WHERE member = ? ORDER BY seq, id", (member,))
    found = ((identifier, name, _known(query)) for identifier, name, query in rows)
    return [SavedView(identifier, name, query) for identifier, name, query in found if query is not None]


def _known(text: str) -> Query | None:
    try:
        query = _query.decode(text)
    except msgspec.ValidationError:
        return None
    return query if query.view in _VIEWS and query.order in _ORDERS else None


def tags(db: sqlite3.Connection) -> list[str]:
    """Every tag that some conversation has, the most used first."""
    sql = "SELECT tag FROM tagging INDEXED BY tagging_tag GROUP BY tag ORDER BY count(*) DESC, tag"
    return [each for (each,) in db.execute(sql)]


def colleagues(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """(member, name) of everybody whose desk introduced itself and was not shown out since, by name."""
    sql = """SELECT id, name FROM colleague c WHERE EXISTS (SELECT 1 FROM device WHERE member = c.id AND revoked = 0)
        OR NOT EXISTS (SELECT 1 FROM device WHERE member = c.id) ORDER BY name, id"""
    rows: Sequence[tuple[str, str]] = db.execute(sql).fetchall()
    return list(rows)
