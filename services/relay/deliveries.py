"""The record of every attempt of a provider: what an admin sees when something does not arrive."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.engine import Connection

from services.relay import tables
from services.relay.lines import microseconds, stamp

KEPT: Final = timedelta(days=30)
MOST: Final = 500

_c = tables.deliveries.c


def page(connection: Connection, tenant: str, before: int | None, limit: int) -> list[dict[str, Any]]:
    """A tenant's attempts, the newest first, from the one before `before` on; `entry` is the seq of the first entry
    that an attempt became."""
    became = tables.delivered.c
    asked = select(_c.id, _c.provider, _c.outcome, _c.updates, _c.reason, _c.bytes, became.seq.label("entry"))
    whole = tables.deliveries.outerjoin(tables.delivered, and_(became.tenant == _c.tenant, became.delivery == _c.id))
    asked = asked.select_from(whole).where(_c.tenant == tenant)
    if before is not None:
        asked = asked.where(_c.id < before)
    rows = connection.execute(asked.order_by(_c.id.desc()).limit(min(limit, MOST)))
    shown = ({**row._mapping, "id": str(row.id), "at": _at(row.id)} for row in rows)
    return [{name: value for name, value in each.items() if value is not None} for each in shown]


def health(connection: Connection, tenant: str, provider: str) -> dict[str, Any]:
    """When a provider was last heard and last verified its address, and how it went over the last 24 h."""
    its, rejected = and_(_c.tenant == tenant, _c.provider == provider), _c.outcome == "rejected"
    its = and_(its, or_(rejected, _c.updates > 0))  # a handshake brings nothing
    lately = and_(its, _c.id >= _ago(timedelta(hours=24)))
    counts = connection.execute(select(rejected, func.count()).where(lately).group_by(rejected))
    counted: dict[bool, int] = {bool(each): count for each, count in counts}
    received = connection.scalar(select(_c.id).where(its, ~rejected).order_by(_c.id.desc()).limit(1))
    handshake = and_(_c.tenant == tenant, _c.provider == provider, _c.outcome == "accepted", _c.updates == 0)
    verified = connection.scalar(select(_c.id).where(handshake).order_by(_c.id.desc()).limit(1))
    return {
        "last_received_at": received and _at(received),
        "verified_at": verified and _at(verified),
        "newest": connection.scalar(select(_c.outcome).where(its).order_by(_c.id.desc()).limit(1)),
        "received_24h": counted.get(False, 0),
        "rejected_24h": counted.get(True, 0),
        "last_problem": connection.scalar(select(_c.reason).where(lately, rejected).order_by(_c.id.desc()).limit(1)),
    }


def prune(connection: Connection) -> None:
    """Forget attempts that are too old to matter."""
    tenants = ["", *connection.scalars(select(tables.tenants.c.id))]
    for each in tenants:
        connection.execute(delete(tables.deliveries).where(_c.tenant == each, _c.id < _ago(KEPT)))
        became = tables.delivered.c
        connection.execute(delete(tables.delivered).where(became.tenant == each, became.delivery < _ago(KEPT)))


def _ago(time: timedelta) -> int:
    return microseconds() - time // timedelta(microseconds=1)


def _at(id_: int) -> str:
    return stamp(datetime.fromtimestamp(id_ / 1_000_000, UTC))
