"""A small file of this desk's own: whole or not there, for its owner alone where it says so, never in the way."""

import sys
from pathlib import Path

import pytest

from services.json_file import JsonFile


def test_what_is_written_is_read_and_what_is_damaged_is_set_aside(tmp_path: Path) -> None:
    kept = JsonFile(tmp_path / "desk" / "kept.json", dict[str, int])
    assert kept.read() is None
    kept.write({"a": 1})
    kept.write({"b": 2})
    assert JsonFile(kept.path, dict[str, int]).read() == {"b": 2}
    kept.path.write_bytes(b'{"b": "two"}')
    assert kept.read() is None
    assert [each.name for each in kept.path.parent.iterdir()] == ["kept.damaged"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_private_one_is_read_by_nobody_else(tmp_path: Path) -> None:
    JsonFile(tmp_path / "drafts.json", list[str], private=True).write(["hola"])
    assert (tmp_path / "drafts.json").stat().st_mode & 0o077 == 0
