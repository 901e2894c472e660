"""The proposals of the lead's tab by keyboard: Space takes up, Delete refuses, P goes to where it was said."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from services.leads.proposals import Proposal
from widgets.inspector.proposed import ProposedSection
from widgets.theme import Theme

ZONE = Proposal("zona", "Belgrano", "v1", 7.2, "en Belgrano")
ROOMS = Proposal("ambientes", "3", "m1", None, "tres ambientes")
OLD = Proposal("cochera", "sí", "m1", None, "cochera", refused=True)


@pytest.fixture
def section(theme: Theme, qtbot: Any) -> ProposedSection:
    made = ProposedSection(theme)
    qtbot.addWidget(made)
    made.show_proposals([ZONE, ROOMS, OLD])
    made.show()
    made.activateWindow()
    return made


def test_each_is_decided_with_one_key(section: ProposedSection, qtbot: Any) -> None:
    accepted: list[list[Proposal]] = []
    refused: list[Proposal] = []
    wanted: list[Proposal] = []
    section.accepted.connect(accepted.append)
    section.refused.connect(refused.append)
    section.wanted.connect(wanted.append)
    first, second, third = section.rows
    qtbot.keyClick(first, Qt.Key.Key_Space)
    qtbot.keyClick(second, Qt.Key.Key_Backspace)
    qtbot.keyClick(first, Qt.Key.Key_P)
    qtbot.keyClick(third, Qt.Key.Key_Delete)
    assert (accepted, refused, wanted) == ([[ZONE]], [ROOMS], [ZONE])
    section.accept_all()
    assert accepted[-1] == [ZONE, ROOMS], "what was refused is not taken up with the others"


def test_the_keyboard_goes_on_with_the_next_one(section: ProposedSection, qtbot: Any) -> None:
    section.rows[0].setFocus()
    qtbot.waitUntil(section.rows[0].hasFocus)
    section.show_proposals([ROOMS, OLD])
    qtbot.waitUntil(section.rows[0].hasFocus)
    assert section.rows[0].where.text() == "mensaje"
    qtbot.keyClick(section.rows[0], Qt.Key.Key_Down)
    assert section.rows[1].hasFocus()
    section.show_proposals([])
    assert section.isHidden()


def test_it_says_where_it_was_said(section: ProposedSection) -> None:
    assert section.rows[0].where.text() == "0:07"
    assert section.rows[2].where.text() == "descartado"
    assert "Oírlo en el segundo 0:07" in section.rows[0].accessibleDescription()
