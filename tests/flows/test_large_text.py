"""A person who needs large text, and one with a small window: on no page of the settings are words cut, in either
language, and the button that sends is in sight."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.desk import given
from app.practice import practice
from app.screens import Look
from tests.flows.agencies import Machine
from tests.widgets.cut_off import cut_off
from widgets.actions.actions import Actions
from widgets.actions.declared import declared
from widgets.rail import TODAY
from widgets.settings.page import SettingsPage
from widgets.tasks import Tasks

OF_THE_SHELL = {"agency.connect", "agency.menu", "agency.next", "first_run.open", "keyring.unlock"}
"""Bound by what stands around a desk: the agencies, the first run and the keyring."""

pytestmark = [pytest.mark.timeout(180), pytest.mark.qt_log_ignore("pipewire", extend=True)]


def idle(window: QWidget) -> bool:
    """Whether nothing that a page began is under way: its connections would be torn."""
    parts = [each for part in window.findChildren(QObject) for each in vars(part).values() if isinstance(each, Tasks)]
    return not any(each._running for each in parts)


def dead_keys(actions: Actions) -> set[str]:
    """What is declared, so its keys are taken, while nobody does it."""
    return {each.id for each in declared()} - {each.id for each in actions.told()} - OF_THE_SHELL


def left_of(page: QWidget) -> list[str]:
    """What is cut once the layouts have settled."""
    for _ in range(60):
        if not (cut := cut_off(page)):
            break
        QTest.qWait(25)
    return cut


def unseen(send: QWidget) -> list[str]:
    """The button that sends, where the window shows less than all of it once the layouts have settled."""
    for _ in range(60):
        if send.visibleRegion().boundingRect() == send.rect():
            return []
        QTest.qWait(25)
    return [send.accessibleName()]


@pytest.mark.parametrize(
    ("language", "text", "size"),
    [("en", 150, QSize(1366, 768)), ("es", 150, QSize(1366, 768)), ("es", 100, QSize(900, 560))],
)
def test_no_words_are_cut(
    machine: Callable[[str], Machine], tmp_path: Path, language: str, text: int, size: QSize
) -> None:
    one, doors = machine("escritorio"), AsyncExitStack()
    line = one.run(doors.enter_async_context(practice(tmp_path / "practice", 20.0)))
    desk, credentials = one.run(given(line, tmp_path, practice=True))
    Look(language, text, (size,)).put(desk.data / "settings.json")
    office = one.run(doors.enter_async_context(one.program.open(desk, credentials)))
    try:
        office.house.start()
        one.wait(lambda: len(office.house.store.conversation_ids()) > 10)
        one.wait(lambda: not dead_keys(office.actions))
        office.window.setMinimumSize(900, 560)  # the screen of the tests is lower than the ones people have
        office.window.resize(size)
        found: dict[str, list[str]] = {}
        office.window.open_conversation(office.house.store.conversation_ids()[0])
        for mode in ("text", "voice", "template", "note"):
            office.composer.go_to(mode)
            found[mode] = left_of(office.window)
        store, outbox = office.house.store, office.house.outbox
        shut = [each for each in store.conversation_ids() if outbox.ability(each).text == "whatsapp.window_closed"]
        for lead in (store.conversation_ids()[0], shut[0]):
            office.window.open_conversation(lead)
            for mode in ("text", "voice", "template"):
                office.composer.go_to(mode)
                if office.composer.mode == mode:
                    found[f"{lead} {mode}"] = unseen(office.composer.panels[mode].send_button)
        office.window.go_to(TODAY)
        found["today"] = left_of(office.window)
        office.window.open_settings()
        (page,) = office.window.findChildren(SettingsPage)
        for section in page.nav:
            page.open_section(section)
            found[section] = left_of(page)
        assert len(found) > 12
        assert not {place: cut for place, cut in found.items() if cut}
    finally:
        one.wait(lambda: idle(office.window))
        one.run(doors.aclose())
        QTest.qWait(100)  # and its connections close
        one.program.speak("es")
