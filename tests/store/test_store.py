"""The store as the rest of the house uses it: a writer in a thread, reads at once, changes told after each commit."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from services.entries import Draft, Entries, Reset, Result, Welcome
from services.records import Changes, Media
from services.store import Store
from services.trouble import Trouble
from tests.conftest import eventually
from tests.store.logs import EPOCH, dump, fact, log, message_id, place, replayed, said, status

ANA = "5491155550101"
LOG = log(said(ANA, f"w{n}", f"línea {n}", n) for n in range(1, 31))

pytestmark = pytest.mark.asyncio


class Told:
    """What on_changes was given."""

    def __init__(self) -> None:
        self.changes: list[Changes] = []

    def __call__(self, changes: Changes) -> None:
        self.changes.append(changes)

    def last(self) -> Changes:
        return self.changes[-1]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest_asyncio.fixture
async def store(tmp_path: Path, told: Told) -> AsyncIterator[Store]:
    store = Store.open(tmp_path / "tenant", "desk", told, now=lambda: EPOCH + 60_000)
    yield store
    await store.close()


async def follow(store: Store, upto: int, head: int = len(LOG)) -> None:
    await store.apply(Welcome("e", head))
    await store.apply(Entries(LOG[:upto], head))


async def test_an_empty_one_answers_everything(store: Store) -> None:
    assert set(store.counts().values()) == {0}
    assert [store.conversation_ids(view) for view in ("all", "unanswered", "closing")] == [[], [], []]
    nothing = [store.conversation("x"), store.message("x"), store.contact("x"), store.outgoing_one("x")]
    assert nothing == [None] * 4
    assert (store.search("hola"), store.messages("x"), store.outgoing(), store.pending_drafts()) == ([], [], [], [])
    assert (store.first_begun("x", 1), store.integration("whatsapp")) == (None, None)
    found = store.position()
    assert (found.epoch, found.seq, found.head, found.pending, found.gaps) == ("", 0, 0, 0, 0)


async def test_what_came_before_the_welcome_is_no_news(store: Store, told: Told) -> None:
    await store.apply(Welcome("e", 2))
    changes = await store.apply(Entries(LOG[:2], 2))
    assert changes.messages == {message_id("w1"), message_id("w2")}
    assert changes.arrived == frozenset()
    changes = await store.apply(Entries(LOG[2:3], 3))
    assert changes.arrived == {message_id("w3")}
    assert changes.conversations == {place(ANA)}
    assert told.last() == changes
    assert store.position().seq == 3


async def test_frames_of_a_catch_up_become_final_when_no_more_follow(store: Store, told: Told) -> None:
    await store.apply(Welcome("e", 30))
    assert not await store.apply(Entries(LOG[:10], 30))
    assert not await store.apply(Entries(LOG[10:20], 30))
    assert store.position().seq == 0
    await eventually(lambda: told.last().messages)  # the rows are there a moment before anybody is told
    assert len(told.last().messages) == 20
    assert store.position().seq == 20
    await store.apply(Entries(LOG[5:], 30))
    assert store.position().seq == 30
    assert len(store.messages(place(ANA))) == 30


async def test_what_is_written_here_shows_at_once_and_waits_for_the_log(store: Store, told: Told) -> None:
    await follow(store, 30)
    _, note = fact("desk", "note.added", "n1", note="n" * 32, conversation=place(ANA), text="llamar", at=EPOCH)
    await store.publish(note)
    assert (store.pending_drafts(), store.position().pending) == ([note], 1)
    assert store.message("n" * 32) is not None
    await store.confirm([Result("n1", 31, LOG[0].at)])
    assert (store.pending_drafts(), store.position().pending) == ([], 0)
    assert store.message("n" * 32) is not None, "the relay has it; the stream has not brought it back yet"
    (back,) = log([("desk", note)])
    await store.apply(Entries([type(back)(31, *list(_fields(back))[1:])], 31))
    assert store.message("n" * 32) is not None


def _fields(entry: object) -> list[object]:
    return [getattr(entry, each) for each in ("seq", "id", "kind", "by", "at", "body")]


async def test_what_the_relay_refuses_is_undone(store: Store) -> None:
    await follow(store, 30)
    _, note = fact("desk", "note.added", "n1", note="n" * 32, conversation=place(ANA), text="llamar", at=EPOCH)
    await store.publish(note)
    changes = await store.confirm([Result("n1", code="entry.kind_refused")])
    assert changes.messages == {"n" * 32}
    assert (store.message("n" * 32), store.pending_drafts()) == (None, [])


async def test_what_the_log_has_already_is_taken_off_at_once(store: Store) -> None:
    """An answer that was lost is asked for again, long after the entry came back in the stream."""
    await follow(store, 30)
    contact = store.conversations(store.conversation_ids())[0].contact
    _, one = fact("desk", "lead.changed", "c1", contact=contact, fields={"zona": "Sur"})
    _, two = fact("other", "lead.changed", "c2", contact=contact, fields={"zona": "Norte"})
    entries = log([*(("x", Draft(f"x{n}", "visit.planned", {})) for n in range(30)), ("desk", one), ("other", two)])
    await store.apply(Entries(entries[30:], 32))
    await store.publish(one)
    await store.confirm([Result("c1", 31, LOG[0].at, duplicate=True)])
    found = store.contact(contact)
    assert found is not None
    assert (found.fields["zona"], store.position().pending) == ("Norte", 0)


async def test_a_reset_keeps_what_is_to_be_pushed(store: Store, told: Told) -> None:
    await follow(store, 30)
    _, note = fact("desk", "note.added", "n1", note="n" * 32, conversation=place(ANA), text="llamar", at=EPOCH)
    await store.publish(note)
    await store.confirm([Result("n1", 31, LOG[0].at)])
    await store.know_media(message_id("w1"), Media("audio/ogg", sha256="0" * 64, seconds=3.5, wave=b"\x00\xff"))
    assert (await store.apply(Reset("epoch"))).everything
    assert (store.position().seq, store.conversation_ids()) == (0, [])
    assert store.pending_drafts() == [note], "the new log may not have it"
    await follow(store, 30)
    line = store.message(message_id("w1"))
    assert line is not None
    assert line.media == Media("audio/ogg", sha256="0" * 64, seconds=3.5, wave=b"\x00\xff")
    assert store.message("n" * 32) is not None


async def test_a_cancelled_write_is_told_all_the_same(store: Store, told: Told) -> None:
    await store.apply(Welcome("e", 0))
    task = asyncio.ensure_future(store.apply(Entries(LOG[:3], 3)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await eventually(lambda: told.last().arrived)
    assert store.position().seq == 3


async def test_writes_are_done_in_the_order_in_which_they_were_asked_for(store: Store) -> None:
    await store.apply(Welcome("e", 0))
    frames = [Entries([each], each.seq) for each in LOG]
    await asyncio.gather(*(store.apply(each) for each in frames))
    assert store.position().seq == len(LOG)


async def test_search(store: Store) -> None:
    texts = ["¿Sigue disponible el PH de José?", "Confirmación de la visita", "<b>balcón</b> y cochera"]
    entries = log([said(ANA, f"w{n}", each, n) for n, each in enumerate(texts)])
    await store.apply(Welcome("e", 0))
    await store.apply(Entries(entries, 3))

    def found(text: str) -> list[str]:
        return [each.snippet for each in store.search(text)]

    assert found("confirmacion") == ["\x02Confirmación\x03 de la visita"]
    assert found("jose disp") == ["¿Sigue \x02disponible\x03 el PH de \x02José\x03?"]
    assert [each.message for each in store.search("JOSÉ")] == [message_id("w0")]
    assert found("balcon") == ["<b>\x02balcón\x03</b> y cochera"]
    assert found("nada de nada") == []
    for hostile in ('"', "'; DROP TABLE message", "*", "NEAR(a b)", "a AND", "\ud800", "\0", "(", "x" * 5000, "col:x"):
        store.search(hostile)
    for number in ("11 5555-0101", "+54 9 11 5555 0101", "011 15 5555 0101", "5555-0101", "15 5555-0101", "0101"):
        assert [each.conversation for each in store.search(number)] == [place(ANA)], number
    assert [each.name for each in store.search("ana")][:1] == ["Ana"]


async def test_search_follows_every_change(store: Store) -> None:
    await follow(store, 30)
    own = "a" * 32
    body = {"message": own, "conversation": place(ANA), "text": "borrador único", "at": EPOCH, "hands": "own"}
    await store.publish(Draft("q", "message.queued", body))
    assert [each.message for each in store.search("unico")] == [own]
    await store.publish(Draft("w", "message.withdrawn", {"message": own}))
    assert store.search("unico") == []
    await store.confirm([Result("w", code="no"), Result("q", code="no")])
    assert store.search("unico") == []
    assert len(store.search("linea")) == 30


async def test_what_a_desk_learns_of_a_file_stays_there(store: Store, tmp_path: Path) -> None:
    await follow(store, 30)
    await store.know_media(message_id("w30"), Media("audio/ogg", seconds=14.0, voice=True))
    (row,) = store.conversations(store.conversation_ids())
    assert (row.last_seconds, row.last_voice) == (14.0, True)
    assert dump(tmp_path / "tenant") == replayed(tmp_path / "elsewhere", LOG)


async def test_the_store_is_light_until_it_writes(tmp_path: Path) -> None:
    """What the first paint waits for: no SQLAlchemy, no phone numbers, no readers."""
    store = Store.open(tmp_path / "t", "desk", lambda changes: None)
    await follow(store, 30)
    await store.close()
    script = f"""
import sys
from pathlib import Path
from services.store import Store
store = Store.open(Path({str(tmp_path / "t")!r}), "desk", print)
ids = store.conversation_ids()
assert store.conversations(ids) and store.messages(ids[0]) and store.counts() and store.position().seq == 30
heavy = {{"sqlalchemy", "phonenumbers", "httpx", "services.channels.readers"}} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])


async def test_writing_into_a_replica_that_stands_loads_no_sqlalchemy(tmp_path: Path) -> None:
    """It declares the schema; 20 MB of it would stay on every idle desk."""
    store = Store.open(tmp_path / "t", "desk", lambda changes: None)
    await follow(store, 30)
    await store.close()
    script = f"""
import asyncio, sys
from pathlib import Path
from services.entries import Welcome
from services.store import Store

async def write():
    store = Store.open(Path({str(tmp_path / "t")!r}), "desk", print)
    await store.apply(Welcome(store.position().epoch, 31))
    assert store.position().head == 31
    await store.close()

asyncio.run(write())
assert "sqlalchemy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])


# Damage


def spoil(replica: Path) -> None:
    """Overwrite a page that nobody reads before the first write."""
    with closing(sqlite3.connect(replica)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'message'").fetchone()[0]
    with replica.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)


async def test_a_broken_file_of_what_waits_is_kept_aside_and_the_desk_opens(tmp_path: Path) -> None:
    (tmp_path / "pending.db").write_bytes(b"no database" * 1000)
    store = Store.open(tmp_path, "dev_1", lambda changes: None)
    assert store.pending_lost
    _, note = fact("desk", "note.added", "n1", note="n" * 32, conversation=place(ANA), text="llamar", at=EPOCH)
    await store.publish(note)
    assert store.pending_drafts() == [note]
    await store.close()
    (kept,) = tmp_path.glob("pending.db.broken-*")
    assert kept.read_bytes().startswith(b"no database")
    again = Store.open(tmp_path, "dev_1", lambda changes: None)
    assert not again.pending_lost
    await again.close()


async def test_a_file_that_is_no_database_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "replica.db").write_bytes(b"not a database" * 1000)
    store = Store.open(tmp_path, "desk", lambda changes: None)
    await follow(store, 30)
    assert len(store.messages(place(ANA))) == 30
    await store.close()
    assert len(list(tmp_path.glob("replica.db.broken-*"))) == 1


async def test_damage_found_after_an_unclean_end(tmp_path: Path, told: Told) -> None:
    """Pages overwritten while the desk was killed: put aside, told, filled again; what waits to be pushed survives."""
    store = Store.open(tmp_path, "desk", told)
    await follow(store, 30)
    _, note = fact("desk", "note.added", "n1", note="n" * 32, conversation=place(ANA), text="llamar", at=EPOCH)
    await store.publish(note)
    await store.close()
    (tmp_path / "replica.open").touch()
    spoil(tmp_path / "replica.db")
    told.changes.clear()
    store = Store.open(tmp_path, "desk", told)
    await store.apply(Welcome("e", 30))
    assert told.changes[0].everything
    assert store.position().seq == 0
    await store.apply(Entries(LOG, 30))
    assert (len(store.messages(place(ANA))), store.pending_drafts()) == (31, [note])
    await store.close()


async def test_damage_met_while_writing(tmp_path: Path, told: Told) -> None:
    store = Store.open(tmp_path, "desk", told)
    await follow(store, 29)
    await store.close()
    spoil(tmp_path / "replica.db")
    store = Store.open(tmp_path, "desk", told)
    await store.apply(Welcome("e", 30))
    with pytest.raises(ValueError, match="a gap in the log"):
        await store.apply(Entries(LOG[29:], 30))
    await follow(store, 30)
    assert len(store.messages(place(ANA))) == 30
    await store.close()


async def test_a_pending_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "pending.db") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(Trouble, match=r"store\.newer"):
        Store.open(tmp_path, "desk", lambda changes: None)


def limit(writer: Any, pages: int) -> None:
    with writer._commits.work() as db:
        db.execute(f"PRAGMA max_page_count = {pages}")


async def test_a_full_disk_is_something_a_person_can_mend(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await follow(store, 10, 10)
    await store._run(lambda writer: limit(writer, 1))
    big = log([*(said(ANA, f"w{n}", f"línea {n}", n) for n in range(1, 11)), said(ANA, "big", "x" * 2_000_000, 11)])
    with pytest.raises(Trouble, match=r"store\.disk_full"):
        await store.apply(Entries(big[10:], 11))
    assert store.position().seq == 10
    await store._run(lambda writer: limit(writer, 1_000_000))
    await store.apply(Entries(LOG[10:], 30))
    assert store.position().seq == 30


# Killed

_VICTIM = """
import asyncio, sys
from pathlib import Path
from services.entries import Draft, Entries, Welcome
from services.store import Store
from tests.store.logs import EPOCH, log, place, said

ANA = "5491155550101"
LOG = log(said(ANA, f"w{n}", f"línea {n}", n) for n in range(1, 4001))

async def main():
    store = Store.open(Path(sys.argv[1]), "desk", lambda changes: None)
    await store.apply(Welcome("e", 1000))
    for n in range(store.position().seq, 4000, 7):
        print(n, flush=True)
        await store.apply(Entries(LOG[n : n + 7], max(1000, n + 7)))
        body = {"note": f"{n:032x}", "conversation": place(ANA), "text": "x", "at": EPOCH}
        await store.publish(Draft(f"n{n}", "note.added", body))
        print("kept", n, flush=True)

asyncio.run(main())
"""


@pytest.mark.skipif(os.name == "nt", reason="kills with SIGKILL")
@pytest.mark.parametrize("lines", [3, 60, 181])
async def test_killed_anywhere_it_comes_back_equal(tmp_path: Path, lines: int) -> None:
    command = [sys.executable, "-c", _VICTIM, str(tmp_path / "killed")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as victim:
        assert victim.stdout is not None
        kept = [victim.stdout.readline() for _ in range(lines)]
        victim.send_signal(signal.SIGKILL)
    whole = log(said(ANA, f"w{n}", f"línea {n}", n) for n in range(1, 1001))
    store = Store.open(tmp_path / "killed", "desk", lambda changes: None)
    promised = {f"n{line.split()[1]}" for line in kept if line.startswith("kept")}
    pending = store.pending_drafts(10_000)
    assert promised <= {each.id for each in pending}
    reached = store.position().seq
    assert store.position().gaps == 0
    await store.confirm([Result(each.id, code="test.over") for each in pending])
    await store.close()
    assert dump(tmp_path / "killed") == replayed(tmp_path / "whole", whole[:reached])


async def test_statuses_find_what_was_sent_before_the_desk_could_say_so(store: Store) -> None:
    """The relay had the provider's statuses before this desk could push what it had done offline."""
    own = "a" * 32
    queued = {"message": own, "conversation": place(ANA), "text": "va", "at": EPOCH, "hands": "own"}
    drafts = [
        said(ANA, "w1", "hola", 1),
        status("out", "delivered", 9, own),
        fact("other", "message.queued", "q", **queued),
        fact("other", "message.begun", "b", message=own, attempt=1),
        fact("other", "message.sent", "s", message=own, attempt=1, provider_id="out"),
    ]
    await store.apply(Welcome("e", 5))
    await store.apply(Entries(log(drafts), 5))
    line = store.message(own)
    assert line is not None
    assert line.state == "delivered"
