"""Text as it is said: the table of cases, the way back from each word, and the agency's dictionary."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voice.spoken import Choice, Spoken, place, spoken

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
    assert len(CASES) >= 400
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


DOUBTFUL = [
    ("10 hs", "diez horas"),
    ("el aviso del 5/3", None),
    ("lo vi 5/3", "cinco tres"),
    ("10 a 12", "diez de la mañana a doce del mediodía"),
    ("$ 500", "quinientos dólares"),
    ("son 12,500", "doce mil quinientos"),
    ("Callao 1200 5 C", "mil doscientos, cinco ce"),
    ("pidió un dto. especial", "descuento"),
    ("dto. B", None),
    ("USD 185.000", None),
    ("$ 142.500", None),
    ("a las 18 hs", None),
    ("Cabildo 2340", None),
]


@pytest.mark.parametrize(("written", "other"), DOUBTFUL, ids=[written for written, _ in DOUBTFUL])
def test_what_the_writing_does_not_decide_is_marked(written: str, other: str | None) -> None:
    doubtful = [span for span in spoken(written).spans if span.doubtful]
    assert [span.others[0] for span in doubtful] == ([] if other is None else [other])


def test_a_sure_reading_still_offers_how_else_it_is_said() -> None:
    assert spoken("Cabildo 2340").spans[0].others == ("veintitrés cuarenta",)
    assert spoken("$ 142.500").spans[0].others == ("ciento cuarenta y dos mil quinientos dólares",)


def test_a_choice_is_for_one_place_and_comes_before_all() -> None:
    text = "Van 10 hs, o a las 10 hs. PH 2, USD 10."
    second = text.index("10 hs", 8)
    chosen = [Choice("10 hs", "diez horas", 0), Choice("PH 2", "casa dos")]
    said = spoken(text, {"PH": "pehache"}, chosen)
    assert said.text == "Van diez horas, o a las diez de la mañana. casa dos, diez dólares."
    assert [span.kind for span in said.spans] == ["chosen", "hour", "chosen", "money"]
    assert place(text, second, second + 5) == ("10 hs", 1)
    assert spoken("ya no está", {}, chosen).text == "ya no está"
    as_written = spoken("un PH", {}, [Choice("PH", "PH")])
    assert (as_written.text, as_written.spans[0].kind) == ("un PH", "chosen")


def test_the_dictionary_knows_words_not_letters() -> None:
    words = {"2": "el dos", "Ribera": "Rivera", "Ribera Norte": "Rivera Norte", "amb.": "ámbitos"}
    assert spoken("2.000 y 2", words).text == "dos mil y el dos"
    assert spoken("ribera norte y RIBERA, riberano", words).text == "Rivera Norte y Rivera, riberano"
    assert spoken("info@ribera.com.ar", words).text == "info arroba ribera punto com punto ar"
    assert spoken("Busco 3 amb. Gracias", words).text == "Busco tres ámbitos. Gracias"


def test_the_agency_decides_first() -> None:
    words = {"Núñez": "Nuñes", "PH": "casa", "amb.": "ámbitos"}
    assert spoken("PH de 3 amb. en Núñez, phablet", words).text == "casa de tres ámbitos en Nuñes, phablet"
    assert spoken("núñez", words).text == "Nuñes"
    assert spoken("PH", {"PH": "PH"}).text == "PH"


@given(st.text(alphabet=st.sampled_from("aA 0123456789.,:/-$%º°UDSmhs²@xX()\n🙌½áñI&+'\""), max_size=60), st.booleans())
def test_whatever_is_written_the_spans_tell_the_truth(text: str, with_words: bool) -> None:
    words = {"m": "eme", "USD": "verdes", "2": "el dos"} if with_words else {}
    reading = spoken(text, words, [Choice("1", "primero", 1), Choice("10 hs", "diez horas")] if with_words else ())
    rebuilt, at, said_at = "", 0, 0
    for span in reading.spans:
        assert at <= span.start < span.end <= len(text)
        rebuilt += text[at : span.start]
        assert len(rebuilt) == span.said_start
        assert reading.text[said_at : span.said_start] == text[at : span.start]
        rebuilt += reading.text[span.said_start : span.said_end]
        at, said_at = span.end, span.said_end
    assert rebuilt + text[at:] == reading.text
    for i in range(len(text) + 1):
        assert 0 <= reading.said(i) <= len(reading.text)
