"""The dictionary as a file: whatever a spreadsheet wrote is read, what fails is told by its line, and it comes back."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agency_records import DictionaryWord
from services.export.table import head, line
from services.trouble import Trouble
from services.word_files import LARGEST, MOST_ROWS, look_over, read, save

KNOWN = [DictionaryWord("PH", "pe hache"), DictionaryWord("Núñez", "Nuñes"), DictionaryWord("amb.", "ambientes", "m1")]
NUNEZ = (DictionaryWord("Núñez", "Nuñez"),)


@pytest.mark.parametrize(
    "data",
    [
        "Núñez;Nuñez\n".encode(),
        "Núñez;Nuñez\r\n".encode("latin-1"),
        "\ufeffPalabra;Se dice;Para\r\nNúñez;Nuñez;Agencia\r\n".encode(),
        "palabra,se dice\nNúñez,Nuñez\n".encode(),
        "Núñez\tNuñez".encode("utf-16"),
        'sep=;\n"Núñez";"Nuñez"\n'.encode("cp1252"),
        "Núñez;Nuñez;;\n\n;;\n".encode(),
        "Diccionario\n\nPalabras;Se dice\nNúñez;Nuñez\n".encode(),
        "sep=;\rPalabra;Se dice\rNúñez;Nuñez\r".encode(),
    ],
    ids=["utf-8", "latin-1", "bom", "comma", "utf-16", "sep", "blanks", "title", "old Mac"],
)
def test_what_a_spreadsheet_writes_is_read(data: bytes) -> None:
    run = look_over(data, "m1", KNOWN)
    assert run.others == NUNEZ
    assert (run.fresh, run.same, run.failed) == ((), 0, ())


def test_each_line_is_told_what_becomes_of_it() -> None:
    rows = [
        "palabra;se dice;para",
        "Thames;Teims;agencia",
        "amb.;ambientes;solo para mí",
        "PH;casa;yo",
        ";vacía",
        "Gorriti;",
        "---;guiones",
        "Uriarte;Uriarte;la vecina",
        f"{'x' * 81};larga",
        "thames;Temes",
    ]
    run = look_over("\n".join(rows).encode(), "m1", KNOWN)
    assert run.fresh == (DictionaryWord("thames", "Temes"), DictionaryWord("PH", "casa", "m1"))
    assert run.same == 1
    assert [(each.line, each.code) for each in run.failed] == [
        (2, "dictionary.repeated"),
        (5, "dictionary.bad_word"),
        (6, "dictionary.no_saying"),
        (7, "dictionary.bad_word"),
        (8, "dictionary.whose"),
        (9, "dictionary.bad_word"),
    ]


@given(st.lists(st.tuples(st.text("aÑ2=+-@;,\"'. \u200b", min_size=1, max_size=12), st.text("bé;=@-3'", min_size=1))))
def test_what_is_written_comes_back_and_is_no_formula(pairs: list[tuple[str, str]]) -> None:
    words = {" ".join(word.split()).casefold(): (word, said) for word, said in pairs}
    kept = [
        DictionaryWord(" ".join(word.split()), said)
        for word, said in words.values()
        if any(map(str.isalnum, word)) and any(map(str.isalnum, said)) and "'" not in word + said
    ]
    text = head(("Palabra", "Se dice", "Para")) + "".join(line((each.word, each.said, "Agencia")) for each in kept)
    assert not any(cell.startswith(('"=', '"+', '"-', '"@')) for cell in text.split(";"))
    if kept:
        run = look_over(text.encode(), "m1", [])
        assert sorted(each.said for each in run.fresh) == sorted(each.said for each in kept)
        assert [each.code for each in run.failed] == []


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"dictionary\.no_table"):
        look_over(b"  \n\n", "m1", [])
    with pytest.raises(Trouble, match=r"dictionary\.too_many"):
        look_over(b"a;b\n" * (MOST_ROWS + 2), "m1", [])
    with pytest.raises(Trouble, match=r"dictionary\.unreadable"):
        asyncio.run(read(tmp_path / "no.csv", "m1", []))
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(Trouble, match=r"dictionary\.too_large"):
        asyncio.run(read(large, "m1", []))


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "diccionario.csv"
    asyncio.run(save(file, ("Palabra", "Se dice", "Para"), KNOWN, ("Agencia", "Solo para mí")))
    assert file.read_text(encoding="utf-8-sig").splitlines()[3] == '"amb.";"ambientes";"Solo para mí"'
    run = asyncio.run(read(file, "m1", KNOWN))
    assert (run.same, run.taken, run.failed) == (3, (), ())
