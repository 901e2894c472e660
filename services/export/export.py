"""Writes lists and conversations to CSV: read in small portions on the loop, written in a thread, shown as it goes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol, TextIO

from services.agency_records import VoiceFact
from services.export import rows, table
from services.records import Conversation, Message
from services.trouble import Trouble

PORTION: Final = 200
"""Rows read at once: a few milliseconds of the loop."""
_NEVER: Final = 2**62

Progress = Callable[[int, int], None]
"""Rows done, rows in all; 0 in all where that is not known."""


class Shelf(Protocol):
    """What is read of the store."""

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...

    def messages(self, conversation: str, before: tuple[int, int] | None = None, limit: int = 60) -> list[Message]: ...


class Record(Protocol):
    """What is read of the store for the record of voices."""

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...

    def voice_record(self, since: int, until: int) -> list[VoiceFact]: ...


async def export_list(
    store: Shelf, ids: Sequence[str], names: Sequence[str], path: Path, local: rows.Local, progress: Progress
) -> int:
    """The conversations of `ids` in their order; `names` are the headings of `rows.LIST`. Returns how many there were.
    Raises Trouble "export.not_written" (`reason`); then, or when it is cancelled, no file is left."""

    async def lines() -> AsyncIterator[list[str]]:
        for start in range(0, len(ids), PORTION):
            found = store.conversations(ids[start : start + PORTION])
            progress(start, len(ids))
            yield [table.line(rows.of_conversation(each, local)) for each in found]

    return await _write(path, names, lines())


async def export_conversation(
    store: Shelf, conversation: str, names: Sequence[str], path: Path, local: rows.Local, progress: Progress
) -> int:
    """One conversation from its first message; `names` are the headings of `rows.CONVERSATION`. Raises as above."""
    said = await whole(store, conversation, progress)

    async def lines() -> AsyncIterator[list[str]]:
        for start in range(0, len(said), PORTION):
            progress(start, len(said))
            yield [table.line(rows.of_message(each, local)) for each in said[start : start + PORTION]]

    return await _write(path, names, lines())


async def export_voices(
    store: Record, since: int, until: int, names: Sequence[str], path: Path, local: rows.Local, progress: Progress,
    named: Callable[[str], str] = str, worded: Callable[[str], str] = str,
) -> int:  # fmt: skip
    """What was done with voices between two moments (ms); `names` are those of `rows.VOICES`, `named` gives a voice's
    own, `worded` says what was done. Raises as above."""
    facts = store.voice_record(since, until)

    async def lines() -> AsyncIterator[list[str]]:
        for start in range(0, len(facts), PORTION):
            part = facts[start : start + PORTION]
            found = store.conversations(list(dict.fromkeys(each.conversation for each in part if each.conversation)))
            leads = {each.id: each.name for each in found}
            progress(start, len(facts))
            told = [(each, leads.get(each.conversation or "", ""), named(each.voice)) for each in part]
            yield [table.line(rows.of_voice(fact, lead, voice, local, worded)) for fact, lead, voice in told]

    return await _write(path, names, lines())


async def whole(store: Shelf, conversation: str, progress: Progress, limit: int = _NEVER) -> list[Message]:
    """All messages of a conversation, oldest first; with `limit`, about so many of the newest."""
    portions: list[list[Message]] = []
    before, count = None, 0
    while found := store.messages(conversation, before, PORTION):
        portions.append(found)
        before, count = (found[0].at, found[0].seq), count + len(found)
        progress(count, 0)
        if count >= limit or len(found) < PORTION:
            break
        await asyncio.sleep(0)
    return [each for portion in reversed(portions) for each in portion]


async def write(path: Path, content: bytes) -> None:
    """A file that was made whole elsewhere. Raises Trouble "export.not_written" (`reason`)."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        await asyncio.to_thread(fresh.write_bytes, content)
        await asyncio.to_thread(fresh.replace, path)
    except OSError as error:
        raise Trouble("export.not_written", reason=error.strerror or "") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


async def _write(path: Path, names: Sequence[str], portions: AsyncIterator[list[str]]) -> int:
    """Into a file beside the wanted one, which it replaces when it is whole."""
    fresh, count = path.with_name(f".{path.name}.part"), 0
    try:
        file = await asyncio.to_thread(_open, fresh)
        try:
            await asyncio.to_thread(file.write, table.head(names))
            async for lines in portions:
                await asyncio.to_thread(file.writelines, lines)
                count += len(lines)
        finally:
            await asyncio.to_thread(file.close)
        await asyncio.to_thread(fresh.replace, path)
    except OSError as error:
        raise Trouble("export.not_written", reason=error.strerror or "") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return count


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", errors="replace", newline="")
