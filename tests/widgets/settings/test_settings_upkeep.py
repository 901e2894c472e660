"""Repair, storage and log: what they do is said where they were asked for."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from services.trouble import Trouble
from widgets.feed import Feed
from widgets.settings.upkeep import UpkeepCards


class Upkeep:
    """Repairs as it is told."""

    def __init__(self) -> None:
        self.repairs = 0
        self.offline = False

    async def measure(self) -> dict[str, int]:
        return {"conversations": 71 * 1024, "media": 0, "voices": 1024, "other": 0}

    async def repair(self) -> None:
        if self.offline:
            raise Trouble("upkeep.offline")
        self.repairs += 1


@pytest.fixture
def upkeep() -> Upkeep:
    return Upkeep()


@pytest.fixture
def cards(upkeep: Upkeep, feed: Feed, qloop: Any, qtbot: Any) -> UpkeepCards:
    made = UpkeepCards(upkeep, lambda: "una línea", feed)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


def said(cards: UpkeepCards) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in cards.findChildren(QLabel))


def test_what_is_stored_is_told_by_kind(cards: UpkeepCards, qtbot: Any) -> None:
    cards.refresh()
    qtbot.waitUntil(lambda: "72\N{NO-BREAK SPACE}KB" in said(cards))
    assert "71\N{NO-BREAK SPACE}KB" in said(cards)


def test_a_repair_says_what_it_does_or_why_not(cards: UpkeepCards, upkeep: Upkeep, qtbot: Any) -> None:
    upkeep.offline = True
    QTest.mouseClick(cards.repair, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Sin conexión con el relay" in said(cards) and cards.repair.isEnabled())
    upkeep.offline = False
    QTest.mouseClick(cards.repair, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Leyendo todo de nuevo" in said(cards))
    assert upkeep.repairs == 1


def test_the_log_can_be_given_to_whoever_helps(cards: UpkeepCards, qtbot: Any) -> None:
    QTest.mouseClick(cards.copy_log, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Copiado." in said(cards))
    assert QGuiApplication.clipboard().text() == "una línea"
