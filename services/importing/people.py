"""What a row of a table says about a person, whether it can be taken, and taking it."""

import asyncio
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol
from uuid import uuid4

from services.entries import Draft
from services.importing.sheets import Sheet
from services.records import Changes

Use = Literal["name", "surname", "phone", "email", "consent", "field", ""]
"""What a column is: "field" keeps it under its own name, "" leaves it out."""

Outcome = Literal["new", "known", "nobody", "bad_phone", "bad_email", "bad_consent", "twice"]
GOOD: Final = ("new", "known")
PORTION: Final = 200

_EMAIL: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_YES: Final = frozenset({"si", "s", "yes", "y", "1", "true", "x", "acepta", "ok"})
_NO: Final = frozenset({"no", "n", "0", "false", "baja", "no acepta", "no llame"})
_GUESSES: Final[tuple[tuple[Use, tuple[str, ...]], ...]] = (
    ("surname", ("apellido", "surname", "last name", "family name")),
    ("phone", ("telefono", "tel", "celular", "cel", "movil", "whatsapp", "phone", "mobile", "wa")),
    ("email", ("correo", "mail", "email", "e-mail")),
    ("consent", ("acepta", "consentimiento", "consent", "opt in", "opt-in", "baja", "no llame")),
    ("name", ("nombre", "name", "contacto", "cliente", "first name", "full name", "razon social")),
)

_TOLD_BEFORE: Final = frozenset({"que pasa", "what happens"})
"""The column in which rows that could not be taken say why: they come back corrected."""
_OF_ANOTHER: Final = re.compile(r"\b(label|type|etiqueta|tipo|codigo|code|fecha|date)\b")
"""What says something about another column, "Phone 1 - Label", or when it was: neither a number nor a name."""


class Shelf(Protocol):
    """What is read and written of the store here."""

    def whose(self, kind: str, value: str) -> tuple[str | None, str | None]: ...

    async def publish(self, *drafts: Draft) -> Changes: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was understood: `line` is its number in the file, `told` the cell that `outcome` speaks of, `same`
    the line of the same person before it. `consent` is None where nothing is said."""

    line: int
    cells: list[str]
    outcome: Outcome
    name: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    consent: bool | None = None
    told: str = ""
    same: int = 0


def guess(columns: Sequence[str]) -> list[Use]:
    """What each column probably is, by its name; the first of a kind counts, but there may be several phones."""
    found: list[Use] = []
    for column in columns:
        plain = _plain(column)
        if plain in _TOLD_BEFORE:
            found.append("")
            continue
        use: Use = (
            "field"
            if _OF_ANOTHER.search(plain)
            else next((use for use, names in _GUESSES if any(_begins(plain, each) for each in names)), "field")
        )
        found.append("field" if use != "phone" and use in found else use)
    return found


async def rehearse(sheet: Sheet, uses: Sequence[Use], store: Shelf, progress: Callable[[int, int], None]) -> list[Row]:
    """A dry run: what each row would do. Nothing is written. It goes in portions, so that the loop is never held up."""
    seen: dict[str, int] = {}
    found: list[Row] = []
    for at in range(0, len(sheet.rows), PORTION):
        portion = enumerate(sheet.rows[at : at + PORTION], sheet.first + at)
        found += [_row(line, cells, sheet.columns, uses, store, seen) for line, cells in portion if any(cells)]
        progress(min(at + PORTION, len(sheet.rows)), len(sheet.rows))
        await asyncio.sleep(0)
    return found


async def take(
    rows: Sequence[Row], store: Shelf, author: str, file: str, at: int, progress: Callable[[int, int], None]
) -> int:
    """Write the rows that can be taken; how many those were. Taken twice, a person is still one contact.

    `file` is what the file is called, `at` (ms) when a consent in it counts from. Cancelled, it stops between portions:
    what was written stays, and the same file can be taken again.
    """
    good = [row for row in rows if row.outcome in GOOD]
    for start in range(0, len(good), PORTION):
        await store.publish(*(_draft(row, author, file, at) for row in good[start : start + PORTION]))
        progress(min(start + PORTION, len(good)), len(good))
    return len(good)


def _draft(row: Row, author: str, file: str, at: int) -> Draft:
    body: dict[str, Any] = {
        "phones": list(row.phones), "email": row.email, "name": row.name, "fields": dict(row.fields),
        "author": author, "file": file, "at": at,
    }  # fmt: skip
    return Draft(uuid4().hex, "contact.imported", body if row.consent is None else {**body, "consent": row.consent})


def _row(
    line: int, cells: list[str], columns: Sequence[str], uses: Sequence[Use], store: Shelf, seen: dict[str, int]
) -> Row:
    by: dict[Use, list[tuple[str, str]]] = {}
    for column, use, cell in zip(columns, uses, cells, strict=True):
        if cell and use:
            by.setdefault(use, []).append((column, cell))
    name = " ".join(cell for use in ("name", "surname") for _, cell in by.get(use, ()))
    phones = tuple(cell for _, cell in by.get("phone", ()))
    emails = [cell for _, cell in by.get("email", ())]
    consent, unclear = _consent(by.get("consent", []))
    made = Row(line, cells, "new", name, phones, (emails or [""])[0].lower(), dict(by.get("field", ())), consent)
    if unclear:
        return _failed(made, "bad_consent", unclear)
    if bad := [each for each in phones if store.whose("phone", each)[0] is None]:
        return _failed(made, "bad_phone", bad[0])
    if bad := [each for each in emails if not _EMAIL.fullmatch(each)]:
        return _failed(made, "bad_email", bad[0])
    sure = [("phone", each) for each in phones] or [("email", each) for each in emails]
    return _known(made, sure, store, seen)


def _known(row: Row, identities: Sequence[tuple[str, str]], store: Shelf, seen: dict[str, int]) -> Row:
    if not identities:
        return _failed(row, "nobody")
    found = [store.whose(*each) for each in identities]
    keys = [key for key, _ in found if key is not None]
    before = next((seen[key] for key in keys if key in seen), 0)
    for key in keys:
        seen.setdefault(key, row.line)
    if before:
        return _failed(row, "twice", same=before)
    known = any(contact for _, contact in found)
    return _failed(row, "known") if known else row


def _failed(row: Row, outcome: Outcome, told: str = "", same: int = 0) -> Row:
    return Row(
        row.line, row.cells, outcome, row.name, row.phones, row.email, row.fields, row.consent, told, same
    )  # fmt: skip


def _consent(cells: Sequence[tuple[str, str]]) -> tuple[bool | None, str]:
    """Whether the person allows messages, or the cell that does not say so clearly. A column of those who opted out
    asks the other way round."""
    for column, cell in cells:
        said = _plain(cell)
        against = _plain(column).startswith(("baja", "no llame"))
        if said in _YES or said in _NO:
            return (said in _YES) != against, ""
        return None, cell
    return None, ""


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(each for each in apart if not unicodedata.combining(each)).replace("_", " ").split())


def _begins(plain: str, name: str) -> bool:
    """Whether a column is called so, or so and something more: "telefono 2", "nombre y apellido"."""
    return re.match(rf"{re.escape(name)}(?![a-z])", plain) is not None
