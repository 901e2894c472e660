"""Strangers' names and texts: whatever they hold, they stay in their place and are shown as they are."""

import pytest
from PySide6.QtCore import Qt

from services.plain import MOST_MARKS, NAME, harmless, line, name
from widgets.controls import Label
from widgets.words import hover, tip

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\u202eanA\u202c", "anA"),
        ("Ana\u2067\u2066\n\tLópez\x00", "Ana López"),
        ("A\u200bn\u2060a\u00ad", "Ana"),
        ("\u200b\u200d \u3164", ""),
        ("\ud800Ana", "Ana"),
        (f"{FAMILY} Ana", f"{FAMILY} Ana"),
        ("مرحبا", "مرحبا"),
        ("<b>Ana</b>", "<b>Ana</b>"),
        ("o" + "\u0301" * 100_000, "o" + "\u0301" * MOST_MARKS),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(hostile: str, shown: str) -> None:
    assert name(hostile) == shown


def test_a_name_has_an_end() -> None:
    assert len(name("x" * 1_000_000)) == NAME


def test_a_text_keeps_its_lines_and_letters() -> None:
    assert harmless("uno\r\ndos\ttres\u202e\x07 ñandú") == "uno\ndos\ttres ñandú"
    assert line("uno\r\ndos") == "uno dos"


def test_a_tooltip_takes_no_markup() -> None:
    assert hover("<img src=x>\ndos") == "<qt>&lt;img src=x&gt;<br>dos</qt>"
    assert hover("") == ""
    assert tip("Enviar a Ana") == "Enviar a Ana"
    assert "<img" not in tip("Enviar a <img src=x>")


def test_a_label_turns_nobody_s_words(qapp: object) -> None:
    label = Label("\u202e<i>anA</i>", elide=True)
    assert label.text() == "<i>anA</i>"
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.toolTip() == "<qt>&lt;i&gt;anA&lt;/i&gt;</qt>"
