"""Logs to fold: entries as the relay would carry them, and what a replica made of them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from services.channels.facts import Person
from services.entries import Draft, Entries, Entry, Welcome
from services.store import files, migrations, pending, people, timeline
from services.store.derived import DERIVED
from services.store.writer import Writer

EPOCH = 1_790_000_000_000
ACCOUNT = "106540352242922"


def at(seconds: float) -> str:
    """The relay's clock, `seconds` after the first entry of a log."""
    whole, part = divmod(round(EPOCH + seconds * 1000), 1000)
    with closing(sqlite3.connect(":memory:")) as db:
        text = db.execute("SELECT strftime('%Y-%m-%dT%H:%M:%S', ?, 'unixepoch')", (whole,)).fetchone()[0]
    return f"{text}.{part:03d}000Z"


def log(drafts: Iterable[tuple[str, Draft]]) -> list[Entry]:
    """The entries of (device, draft), a second apart."""
    return [Entry(n, each.id, each.kind, by, at(n), each.body) for n, (by, each) in enumerate(drafts, 1)]


def value(**what: Any) -> dict[str, Any]:
    body = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": ACCOUNT}, **what}
    return {"entry": "1022", "field": "messages", "value": body}


def hook(identifier: str, body: dict[str, Any], provider: str = "whatsapp") -> tuple[str, Draft]:
    return provider, Draft(identifier, f"hook.{provider}", body)


def said(number: str, wamid: str, text: str, seconds: int, **more: Any) -> tuple[str, Draft]:
    """A lead's text on WhatsApp."""
    item = {"from": number, "id": wamid, "timestamp": str(EPOCH // 1000 + seconds), "type": "text"}
    item |= {"text": {"body": text}, **more}
    return hook(f"m:{wamid}", value(contacts=[{"profile": {"name": "Ana"}, "wa_id": number}], messages=[item]))


def status(wamid: str, state: str, seconds: int = 0, ours: str | None = None) -> tuple[str, Draft]:
    item: dict[str, Any] = {"id": wamid, "status": state, "timestamp": str(EPOCH // 1000 + seconds)}
    if ours:
        item["biz_opaque_callback_data"] = ours
    if state == "failed":
        item["errors"] = [{"code": 131047, "message": "Re-engagement message"}]
    return hook(f"s:{wamid}:{state}", value(statuses=[item]))


def fact(device: str, kind: str, identifier: str, /, **body: Any) -> tuple[str, Draft]:
    return device, Draft(identifier, kind, body)


def place(number: str) -> str:
    """The id of the conversation of a number first seen on WhatsApp."""
    return people.place("whatsapp", ACCOUNT, Person((("wa", number),)))


def contact_id(number: str) -> str:
    """The id of the contact of a number that nothing sure was known of before."""
    return people.digest("contact", people.key(("wa", number)) or "")


def message_id(wamid: str) -> str:
    return timeline.key("whatsapp", wamid)


@contextmanager
def directory() -> Iterator[Path]:
    """A directory for one example of a property."""
    with TemporaryDirectory() as name:
        yield Path(name)


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as name:
        migrations.migrate(Path(name) / files.REPLICA)
        return (Path(name) / files.REPLICA).read_bytes()


class Replica:
    """A writer on files of its own."""

    def __init__(self, directory: Path, device: str = "desk") -> None:
        self.directory = directory
        self._device = device
        directory.mkdir(exist_ok=True)
        pending.prepare(directory / files.PENDING)
        if not (directory / files.REPLICA).exists():
            (directory / files.REPLICA).write_bytes(_empty())
        self.open()

    def open(self) -> None:
        self.writer = Writer(self.directory, self._device, lambda: EPOCH + 999_000)

    def reopen(self) -> None:
        self.writer.close()
        self.open()

    def apply(self, entries: Sequence[Entry], head: int | None = None) -> None:
        self.writer.apply(Entries(list(entries), head or entries[-1].seq))

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """All derived rows in an order of their own, and every indexed word; without what only numbers rows."""
        if self.writer.held:
            self.writer.settle()
        return dump(self.directory)


def dump(directory: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(directory / files.REPLICA)) as db:
        found: dict[str, list[tuple[Any, ...]]] = {}
        for table, row in DERIVED.items():
            columns = ", ".join(f'"{each}"' for each in row.__struct_fields__ if each != "n")
            found[table] = sorted(db.execute(f"SELECT {columns} FROM {table}"), key=repr)
        for index, table in (("message_words", "message"), ("contact_words", "contact")):
            db.execute(f"CREATE VIRTUAL TABLE temp.{index}_v USING fts5vocab('main', '{index}', 'instance')")
            sql = f"SELECT t.id, v.term, v.offset FROM temp.{index}_v v LEFT JOIN {table} t ON t.n = v.doc"
            found[index] = sorted(db.execute(sql), key=repr)
        return found


def replayed(directory: Path, entries: Sequence[Entry], epoch: str = "e") -> dict[str, list[tuple[Any, ...]]]:
    """What one replica makes of a whole log at once."""
    replica = Replica(directory, "elsewhere")
    if entries:
        replica.writer.welcome(Welcome(epoch, entries[-1].seq))
        replica.apply(entries)
    found = replica.dump()
    replica.writer.close()
    return found


def as_sent(entries: Sequence[Entry]) -> list[Entry]:
    """The entries as they come out of a frame: nothing is shared with what was put in."""
    return [msgspec.convert(json.loads(msgspec.json.encode(each)), Entry) for each in entries]
