"""Text as it is said: the table of cases, the way back from each word, and the agency's dictionary."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voice.spoken import Spoken, spoken

TABLE = Path(__file__).parent / "spoken_cases.tsv"
CASES = [
    line.split("\t")
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("# ")
]


@pytest.mark.parametrize(("written", "said"), CASES, ids=[written for written, _ in CASES])
def test_is_said_as_in_the_table(written: str, said: str) -> None:
    assert spoken(written).text == said


def test_the_table_is_long_and_repeats_nothing() -> None:
    assert len(CASES) >= 150
    assert len({written for written, _ in CASES}) == len(CASES)


MESSAGE = (
    "Lucía, te confirmo: el 3 amb. de Cabildo 2340, 4.º B, está en USD 185.000 y paga $ 142.500 de expensas. "
    "¿Podés el viernes a las 18:00?"
)


def picture(reading: Spoken) -> list[str]:
    return [
        f"{reading.source[s.start : s.end]} -> {reading.text[s.said_start : s.said_end]} ({s.kind})"
        for s in reading.spans
    ]


def test_every_change_is_a_span_both_ways() -> None:
    reading = spoken(MESSAGE)
    assert picture(reading) == [
        "3 amb. -> tres ambientes (measure)",
        "2340 -> dos mil trescientos cuarenta (number)",
        "4.º B -> cuarto be (ordinal)",
        "USD 185.000 -> ciento ochenta y cinco mil dólares (money)",
        "$ 142.500 -> ciento cuarenta y dos mil quinientos pesos (money)",
        "18:00 -> seis de la tarde (hour)",
    ]
    for word in ("Lucía", "Cabildo", "expensas", "viernes"):
        assert reading.said(MESSAGE.index(word)) == reading.text.index(word)
        assert reading.written(reading.text.index(word)) == MESSAGE.index(word)
    inside = reading.text.index("ochenta")
    span = reading.saying_at(inside)
    assert span is not None
    assert span == reading.change_at(MESSAGE.index("185"))
    assert reading.written(inside) == MESSAGE.index("USD")


def test_what_the_writing_does_not_decide_is_marked() -> None:
    assert spoken("10 hs").spans[0].others == ("diez horas",)
    assert spoken("5/3").spans[0].others
    assert not spoken("a las 18 hs").spans[0].others


def test_the_agency_decides_first() -> None:
    words = {"Núñez": "Nuñes", "PH": "casa", "amb.": "ámbitos"}
    assert spoken("PH de 3 amb. en Núñez, phablet", words).text == "casa de tres ámbitos en Nuñes, phablet"
    assert spoken("núñez", words).text == "Nuñes"
    assert spoken("PH", {"PH": "PH"}).text == "PH"


@given(st.text(alphabet=st.sampled_from("aA 0123456789.,:/-$%º°UDSmhs²@xX()\n🙌½áñI&+'\""), max_size=60), st.booleans())
def test_whatever_is_written_the_spans_tell_the_truth(text: str, with_words: bool) -> None:
    reading = spoken(text, {"m": "eme", "USD": "verdes", "2": "el dos"} if with_words else {})
    rebuilt, at, said_at = "", 0, 0
    for span in reading.spans:
        assert at <= span.start < span.end <= len(text)
        rebuilt += text[at : span.start]
        assert len(rebuilt) == span.said_start
        assert reading.text[said_at : span.said_start] == text[at : span.start]
        rebuilt += reading.text[span.said_start : span.said_end]
        at, said_at = span.end, span.said_end
    assert rebuilt + text[at:] == reading.text
    for place in range(len(text) + 1):
        assert 0 <= reading.said(place) <= len(reading.text)
