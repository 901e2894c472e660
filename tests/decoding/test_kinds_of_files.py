"""Files by what they are: the ending they are saved under, what may be opened, and what goes when room is short."""

import os
import zipfile
from pathlib import Path

import pytest

from services.files import Files
from services.kinds import ending, opens

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.mark.parametrize(
    ("data", "wanted", "opened"),
    [
        (PNG, ".png", True),
        (b"%PDF-1.7 x", ".pdf", True),
        (b"OggS" + bytes(40), ".ogg", True),
        (b"MZ\x90\x00" + bytes(60), ".bin", False),
        (b"\x7fELF" + bytes(60), ".bin", False),
        (b"<html><script>alert(1)</script></html>", ".txt", False),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ".txt", False),
        (b"#!/bin/sh\nrm -rf ~\n", ".txt", False),
        ("fecha;precio\n1;185000 ñ".encode(), ".txt", False),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), ".bin", False),
        (b"PK\x03\x04" + bytes(60), ".zip", False),
    ],
)
def test_a_file_goes_by_what_it_is(tmp_path: Path, data: bytes, wanted: str, opened: bool) -> None:
    path = Files(tmp_path).keep(data)
    assert (ending(path), opens(path)) == (wanted, opened)


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["word/document.xml"], ".docx"),
        (["word/document.xml", "word/vbaProject.bin"], ".docm"),
        (["xl/workbook.xml"], ".xlsx"),
        (["ppt/presentation.xml"], ".pptx"),
        (["../../etc/passwd", "a.exe"], ".zip"),
    ],
)
def test_an_archive_may_be_an_office_file(tmp_path: Path, names: list[str], wanted: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    path = Files(tmp_path / "kept").keep((tmp_path / "x.zip").read_bytes())
    assert (ending(path), opens(path)) == (wanted, False)


def test_the_least_lately_used_goes_first_and_what_waits_never(tmp_path: Path) -> None:
    files = Files(tmp_path)
    paths = [files.keep(PNG + bytes([n]) * 1000) for n in range(4)]
    for age, path in enumerate(paths):
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    files.use(paths[0])
    size = paths[0].stat().st_size
    files.trim(2 * size, {paths[1].stem})
    assert [path.exists() for path in paths] == [True, True, False, False]
    files.trim(0, set())
    assert [path.exists() for path in paths] == [True, False, False, False], "what was just used stays"


def test_enough_room_lets_nothing_go(tmp_path: Path) -> None:
    files = Files(tmp_path)
    path = files.keep(PNG)
    os.utime(path, (1_000_000, 1_000_000))
    files.trim(path.stat().st_size, set())
    assert path.exists()
