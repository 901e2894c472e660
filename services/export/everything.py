"""All of an agency as plain files that another system can read: JSON Lines, CSV, and what came with messages."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from services.entries import Entry
from services.export import export, rows, table
from services.export.export import PORTION
from services.records import Contact, Message
from services.trouble import Trouble

CONTACT: Final = (
    "contact", "name", "phones", "email", "source", "first_seen", "consent", "fields", "identities",
)  # fmt: skip
MESSAGE: Final = ("conversation", "contact", "channel", *rows.CONVERSATION)
_PHONES: Final = ("wa", "phone")
_KEPT: Final = ("library.saved", "reply.saved")
_json = msgspec.json.Encoder()


class Shelf(export.Shelf, Protocol):
    """What is read of the store."""

    def entries(self, after: int = 0, limit: int = 500) -> list[Entry]: ...

    def contact_ids(self, after: str = "", limit: int = 500) -> list[str]: ...

    def contact(self, identifier: str) -> Contact | None: ...

    def conversation_ids(self, view: str = "all") -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Exported:
    """How much there was; `missing` files are not on this computer."""

    contacts: int
    conversations: int
    messages: int
    entries: int
    files: int
    missing: int


class _Out:
    """Two files that grow together: a CSV and JSON Lines with the same records, whole."""

    def __init__(self, directory: Path, name: str, columns: Sequence[str] = ()) -> None:
        self._json = (directory / f"{name}.jsonl").open("wb")
        self._table = (directory / f"{name}.csv").open("w", encoding="utf-8", errors="replace", newline="")
        self._table.write(table.head(columns))

    def write(self, records: Sequence[tuple[Any, Sequence[object]]]) -> None:
        self._json.writelines(_json.encode(record) + b"\n" for record, _ in records)
        self._table.writelines(table.line(cells) for _, cells in records)

    def close(self) -> None:
        self._json.close()
        self._table.close()


async def export_everything(
    store: Shelf,
    file: Callable[[str], Path | None],
    directory: Path,
    local: rows.Local,
    progress: Callable[[int, int], None],
) -> Exported:
    """Fill `directory`, which must not be there yet. `file` finds a message's file by its hash (blocking). `progress`
    gets conversations done and in all. Raises Trouble "export.not_written" (`reason`), "export.already_there"; then,
    or when it is cancelled, no folder is left."""
    fresh = directory.with_name(f".{directory.name}.part")
    if await asyncio.to_thread(directory.exists):
        raise Trouble("export.already_there", name=directory.name)
    try:
        await asyncio.to_thread(_begin, fresh)
        contacts = await _contacts(store, fresh, local)
        conversations, messages, hashes = await _conversations(store, fresh, local, progress)
        entries, kept = await _log(store, fresh)
        hashes |= kept
        files = await asyncio.to_thread(_files, file, hashes, fresh / "media")
        await asyncio.to_thread(fresh.replace, directory)
    except OSError as error:
        raise Trouble("export.not_written", reason=error.strerror or "") from error
    finally:
        with suppress(OSError):
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, fresh, True))
    return Exported(contacts, conversations, messages, entries, files, len(hashes) - files)


def _begin(fresh: Path) -> None:
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)


async def _contacts(store: Shelf, directory: Path, local: rows.Local) -> int:
    out, after, count = await asyncio.to_thread(_Out, directory, "contacts", CONTACT), "", 0
    try:
        while ids := store.contact_ids(after, PORTION):
            found = [each for identifier in ids if (each := store.contact(identifier)) is not None]
            await asyncio.to_thread(out.write, [(each, _of_contact(each, local)) for each in found])
            after, count = ids[-1], count + len(found)
    finally:
        await asyncio.to_thread(out.close)
    return count


def _of_contact(found: Contact, local: rows.Local) -> tuple[object, ...]:
    phones = " ".join(value for kind, value in found.identities if kind in _PHONES)
    email = next((value for kind, value in found.identities if kind == "email"), "")
    consents = " ".join(
        f"{channel or 'todos'}={'si' if each.given else 'no'}" for channel, each in found.consents.items()
    )
    return (
        found.id, found.name, phones, email, found.source, local(found.first_seen), consents,
        _json.encode(found.fields).decode(), " ".join(f"{kind}:{value}" for kind, value in found.identities),
    )  # fmt: skip


async def _conversations(
    store: Shelf, directory: Path, local: rows.Local, progress: Callable[[int, int], None]
) -> tuple[int, int, set[str]]:
    places = await asyncio.to_thread(_Out, directory, "conversations", rows.LIST)
    lines = await asyncio.to_thread(_Out, directory, "messages", MESSAGE)
    ids, messages, hashes = store.conversation_ids("all"), 0, set[str]()
    try:
        for at, identifier in enumerate(ids):
            progress(at, len(ids))
            found = store.conversations([identifier])
            for place in found:
                await asyncio.to_thread(places.write, [(place, rows.of_conversation(place, local))])
                own = (place.id, place.contact, place.channel)
                async for portion in _messages(store, identifier):
                    told = [(each, (*own, *rows.of_message(each, local))) for each in portion]
                    await asyncio.to_thread(lines.write, told)
                    messages += len(portion)
                    hashes |= {each.media.sha256 for each in portion if each.media and each.media.sha256}
    finally:
        await asyncio.to_thread(places.close)
        await asyncio.to_thread(lines.close)
    return len(ids), messages, hashes


async def _messages(store: Shelf, conversation: str) -> AsyncIterator[list[Message]]:
    """From the newest to the oldest, portion by portion, each in its order."""
    before = None
    while found := store.messages(conversation, before, PORTION):
        yield found
        before = (found[0].at, found[0].seq)
        if len(found) < PORTION:
            return


async def _log(store: Shelf, directory: Path) -> tuple[int, set[str]]:
    """How many entries, and the files of what was kept to be sent again."""
    file, after, count = await asyncio.to_thread((directory / "log.jsonl").open, "wb"), 0, 0
    kept = set[str]()
    try:
        while found := store.entries(after, PORTION):
            await asyncio.to_thread(file.writelines, [_json.encode(each) + b"\n" for each in found])
            after, count = found[-1].seq, count + len(found)
            kept |= {told for each in found if each.kind in _KEPT and (told := _hash(each.body.get("media")))}
    finally:
        await asyncio.to_thread(file.close)
    return count, kept


def _hash(media: Any) -> str:
    told = media.get("sha256") if isinstance(media, dict) else None
    return told if isinstance(told, str) else ""


def _files(file: Callable[[str], Path | None], hashes: set[str], target: Path) -> int:
    found = [path for each in sorted(hashes) if (path := file(each)) is not None]
    target.mkdir()
    for path in found:
        shutil.copyfile(path, target / path.name)
    return len(found)
