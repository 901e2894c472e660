"""Invitations as the store keeps them: by the hash of their code, spent once, and gone when they are withdrawn."""

from typing import Any, Final, NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from services.entries import Role
from services.relay import tables
from services.relay.lines import stamp
from services.trouble import Trouble

_SHOWN: Final = 16
"""Hexadecimal digits of the hash that name an invitation to an admin: they lead to no code."""


class Good(NamedTuple):
    """What an invitation lets somebody be; `member` is who gets one more device."""

    tenant: str
    role: Role
    name: str | None
    member: str | None


def keep(connection: Connection, row: dict[str, Any], member: str | None) -> None:
    """Keep a new one. Raises Trouble("member.unknown") where it is for a member that the tenant does not have."""
    if member is not None:
        m = tables.members.c
        mine = m.id == member, m.tenant == row["tenant"]
        found = connection.execute(select(m.name, m.role).where(*mine)).one_or_none()
        if found is None:
            raise Trouble("member.unknown")
        row = row | {"name": found.name, "role": found.role}
    connection.execute(insert(tables.invitations), row)
    if member is not None:
        connection.execute(insert(tables.returning), {"code_hash": row["code_hash"], "member": member})


def spend(connection: Connection, code_hash: str) -> Good:
    """What an invitation that is good lets somebody be; it is not good any more. Raises Trouble("invitation.unknown"),
    ("invitation.used") or ("invitation.expired")."""
    c, r = tables.invitations.c, tables.returning.c
    mine = c.code_hash == code_hash
    found = connection.execute(select(c.tenant, c.role, c.name, c.expires_at, c.used_at).where(mine)).one_or_none()
    if found is None:
        raise Trouble("invitation.unknown")
    if found.used_at:
        raise Trouble("invitation.used")
    if found.expires_at < stamp():
        raise Trouble("invitation.expired")
    connection.execute(update(tables.invitations).where(mine).values(used_at=stamp()))
    member = connection.scalar(select(r.member).where(r.code_hash == code_hash))
    return Good(found.tenant, found.role, found.name, member)


def open_ones(connection: Connection, tenant: str) -> list[dict[str, Any]]:
    """Those that can still be redeemed."""
    c, r = tables.invitations.c, tables.returning.c
    rows = connection.execute(
        select(c.code_hash, c.role, c.name, c.expires_at, r.member)
        .join_from(tables.invitations, tables.returning, r.code_hash == c.code_hash, isouter=True)
        .where(c.tenant == tenant, c.used_at.is_(None), c.expires_at >= stamp())
        .order_by(c.expires_at)
    )
    return [
        {"id": row.code_hash[:_SHOWN], "role": row.role, "name": row.name, "member": row.member,
         "expires_at": row.expires_at}
        for row in rows
    ]  # fmt: skip


def withdraw(connection: Connection, tenant: str, shown: str) -> int:
    """Forget one that nobody redeemed; how many there were."""
    if len(shown) != _SHOWN:
        return 0
    c = tables.invitations.c
    mine = c.tenant == tenant, c.used_at.is_(None), c.code_hash.startswith(shown, autoescape=True)
    found = list(connection.scalars(select(c.code_hash).where(*mine)))
    for table in (tables.returning, tables.invitations):
        connection.execute(delete(table).where(table.c.code_hash.in_(found)))
    return len(found)
