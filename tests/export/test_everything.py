"""All of an agency as plain files: every record is there, a spreadsheet opens it, and what fails leaves nothing."""

import asyncio
import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.entries import Draft, Entries, Entry, Welcome
from services.export.everything import Exported, export_everything
from services.store import Store
from services.trouble import Trouble
from tests.store.logs import log, said

LOG = log(said(f"549115555010{n % 3}", f"w{n}", f"línea {n}; =1+1", n) for n in range(1, 31))


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


async def filled(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "desk", "dev_1", lambda changes: None, now=lambda: 10**12)
    await store.apply(Welcome("e", len(LOG)))
    await store.apply(Entries(LOG, len(LOG)))
    await store.publish(Draft("k1", "key.shared", {"sealed": "c2VhbGVk"}))
    return store


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_everything_is_there_as_records_and_as_tables(tmp_path: Path) -> None:
    async def work() -> Exported:
        store = await filled(tmp_path)
        told = await export_everything(store, lambda _: None, tmp_path / "all", local, lambda done, of: None)
        found = [each for place in store.conversation_ids() for each in store.messages(place, limit=10_000)]
        assert {row["id"] for row in lines(tmp_path / "all" / "messages.jsonl")} == {each.id for each in found}
        await store.close()
        return told

    told = asyncio.run(work())
    assert told.entries == len(LOG) == len(lines(tmp_path / "all" / "log.jsonl"))
    assert not [row for row in lines(tmp_path / "all" / "log.jsonl") if str(row["kind"]).startswith("key.")]
    for name, count in (
        ("contacts", told.contacts),
        ("conversations", told.conversations),
        ("messages", told.messages),
    ):
        with (tmp_path / "all" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert (
                len(list(csv.DictReader(file, delimiter=";")))
                == count
                == len(lines(tmp_path / "all" / f"{name}.jsonl"))
            )
        assert count


def test_what_the_library_keeps_goes_along(tmp_path: Path) -> None:
    """Greetings and files of quick replies are the agency's too, though nobody was sent them yet."""
    clip = tmp_path / "c1.ogg"
    clip.write_bytes(b"OggS")
    kept = [("library.saved", {"sha256": "c1"}), ("reply.saved", {"sha256": "gone"}), ("library.saved", [])]
    entries = [
        Entry(n, f"k{n}", kind, "d", "2026-11-19T17:00:00Z", {"media": media})
        for n, (kind, media) in enumerate(kept, 1)
    ]

    async def work() -> Exported:
        store = Store.open(tmp_path / "desk", "dev_1", lambda changes: None, now=lambda: 10**12)
        await store.apply(Welcome("e", len(entries)))
        await store.apply(Entries(entries, len(entries)))
        find = {"c1": clip}.get
        told = await export_everything(store, find, tmp_path / "all", local, lambda done, of: None)
        await store.close()
        return told

    told = asyncio.run(work())
    assert (told.files, told.missing) == (1, 1)
    assert (tmp_path / "all" / "media" / "c1.ogg").read_bytes() == b"OggS"


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    async def work() -> None:
        store = await filled(tmp_path)
        (tmp_path / "all").mkdir()
        with pytest.raises(Trouble) as told:
            await export_everything(store, lambda _: None, tmp_path / "all", local, lambda done, of: None)
        assert told.value.code == "export.already_there"
        await store.close()

    asyncio.run(work())


def test_giving_up_leaves_no_folder(tmp_path: Path) -> None:
    async def work() -> None:
        store = await filled(tmp_path)
        started = asyncio.Event()
        task = asyncio.create_task(
            export_everything(store, lambda _: None, tmp_path / "all", local, lambda done, of: started.set())
        )
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert {each.name for each in tmp_path.iterdir()} == {"desk"}
        await store.close()

    asyncio.run(work())
