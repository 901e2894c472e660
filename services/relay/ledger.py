"""The log in SQL: places given without gaps, each entry once, and nothing handed out that is not as it was written."""

import sqlite3
import zlib
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

from services.relay import tables
from services.relay.lines import Batch, Delivery, Line, New, News, Place, Stored, microseconds, stamp
from services.trouble import Trouble

MOST_ROWS: Final = 1000
"""Rows in one statement: SQLite takes 32,766 parameters."""

_ENTRIES = 'entries (tenant, seq, id, kind, "by", at, body, crc)'
_DELIVERIES = "deliveries (tenant, id, app, provider, outcome, updates, reason, bytes)"
_DELIVERED = "delivered (tenant, delivery, seq)"
_UNROUTED = "unrouted (app, id, route, body, at)"
_AFTER = 'SELECT seq, id, kind, "by", at, body, crc FROM entries WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?'


class Ledger:
    """Belongs to the writer's thread, which alone adds to the log. It writes by the driver's own cursor: at some
    thousand batches per second SQLAlchemy's bookkeeping would be a third of the work."""

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}  # the last seq committed, per tenant
        self._last_delivery = 0

    def open(self, connection: Connection) -> None:
        """Check the file, make what is missing, find every head. Raises Trouble("store.damaged") or ("store.newer")."""
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if found != "ok":
            raise Trouble("store.damaged", found=str(found))
        if connection.exec_driver_sql("PRAGMA user_version").scalar_one() > tables.VERSION:
            raise Trouble("store.newer")
        tables.metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {tables.VERSION}")
        self._heads = heads(connection)
        self._last_delivery = connection.scalar(select(func.max(tables.deliveries.c.id))) or 0

    def write(self, cursor: DBAPICursor, batches: Sequence[Batch]) -> tuple[list[Stored], News]:
        """Places for all lines: the next of their tenant, or where the first with the same id stands."""
        at = stamp()
        lines = [line for batch in batches for line in batch.lines]
        try:
            # Nearly always all are new, and the unique index says so more cheaply than a search for each.
            places, news, rows = self._plan(lines, at, _known(cursor, lines) if len(lines) > MOST_ROWS else {})
            _insert(cursor, _ENTRIES, 8, rows)
        except sqlite3.IntegrityError:
            places, news, rows = self._plan(lines, at, _known(cursor, lines))
            _insert(cursor, _ENTRIES, 8, rows)
        following = iter(places)
        stored = []
        for batch in batches:
            own = list(islice(following, len(batch.lines)))
            stored.append(Stored(own, [_outcome(each, batch.lines, own) for each in batch.deliveries]))
        deliveries, became = self._delivery_rows(batches, stored)
        _insert(cursor, _DELIVERIES, 8, deliveries)
        _insert(cursor, _DELIVERED, 3, became)
        loose = [value for batch in batches for each in batch.loose for value in (*each, at)]
        _insert(cursor, _UNROUTED, 5, loose, " ON CONFLICT DO NOTHING")
        return stored, news

    def _plan(
        self, lines: Sequence[New], at: str, known: dict[tuple[str, str], Place]
    ) -> tuple[list[Place], News, list[object]]:
        """A place for each line, what is new, and its rows."""
        given, news = dict[str, int](), News()
        places, rows = list[Place](), list[object]()
        for tenant, id_, kind, by, body in lines:
            place = known.get((tenant, id_))
            if place is None:
                seq = given[tenant] = given.get(tenant, self._heads.get(tenant, 0)) + 1
                place, known[tenant, id_] = Place(seq, at, False), Place(seq, at, True)
                rows += (tenant, seq, id_, kind, by, at, body, _crc(tenant, seq, id_, kind, by, at, body))
                news.setdefault(tenant, []).append(Line(seq, id_, kind, by, at, msgspec.Raw(body)))
            places.append(place)
        return places, news, rows

    def _delivery_rows(self, batches: Sequence[Batch], stored: Sequence[Stored]) -> tuple[list[object], list[object]]:
        """The rows of the deliveries, and which entry each of them became first."""
        rows, became = list[object](), list[object]()
        clock = microseconds()
        for batch, (places, outcomes) in zip(batches, stored, strict=True):
            first: dict[str, int] = {}
            for line, place in zip(batch.lines, places, strict=True):
                first.setdefault(line.tenant, place.seq)
            for (tenant, app, provider, _, *rest), outcome in zip(batch.deliveries, outcomes, strict=True):
                self._last_delivery = max(self._last_delivery + 1, clock)
                rows += (tenant, self._last_delivery, app, provider, outcome, *rest)
                if tenant in first and outcome in ("accepted", "duplicate"):
                    became += (tenant, self._last_delivery, first[tenant])
        return rows, became

    def committed(self, news: News) -> None:
        """What was given is taken."""
        self._heads |= {tenant: lines[-1].seq for tenant, lines in news.items()}


def heads(connection: Connection) -> dict[str, int]:
    """The last seq of every tenant that has entries."""
    last = select(func.max(tables.entries.c.seq)).where(tables.entries.c.tenant == tables.tenants.c.id)
    return {
        tenant: seq for tenant, seq in connection.execute(select(tables.tenants.c.id, last.scalar_subquery())) if seq
    }


def after(connection: Connection, tenant: str, seq: int, most: int, most_bytes: int) -> list[Line]:
    """The lines that follow `seq`, up to `most` and about `most_bytes` (one always fits).

    Raises Trouble("log.damaged") for a gap, or a line that is not as it was written.
    """
    lines: list[Line] = []
    size, result = 0, connection.exec_driver_sql(_AFTER, (tenant, seq, most))
    for place, id_, kind, by, at, body, crc in result:
        if place != seq + len(lines) + 1 or crc != _crc(tenant, place, id_, kind, by, at, body):
            raise Trouble("log.damaged", seq=seq + len(lines) + 1)
        size += len(body) + 200
        if lines and size > most_bytes:
            break
        lines.append(Line(place, id_, kind, by, at, msgspec.Raw(body)))
    result.close()
    return lines


def _crc(tenant: str, seq: int, id_: str, kind: str, by: str, at: str, body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(f"{tenant}\n{seq}\n{id_}\n{kind}\n{by}\n{at}\n".encode()))


def _outcome(delivery: Delivery, lines: Sequence[New], places: Sequence[Place]) -> str:
    if delivery.outcome:
        return delivery.outcome
    own = (place for line, place in zip(lines, places, strict=True) if line.tenant == delivery.tenant)
    return "duplicate" if all(place.duplicate for place in own) else "accepted"


def _known(cursor: DBAPICursor, lines: Sequence[New]) -> dict[tuple[str, str], Place]:
    """Which of these the log has already. The writer is alone in its transaction, so what is not here is new."""
    known: dict[tuple[str, str], Place] = {}
    for start in range(0, len(lines), MOST_ROWS):
        some = lines[start : start + MOST_ROWS]
        asked = ",".join(["(?,?)"] * len(some))
        cursor.execute(
            f"WITH asked (tenant, id) AS (VALUES {asked})"  # noqa: S608  (question marks)
            " SELECT e.tenant, e.id, e.seq, e.at FROM asked CROSS JOIN entries AS e"
            " ON e.tenant = asked.tenant AND e.id = asked.id",
            tuple(value for line in some for value in line[:2]),
        )
        known.update(((tenant, id_), Place(seq, at, True)) for tenant, id_, seq, at in cursor.fetchall())
    return known


def _insert(cursor: DBAPICursor, into: str, width: int, values: Sequence[Any], otherwise: str = "") -> None:
    """One statement for many rows: the driver gives up the interpreter's lock once per statement, not once per row."""
    row = f"({','.join('?' * width)})"
    for start in range(0, len(values), MOST_ROWS * width):
        some = values[start : start + MOST_ROWS * width]
        rows = ",".join([row] * (len(some) // width))
        cursor.execute(f"INSERT INTO {into} VALUES {rows}{otherwise}", some)  # noqa: S608
