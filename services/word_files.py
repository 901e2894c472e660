"""The dictionary as a table in a file: read from any CSV, looked over before it counts, written back."""

import asyncio
import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.agency import check
from services.agency_records import DictionaryWord
from services.export import table
from services.export.export import write
from services.trouble import Trouble

LARGEST: Final = 2 * 1024**2
MOST_ROWS: Final = 5_000
_SEPARATORS: Final = ";,\t"
_HEADS: Final = frozenset({"palabra", "palabras", "word", "término", "términos", "termino", "terminos", "texto"})
_NO_TEXT: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"%PDF", b"\xff\xd8\xff")
"""A workbook, say, that was not saved as CSV."""
_TOLD: Final = re.compile(r"\s*sep=(.)[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
_AGENCY: Final = frozenset({"", "agencia", "toda la agencia", "para toda la agencia", "todos", "agency", "everybody"})
_MINE: Final = frozenset({"mía", "mia", "mío", "mio", "yo", "mí", "solo para mí", "solo para mi", "mine", "me"})


@dataclass(frozen=True, slots=True)
class Failed:
    """A line that cannot be taken: its number in the file, what stands there, and the code of why."""

    line: int
    written: str
    code: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do: words that are new, that would be said otherwise, and that are so already; and the lines
    that fail. Nothing is changed yet."""

    fresh: tuple[DictionaryWord, ...] = ()
    others: tuple[DictionaryWord, ...] = ()
    same: int = 0
    failed: tuple[Failed, ...] = ()

    @property
    def taken(self) -> tuple[DictionaryWord, ...]:
        """What would be written."""
        return self.fresh + self.others


async def read(path: Path, member: str, known: Sequence[DictionaryWord]) -> DryRun:
    """Look a file over for `member`. Raises Trouble "dictionary.unreadable" (`reason`), "dictionary.too_large",
    "dictionary.no_table"."""
    try:
        data = await asyncio.to_thread(_bytes, path)
    except OSError as error:
        raise Trouble("dictionary.unreadable", reason=error.strerror or "") from error
    return await asyncio.to_thread(look_over, data, member, known)


async def save(path: Path, names: Sequence[str], words: Iterable[DictionaryWord], whose: tuple[str, str]) -> int:
    """Write the words to a CSV; `names` are its three headings, `whose` what stands for the agency and for the person.
    Returns how many. Raises Trouble "export.not_written"."""
    lines = [table.line((each.word, each.said, whose[each.member is not None])) for each in words]
    await write(path, (table.head(names) + "".join(lines)).encode())
    return len(lines)


def look_over(data: bytes, member: str, known: Sequence[DictionaryWord]) -> DryRun:
    """What the table in `data` would change. Of a word that stands there twice the last line counts."""
    rows = [] if data.startswith(_NO_TEXT) else _rows(data)
    if not rows:
        raise Trouble("dictionary.no_table")
    now = {(each.word.casefold(), each.member): each.said for each in known}
    taken: dict[tuple[str, str | None], tuple[int, DictionaryWord]] = {}
    failed: list[Failed] = []
    for line, cells in rows:
        word = _word(cells, member)
        if isinstance(word, str):
            failed.append(Failed(line, " · ".join(filter(None, cells)), word))
            continue
        key = word.word.casefold(), word.member
        if key in taken:
            before, old = taken[key]
            failed.append(Failed(before, f"{old.word} · {old.said}", "dictionary.repeated"))
        taken[key] = line, word
    return _sorted_out([word for _, word in taken.values()], now, failed)


def _sorted_out(
    words: Sequence[DictionaryWord], now: Mapping[tuple[str, str | None], str], failed: Sequence[Failed]
) -> DryRun:
    said = {(each.word.casefold(), each.member): each for each in words}
    fresh = tuple(each for key, each in said.items() if key not in now)
    others = tuple(each for key, each in said.items() if key in now and now[key] != each.said)
    ordered = tuple(sorted(failed, key=lambda each: each.line))
    return DryRun(fresh, others, len(said) - len(fresh) - len(others), ordered)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Trouble("dictionary.too_large", most=LARGEST // 1024**2)
    return data


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    """Lines with something in them, by their number, without the headings."""
    text = _text(data)
    told = _TOLD.match(text)
    text = text[told.end() :] if told else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _separator(text))
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num + bool(told), [table.bare(cell) for cell in cells]))
            if len(rows) > MOST_ROWS:
                raise Trouble("dictionary.too_many", most=MOST_ROWS)
    except csv.Error as error:
        raise Trouble("dictionary.no_table") from error
    if len(rows) > 1 and not any(rows[0][1][1:]) and rows[1][1][0].casefold() in _HEADS:
        rows.pop(0)  # a title above the headings
    if rows and rows[0][1][0].casefold() in _HEADS:
        rows.pop(0)
    return rows


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or the Latin letters of Windows: what spreadsheets write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _separator(text: str) -> str:
    """The sign that makes columns of most of the first lines."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    return max(_SEPARATORS, key=lambda sign: sum(sign in line for line in lines))


def _word(cells: Sequence[str], member: str) -> DictionaryWord | str:
    """The word of a line, or the code of why there is none."""
    word, said, whose = ([*cells, "", "", ""])[:3]
    if not said:
        return "dictionary.no_saying"
    if whose.casefold() not in _AGENCY | _MINE:
        return "dictionary.whose"
    try:
        check(word, said)
    except Trouble as trouble:
        return trouble.code
    return DictionaryWord(word, said, member if whose.casefold() in _MINE else None)
