"""What a day begins with: who waits longest, what never arrived, and what was put off until now; all of it bounded."""

import sqlite3
from typing import Final

WEEK_MS: Final = 7 * 24 * 3_600_000
AMONG: Final = 500
"""Who waits longest is looked for among so many, those whose newest line is the oldest."""


def waiting(db: sqlite3.Connection, now: int, limit: int) -> list[tuple[str, int]]:
    """(conversation, since when in ms) of the open leads that nobody answered, the longest wait first: since the first
    line after our last one."""
    sql = """
        SELECT c.id, coalesce((SELECT min(m.at) FROM message m
            WHERE m.conversation = c.id AND m.at >= c.out_at AND m.direction = 'in' AND m.gone = 0), c.last_at) AS since
        FROM (SELECT id, out_at, last_at FROM conversation INDEXED BY conversation_unanswered
            WHERE unanswered = 1 AND closed = 0 AND snoozed <= :now
            ORDER BY last_at, last_seq, id DESC LIMIT :among) c
        ORDER BY since, c.id LIMIT :limit"""
    return db.execute(sql, {"now": now, "among": max(AMONG, limit), "limit": limit}).fetchall()


def lost(db: sqlite3.Connection, now: int, limit: int) -> list[str]:
    """The messages of desks that failed for good within a week and after which nobody wrote to that lead, newest
    first. What may still be tried again is in the outbox."""
    sql = """
        SELECT m.id FROM message m JOIN sending s ON s.message = m.id JOIN conversation c ON c.id = m.conversation
        WHERE m.state = 'failed' AND m.at > :after AND m.gone = 0 AND s.under_way = 0 AND c.closed = 0
            AND c.out_at < m.at AND c.in_at < m.at
        ORDER BY m.at DESC, m.id LIMIT :limit"""
    return [row[0] for row in db.execute(sql, {"after": now - WEEK_MS, "limit": limit})]


def due(db: sqlite3.Connection, now: int, upto: int, limit: int) -> list[str]:
    """The open conversations that were put off until a moment between a week ago and `upto` (ms) and not written to
    since, the first to wake first. An answer of the lead puts one that woke among those who wait."""
    sql = """
        SELECT id FROM conversation INDEXED BY conversation_snoozed
        WHERE snoozed > 0 AND closed = 0 AND snoozed > :after AND snoozed <= :upto
            AND (snoozed > :now OR (out_at < snoozed AND unanswered = 0))
        ORDER BY snoozed, id LIMIT :limit"""
    values = {"after": now - WEEK_MS, "upto": upto, "now": now, "limit": limit}
    return [row[0] for row in db.execute(sql, values)]
