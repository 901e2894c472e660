"""People from a file: read whatever wrote it, told row by row what would happen, written once, and found afterwards."""

import asyncio
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from services.entries import Draft, Entries, Entry, Welcome
from services.importing import people, sheets
from services.importing.imports import Imports
from services.importing.people import Row, Use
from services.importing.sheets import Sheet
from services.records import Changes
from services.store import Store
from services.trouble import Trouble

NAMES = ["Ana Núñez", "Bruno Díaz"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_whoever_wrote_it(tmp_path: Path, separator: str, encoding: str) -> None:
    lines = [["Nombre", "Teléfono", ""], ["Ana Núñez", "11 5555-0142", "x, y; z | w"], ["Bruno Díaz"]]
    text = "\r\n".join(separator.join(f'"{each}"' for each in line) for line in lines)
    (tmp_path / "a.csv").write_text(text, encoding=encoding, newline="")
    sheet = sheets.read(tmp_path / "a.csv")
    assert sheet.columns == ["Nombre", "Teléfono", "Columna 3"]
    assert [row[0] for row in sheet.rows] == NAMES
    assert sheet.rows == [["Ana Núñez", "11 5555-0142", "x, y; z | w"], ["Bruno Díaz", "", ""]]


def test_a_workbook_is_read_and_its_numbers_are_phones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (["Nombre", "Celular", "Acepta"], ["Ana Núñez", 1155550142.0, True], ["Bruno Díaz", 1155550143, None]):
        page.append(line)
    book.save(tmp_path / "a.xlsx")
    sheet = sheets.read(tmp_path / "a.xlsx")
    assert sheet.rows == [["Ana Núñez", "1155550142", "sí"], ["Bruno Díaz", "1155550143", ""]]


def test_address_cards_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Núñez\r\nTEL;TYPE=CELL:+54 9 11 5555-0142\r\nTEL:11 4444-1111\r\n"
        "EMAIL:ana@casa.example\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Bruno D=C3=ADaz\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Muñoz;Carla;;Dra.;\r\nEND:VCARD\r\n",
        encoding="utf-8",
    )
    sheet = sheets.read(tmp_path / "a.vcf")
    assert sheet.columns == ["Nombre", "Teléfono", "Teléfono 2", "Correo"]
    assert sheet.rows[0] == ["Ana Núñez", "+54 9 11 5555-0142", "11 4444-1111", "ana@casa.example"]
    assert [row[0] for row in sheet.rows] == [*NAMES, "Dra. Carla Muñoz"]


@pytest.mark.parametrize(
    ("text", "columns", "first"),
    [
        ("sep=;\r\nNombre;Tel\r\nAna, la de 3;1155551234\r\n", ["Nombre", "Tel"], 3),
        ("Listado, noviembre\n\nNombre;Tel\nAna, la de 3;1155551234\n", ["Nombre", "Tel"], 4),
        ("Ana, la de 3;1155551234\n;\n\n", ["Columna 1", "Columna 2"], 1),
    ],
)
def test_a_table_begins_where_a_person_sees_it_begin(tmp_path: Path, text: str, columns: list[str], first: int) -> None:
    """Below what Excel is told or a title, and nobody is lost where the columns have no names."""
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    sheet = sheets.read(tmp_path / "a.csv")
    assert (sheet.columns, sheet.rows[0], sheet.first) == (columns, ["Ana, la de 3", "1155551234"], first)
    rows = understood(sheet, ["name", "phone"], Known())
    assert [(row.line, row.outcome) for row in rows] == [(first, "new")], "an empty line is nobody's"


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(5):
            file.writestr(f"xl/{number}.xml", bytes(100 * 1024**2))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty"),
        (b"\n\n", "import.empty"),
        (b"Nombre;Tel\r\n", "import.empty"),
        (b"PK\x03\x04 not a workbook", "import.unknown_kind"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "import.unknown_kind"),
        (b"BEGIN:VCARD\r\nFN:x", "import.unknown_kind"),
        (b'"' + b"x" * 200_000 + b'";1\r\na;b', "import.unknown_kind"),
    ],
)
def test_what_is_no_table_says_so(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(Trouble) as told:
        sheets.read(tmp_path / "a")
    assert told.value.code == code


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(bomb())
    with pytest.raises(Trouble) as told:
        sheets.read(tmp_path / "a.xlsx")
    assert told.value.code == "import.too_large"


def test_columns_are_known_by_their_names() -> None:
    columns = ["NOMBRE Y APELLIDO", "Apellido", "Teléfono celular", "tel_2", "E-mail", "Barrio", "Acepta mensajes",
               "Telar", "No llame", "Phone 1 - Label", "Phone 1 - Value"]  # fmt: skip
    assert people.guess(columns) == [
        "name", "surname", "phone", "phone", "email", "field", "consent", "field", "field", "field", "phone",
    ]  # fmt: skip


def understood(sheet: Sheet, uses: Sequence[Use], shelf: people.Shelf) -> list[Row]:
    return asyncio.run(people.rehearse(sheet, uses, shelf, lambda done, of: None))


class Known:
    """Knows one number; writes nothing."""

    def __init__(self) -> None:
        self.published: list[Draft] = []

    def whose(self, kind: str, value: str) -> tuple[str | None, str | None]:
        digits = "".join(each for each in value if each.isdigit())[-8:]
        if kind == "email":
            return f"email:{value.lower()}", None
        return (digits, "c1" if digits == "55550142" else None) if len(digits) == 8 else (None, None)

    async def publish(self, *drafts: Draft) -> Changes:
        self.published += drafts
        return Changes()


USES: list[Use] = ["name", "phone", "phone", "email", "consent", "field"]
SHEET = Sheet(
    ["Nombre", "Tel", "Tel 2", "Mail", "Acepta", "Barrio"],
    [
        ["Ana", "11 5555-0142", "", "", "sí", "Núñez"],
        ["Bruno", "11 5555-0143", "", "bruno@casa.example", "", ""],
        ["Carla", "", "", "", "", ""],
        ["Delia", "123", "", "", "", ""],
        ["Elsa", "11 5555-0145", "", "elsa@", "", ""],
        ["Bruno otra vez", "+54 9 11 5555-0143", "", "", "", ""],
        ["Flor", "11 5555-0146", "", "", "tal vez", ""],
        ["Gastón", "", "", "gaston@casa.example", "no", ""],
    ],
)


def picture(rows: Sequence[Row]) -> list[str]:
    return [f"{row.line} {row.name}: {row.outcome} {row.told or row.same or ''}".strip() for row in rows]


def test_a_dry_run_says_what_each_row_would_do() -> None:
    shelf = Known()
    assert picture(understood(SHEET, USES, shelf)) == [
        "2 Ana: known",
        "3 Bruno: new",
        "4 Carla: nobody",
        "5 Delia: bad_phone 123",
        "6 Elsa: bad_email elsa@",
        "7 Bruno otra vez: twice 3",
        "8 Flor: bad_consent tal vez",
        "9 Gastón: new",
    ]
    assert shelf.published == []


@pytest.mark.parametrize(
    ("column", "cell", "said"), [("Acepta", "SÍ", True), ("Baja", "x", False), ("Baja", "no", True)]
)
def test_a_column_of_opt_outs_asks_the_other_way_round(column: str, cell: str, said: bool) -> None:
    sheet = Sheet(["Tel", column], [["1155550143", cell]])
    (row,) = understood(sheet, people.guess(sheet.columns), Known())
    assert row.consent is said


def test_only_what_can_be_taken_is_written() -> None:
    async def work() -> None:
        shelf = Known()
        rows = await people.rehearse(SHEET, USES, shelf, lambda done, of: None)
        assert await people.take(rows, shelf, "Martín", "clientes.csv", 1000, lambda done, of: None) == 3
        ana, _, gaston = [draft.body for draft in shelf.published]
        assert (ana["fields"], ana["consent"]) == ({"Barrio": "Núñez"}, True)
        assert gaston["consent"] is False
        assert "consent" not in shelf.published[1].body

    asyncio.run(work())


def test_who_was_imported_is_found_and_waits_for_nobody(tmp_path: Path) -> None:
    async def work() -> None:
        store = Store.open(tmp_path, "dev_1", lambda changes: None, now=lambda: 10**12)
        config = {"provider": "whatsapp", "active": True, "config": {"phone_number_id": "1"}}
        await store.apply(Welcome("e", 1))
        await store.apply(Entries([Entry(1, "i", "integration.changed", "d", "2026-11-19T17:00:00Z", config)], 1))
        for _ in "twice":
            rows = await people.rehearse(SHEET, USES, store, lambda done, of: None)
            await people.take(rows, store, "Martín", "clientes.csv", 1000, lambda done, of: None)
        again = await people.rehearse(SHEET, USES, store, lambda done, of: None)
        assert [row.outcome for row in again][:2] == ["known", "known"]
        assert len(store.contact_ids()) == 3
        (hit,) = store.search("bruno")
        found = store.conversation(hit.conversation)
        assert found is not None
        assert (found.name, found.closed, found.unanswered, found.channel) == ("Bruno", True, False, "whatsapp")
        contact = store.contact(found.contact)
        assert contact is not None
        assert contact.source == "importación"
        assert set(store.counts().values()) <= {0, 2}, "nobody waits for an answer"
        (gaston,) = [each for name in store.contact_ids() if (each := store.contact(name)) and each.name == "Gastón"]
        assert gaston.consents[""].given is False
        await store.close()

    asyncio.run(work())


def test_the_rows_that_failed_come_back_as_they_were(tmp_path: Path) -> None:
    """Corrected and imported again: neither what keeps formulas asleep nor the reason becomes a person's."""
    columns = ["Nombre", "Tel", "Correo", "Código", "Nota"]
    rows = [["-Ana", "+54 9 11 5555-0143", "ana@", "007", "=1+1"], ["D'Angelo", "12", "d@casa.example", "", ""]]
    sheet = Sheet(columns, rows)

    async def work() -> None:
        imports = Imports(Known(), "Martín", lambda: 1)
        failed = await imports.rehearse(sheet, people.guess(columns), lambda done, of: None)
        assert await imports.write_failed(sheet, failed, tmp_path / "f.csv", "Qué pasa", lambda row: row.outcome) == 2

    asyncio.run(work())
    again = sheets.read(tmp_path / "f.csv")
    assert [row[:5] for row in again.rows] == rows
    assert people.guess(again.columns) == ["name", "phone", "email", "field", "field", ""]
