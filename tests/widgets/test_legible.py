"""What a bubble lays out: amounts unbroken, monsters cut, the message itself untouched."""

import pytest

from widgets.conversation.legible import MOST_CHARACTERS, MOST_LINES, legible


@pytest.mark.parametrize("amount", ["USD 185.000", "U$S 9.500", "$ 142.500", "3 amb", "78 m²", "4.º B", "18 hs"])
def test_an_amount_stays_on_one_line(amount: str) -> None:
    assert legible(f"Sale {amount}, mirá.") == f"Sale {amount.replace(' ', chr(0xA0))}, mirá."


@pytest.mark.parametrize("text", ["Vale 3 ambos", "son $ y más", "hola que tal", "el 4.º barrio"])
def test_other_spaces_stay_as_they_are(text: str) -> None:
    assert legible(text) == text


@pytest.mark.parametrize(
    "monster", ["a" * 1_000_000, "x\n" * 200_000, "\u202e" + "abc" * 100_000, "o" + "\u0301" * 100_000]
)
def test_a_monster_is_cut_and_says_so(monster: str) -> None:
    shown = legible(monster)
    assert len(shown) < MOST_CHARACTERS + 100
    assert shown.count("\n") <= MOST_LINES + 1
    assert shown.endswith("copialo para leerlo entero.")
