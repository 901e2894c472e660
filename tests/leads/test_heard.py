"""What leads say, written down by hand, and what must be heard in it: all of that and nothing more."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.leads.heard import heard

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "heard_cases.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[case[0][:40] for case in CASES])
def test_what_is_heard(text: str, wanted: str) -> None:
    found = heard(text)
    said = sorted(f"{each.field}={each.value}".replace("\N{NO-BREAK SPACE}", " ") for each in found)
    assert said == sorted(each.strip() for each in wanted.split(";") if each.strip())
    for each in found:
        assert text[each.start : each.end].strip(), "and it is there, in these letters"


@given(st.text(st.sampled_from("019.,$ ymilpaloshtbñé@\n"), max_size=80) | st.text(max_size=80))
def test_whatever_somebody_writes_is_read(text: str) -> None:
    for each in heard(text):
        assert 0 <= each.start < each.end <= len(text)
        assert each.value


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60
