"""Voz: who speaks where, the month's budget, and the right to use each voice."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from services.settings import Settings
from services.voice import Voice
from services.voice.casting import appointed
from services.voice.office import VoiceOffice
from tests.widgets.composer.conftest import Account, office_at, settings, voice  # noqa: F401  (fixtures)
from tests.widgets.conftest import FakeShelf
from widgets.feed import Feed
from widgets.settings.voice_choices import VoiceChoices
from widgets.settings.voices import VoicesSection
from widgets.theme import Theme

# ruff: noqa: F811


@pytest.fixture
def account() -> Account:
    made = Account()
    made.category = "cloned"
    return made


@pytest.fixture
def office(account: Account, shelf: FakeShelf, settings: Settings, tmp_path: Any) -> VoiceOffice:
    return office_at(tmp_path / "voice", account, shelf, settings)


@pytest.fixture
def open_page(
    qtbot: Any, qloop: Any, theme: Theme, feed: Feed, office: VoiceOffice, voice: Voice
) -> Callable[[], VoiceChoices]:
    def opened() -> VoiceChoices:
        made = VoiceChoices(theme, office, lambda: voice, feed)
        qtbot.addWidget(made)
        made.show()
        made.refresh()
        return made

    return opened


def test_a_voice_for_a_channel_and_for_a_use(
    open_page: Callable[[], VoiceChoices], shelf: FakeShelf, qtbot: Any
) -> None:
    page = open_page()
    box = page.choices["campaña"].box
    qtbot.waitUntil(lambda: box.count() == 3)
    assert box.key == ""
    box.setCurrentIndex(box.findData("v1"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: shelf.values.get("voice_for:campaña") == "v1")
    box.setCurrentIndex(0)
    box.activated.emit(0)
    qtbot.waitUntil(lambda: shelf.values.get("voice_for:campaña") == "")


def test_a_voice_that_is_gone_is_replaced_with_one_click(
    open_page: Callable[[], VoiceChoices], shelf: FakeShelf, qtbot: Any
) -> None:
    shelf.values["voices"] = {"whatsapp": "withdrawn", "visita": "withdrawn"}
    page = open_page()
    choice = page.choices["whatsapp"]
    qtbot.waitUntil(choice.instead.isVisible)
    choice.instead.click()
    qtbot.waitUntil(lambda: set(appointed(shelf.values).values()) <= {"v0", "v1"})
    qtbot.waitUntil(lambda: not page.choices["visita"].instead.isVisible())


def test_an_admin_sets_the_budget_and_others_see_it(
    open_page: Callable[[], VoiceChoices], office: VoiceOffice, shelf: FakeShelf, qtbot: Any
) -> None:
    assert not open_page().budget.person.isEnabled()
    office.ledger.admin = True
    page = open_page()
    page.budget.person.setValue(5_000)
    page.budget.person.editingFinished.emit()
    qtbot.waitUntil(lambda: shelf.values.get("voice_budget") == {"person": 5_000, "agency": 0})
    assert office.ledger.spending().person_limit == 5_000
    assert page.budget.person.text() == "5.000 créditos por mes"
    assert page.budget.agency.text() == "Sin límite"


def test_the_right_to_use_a_voice_is_written_by_name(
    open_page: Callable[[], VoiceChoices], shelf: FakeShelf, qtbot: Any
) -> None:
    page = open_page()
    qtbot.waitUntil(lambda: "v0" in page.rights)
    right = page.rights["v0"]
    right.field.setText("Es su voz.")
    right.field.editingFinished.emit()
    right.field.editingFinished.emit()  # leaving the field writes nothing twice
    qtbot.waitUntil(lambda: right._who.text().startswith("Lo anotó Martín"))
    right.field.editingFinished.emit()
    assert len([each for each in shelf.published if each.kind == "agency.changed"]) <= 2


def test_without_the_account_it_says_why_and_shows_what_it_knows(
    open_page: Callable[[], VoiceChoices], office: VoiceOffice, account: Account, qtbot: Any
) -> None:
    account.key_is_good = False
    page = open_page()
    qtbot.waitUntil(page._trouble.isVisible)
    assert "ElevenLabs no acepta la clave" in page._trouble.text()
    assert page.choices["whatsapp"].box.count() == 1


def test_parts_are_built_when_they_are_opened(qtbot: Any, theme: Theme) -> None:
    section = VoicesSection(theme, {"a": ("Una", lambda: QLabel("una")), "b": ("Otra", lambda: QLabel("otra"))})
    qtbot.addWidget(section)
    section.refresh()
    assert set(section.parts) == {"a"}
    section.open_part("b")
    section.refresh()
    assert section._stack.currentWidget() is section.parts["b"]
    section.open_part("nothing of that name")
    assert section._stack.currentWidget() is section.parts["b"]
