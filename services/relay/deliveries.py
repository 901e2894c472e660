"""The record of every attempt of a provider: what an admin sees when something does not arrive."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.engine import Connection

from services.relay import tables
from services.relay.lines import stamp

KEPT: Final = timedelta(days=30)
MOST: Final = 500

_c = tables.deliveries.c


def page(connection: Connection, tenant: str, before: int | None, limit: int) -> list[dict[str, Any]]:
    """A tenant's attempts, the newest first, from the one before `before` on."""
    asked: Select[Any] = select(_c.id, _c.at, _c.provider, _c.outcome, _c.updates, _c.reason, _c.bytes)
    asked = asked.where(_c.tenant == tenant)
    if before is not None:
        at = connection.scalar(select(_c.at).where(_c.id == before, _c.tenant == tenant))
        asked = asked.where(or_(_c.at < at, and_(_c.at == at, _c.id < before)) if at else _c.id < before)
    rows = connection.execute(asked.order_by(_c.at.desc(), _c.id.desc()).limit(min(limit, MOST)))
    return [{name: value for name, value in row._mapping.items() if value is not None} for row in rows]


def health(connection: Connection, tenant: str, provider: str) -> dict[str, Any]:
    """When a provider was last heard, and how it went over the last 24 h."""
    its, rejected = and_(_c.tenant == tenant, _c.provider == provider), _c.outcome == "rejected"
    lately = and_(its, _c.at >= stamp(datetime.now(UTC) - timedelta(hours=24)))
    newest = _c.at.desc(), _c.id.desc()
    counts = connection.execute(select(rejected, func.count()).where(lately).group_by(rejected))
    counted: dict[bool, int] = {bool(each): count for each, count in counts}
    return {
        "last_received_at": connection.scalar(select(_c.at).where(its, ~rejected).order_by(*newest).limit(1)),
        "received_24h": counted.get(False, 0),
        "rejected_24h": counted.get(True, 0),
        "last_problem": connection.scalar(select(_c.reason).where(lately, rejected).order_by(*newest).limit(1)),
    }


def prune(connection: Connection) -> None:
    """Forget attempts that are too old to matter."""
    connection.execute(delete(tables.deliveries).where(_c.at < stamp(datetime.now(UTC) - KEPT)))
