"""Appearance and this computer: a change is seen at once and kept; the position of the log is told with its gaps."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from services.credentials import MemoryCredentials
from services.settings import DENSITY, ENTER_SENDS, LANGUAGE, MEDIA_MB, TEXT_SIZE, THEME, Settings
from tests.widgets.conftest import FakeShelf
from widgets.feed import Feed
from widgets.settings.appearance import Appearance
from widgets.settings.computer import Computer
from widgets.settings.page import SettingsPage
from widgets.settings.sections import sections
from widgets.theme import Theme


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def page(theme: Theme, settings: Settings, qtbot: Any) -> Appearance:
    made = Appearance(theme, settings)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_theme_changes_at_once_and_stays(page: Appearance, theme: Theme, settings: Settings) -> None:
    QTest.mouseClick(page.scheme.buttons["dark"], Qt.MouseButton.LeftButton)
    assert theme.scheme == "dark"
    assert settings.get(THEME) == "dark"


def test_the_density_changes_at_once_and_stays(page: Appearance, theme: Theme, settings: Settings) -> None:
    QTest.mouseClick(page.density.buttons["compacta"], Qt.MouseButton.LeftButton)
    assert theme.size("conversationRow") == 44
    assert settings.get(DENSITY) == "compacta"


def test_the_language_is_kept_and_says_when_it_changes(page: Appearance, settings: Settings) -> None:
    hint = next(each for each in page.findChildren(QLabel) if each.text() == "Cambia al volver a abrir STRATO.")
    assert not hint.isVisible()
    QTest.mouseClick(page.language.buttons["en"], Qt.MouseButton.LeftButton)
    assert settings.get(LANGUAGE) == "en"
    assert hint.isVisible()
    QTest.mouseClick(page.language.buttons["es"], Qt.MouseButton.LeftButton)
    assert settings.get(LANGUAGE) == "es"
    assert not hint.isVisible()


def test_the_text_grows_with_the_keys_once_they_rest(
    page: Appearance, theme: Theme, settings: Settings, qtbot: Any
) -> None:
    before, laid_out = theme.font("body").pixelSize(), list[int]()
    theme.changed.connect(lambda: laid_out.append(theme.text))
    for _ in range(4):
        QTest.keyClick(page.text, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: settings.get(TEXT_SIZE) == 120)
    assert theme.font("body").pixelSize() > before
    assert laid_out == [120]


def test_enter_can_be_told_not_to_send(page: Appearance, settings: Settings) -> None:
    QTest.mouseClick(page.send_key.buttons["control"], Qt.MouseButton.LeftButton)
    assert settings.get(ENTER_SENDS) is False


def test_this_computer_says_how_far_it_has_come(
    theme: Theme, settings: Settings, shelf: FakeShelf, feed: Feed, qloop: Any, qtbot: Any
) -> None:
    shelf.place = replace(shelf.place, seq=1200, head=1203, gaps=0, pending=2)
    page = Computer(theme, shelf, MemoryCredentials(), feed, "dev_1", settings)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    said = [label.text() for label in page.findChildren(QLabel)]
    assert "hoy 14:32 · 0 huecos" in said
    assert "1.200 / 1.203" in said
    qtbot.waitUntil(lambda: "memoria" in [label.text() for label in page.findChildren(QLabel)])
    assert page.room.buttons["2048"].isChecked()
    page.room.buttons["5120"].click()
    assert settings.get(MEDIA_MB) == 5120


@pytest.mark.parametrize("percent", [100, 150])
def test_the_names_of_the_sections_are_read_whole_at_any_size(theme: Theme, qtbot: Any, percent: int) -> None:
    keys = [each.key for each in sections()]
    page = SettingsPage(theme, "Ribera Norte", dict.fromkeys(keys, QWidget))
    qtbot.addWidget(page)
    theme.choose(text=percent)
    page.resize(1100, 700)
    page.show()
    qtbot.waitExposed(page)
    assert list(page.nav) == keys
    qtbot.waitUntil(lambda: all(each.width() >= each.sizeHint().width() for each in page.nav.values()))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("feriados", ["agency"]),
        ("microfono", ["sound"]),
        ("TEMA osc", ["appearance"]),
        ("llave", ["integrations", "computer"]),
        ("zzz", []),
    ],
)
def test_a_setting_is_found_by_its_name(theme: Theme, qtbot: Any, words: str, found: list[str]) -> None:
    page = SettingsPage(theme, "Ribera Norte", dict.fromkeys([each.key for each in sections()], QWidget))
    qtbot.addWidget(page)
    page.show()
    QTest.keyClicks(page.search, words)
    assert [key for key, button in page.nav.items() if not button.isHidden()] == found
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    if found:
        assert page.nav[found[0]].isChecked()
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    assert not [key for key, button in page.nav.items() if button.isHidden()]
