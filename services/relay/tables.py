"""The relay's tables, and the two ways to open its one SQLite file: the writer's, and everybody else's."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool, StaticPool

VERSION: Final = 1
"""Of these tables, in the file's user_version."""

metadata = MetaData()


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Text, **{"nullable": False, **more})


tenants = Table(
    "tenants", metadata, _text("id", primary_key=True), _text("name"), _text("epoch"), _text("created_at")
)  # fmt: skip

members = Table(
    "members",
    metadata,
    _text("id", primary_key=True),
    Column("tenant", ForeignKey("tenants.id"), nullable=False),
    _text("name"),
    _text("role"),
    _text("joined_at"),
)

devices = Table(
    "devices",
    metadata,
    _text("id", primary_key=True),
    Column("tenant", ForeignKey("tenants.id"), nullable=False),
    Column("member", ForeignKey("members.id"), nullable=False),
    _text("name"),
    _text("token_hash", unique=True),
    _text("joined_at"),
    _text("revoked_at", nullable=True),
)

invitations = Table(
    "invitations",
    metadata,
    _text("code_hash", primary_key=True),
    Column("tenant", ForeignKey("tenants.id"), nullable=False),
    _text("role"),
    _text("name", nullable=True),
    _text("expires_at"),
    _text("used_at", nullable=True),
)

returning = Table(
    "returning_members", metadata, _text("code_hash", primary_key=True), Column("member", ForeignKey("members.id"))
)
"""Invitations by which a member that is there already joins with one more device."""

seen = Table("seen", metadata, Column("device", ForeignKey("devices.id"), primary_key=True), _text("at"))
"""When a device was last heard of."""

integrations = Table(
    "integrations",
    metadata,
    Column("tenant", ForeignKey("tenants.id"), primary_key=True),
    _text("provider", primary_key=True),
    Column("active", Boolean, nullable=False),
    _text("hook_key", unique=True),
    _text("routes"),
    Column("sealed", LargeBinary, nullable=False),
)

apps = Table(
    "apps",
    metadata,
    _text("id", primary_key=True),
    _text("provider"),
    _text("name"),
    _text("hook_key", unique=True),
    Column("sealed", LargeBinary, nullable=False),
)

app_routes = Table(
    "app_routes",
    metadata,
    Column("app", ForeignKey("apps.id"), primary_key=True),
    _text("route", primary_key=True),
    Column("tenant", ForeignKey("tenants.id"), nullable=False),
)

entries = Table(
    "entries",
    metadata,
    _text("tenant", primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("id"),
    _text("kind"),
    _text("by"),
    _text("at"),
    Column("body", LargeBinary, nullable=False),
    Column("crc", Integer, nullable=False),
    UniqueConstraint("tenant", "id"),
)

unrouted = Table(
    "unrouted",
    metadata,
    Column("position", Integer, primary_key=True),
    _text("app"),
    _text("id"),
    _text("route", nullable=True),
    _text("at"),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("app", "id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _text("tenant", primary_key=True),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    _text("app", nullable=True),
    _text("provider"),
    _text("outcome"),
    Column("updates", Integer, nullable=False),
    _text("reason", nullable=True),
    Column("bytes", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""`id` is the moment in microseconds, and unique; `tenant` is empty for what an app's webhook brought to nobody."""

delivered = Table(
    "delivered",
    metadata,
    _text("tenant", primary_key=True),
    Column("delivery", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The first entry that a delivery became, or had become before."""

media = Table(
    "media",
    metadata,
    Column("tenant", ForeignKey("tenants.id"), primary_key=True),
    _text("sha256", primary_key=True),
    _text("type"),
    Column("bytes", Integer, nullable=False),
    _text("at"),
)

links = Table(
    "links",
    metadata,
    _text("token_hash", primary_key=True),
    _text("tenant"),
    _text("sha256"),
    _text("expires_at"),
)


WRITING: Final = (
    "journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000", "foreign_keys=ON",
    "temp_store=MEMORY",  # a statement of many rows keeps what would undo it: a file made and removed at every commit
)  # fmt: skip
READING: Final = ("query_only=ON", "wal_autocheckpoint=0")


def writing(path: Path) -> Engine:
    """The one connection that writes and checkpoints. A commit returns when its entries survive a power cut."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        hide_parameters=True,  # an error must not quote what people wrote
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    _on_connect(engine, WRITING)
    # The driver begins late and only before some statements; a write takes its lock at once.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def reading(path: Path, connections: int) -> Engine:
    """Connections that never write and never checkpoint: before 3.51.3 SQLite can spoil a log where two do."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    _on_connect(engine, READING)
    return engine


def _on_connect(engine: Engine, pragmas: tuple[str, ...]) -> None:
    def prepare(connection: Any, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
