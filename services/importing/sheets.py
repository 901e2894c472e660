"""Reads a table of people from CSV, a workbook or address cards: names of columns, and rows of text."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from services.export import table
from services.trouble import Trouble

MOST_BYTES: Final = 30 * 1024 * 1024
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 100
LONGEST: Final = 2_000
"""Characters of a cell that are read."""
_MOST_UNPACKED: Final = 400 * 1024 * 1024
_SAMPLE: Final = 20_000
_HEAD: Final = 10
"""Lines in which a table begins, below its title."""
_TOLD: Final = re.compile(r"\s*sep=(.)[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
"""A first line by which a spreadsheet is told the separator."""
_PERSON: Final = re.compile(r"\+?(?:[\s().-]*\d){8,15}|[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
"""What is a number or an address of somebody, and no heading."""


class Sheet(NamedTuple):
    """Each row has as many cells as there are `columns`; `first` is the number of the first one in the file."""

    columns: list[str]
    rows: list[list[str]]
    first: int = 2


def read(path: Path) -> Sheet:
    """What a person would see in the file. Blocks: off the UI loop.

    Raises Trouble "import.not_read" (`reason`), "import.too_large" (`limit_mb`), "import.too_many" (`limit`),
    "import.unknown_kind", "import.empty".
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Trouble("import.too_large", limit_mb=MOST_BYTES // 1024**2)
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("import.not_read", reason=error.strerror or "") from error
    if data.startswith(b"PK\x03\x04"):
        sheet = _workbook(data)
    elif _text(data).lstrip().upper().startswith("BEGIN:VCARD"):
        sheet = _cards(_text(data))
    elif b"\x00" in data[:_SAMPLE] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Trouble("import.unknown_kind")
    else:
        sheet = _csv(_text(data))
    if not sheet.rows:
        raise Trouble("import.empty")
    return sheet


def _text(data: bytes) -> str:
    """UTF-8 with or without its mark, what Excel calls Unicode, or what Windows wrote before."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _csv(text: str) -> Sheet:
    told = _TOLD.match(text)
    text = text[told.end() :] if told else text
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _separator(text))
    try:
        return _sheet(([table.bare(each[:LONGEST]) for each in line] for line in lines), 2 if told else 1)
    except csv.Error as error:
        raise Trouble("import.unknown_kind") from error


def _separator(text: str) -> str:
    """Whichever parts as many of the first lines as possible into the same columns, and into the most of them."""
    head = [line for line in text[:_SAMPLE].splitlines()[:20] if line.strip()]

    def parts(separator: str) -> tuple[int, int]:
        counts = Counter(len(row) for row in csv.reader(head, delimiter=separator) if len(row) > 1)
        return max(((lines, columns) for columns, lines in counts.items()), default=(0, 0))

    return max(";,\t|", key=parts)


def _workbook(data: bytes) -> Sheet:
    from openpyxl.reader.excel import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
                raise Trouble("import.too_large", limit_mb=_MOST_UNPACKED // 1024**2)
        book: Any = load_workbook(  # type: ignore[no-untyped-call]
            io.BytesIO(data), read_only=True, data_only=True
        )
        try:
            return _sheet([_cell(each) for each in row] for row in book.worksheets[0].iter_rows(values_only=True))
        finally:
            book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise Trouble("import.unknown_kind") from error  # SyntaxError: what its XML parser calls a broken one


def _cell(value: Any) -> str:
    """A cell as it is shown: a phone that a spreadsheet took for a number has no point and no zeros behind it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)


def _sheet(lines: Iterator[list[str]], number: int = 1) -> Sheet:
    """The table in `lines`, whose first is `number` in the file: below a title or not, with headings or without."""
    found: list[list[str]] = []
    for line in lines:
        found.append([" ".join(each[:LONGEST].split()) for each in line[:MOST_COLUMNS]])
        if len(found) > MOST_ROWS + _HEAD:
            raise Trouble("import.too_many", limit=MOST_ROWS)
    at = _headings(found)
    if at is None:
        return Sheet([], [])
    if any(_PERSON.fullmatch(cell) for cell in found[at]):  # nobody gave the columns names
        columns, rows = _named([""] * max(map(len, found[at : at + _HEAD]))), found[at:]
    else:
        columns, rows = _named(found[at]), found[at + 1 :]
    if len(rows) > MOST_ROWS:
        raise Trouble("import.too_many", limit=MOST_ROWS)
    return Sheet(
        columns, [(row + [""] * len(columns))[: len(columns)] for row in rows], number + len(found) - len(rows)
    )


def _headings(found: list[list[str]]) -> int | None:
    """Where the table begins. A line alone above columns is its title."""
    filled = [sum(map(bool, row)) for row in found[:_HEAD]]
    wide = next((at for at, many in enumerate(filled) if many > 1), None)
    return wide if wide is not None else next((at for at, row in enumerate(found) if any(row)), None)


def _named(cells: list[str]) -> list[str]:
    """Each column has a name of its own."""
    found: list[str] = []
    for at, each in enumerate(cells, 1):
        name, number = each or f"Columna {at}", 2
        while name in found:
            name, number = f"{each or f'Columna {at}'} ({number})", number + 1
        found.append(name)
    return found


def _cards(text: str) -> Sheet:
    import vobject

    found: list[dict[str, str]] = []
    try:
        for card in vobject.base.readComponents(text, ignoreUnreadable=True, allowQP=True):  # type: ignore[no-untyped-call]
            found.append(_card(card))
            if len(found) > MOST_ROWS:
                raise Trouble("import.too_many", limit=MOST_ROWS)
    except (vobject.base.ParseError, UnicodeError, ValueError, IndexError) as error:
        raise Trouble("import.unknown_kind") from error
    columns = list(dict.fromkeys(name for each in found for name in each))
    return Sheet(columns, [[each.get(name, "") for name in columns] for each in found], 1)


def _card(card: Any) -> dict[str, str]:
    told: dict[str, str] = {"Nombre": _said(card.contents.get("fn", [""])[0]) or _name(card)}
    for name, key in (("Teléfono", "tel"), ("Correo", "email"), ("Empresa", "org"), ("Nota", "note")):
        for at, each in enumerate(card.contents.get(key, ())[:5], 1):
            told[name if at == 1 else f"{name} {at}"] = _said(each)
    return {name: value for name, value in told.items() if value or name == "Nombre"}


def _name(card: Any) -> str:
    """Of a card that has only the parts of a name, as older phones write them."""
    parts = getattr(card.contents.get("n", [None])[0], "value", None)
    words = (getattr(parts, each, "") for each in ("prefix", "given", "additional", "family", "suffix"))
    return " ".join(" ".join(each if isinstance(each, list) else [str(each)]) for each in words if each)


def _said(line: Any) -> str:
    value = getattr(line, "value", line)
    words = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(words.removeprefix("tel:")[:LONGEST].split())
