"""Words that do not fit end in "…": nothing is cut in the middle of a letter, at any size of the text."""

from typing import Any

import pytest
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter

from widgets.pieces.menu_button import MenuButton


@pytest.mark.parametrize(("wide", "whole"), [(400, True), (90, False)])
def test_what_does_not_fit_ends_in_an_ellipsis(wide: int, whole: bool, qtbot: Any, monkeypatch: Any) -> None:
    drawn: list[str] = []

    def draw(_: QStylePainter, element: QStyle.ControlElement, option: QStyleOptionButton) -> None:
        drawn.append(option.text)

    monkeypatch.setattr(QStylePainter, "drawControl", draw)
    button = MenuButton()
    qtbot.addWidget(button)
    button.setText("Todos los canales")
    button.resize(wide, 24)
    button.grab()
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    assert (drawn[-1] == "Todos los canales") == whole
    assert whole or drawn[-1].endswith("…")
