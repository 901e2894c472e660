"""Every replica that a released version ever wrote opens; what it kept stays, what it derived is folded again."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.pool import StaticPool

from services.entries import Entries, Welcome
from services.records import Changes
from services.store import Store, files, migrations, rows, tables
from services.store.tables import kept
from tests.store.logs import dump, log, place, replayed, said

OLD = sorted((Path(__file__).parent.parent / "old_databases").glob("replica-v*.db"))
ANA = "5491155550101"
LOG = log(said(ANA, f"w{n}", f"línea {n}", n) for n in range(1, 1201))


def test_every_version_is_kept() -> None:
    assert [each.name for each in OLD] == [f"replica-v{n}.db" for n in range(1, rows.VERSION + 1)]


@pytest.mark.asyncio
@pytest.mark.parametrize("old", OLD, ids=lambda each: each.stem)
async def test_every_old_replica_opens(old: Path, tmp_path: Path) -> None:
    """The files hold five entries of WhatsApp, a note, and what a desk had learnt of a voice."""
    shutil.copy(old, tmp_path / files.REPLICA)
    store = Store.open(tmp_path, "desk", lambda changes: None)
    await store.refold()
    (row,) = store.conversations(store.conversation_ids())
    assert (row.name, row.last_seconds, store.position().seq, store.position().gaps) == ("Ana", 14.0, 6, 0)
    assert [each.text for each in store.messages(row.id)][:2] == ["uno", "llamar"]
    await store.close()


def test_the_steps_make_what_is_declared(tmp_path: Path) -> None:
    """Two ways to the kept tables: the declaration, and the migrations that released files went through."""
    from sqlalchemy import create_engine

    migrations.migrate(tmp_path / "replica.db")
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(tmp_path / "replica.db"), poolclass=StaticPool)
    made = inspect(engine)
    for table in (*kept.sorted_tables, *tables.derived.sorted_tables):
        declared = [(each.name, str(each.type), each.nullable) for each in table.columns]
        assert [
            (each["name"], str(each["type"]), each["nullable"]) for each in made.get_columns(table.name)
        ] == declared
    engine.dispose()


def test_a_backup_stands_before_each_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replica = tmp_path / files.REPLICA
    migrations.migrate(replica)
    with closing(sqlite3.connect(replica)) as db:
        db.execute("INSERT INTO known_media VALUES ('m', '{}')")
        db.commit()
    steps = (*migrations.STEPS, lambda db: db.execute("DROP TABLE known_media"))
    monkeypatch.setattr(migrations, "STEPS", steps)
    monkeypatch.setattr(migrations, "VERSION", len(steps))
    migrations.migrate(replica)
    with closing(sqlite3.connect(tmp_path / f"replica.db.v{len(steps) - 1}.backup")) as db:
        assert db.execute("SELECT message FROM known_media").fetchall() == [("m",)]
    with closing(sqlite3.connect(replica)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(steps),)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replica = tmp_path / files.REPLICA
    migrations.migrate(replica)
    before = replica.read_bytes()

    def fails(db: sqlite3.Connection) -> None:
        db.execute("DROP TABLE entry")
        raise RuntimeError("a bug in a step")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, fails))
    monkeypatch.setattr(migrations, "VERSION", 2)
    with pytest.raises(RuntimeError):
        migrations.migrate(replica)
    with closing(sqlite3.connect(replica)) as db:
        assert db.execute("SELECT count(*) FROM entry").fetchone() == (0,)
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert len(before) == replica.stat().st_size


@pytest.mark.asyncio
async def test_another_fold_reads_the_kept_log_again(tmp_path: Path) -> None:
    """Nothing is asked of the relay: the entries are here, and are folded while the desk works."""
    store = Store.open(tmp_path, "desk", lambda changes: None)
    await store.apply(Welcome("e", len(LOG)))
    await store.apply(Entries(LOG, len(LOG)))
    await store.close()
    with closing(sqlite3.connect(tmp_path / files.REPLICA)) as db:
        db.execute("UPDATE position SET fold = 0")
        db.execute("DROP TABLE message")
        db.execute("CREATE TABLE message (of TEXT, an TEXT, older TEXT, fold TEXT)")
        db.commit()
    told: list[Changes] = []
    store = Store.open(tmp_path, "desk", told.append)
    assert store.position().seq == len(LOG)
    await store.refold()
    assert len(told) == 3, "batch after batch"
    assert told[-1].everything
    assert len(store.messages(place(ANA), limit=2000)) == len(LOG)
    await store.close()
    assert dump(tmp_path) == replayed(tmp_path / "whole", LOG)


def test_a_replica_of_a_later_version_is_put_aside(tmp_path: Path) -> None:
    """The log has everything that was in it; what waits to be pushed is in a file of its own."""
    replica = tmp_path / files.REPLICA
    with closing(sqlite3.connect(replica)) as db:
        db.execute("CREATE TABLE of_tomorrow (x)")
        db.execute(f"PRAGMA user_version = {rows.VERSION + 1}")
    migrations.migrate(replica)
    assert files.current(replica)
    assert len(list(tmp_path.glob("replica.db.broken-*"))) == 1
