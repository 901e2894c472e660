"""Reads a table of people from CSV, a workbook or address cards: names of columns, and rows of text."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from services.trouble import Trouble

MOST_BYTES: Final = 30 * 1024 * 1024
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 100
LONGEST: Final = 2_000
"""Characters of a cell that are read."""
_MOST_UNPACKED: Final = 400 * 1024 * 1024
_SAMPLE: Final = 20_000


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
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        return _sheet(lines)
    except csv.Error as error:
        raise Trouble("import.unknown_kind") from error


def _separator(text: str) -> str:
    """Whichever parts the first line into the most columns, and as many others as possible into the same number."""
    head = [line for line in text[:_SAMPLE].splitlines()[:20] if line.strip()]

    def parts(separator: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(head, delimiter=separator)] or [0]
        return counts[0], counts.count(counts[0])

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


def _sheet(lines: Iterator[list[str]]) -> Sheet:
    columns: list[str] = []
    rows: list[list[str]] = []
    for line in lines:
        cells = [" ".join(each[:LONGEST].split()) for each in line[:MOST_COLUMNS]]
        if not columns:
            columns = _named(cells) if any(cells) else []
        else:
            rows.append((cells + [""] * len(columns))[: len(columns)])
        if len(rows) > MOST_ROWS:
            raise Trouble("import.too_many", limit=MOST_ROWS)
    return Sheet(columns, rows)


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
    told: dict[str, str] = {"Nombre": _said(card.contents.get("fn", [""])[0])}
    for name, key in (("Teléfono", "tel"), ("Correo", "email"), ("Empresa", "org"), ("Nota", "note")):
        for at, each in enumerate(card.contents.get(key, ())[:5], 1):
            told[name if at == 1 else f"{name} {at}"] = _said(each)
    return {name: value for name, value in told.items() if value or name == "Nombre"}


def _said(line: Any) -> str:
    value = getattr(line, "value", line)
    words = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(words.removeprefix("tel:")[:LONGEST].split())
