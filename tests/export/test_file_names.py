"""File names: whatever a stranger is called, every operating system takes the name, and it stays where it was put."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.export.names import LONGEST, file_name, free


@pytest.mark.parametrize(
    ("stem", "name"),
    [("Lucía Ferreyra", "Lucía Ferreyra.csv"), ("../../etc/passwd", "etc passwd.csv"), ("CON", "STRATO CON.csv"),
     ("nul.txt", "STRATO nul.txt.csv"), ("", "STRATO.csv"), ("...", "STRATO.csv"), ("a\x00b\u202egpj", "a b gpj.csv"),
     ("C:\\x|y?", "C x y.csv"), ("-rf", "rf.csv"), ("com¹", "STRATO com¹.csv")],
)  # fmt: skip
def test_names_of_strangers(stem: str, name: str) -> None:
    assert file_name(stem, ".csv") == name


@given(st.text())
def test_any_name_is_one_that_every_system_takes(stem: str) -> None:
    name = file_name(stem, ".csv")
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable()
    assert name[0] not in ".- "
    assert name.removesuffix(".csv")[-1] not in ". "
    assert len(name.encode()) <= 255
    assert len(name) <= LONGEST + len("STRATO .csv")
    assert Path(name).name == name


def test_nothing_is_written_over(tmp_path: Path) -> None:
    for name in ("a.csv", "a (2).csv"):
        (tmp_path / name).touch()
    assert free(tmp_path / "a.csv").name == "a (3).csv"
    assert free(tmp_path / "b.csv").name == "b.csv"
