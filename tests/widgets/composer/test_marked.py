"""Marks over plain text: counted in characters also where Qt counts otherwise, and found under the mouse."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF

from services.voice.spoken import spoken
from widgets.composer.marked import MarkedText, utf16_offsets
from widgets.theme import Theme


@pytest.fixture
def marked(theme: Theme, qtbot: Any) -> MarkedText:
    made = MarkedText(theme, "filled")
    qtbot.addWidget(made)
    made.resize(240, 160)
    made.show()
    return made


def texts(marked: MarkedText) -> list[str]:
    """The words that are marked, as Qt selects them."""
    return [selection.cursor.selectedText() for selection in marked.extraSelections()]  # type: ignore[attr-defined]


def test_an_emoji_before_a_mark_does_not_move_it(marked: MarkedText) -> None:
    said = spoken("🙌🏽 Sale USD 185.000 hoy")
    marked.write(said.text)
    marked.show_marks([(span.said_start, span.said_end) for span in said.spans])
    assert "ciento ochenta y cinco mil dólares" in texts(marked)


def test_offsets_count_as_qt_does() -> None:
    assert utf16_offsets("a🙌b") == [0, 1, 3, 4]


def test_a_mark_over_several_lines_has_a_box_on_each(marked: MarkedText, qtbot: Any) -> None:
    text = "Son ciento cuarenta y dos mil quinientos pesos de expensas"
    marked.write(text)
    marked.show_marks([(4, 46)])
    boxes = list(marked._boxes(*marked._marks[0]))
    assert len(boxes) >= 2
    assert all(box.width() > 0 for box in boxes)
    assert marked.mark_under(QPointF(boxes[1].center())) == 0
    assert marked.mark_under(QPointF(1, 1)) == -1


@pytest.mark.parametrize(("text", "covered"), [("dólares. Sí", False), ("dólares hoy", True)])
def test_the_ground_of_a_mark_ends_before_the_sign_that_follows(marked: MarkedText, text: str, covered: bool) -> None:
    marked.write(text)
    marked.show_marks([(0, 7)])
    (box,) = marked._boxes(0, 7)
    picture = marked.viewport().grab().toImage()
    inside, behind = (picture.pixelColor(round(x), round(box.top()) + 4) for x in (box.right() - 1, box.right() + 1))
    assert (inside == behind) is covered


def test_markup_is_text(marked: MarkedText) -> None:
    marked.write("<b>no</b> & <img src=x>")
    assert marked.toPlainText() == "<b>no</b> & <img src=x>"
    assert not marked.acceptRichText()


def test_writing_is_not_typing(marked: MarkedText, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(marked.textChanged):
        marked.write("otra cosa")
    assert not marked.document().isUndoAvailable()
